import type { Papel, PapelDaEquipe } from '@foodious/contracts/scopes.ts';
import type { Party } from '@foodious/contracts/services.ts';
import type { Answer } from '@foodious/platform/dependency.ts';
import type { Email } from '@foodious/platform/ses.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';

/** A token and how long it holds, in seconds. */
export type Issued = { token: string; expiresIn: number };

/** A registered cliente, recognised by CPF. */
export type Identified = { id: number; cpf: string };

/** Whose token it is: what becomes its claims. */
export type Portador = {
  /** `sessao-<uuid>`, a program's client id, `equipe-<id>`, `cliente-<id>`: also whose its pedidos are. */
  sub: string;
  /** Which of the roles: decides its scopes. */
  papel: Papel;
  lojaId: number;
  /** Who identified by CPF, or is verified. */
  clienteId?: number | undefined;
  verificado?: boolean;
  /** What it stands on: revoked with any of them. */
  bases: readonly string[];
};

/** The users that are there from the first start on, who are nobody in particular. */
type PapelDaCasa = Extract<PapelDaEquipe, 'gerente' | 'cozinha'>;

/** Who has an identity that outlives their sessions: a person, an aparelho, a cliente who registered by v2. */
type Registro = {
  sub: string;
  papel: Papel;
  lojaId: number;
  /** Of a program: SHA-256 of its secret, in hexadecimal digits, and what its tokens stand on. */
  programa?: { segredoHash: string; bases: readonly string[] };
};

/** Makes tokens, and keeps who may have one: an issuer of our own (`local`), or a user pool of Cognito (`cognito`). */
export type Identity = {
  /** Throws Refusal `unauthorized` for who is disabled. */
  issue(portador: Portador): Promise<Issued>;
  /** A short-lived token for one call of the gateway itself. */
  ownToken(scope: string): Promise<string>;
  /** Makes an identity, or completes it; false when it was there, whole. Repeatable. */
  register(registro: Registro): Promise<boolean>;
  /** From now on `issue` refuses it, and the sessions that stand on it. Repeatable, like those below. */
  disable(sub: string): Promise<void>;
  enable(sub: string): Promise<void>;
  /** Removes it. */
  forget(sub: string): Promise<void>;
  /** What verifies its tokens. */
  keys: JWTVerifyGetKey;
  /** The public keys that verify every token (RFC 7517). */
  jwks(): Promise<JSONWebKeySet>;
};

/** The secrets of `credenciais.json`, and whose they are. */
export type Credenciais = {
  /** The program whose secret it keeps itself. */
  programa(): { clientId: string; segredoHash: string };
  /** Throws Refusal `unauthorized` unless the device's credentials are right. */
  checkDevice(clientId: string, clientSecret: string): void;
  /** Which of the two of `credenciais.json` it is; null for anybody else. Nobody guesses theirs: it takes no time. */
  conferirCasa(usuario: string, palavraPasse: string): PapelDaCasa | null;
};

/** A service behind the gateway: in this process, or at an address. */
export type Upstream = {
  /** Hands a whole request over; the service answers it. */
  forward(request: FastifyRequest, reply: FastifyReply): unknown;
  /** A call of the gateway's own, with a JSON body where one is given. Throws Unavailable when the service does not answer. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, authorization: string, body?: unknown): Promise<Answer>;
};
/** Who answers: each service and, for its own queues, the gateway itself. */
export type Upstreams = Record<Party, Upstream>;

/** The log lines of one pedido, oldest first; none where logs go nowhere. Throws Unavailable where they do not answer. */
export type LogsDoPedido = (pedidoId: number) => Promise<Record<string, unknown>[]>;

/** How an e-mail leaves, at once. Throws Unavailable where it did not. */
export type Mailer = (email: Email) => Promise<void>;

/** The machine's own convite: by it, whoever runs the restaurant becomes a gerente. */
export type ConviteDaMaquina = {
  /** The one there is, and until when it holds; null: until somebody governs. */
  ler(): Promise<{ token: string; ate: Date | null } | undefined>;
  /** Makes a new one. @returns its token */
  fazer(ate: Date | null): Promise<string>;
  /** Removes the one of this token: none that somebody has made meanwhile. */
  apagar(token: string): Promise<void>;
};
