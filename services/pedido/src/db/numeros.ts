import { EstadoPedido } from '@foodious/kernel/estados.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What stands where a person's words would, in a row that is gone when its transaction ends. */
const NINGUEM = '-'.repeat(11);

/** The numbers that rows and people are called by. */
export const numeros = (db: Kysely<Database>) => ({
  /**
   * Lets so many ids of pedidos and of clientes pass by unused: a database goes on from the greatest it ever gave, which a row
   * that comes and goes moves.
   */
  async pularIds(quantos: number, agora: Date): Promise<void> {
    const daqui = async (tabela: 'pedido' | 'cliente') => {
      const { maior } = await db
        .selectFrom(tabela)
        .select((eb) => eb.fn.max('id').as('maior'))
        .executeTakeFirstOrThrow();
      return Number(maior ?? 0) + quantos;
    };
    const em = agora.getTime();
    const pedido = await daqui('pedido');
    await db
      .insertInto('pedido')
      .values({
        id: pedido,
        data_inicio: '',
        estado: EstadoPedido.CANCELADO,
        ativo: 0,
        tentativa: 0,
        movimentos: 0,
        meio: 'pix',
        criado_em: em,
        mudou_em: em,
      })
      .execute();
    await db.deleteFrom('pedido').where('id', '=', pedido).execute();
    const cliente = await daqui('cliente');
    await db
      .insertInto('cliente')
      .values({ id: cliente, nome: NINGUEM, email: NINGUEM, email_reservado: NINGUEM, cpf: NINGUEM, criado_em: em })
      .execute();
    await db.deleteFrom('cliente').where('id', '=', cliente).execute();
  },
  /** Lets so many senhas of every day there is pass by unused. */
  async pularSenhas(quantas: number): Promise<void> {
    await db
      .updateTable('senha')
      .set((eb) => ({ ultima: eb('ultima', '+', quantas) }))
      .execute();
  },
});
