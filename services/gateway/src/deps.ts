import type { IncomingMessage } from 'node:http';
import type { Verify } from '@foodious/platform/auth.ts';
import type { GatewayInTransaction, Reader } from './db/schema.ts';
import type { ContarCadastro } from './http/cadastros.ts';
import type { MesmaOrigem } from './http/cookie.ts';
import type { ConviteDaMaquina, Credenciais, Identity, LogsDoPedido, Mailer, Upstreams } from './ports.ts';
import type { Revogacoes } from './use-cases/revogacoes.ts';

/** What the routes are given. */
export type Deps = Reader & {
  inTransaction: GatewayInTransaction;
  /** Read at once by who revokes something. */
  revogacoes: Revogacoes;
  /** Takes what was erased out of the database's own files too. */
  scrub(): Promise<void>;
  identity: Identity & Credenciais;
  verify: Verify;
  /** The token behind a request that comes by a screen's session; undefined for any other. */
  bearer(request: IncomingMessage): Promise<string | undefined>;
  upstreams: Upstreams;
  logsDoPedido: LogsDoPedido;
  mailer: Mailer;
  daMaquina: ConviteDaMaquina;
  /** Whether gerentes are asked for a code sent to their e-mail, too. */
  segundoFator: boolean;
  /** The address people use: over HTTPS, cookies go over nothing else. */
  url: string;
  /** Whether a request comes from our own pages. */
  daqui: MesmaOrigem;
  /** The address to tell people who are elsewhere, as a telephone that reads it from a totem; of this machine alone where there is none. */
  publico: string;
  /** The restaurant's time zone, which the screens go by. */
  fuso: string;
  /** Where the built screens are. */
  webDir: string;
  contarCadastro: ContarCadastro;
  /** Live streams that one caller may have open at once. */
  streams: { perAddress: number; perToken: number };
};
