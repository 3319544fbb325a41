import type { RetornoDeEmail } from '@foodious/kernel/estados.ts';
import type { Kysely } from 'kysely';
import { instanteDoId } from '../emails.ts';
import type { Database } from '../schema.ts';
import type { Pagina } from './pagina.ts';

/** What became of an e-mail; instants are epoch milliseconds. */
export type EmailNaGerencia = {
  id: string;
  tipo: string;
  pedidoId: number | null;
  estado: 'enviado' | 'esperando' | 'desistiu';
  /** How many tries have failed. */
  tentativas: number;
  criadoEm: number;
  enviadoEm: number | null;
  proximaEm: number | null;
  /** What became of it once it had left; of one that was never sent, what had become of one to its address. */
  retorno: RetornoDeEmail | null;
};

/** What became of the e-mails, without whom they are for. */
export const emailsNaGerencia = (db: Kysely<Database>) => ({
  /** All e-mails or those of a pedido, newest first: ids that are UUIDs of version 7 are in the order of their making. */
  async list(
    { pedidoId }: { pedidoId?: number | undefined },
    { antesDe, limite }: Pagina<string>,
  ): Promise<EmailNaGerencia[]> {
    let query = db
      .selectFrom('email')
      .select([
        'id',
        'tipo',
        'pedido_id as pedidoId',
        'tentativas',
        'enviado_em as enviadoEm',
        'proxima_em as proximaEm',
        'retorno',
      ])
      .orderBy('id', 'desc')
      .limit(limite);
    if (pedidoId !== undefined) query = query.where('pedido_id', '=', pedidoId);
    if (antesDe !== undefined) query = query.where('id', '<', antesDe);
    return (await query.execute()).map((row) => ({
      ...row,
      estado: row.enviadoEm !== null ? 'enviado' : row.proximaEm !== null ? 'esperando' : 'desistiu',
      criadoEm: instanteDoId(row.id),
    }));
  },
});
