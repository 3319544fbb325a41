import { Refusal } from '@foodious/kernel/refusal.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { respostas, VALIDADE_MS } from '../../db/idempotencia.ts';
import type { PedidoTx } from '../../db/schema.ts';

/** The field a refusal names. */
export const CABECALHO = 'Idempotency-Key';

/**
 * A caller's key and what it was sent with, as hashes: they tell nothing of who asked, or what for. `antiga` is the key as it
 * was kept before there were donos.
 */
export type Chave = { chave: string; antiga: string; corpo: string };

/** Makes the guard of the keys of one process: it knows which of them are under way there. */
export function idempotencia() {
  const emCurso = new Set<string>();

  /**
   * Does the work of a key once. The answer is kept in the transaction of the work, so that a retry gets it also after a crash
   * between commit and answer. Throws Refusal `conflict` while the first is under way, `unprocessable` for another body.
   * @param run runs work in a transaction
   */
  return async function umaVez<T extends { id: number }>(
    { chave, antiga, corpo }: Chave,
    run: (work: (tx: PedidoTx) => Promise<T>) => Promise<T>,
    work: (tx: PedidoTx) => Promise<T>,
  ): Promise<T> {
    if (emCurso.has(chave))
      throw new Refusal('conflict', 'O pedido com esta chave ainda está sendo feito', {
        codigo: 'pedido-em-curso',
        campo: CABECALHO,
      });
    const doOnce = () =>
      run(async (tx) => {
        const guardadas = respostas(tx.db);
        const agora = tx.agora.getTime();
        const known = await guardadas.get(chave, antiga);
        if (known && known.criadoEm > agora - VALIDADE_MS) {
          if (known.corpo === corpo) return JSON.parse(known.resposta) as T;
          throw new Refusal('unprocessable', 'Esta chave já foi usada com outro pedido', {
            codigo: 'chave-usada',
            campo: CABECALHO,
          });
        }
        if (known) await guardadas.delete(known.chave);
        const answer = await work(tx);
        const resposta = JSON.stringify(answer);
        await guardadas.insert({ chave, corpo, resposta, pedidoId: answer.id, criadoEm: agora });
        return answer;
      });
    emCurso.add(chave);
    try {
      return await doOnce().catch((error) => {
        if (isUniqueViolation(error)) return doOnce(); // another instance was faster, and has kept its answer
        throw error;
      });
    } finally {
      emCurso.delete(chave);
    }
  };
}
export type UmaVez = ReturnType<typeof idempotencia>;
