/** The server's time, as far as its answers tell it. Epoch milliseconds. */
export type Hora = {
  /** Now, at the server; the device's own clock only while no answer has come. Never goes back by a change of that one. */
  agora(): number;
  /**
   * An answer told the server's time.
   * @param dita what it told
   * @param pedidaEm when it was asked for, by {@link Hora.medida}
   * @param passoMs how coarse what it told is: it was then, or less than this later
   */
  acertar(dita: number, pedidaEm: number, passoMs: number): void;
  /** Milliseconds since some instant: goes on evenly, whatever happens to the device's clock. */
  medida(): number;
  /** `mudou` is called when the time has been set right. */
  assinar(mudou: () => void): () => void;
};

/** A correction smaller than this is no news to who shows seconds. */
const NOVA_MS = 500;

/**
 * A clock set by answers. Each says between which two values the server is ahead of `medida`: what all of them agree on gets
 * narrower, to a few milliseconds; one that disagrees (the device slept) is believed.
 */
export function criarHora(medida: () => number, relogioDoAparelho: () => number): Hora {
  let adianto: [menor: number, maior: number] | undefined;
  const ouvintes = new Set<() => void>();
  const agora = () => (adianto ? medida() + (adianto[0] + adianto[1]) / 2 : relogioDoAparelho());
  return {
    agora,
    medida,
    acertar(dita, pedidaEm, passoMs) {
      const antes = agora();
      const [menor, maior] = [dita - medida(), dita + passoMs - pedidaEm];
      const comum = adianto && ([Math.max(menor, adianto[0]), Math.min(maior, adianto[1])] as const);
      adianto = comum && comum[0] <= comum[1] ? [...comum] : [menor, maior];
      if (Math.abs(agora() - antes) >= NOVA_MS) for (const mudou of ouvintes) mudou();
    },
    assinar(mudou) {
      ouvintes.add(mudou);
      return () => ouvintes.delete(mudou);
    },
  };
}

/** The time of this page: whatever counts to or from an instant of the server goes by it. */
export const hora: Hora = criarHora(
  () => performance.now(),
  () => Date.now(),
);
export const { agora } = hora;

/** `fetch`, and what its answer tells of the time. Our servers' `Date` counts whole seconds. */
export async function buscar(input: RequestInfo, init?: RequestInit): Promise<Response> {
  const pedidaEm = hora.medida();
  const resposta = await fetch(input, init);
  const dita = Date.parse(resposta.headers.get('date') ?? '');
  if (!Number.isNaN(dita)) hora.acertar(dita, pedidaEm, 1_000);
  return resposta;
}
