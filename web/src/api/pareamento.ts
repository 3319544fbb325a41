let falta = false;
const ouvintes = new Set<() => void>();

/** Whether this screen has to be paired before it may be anything here: what the gateway said last. */
export const pareamento = {
  falta: (): boolean => falta,
  dizer(novo: boolean): void {
    falta = novo;
    for (const mudou of ouvintes) mudou();
  },
  /** `mudou` is called at each word of the gateway about it. */
  assinar(mudou: () => void): () => void {
    ouvintes.add(mudou);
    return () => ouvintes.delete(mudou);
  },
};
