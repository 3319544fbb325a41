import type { Kysely } from 'kysely';
import { type Cliente, emailReservado, palavrasDeBusca } from '../domain/cliente.ts';
import type { Database } from './schema.ts';

/** Clientes. `insert` throws the unique violation of a taken e-mail or CPF. */
export const clientes = (db: Kysely<Database>) => {
  const columns = ['id', 'nome', 'email', 'cpf'] as const;
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
    async insert(novo: Omit<Cliente, 'id'>, agora: Date, aceitaMarketing = false): Promise<Cliente> {
      const values = {
        ...novo,
        email_reservado: emailReservado(novo.email),
        criado_em: agora.getTime(),
        marketing_em: aceitaMarketing ? agora.getTime() : null,
      };
      const { insertId } = await db.insertInto('cliente').values(values).executeTakeFirstOrThrow();
      const id = Number(insertId);
      const palavras = palavrasDeBusca(novo.nome).map((palavra) => ({ palavra, cliente_id: id }));
      if (palavras.length > 0) await db.insertInto('cliente_palavra').values(palavras).execute();
      return { ...novo, id };
    },
    /**
     * Erases a cliente, and every row that holds something of them: whatever table is added that does is emptied here. Their
     * pedidos are {@link esquecerPedidos}'.
     */
    async delete(id: number): Promise<void> {
      await db.deleteFrom('email').where('cliente_id', '=', id).where('enviado_em', 'is', null).execute();
      await db.updateTable('email').set({ cliente_id: null }).where('cliente_id', '=', id).execute();
      await db.deleteFrom('cliente_palavra').where('cliente_id', '=', id).execute();
      await db.deleteFrom('cliente').where('id', '=', id).execute();
    },
  };
};
