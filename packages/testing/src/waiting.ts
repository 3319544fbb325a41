/** Lets everything that is ready run, without any clock. */
export const assentar = async (): Promise<void> => {
  for (let n = 0; n < 1_000; n += 1) await new Promise(setImmediate);
};

/** Waits where `until` cannot: under a clock that stands still. Each time it looks it may move it. */
export async function ate(what: string, pronto: () => boolean, mover = () => {}): Promise<void> {
  for (const fim = performance.now() + 15_000; !pronto(); mover()) {
    if (performance.now() > fim) throw new Error(`waited in vain: ${what}`);
    await new Promise(setImmediate);
  }
}
