/** A voice that says nothing about its end is waited for no longer than this, milliseconds. */
const FALA_MS = 6_000;

/** Says a sentence in pt-BR, where the browser can; resolves when it was said. */
export function falar(frase: string): Promise<void> {
  if (!('speechSynthesis' in window)) return Promise.resolve();
  return new Promise((resolve) => {
    const fala = new SpeechSynthesisUtterance(frase);
    fala.lang = 'pt-BR';
    fala.rate = 0.95;
    const timer = setTimeout(() => {
      speechSynthesis.cancel(); // or it would hold back all that come after
      resolve();
    }, FALA_MS);
    const fim = () => {
      clearTimeout(timer);
      resolve();
    };
    fala.addEventListener('end', fim);
    fala.addEventListener('error', fim);
    speechSynthesis.speak(fala);
  });
}
