import { mulberry32 } from '@foodious/testing/random.ts';

/** So many equal servers before one queue, each busy for `servico` seconds with an order in the mean. */
export type Estacao = { servidores: number; servico: number };

/** The heap of events would be more than this needs: servers are few, and orders come in the order of time. */
const primeiroLivre = (livres: Float64Array): number => livres.indexOf(Math.min(...livres));

/**
 * Orders come at random (Poisson; with `rajada`, that many at once), go through one station after the other, each first come first
 * served, and travel for `viagem` seconds between two. A discrete-event simulation: every arrival is told when it left the last.
 * @param taxa orders a second
 * @returns how long each took from the first station to the end of the last, seconds, sorted
 */
export function simular({
  taxa,
  estacoes,
  viagem,
  pedidos,
  rajada = 1,
  semente,
}: {
  taxa: number;
  estacoes: readonly Estacao[];
  viagem: number;
  pedidos: number;
  rajada?: number;
  semente: number;
}): Float64Array {
  const random = mulberry32(semente);
  const exponencial = (media: number) => -media * Math.log(1 - random());
  const chegadas = new Float64Array(pedidos);
  let agora = 0;
  for (let i = 0; i < pedidos; i += 1) {
    if (i % rajada === 0) agora += exponencial(rajada / taxa);
    chegadas[i] = agora;
  }
  let ordem = chegadas.slice();
  let quem = Uint32Array.from({ length: pedidos }, (_, i) => i);
  for (const [n, { servidores, servico }] of estacoes.entries()) {
    const livres = new Float64Array(servidores);
    const saidas = new Float64Array(pedidos);
    for (let i = 0; i < pedidos; i += 1) {
      const chega = ordem[i] as number;
      const servidor = primeiroLivre(livres);
      const sai = Math.max(chega, livres[servidor] as number) + exponencial(servico);
      livres[servidor] = sai;
      saidas[i] = sai + (n < estacoes.length - 1 ? viagem : 0);
    }
    // Whoever left first comes to the next station first.
    const porSaida = Uint32Array.from({ length: pedidos }, (_, i) => i).sort(
      (a, b) => (saidas[a] as number) - (saidas[b] as number),
    );
    ordem = Float64Array.from(porSaida, (i) => saidas[i] as number);
    quem = Uint32Array.from(porSaida, (i) => quem[i] as number);
  }
  return Float64Array.from(ordem, (fim, i) => fim - (chegadas[quem[i] as number] as number)).sort();
}

/** The time within which so many of a sorted sample are done. */
export const percentil = (ordenados: Float64Array, p: number): number =>
  ordenados[Math.min(ordenados.length - 1, Math.floor(ordenados.length * p))] as number;

/** The mean time in a queue of Poisson arrivals before equal exponential servers (Erlang's C): what the simulation must agree with. */
export function esperaDeErlang({ servidores, servico }: Estacao, taxa: number): number {
  const a = taxa * servico;
  const ocupacao = a / servidores;
  if (ocupacao >= 1) return Number.POSITIVE_INFINITY;
  let termo = 1;
  let soma = 1;
  for (let k = 1; k < servidores; k += 1) {
    termo *= a / k;
    soma += termo;
  }
  const todos = (termo * a) / servidores / (1 - ocupacao);
  return ((todos / (soma + todos)) * servico) / (servidores * (1 - ocupacao));
}
