/** Preloaded (`node --import`), it sets the clock of a process CLOCK_SKEW_MS milliseconds before that of the machine. */
const skew = Number(process.env.CLOCK_SKEW_MS);
const Machine = globalThis.Date;

class Skewed extends Machine {
  constructor(...args: [] | [number | string | Date]) {
    if (args.length === 0) super(Machine.now() + skew);
    else super(...args);
  }
  static override now(): number {
    return Machine.now() + skew;
  }
}
globalThis.Date = Skewed as DateConstructor;
