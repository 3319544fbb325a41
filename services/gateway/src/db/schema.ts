import type { Acao } from '@foodious/contracts/acoes.ts';
import type { TipoDeAparelho, TipoDeTela } from '@foodious/contracts/aparelhos.ts';
import type { Papel, PapelDaEquipe } from '@foodious/contracts/scopes.ts';
import type { SessionScreen } from '@foodious/contracts/screens.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { InTransaction, MessagingTables, Tx } from '@foodious/messaging/sql.ts';
import type { Generated, Kysely } from 'kysely';

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
  /** Who works here. */
  pessoa: {
    id: Generated<number>;
    loja_id: number;
    /** In lower case, as it is compared. */
    usuario: string;
    nome: string;
    papel: PapelDaEquipe;
    email: string | null;
    /** A hash of scrypt, as is `pin`; null until the first convite was used. */
    palavra_passe: string | null;
    pin: string | null;
    ativo: number;
    versao: number;
    criado_em: number;
    entrou_em: number | null;
  };
  /** Links by which a palavra-passe is chosen; those that were used, too, for a while. */
  convite: { token_hash: string; pessoa_id: number; ate: number; usado_em: number | null };
  /** Failures to come in, by a key that names a person at a place, a place, or a PIN at an aparelho. */
  falha: { chave: string; vezes: number; ultima_em: number };
  /** Browsers at which a person has come in before: what fails elsewhere does not hold them up. */
  conhecido: { token_hash: string; usuario: string; visto_em: number };
  /** Codes that were sent, and not told yet. */
  desafio: { id_hash: string; pessoa_id: number; codigo_hash: string; tentativas: number; ate: number };
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
    /** When it ends if nobody uses it any more. */
    ate: number;
    encerrada_em: number | null;
  };
  /** Who registered or was disabled, where no user pool keeps it; who has neither is not here. */
  identidade: { sub: string; papel: string | null; criada_em: number; desabilitada_em: number | null };
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
  /** Refresh tokens: the one of each family that serves, and those that were used. */
  refresh: {
    hash: string;
    familia: string;
    sub: string;
    papel: PapelDaEquipe;
    desde: number;
    ate: number;
    usado_em: number | null;
    sucessor: string | null;
  };
  /** What tokens stood on and no longer may: those made before `desde` are refused. */
  revogacao: { id: Generated<number>; base: string; desde: number; em: number };
};

/** What a command works in: one transaction of the gateway. */
export type GatewayTx = Tx<Database, TrailOf<'gateway'>>;
export type GatewayInTransaction = InTransaction<Database, TrailOf<'gateway'>>;

/** What a query reads from: a transaction, or the gateway's own database outside of one. */
export type Reader = { db: Kysely<Database> };
