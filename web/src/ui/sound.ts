let context: AudioContext | undefined;

/** Browsers play nothing before a first touch or key: this makes later sounds possible. Call it in one. */
export function allowSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Two or more notes, made here: no file to load. Frequencies in hertz. Silent where the browser does not allow it yet. */
export function chime(notes: readonly number[] = [659.25, 880]): void {
  context ??= new AudioContext();
  if (context.state !== 'running') return;
  const start = context.currentTime;
  for (const [i, frequency] of notes.entries()) {
    const at = start + i * 0.18;
    const tone = new OscillatorNode(context, { type: 'triangle', frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.35, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }
}
