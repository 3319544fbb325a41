import { usePaginas } from '../use-consulta.ts';
import { lerNotificacoes } from './api.ts';

const LIMITE = 30;

/** What the bank told us, the newest first; of it, what was a problem. */
export const useNotificacoes = (soProblemas: boolean) =>
  usePaginas(
    ['notificacoes', soProblemas],
    async (ate: string | undefined) => {
      const query = { ...(soProblemas ? { problemas: 'true' as const } : {}), ...(ate ? { ate } : {}), limite: LIMITE };
      const { notificacoes, mais } = await lerNotificacoes(query);
      return { notificacoes, proximo: mais ? (notificacoes.at(-1)?.recebidaEm ?? null) : null };
    },
    10_000,
  );
