import type { FimDosAvisos, TipoEmail } from '@foodious/kernel/estados.ts';
import type { Kysely } from 'kysely';
import { type Cliente, emailReservado, palavrasDeBusca } from '../domain/cliente.ts';
import type { DadosEmail } from '../domain/email.ts';
import type { Database } from './schema.ts';

/** Clientes. `insert` throws the unique violation of a taken e-mail or CPF. */
export const clientes = (db: Kysely<Database>) => {
  const columns = ['id', 'nome', 'email', 'cpf'] as const;
  async function insertPalavras(id: number, nome: string): Promise<void> {
    const palavras = palavrasDeBusca(nome).map((palavra) => ({ palavra, cliente_id: id }));
    if (palavras.length > 0) await db.insertInto('cliente_palavra').values(palavras).execute();
  }
  return {
    get: (id: number): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('id', '=', id).executeTakeFirst(),
    /** Reads a cliente for a transaction that links something to them: nobody erases them until it ends. */
    lock: (id: number): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('id', '=', id).forUpdate().executeTakeFirst(),
    getByCpf: (cpf: string): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('cpf', '=', cpf).executeTakeFirst(),
    getByEmail: (email: string): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('email_reservado', '=', emailReservado(email)).executeTakeFirst(),
    /** When a cliente registered, epoch milliseconds. */
    async getCriadoEm(id: number): Promise<number | undefined> {
      const row = await db.selectFrom('cliente').select('criado_em').where('id', '=', id).executeTakeFirst();
      return row?.criado_em;
    },
    async insert(novo: Omit<Cliente, 'id'>, agora: Date): Promise<Cliente> {
      const values = {
        ...novo,
        email_reservado: emailReservado(novo.email),
        criado_em: agora.getTime(),
        marketing_em: null,
        email_recusado: null,
      };
      const { insertId } = await db.insertInto('cliente').values(values).executeTakeFirstOrThrow();
      const id = Number(insertId);
      await insertPalavras(id, novo.nome);
      return { ...novo, id };
    },
    async updateNome(id: number, nome: string): Promise<void> {
      await db.updateTable('cliente').set({ nome }).where('id', '=', id).execute();
      await db.deleteFrom('cliente_palavra').where('cliente_id', '=', id).execute();
      await insertPalavras(id, nome);
    },
    /** Throws the unique violation of a taken e-mail. */
    async updateEmail(id: number, email: string): Promise<void> {
      const values = { email, email_reservado: emailReservado(email), email_recusado: null };
      await db.updateTable('cliente').set(values).where('id', '=', id).execute();
    },
    /** Why their address is told of pedidos no more; null: it is. */
    async getEmailRecusado(id: number): Promise<FimDosAvisos | null> {
      const query = db.selectFrom('cliente').select('email_recusado').where('id', '=', id);
      return (await query.executeTakeFirst())?.email_recusado ?? null;
    },
    async updateEmailRecusado(id: number, motivo: FimDosAvisos | null): Promise<void> {
      await db.updateTable('cliente').set({ email_recusado: motivo }).where('id', '=', id).execute();
    },
    /** Since when they agree to be written to about offers; null: they do not. */
    async updateMarketingEm(id: number, marketingEm: number | null): Promise<void> {
      await db.updateTable('cliente').set({ marketing_em: marketingEm }).where('id', '=', id).execute();
    },
    /**
     * Erases a cliente, and every row that holds something of them: whatever table is added that does is emptied here. Their
     * pedidos are {@link esquecerPedidos}'. What an address they gave up has not been told yet still leaves; `protocolo` waits for it.
     */
    async delete(id: number, protocolo: string): Promise<void> {
      await db
        .updateTable('email')
        .set({ cliente_id: null, dados: JSON.stringify({ protocolo } satisfies DadosEmail) })
        .where('cliente_id', '=', id)
        .where('tipo', '=', 'email-alterado' satisfies TipoEmail)
        .where('proxima_em', 'is not', null)
        .execute();
      await db.deleteFrom('email').where('cliente_id', '=', id).where('enviado_em', 'is', null).execute();
      await db.updateTable('email').set({ cliente_id: null }).where('cliente_id', '=', id).execute();
      for (const tabela of ['cliente_palavra', 'consentimento', 'codigo_de_email', 'navegador'] as const)
        await db.deleteFrom(tabela).where('cliente_id', '=', id).execute();
      await db.deleteFrom('cliente').where('id', '=', id).execute();
    },
  };
};
