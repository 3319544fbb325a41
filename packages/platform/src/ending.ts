/** What is done where this process cannot go on; whoever runs it says. */
let end: (why: string) => void = () => {};

/** Says how this process ends, once it has started: `run` does. */
export function onGivingUp(how: (why: string) => void): void {
  end = how;
}

/** Ends this process where only another one can go on, which reads its settings anew. In a test, which runs none, does nothing. */
export const giveUp = (why: string): void => end(why);
