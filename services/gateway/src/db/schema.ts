import type { Acao } from '@foodious/contracts/auditoria.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { InTransaction, MessagingTables, Tx } from '@foodious/messaging/sql.ts';
import type { Kysely } from 'kysely';

/** The tables of the gateway: who may come in, and what the staff did. Instants are epoch milliseconds, secrets are kept as hashes. */
export type Database = MessagingTables & {
  /** Append-only, and one chain: `n` runs from 1 without gaps, and each row names the hash of the one before. */
  auditoria: {
    n: number;
    loja_id: number;
    em: number;
    quem: string;
    papel: string | null;
    acao: Acao;
    sobre_tipo: string | null;
    sobre_id: string | null;
    /** Flat records as JSON. */
    antes: string | null;
    depois: string | null;
    correlacao: string;
    /** The message that told of it; null for what the gateway itself did. */
    evento_id: string | null;
    hash_anterior: string;
    hash: string;
  };
  /** The one row is where the chain ends; who holds it appends. */
  auditoria_cabeca: { cadeia: string; n: number; hash: string };
};

/** What a command works in: one transaction of the gateway. */
export type GatewayTx = Tx<Database, TrailOf<'gateway'>>;
export type GatewayInTransaction = InTransaction<Database, TrailOf<'gateway'>>;

/** What a query reads from: a transaction, or the gateway's own database outside of one. */
export type Reader = { db: Kysely<Database> };
