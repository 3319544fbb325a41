import type { Context } from '@foodious/kernel/context.ts';
import { diasDepois } from '@foodious/kernel/day.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import { TIPOS_DE_DIVERGENCIA } from '../domain/conciliacao.ts';
import { divergenciasAbertas, idadeDaConciliacao } from '../metrics.ts';
import { abertas, type Conciliacao, conciliarDia, reverAbertas } from '../use-cases/conciliar-dia.ts';
import { type Reparos, seguirReparos } from '../use-cases/reparar-divergencia.ts';

/** How often repairs that are due are looked for, in milliseconds. */
const SWEEP_MS = 2_000;

/** Compares today and yesterday, and whatever is open of other days, again and again. */
export const conciliacoes = (deps: Conciliacao, agora: () => Context, everyMs: number, log: Logger): Job =>
  loopingJob(
    async () => {
      const context = agora();
      const hoje = deps.diaDe(context.agora);
      const dias = [diasDepois(hoje, -1), hoje];
      for (const dia of dias) await conciliarDia(deps, context, dia);
      await reverAbertas(deps, context, dias);
    },
    { everyMs, failed: (err) => log.warn({ err }, 'the day is not compared: provider or database unavailable') },
  );

/** Goes on with repairs that somebody began, wherever that ended. */
export const reparosEmCurso = (deps: Reparos, agora: () => Context, log: Logger): Job =>
  loopingJob(() => seguirReparos(deps, agora()), {
    everyMs: SWEEP_MS,
    failed: (err) => log.warn({ err }, 'repairs wait: provider, queues or database unavailable'),
  });

/** Counts, at each scrape, what is open, and how old the last comparison is. */
export function medidasDaConciliacao({ divergencias, comparacoes }: Conciliacao): Job {
  const sources: (() => void)[] = [];
  return {
    start() {
      const inicio = Date.now();
      sources.push(
        divergenciasAbertas(async () => {
          const todas = await abertas(divergencias);
          return TIPOS_DE_DIVERGENCIA.map((tipo) => ({
            labels: { tipo },
            value: todas.filter((each) => each.tipo === tipo).length,
          }));
        }),
        idadeDaConciliacao(async () => {
          const [ultima] = await comparacoes.list('dia', { invertida: true, limite: 1 });
          const feita = ultima ? Date.parse(ultima.feitaEm) : inicio;
          return [{ labels: { service: 'pagamento' }, value: Math.max(0, Date.now() - feita) / 1000 }];
        }),
      );
    },
    stop() {
      for (const forget of sources) forget();
    },
  };
}
