import type { Papel } from '@foodious/contracts/scopes.ts';
import type { SessionScreen } from '@foodious/contracts/screens.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { InTransaction, MessagingTables, Tx } from '@foodious/messaging/sql.ts';
import type { Generated, Kysely } from 'kysely';

/** The screens that are paired. */
export const TIPOS_DE_TELA = ['totem', 'painel', 'cozinha'] as const satisfies readonly SessionScreen[];
export type TipoDeTela = (typeof TIPOS_DE_TELA)[number];
/** What an aparelho is: a screen, or a program with a client id and a secret. */
export const TIPOS_DE_APARELHO = [...TIPOS_DE_TELA, 'programa'] as const;
export type TipoDeAparelho = (typeof TIPOS_DE_APARELHO)[number];

/** The tables of the gateway: who may come in. Instants are epoch milliseconds, secrets are kept as hashes. */
export type Database = MessagingTables & {
  /** Sessions of screens, those that are over too, for a while. */
  sessao: {
    id_hash: string;
    loja_id: number;
    tela: SessionScreen;
    papel: Papel;
    sub: string;
    aparelho_id: number | null;
    pessoa_id: number | null;
    cliente_id: number | null;
    verificado: number;
    criada_em: number;
    vista_em: number;
    /** When it ends if nobody uses it any more. */
    ate: number;
    encerrada_em: number | null;
  };
  /** Screens and programs that may come in, those that were revoked too. */
  aparelho: {
    id: Generated<number>;
    loja_id: number;
    tipo: TipoDeAparelho;
    nome: string;
    /** Hash of the screen's cookie or the program's secret; null where the identity keeps that. */
    credencial_hash: string | null;
    client_id: string | null;
    versao: string | null;
    criado_em: number;
    visto_em: number | null;
    revogado_em: number | null;
  };
  /** Codes that wait for the screen they were made for. */
  pareamento: { codigo_hash: string; loja_id: number; tipo: TipoDeTela; nome: string; ate: number };
  /** What tokens stood on and no longer may: those made before `desde` are refused. */
  revogacao: { id: Generated<number>; base: string; desde: number; em: number };
};

/** What a command works in: one transaction of the gateway. */
export type GatewayTx = Tx<Database, TrailOf<'gateway'>>;
export type GatewayInTransaction = InTransaction<Database, TrailOf<'gateway'>>;

/** What a query reads from: a transaction, or the gateway's own database outside of one. */
export type Reader = { db: Kysely<Database> };
