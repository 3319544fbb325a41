import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Consumo } from '@foodious/kernel/estados.ts';
import type { InTransaction, MessagingTables, Tx } from '@foodious/messaging/sql.ts';
import type { Kysely } from 'kysely';

/** The tables of cozinha. */
export type Database = MessagingTables & {
  comanda: {
    pedido_id: number;
    senha: number;
    estado: number;
    itens: string;
    recebida_em: number;
    iniciada_em: number | null;
    pronta_em: number | null;
    entregue_em: number | null;
    movimentos: number;
    consumo: Consumo | null;
    historico: string;
    traceparent: string;
  };
};

/** What a command works in: one transaction of this service. */
export type CozinhaTx = Tx<Database, TrailOf<'cozinha'>>;
export type CozinhaInTransaction = InTransaction<Database, TrailOf<'cozinha'>>;

/** What a query reads from: a transaction, or the service's own database outside of one. */
export type Reader = { db: Kysely<Database> };
