import type { Papel, PapelDaEquipe } from '@foodious/contracts/scopes.ts';
import type { Party } from '@foodious/contracts/services.ts';
import type { Answer } from '@foodious/platform/dependency.ts';
import type { Email } from '@foodious/platform/ses.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JSONWebKeySet } from 'jose';

/** A token and how long it holds, in seconds. */
export type Issued = { token: string; expiresIn: number };

/** A registered cliente, recognised by CPF. */
export type Identified = { id: number; cpf: string };

/** Whose token it is: what becomes its claims. */
export type Portador = {
  /** `sessao-<uuid>`, `aparelho-<id>`, `equipe-<id>`, `cliente-<id>`: with one exception, also whose its pedidos are. */
  sub: string;
  /** Which of the roles: decides its scopes. */
  papel: Papel;
  lojaId: number;
  /** Whose its pedidos are, where that is not `sub`. */
  dono?: string;
  /** Who identified by CPF, or is verified. */
  clienteId?: number | undefined;
  verificado?: boolean;
  /** What it stands on: revoked with any of them. */
  bases: readonly string[];
};

/** The users that are there from the first start on, who are nobody in particular. */
export type PapelDaCasa = Extract<PapelDaEquipe, 'gerente' | 'cozinha'>;

/** Who may come in, and as whom. Our own issuer here; Cognito on AWS. */
export type Identity = {
  issue(portador: Portador): Promise<Issued>;
  /** The client id of the program whose secret it keeps itself. */
  programa(): string;
  /** Throws Refusal `unauthorized` unless it is that program, with its secret. */
  checkDevice(clientId: string, clientSecret: string): void;
  /** Which of the two of `credenciais.json` it is; null for anybody else. Nobody guesses theirs: it takes no time. */
  conferirCasa(usuario: string, palavraPasse: string): PapelDaCasa | null;
  /** A short-lived token for one call of the gateway itself. */
  ownToken(scope: string): Promise<string>;
  /** Removes it. */
  forget(sub: string): Promise<void>;
  /** The public keys that verify every token (RFC 7517). */
  jwks(): JSONWebKeySet;
};

/** A service behind the gateway: in this process, or at an address. */
export type Upstream = {
  /** Hands a whole request over; the service answers it. */
  forward(request: FastifyRequest, reply: FastifyReply): unknown;
  /** A call of the gateway's own, with a JSON body where one is given. Throws Unavailable when the service does not answer. */
  ask(method: 'GET' | 'POST', path: string, authorization: string, body?: object): Promise<Answer>;
};
/** Who answers: each service and, for its own queues, the gateway itself. */
export type Upstreams = Record<Party, Upstream>;

/** The log lines of one pedido, oldest first; none where logs do not go to files. */
export type LogsDoPedido = (pedidoId: number) => Promise<Record<string, unknown>[]>;

/** How an e-mail leaves, at once. Throws Unavailable where it did not. */
export type Mailer = (email: Email) => Promise<void>;

/** The machine's own convite: by it, whoever runs the restaurant becomes a gerente. */
export type ConviteDaMaquina = {
  /** The one there is, and until when it holds; null: until somebody governs. */
  ler(): { token: string; ate: Date | null } | undefined;
  /** Makes a new one. @returns its token */
  fazer(ate: Date | null): string;
  apagar(): void;
};
