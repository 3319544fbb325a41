import { newStory } from '@foodious/kernel/context.ts';
import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import { idadeDaNotificacao, notificacoesTratadas } from '../metrics.ts';
import type { Lido, Notificacao, NotificacaoStore, PagamentoStore, Provedor } from '../ports.ts';
import { DE_QUEM_RECEBEU_MS } from '../use-cases/receber-notificacao.ts';
import { type Tratada, tratarNotificacao } from '../use-cases/tratar-notificacao.ts';

/** How often what was left, or is to be tried again, is looked for, in milliseconds; and how many at once. */
const SWEEP_MS = 1_000;
const RODADA = 100;
/** Charges asked for at once. */
const CONCORRENTES = 16;
/** Until the next try of one that failed, by how often it did, in milliseconds; after the last, that again and again. */
const ESPERAS_MS = [1_000, 5_000, 30_000, 120_000, 300_000];
/** A charge nobody knows may not have got to us, or to where the provider looks: it is looked for so many times. */
const PROCURAS = 4;
/** What was handled is written down with the next that comes, or after this long, in milliseconds: nobody waits for it. */
const ANOTAR_MS = 1_000;

/** Who is told that there is a notification to handle. */
export type Tratador = {
  chegou(notificacao: Lido<Notificacao>): void;
  /** Something is about to be written: what is to be written down goes with it. */
  aproveitar(): void;
};

/**
 * Handles notifications: at once those that were received here; those another instance left, or that failed, once they are due.
 * One charge at a time: what came of it meanwhile is answered by the same question.
 */
export function tratadorDeNotificacoes(
  store: PagamentoStore & { notificacoes: NotificacaoStore },
  provedor: Pick<Provedor, 'obter'>,
  log: Logger,
): Required<Job> & Tratador {
  const { notificacoes } = store;
  /** By charge, what waits for it to be asked for, and what is being asked for. */
  const esperando = new Map<string, Lido<Notificacao>[]>();
  const emMao = new Map<string, Promise<void>>();
  /** All of them, by their id. */
  const conhecidas = new Set<string>();
  let tratadas: { lida: Lido<Notificacao>; depois: Notificacao }[] = [];
  let anotacao: NodeJS.Timeout | undefined;
  let parando = false;
  let esquecer = () => {};

  function chegou(lida: Lido<Notificacao>): void {
    const { id, cobrancaId, proximaEm } = lida.doc;
    if (parando || proximaEm === null || cobrancaId === null || conhecidas.has(id)) return;
    conhecidas.add(id);
    const outras = esperando.get(cobrancaId);
    if (outras) outras.push(lida);
    else esperando.set(cobrancaId, [lida]);
    seguir();
  }

  function seguir(): void {
    for (const [cobrancaId, todas] of esperando) {
      if (parando || emMao.size >= CONCORRENTES) return;
      if (emMao.has(cobrancaId)) continue;
      esperando.delete(cobrancaId);
      const feita = tratar(todas).finally(() => {
        emMao.delete(cobrancaId);
        seguir();
      });
      emMao.set(cobrancaId, feita);
    }
  }

  /** All of these are about one charge: the first asks, and the answer is news to none of the others. */
  async function tratar(todas: readonly Lido<Notificacao>[]): Promise<void> {
    const [primeira, ...outras] = todas;
    if (!primeira) return;
    const { doc } = primeira;
    const context = { ...newStory(doc.id, new Date(), 'pagamento'), por: 'provedor' };
    try {
      const tratada = await tratarNotificacao(store, provedor, context, doc);
      if (tratada.resultado === 'desconhecida' && doc.tentativas + 1 < PROCURAS) return await adiar(todas);
      anotar(primeira, tratada);
      const resultado = tratada.resultado === 'aplicada' ? 'repetida' : tratada.resultado;
      for (const outra of outras) anotar(outra, { ...tratada, resultado });
    } catch (err) {
      const away = err instanceof Unavailable || err instanceof BadAnswer;
      log[away ? 'warn' : 'error']({ err, notificacao: doc.id }, 'a notification waits');
      await adiar(todas);
    }
  }

  function anotar(lida: Lido<Notificacao>, tratada: Tratada): void {
    notificacoesTratadas.inc({ resultado: tratada.resultado });
    const tentativas = lida.doc.tentativas + 1;
    const depois = { ...lida.doc, ...tratada, tentativas, proximaEm: null, tratadaEm: new Date().toISOString() };
    tratadas.push({ lida, depois });
    anotacao ??= setTimeout(() => void escrever(), ANOTAR_MS);
  }

  async function escrever(): Promise<void> {
    clearTimeout(anotacao);
    anotacao = undefined;
    const todas = tratadas;
    tratadas = [];
    await Promise.all(todas.map(({ lida, depois }) => guardar(lida, depois)));
  }

  async function adiar(todas: readonly Lido<Notificacao>[]): Promise<void> {
    await Promise.all(
      todas.map((lida) => {
        const { tentativas } = lida.doc;
        const espera = ESPERAS_MS[Math.min(tentativas, ESPERAS_MS.length - 1)] as number;
        const proximaEm = new Date(Date.now() + espera).toISOString();
        return guardar(lida, { ...lida.doc, tentativas: tentativas + 1, proximaEm });
      }),
    );
  }

  /** Writes one down, unless somebody else has. What cannot be written is found again, and handled again. */
  async function guardar(lida: Lido<Notificacao>, depois: Notificacao): Promise<void> {
    try {
      await notificacoes.replace(lida, depois);
    } catch (err) {
      log.warn({ err, notificacao: depois.id }, 'what came of a notification is not written down');
    } finally {
      conhecidas.delete(depois.id);
    }
  }

  const sweep = loopingJob(
    async () => {
      const agora = new Date();
      for (const cada of await notificacoes.list('proximaEm', { ate: agora.toISOString(), limite: RODADA })) {
        if (conhecidas.has(cada.id) || parando) continue;
        const read = await notificacoes.get(cada.id);
        if (!read || read.doc.proximaEm !== cada.proximaEm) continue;
        // Mine from now on: the others look again later.
        const doc = { ...cada, proximaEm: new Date(agora.getTime() + DE_QUEM_RECEBEU_MS).toISOString() };
        if (await notificacoes.replace(read, doc)) chegou({ doc, rev: read.rev + 1 });
      }
    },
    { everyMs: SWEEP_MS, failed: (err) => log.warn({ err }, 'notifications wait: database unavailable') },
  );

  return {
    chegou,
    aproveitar: () => void escrever(),
    start() {
      parando = false;
      sweep.start();
      esquecer = idadeDaNotificacao(async () => {
        const [antiga] = await notificacoes.list('proximaEm', { limite: 1 });
        return [{ labels: {}, value: antiga ? Math.max(0, Date.now() - Date.parse(antiga.recebidaEm)) / 1_000 : 0 }];
      });
    },
    async stop() {
      parando = true;
      esquecer();
      await sweep.stop();
      await Promise.all(emMao.values());
      await escrever();
    },
  };
}
