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
    /** When it came to where it stands. */
    mudou_em: number;
    recolhida_em: number | null;
  };
  /** Pedidos of people who were erased, until no comanda of theirs can come any more. */
  esquecimento: {
    protocolo: string;
    mordida: number;
    pedido_id: number;
    pedido_em: number;
    /** When its comanda was rid of what was written on it. */
    feito_em: number | null;
    /** 1 while the erasure waits for it. */
    espera: number;
    /** 1 once its bite was told. */
    contado: number;
  };
  /** What the gerência has set for a preparation, as pedido told it last, in its only row; none: as it comes. */
  ajustes: { id: 1; versao: number; voltar_min: number; recolher_min: number };
};

/** What a command works in: one transaction of this service. */
export type CozinhaTx = Tx<Database, TrailOf<'cozinha'>>;
export type CozinhaInTransaction = InTransaction<Database, TrailOf<'cozinha'>>;

/** What a query reads from: a transaction, or the service's own database outside of one. */
export type Reader = { db: Kysely<Database> };
