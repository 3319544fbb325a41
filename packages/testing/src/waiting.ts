/** Asks again, at growing intervals, until the answer is there. Throws with what was awaited after `ms`. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, ms = 15_000): Promise<T> {
  const end = performance.now() + ms;
  for (let wait = 2; ; wait = Math.min(wait * 1.5, 100)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Waits until an address answers well; a process may still be starting behind it. */
export const answers = (url: string): Promise<true> =>
  until(url, async () => (await fetch(url).catch(() => undefined))?.ok || undefined, 60_000);

/** Lets everything that is ready run, without any clock. */
export const assentar = async (): Promise<void> => {
  for (let n = 0; n < 1_000; n += 1) await new Promise(setImmediate);
};

/** Waits where `until` cannot, under a clock that stands still; `mover` may move that clock each time it looks. */
export async function ate(what: string, pronto: () => boolean, mover = () => {}): Promise<void> {
  for (const fim = performance.now() + 15_000; !pronto(); mover()) {
    if (performance.now() > fim) throw new Error(`waited in vain: ${what}`);
    await new Promise(setImmediate);
  }
}
