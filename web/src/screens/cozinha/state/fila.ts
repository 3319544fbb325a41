import type { EstadoComanda } from '@foodious/kernel/estados.ts';
import { Problema, passageiro } from '../../../api/problem.ts';
import type { Ato, Comanda } from './comanda.ts';

/** After a try in vain the next one comes so much later, milliseconds; each time twice as late, up to the last. */
const PRIMEIRA_ESPERA_MS = 1_000;
const ULTIMA_ESPERA_MS = 15_000;

/** Something a cook did that the server does not know yet. */
export type Feito = {
  /** Sorts by when it was done; unlike that of any other window of this browser. */
  id: string;
  pedidoId: number;
  senha: number;
  ato: Ato;
  /** Where the comanda stood for who did it: sent twice, it is done once. */
  de: EstadoComanda;
  /** Epoch milliseconds. */
  em: number;
  /** The comanda itself, where it is one that had left the counter. */
  comanda?: Comanda;
};

/** Keeps what was done until the server knows: over a reload, for all windows of this browser. */
export type Deposito = {
  /** What is kept, the oldest first. */
  ler(): readonly Feito[];
  guardar(feito: Feito): void;
  tirar(id: string): void;
};

/** What a cook did and the server does not know yet: sent at once, in order for each comanda, and again while nobody answers. */
export type Fila = {
  feitos(): readonly Feito[];
  /** The comandas of which something was sent in vain. */
  esperando(): ReadonlySet<number>;
  agir(feito: Omit<Feito, 'id'>): void;
  /** Sends whatever waits, now. */
  retomar(): void;
  /** Another window has sent it. */
  esquecer(id: string): void;
  parar(): void;
};

/**
 * @param enviar tells the server; resolves with the comanda as it was left
 * @param respondeu hears that answer, before the act stops being shown as on its way
 * @param recusou hears why one was not done: with it go those of the same comanda that came after
 */
export function criarFila({
  enviar,
  deposito,
  mudou,
  respondeu,
  recusou,
}: {
  enviar(feito: Feito): Promise<Comanda>;
  deposito: Deposito;
  mudou(): void;
  respondeu(feito: Feito, comanda: Comanda): void;
  recusou(feitos: readonly [Feito, ...Feito[]], error: unknown): void;
}): Fila {
  let feitos = deposito.ler();
  let contados = 0;
  let espera = PRIMEIRA_ESPERA_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const andando = new Set<number>();
  const esperando = new Set<number>();

  function tirar(saem: readonly Feito[]): void {
    for (const { id } of saem) deposito.tirar(id);
    feitos = feitos.filter((feito) => !saem.includes(feito));
    mudou();
  }

  /** Sends what was done to one comanda, each after the answer to the one before. */
  async function andar(pedidoId: number): Promise<void> {
    if (andando.has(pedidoId)) return;
    andando.add(pedidoId);
    const daComanda = () => feitos.filter((feito) => feito.pedidoId === pedidoId);
    for (let [feito] = daComanda(); feito; [feito] = daComanda())
      try {
        const comanda = await enviar(feito);
        espera = PRIMEIRA_ESPERA_MS;
        esperando.delete(pedidoId);
        respondeu(feito, comanda);
        tirar([feito]);
      } catch (error) {
        if (passageiro(error) || (error instanceof Problema && error.status === 401)) {
          esperando.add(pedidoId);
          mudou();
          timer ??= setTimeout(retomar, espera);
          break;
        }
        esperando.delete(pedidoId);
        const [, ...seguintes] = daComanda();
        tirar([feito, ...seguintes]);
        recusou([feito, ...seguintes], error);
      }
    andando.delete(pedidoId);
  }

  function retomar(): void {
    if (timer) espera = Math.min(espera * 2, ULTIMA_ESPERA_MS);
    clearTimeout(timer);
    timer = undefined;
    for (const pedidoId of new Set(feitos.map((feito) => feito.pedidoId))) void andar(pedidoId);
  }

  return {
    feitos: () => feitos,
    esperando: () => esperando,
    agir(novo) {
      contados += 1;
      const ordem = [novo.em, contados].map((n) => String(n).padStart(15, '0')).join('-');
      const feito = { ...novo, id: `${ordem}-${Math.random().toString(36).slice(2)}` };
      deposito.guardar(feito);
      feitos = [...feitos, feito];
      mudou();
      void andar(feito.pedidoId);
    },
    retomar,
    esquecer(id) {
      feitos = feitos.filter((feito) => feito.id !== id);
      mudou();
    },
    parar: () => clearTimeout(timer),
  };
}
