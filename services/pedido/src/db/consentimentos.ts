import type { TipoDeConsentimento } from '@foodious/kernel/estados.ts';
import type { Kysely } from 'kysely';
import type { Consentimento } from '../domain/cliente.ts';
import type { Database } from './schema.ts';

/** What clientes agreed to, and took back. */
export const consentimentos = (db: Kysely<Database>) => ({
  /** All that a cliente said, the oldest first. */
  async list(clienteId: number): Promise<Consentimento[]> {
    const rows = await db
      .selectFrom('consentimento')
      .select(['tipo', 'versao', 'aceito', 'em'])
      .where('cliente_id', '=', clienteId)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ ...row, tipo: row.tipo as TipoDeConsentimento, aceito: row.aceito === 1 }));
  },
  async insert(clienteId: number, { aceito, ...dito }: Consentimento): Promise<void> {
    await db
      .insertInto('consentimento')
      .values({ ...dito, cliente_id: clienteId, aceito: aceito ? 1 : 0 })
      .execute();
  },
});
