import type { Kysely } from 'kysely';
import type { Protocolo } from '../domain/cliente.ts';
import type { Database } from './schema.ts';

/** The receipts of erasures. */
export const protocolos = (db: Kysely<Database>) => ({
  /** Throws when there is none of that id. */
  async get(id: string): Promise<Protocolo> {
    const row = await db.selectFrom('protocolo').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    return {
      id,
      solicitadoEm: new Date(row.solicitado_em),
      apagadoEm: new Date(row.apagado_em),
      pedidos: row.pedidos,
    };
  },
  async insert({ id, solicitadoEm, apagadoEm, pedidos }: Protocolo): Promise<void> {
    await db
      .insertInto('protocolo')
      .values({
        id,
        solicitado_em: solicitadoEm.getTime(),
        apagado_em: apagadoEm.getTime(),
        arquivado_em: null,
        pedidos,
      })
      .execute();
  },
  async updateArquivadoEm(id: string, instante: Date): Promise<void> {
    await db.updateTable('protocolo').set({ arquivado_em: instante.getTime() }).where('id', '=', id).execute();
  },
});
