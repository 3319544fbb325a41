import type { EventsOf } from '@foodious/contracts/events.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { iso } from '@foodious/kernel/instant.ts';
import type { Snapshot, Topic } from '@foodious/messaging/streams.ts';
import type { Tail } from '@foodious/messaging/tail.ts';
import type { Entry } from '@foodious/messaging/trail.ts';
import type { Job } from '@foodious/platform/service.ts';
import type { Kysely } from 'kysely';
import { pedidos } from '../db/pedidos.ts';
import type { Database } from '../db/schema.ts';
import { esperaEstimada, type Preparo } from '../domain/espera.ts';

/** The states whose senhas the painel shows. */
const MOSTRADOS = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'] as const;
type Mostrado = (typeof MOSTRADOS)[number];
const ehMostrado = (estado: string): estado is Mostrado => (MOSTRADOS as readonly string[]).includes(estado);

/** One senha of the board. Instants are epoch milliseconds. */
type Linha = { id: number; senha: number; dia: string | null; estado: Mostrado; desde: number };

type Eventos = EventsOf<'painel'>;

export type Painel = Required<Job> & {
  /** The whole board, and the position of the trail it stands for. */
  retrato(): Promise<Snapshot<Eventos['retrato']>>;
  topic: Topic<TrailOf<'pedido'>, Eventos>;
  /** What who orders now will wait, seconds; null while unknown. */
  espera(): number | null;
};

/**
 * The pick-up board in memory: read once, when it starts, then kept by the entries of the trail, whichever instance wrote them.
 * @param hoje the day of the restaurant at an instant
 */
export function painelEmMemoria(
  db: Kysely<Database>,
  tail: Tail<TrailOf<'pedido'>>,
  hoje: (instante: Date) => string,
): Painel {
  const diaDe = (recebidoEm: number | null) => (recebidoEm === null ? null : hoje(new Date(recebidoEm)));
  const linhas = new Map<number, Linha>();
  let preparos: (Preparo & { id: number })[] = [];

  let position: number | undefined;
  let forget = () => {};
  const early: Entry<TrailOf<'pedido'>>[] = [];
  const hear = (entries: readonly Entry<TrailOf<'pedido'>>[]) => {
    if (position === undefined)
      early.push(...entries); // while the first picture is being taken
    else
      for (const entry of entries) {
        if (entry.seq <= position) continue;
        position = entry.seq;
        if (!entry.subject) continue;
        if (entry.tipo === 'estado') mover(entry.subject.id, entry.em, entry.dados);
        else if (entry.tipo === 'chamado') mostrar(entry.subject.id, 'PRONTO', entry.em, entry.dados);
        else if (entry.tipo === 'recolhido') linhas.delete(entry.subject.id);
      }
  };

  async function read(): Promise<void> {
    for (const { id, estado, senha, recebidoEm, mudouEm, chamadoEm } of await pedidos(db).listDoPainel())
      if (ehMostrado(estado) && senha !== null)
        mostrar(id, estado, estado === 'PRONTO' ? (chamadoEm ?? mudouEm) : mudouEm, { senha, recebidoEm });
    const recentes = await pedidos(db).listProntosRecentes();
    preparos = recentes
      .flatMap(({ id, recebidoEm, iniciadoEm, prontoEm }) => {
        const comeco = iniciadoEm ?? recebidoEm;
        return comeco !== null && prontoEm !== null ? [{ id, iniciadoEm: comeco, prontoEm }] : [];
      })
      .sort((a, b) => b.prontoEm - a.prontoEm);
  }

  const mostrar = (id: number, estado: Mostrado, desde: number, { senha, recebidoEm }: TrailOf<'pedido'>['chamado']) =>
    linhas.set(id, { id, senha, dia: diaDe(recebidoEm), estado, desde });

  /** Moves the senha of a pedido to where it is shown now, or takes it off the board. */
  function mover(pedidoId: number, em: number, mudou: TrailOf<'pedido'>['estado']): void {
    const { de, para, senha, ativo, recebidoEm, iniciadoEm } = mudou;
    linhas.delete(pedidoId);
    if (senha === null || !ativo || !ehMostrado(para)) return;
    mostrar(pedidoId, para, em, { senha, recebidoEm });
    if (de === 'FINALIZADO' && preparos.some(({ id }) => id === pedidoId) && para === 'PRONTO') return; // not made twice
    preparos = preparos.filter(({ id }) => id !== pedidoId); // one called back was not ready
    const comeco = iniciadoEm ?? recebidoEm;
    if (para === 'PRONTO' && comeco !== null)
      preparos = [{ id: pedidoId, iniciadoEm: comeco, prontoEm: em }, ...preparos].slice(0, 50);
  }

  const espera = () => {
    const fila = [...linhas.values()].filter(({ estado }) => estado === 'RECEBIDO').length;
    return esperaEstimada(preparos, fila, Date.now());
  };

  return {
    async start() {
      forget = tail.listen(hear);
      const { position: inicio } = await tail.snapshot(read);
      position = inicio;
      hear(early.splice(0));
    },
    stop: () => forget(),
    espera,
    async retrato() {
      await tail.fresh();
      const prontos: Eventos['retrato']['prontos'] = [];
      const emPreparacao: Eventos['retrato']['emPreparacao'] = [];
      for (const { id: _, estado, ...linha } of [...linhas.values()].sort((a, b) => a.desde - b.desde || a.id - b.id)) {
        const senha = { ...linha, desde: iso(linha.desde) };
        if (estado === 'PRONTO') prontos.push(senha);
        else emPreparacao.push({ ...senha, estado });
      }
      return {
        position: position ?? 0,
        data: { prontos: prontos.reverse(), emPreparacao, esperaSegundos: espera() },
      };
    },
    topic: {
      name: 'painel',
      project({ tipo, em, dados }) {
        if (tipo === 'chamado' || tipo === 'recolhido') {
          const { senha, recebidoEm } = dados;
          return {
            event: tipo === 'chamado' ? 'chamada' : 'recolhida',
            data: { senha, dia: diaDe(recebidoEm), em: iso(em) },
          };
        }
        if (tipo !== 'estado') return undefined;
        const { de, para, senha, ativo, recebidoEm } = dados;
        if (senha === null || !ativo) return undefined;
        return ehMostrado(para) || (de !== null && ehMostrado(de))
          ? {
              event: 'senha',
              data: { senha, dia: diaDe(recebidoEm), estado: para, desde: iso(em), esperaSegundos: espera() },
            }
          : undefined;
      },
    },
  };
}
