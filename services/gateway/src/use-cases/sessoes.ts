import { randomUUID } from 'node:crypto';
import { LOJA } from '@foodious/contracts/scopes.ts';
import { type SessionScreen, screens } from '@foodious/contracts/screens.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { randomSecret, secretHash } from '@foodious/platform/secrets.ts';
import { aparelhos } from '../db/aparelhos.ts';
import type { GatewayTx, Reader } from '../db/schema.ts';
import { type Sessao, sessoes } from '../db/sessoes.ts';
import type { Portador } from '../ports.ts';
import { notarVisita } from './notar-visita.ts';
import { baseDaSessao, encerrarSessoes } from './revogar.ts';

const HORA_MS = 60 * MINUTO_MS;

/**
 * How long a session lasts, in milliseconds, by what kind of screen it is of: while nobody uses it, and at most. A device works
 * as long as somebody orders once a day; staff signs in once a shift; a person's own data does not lie open.
 */
const PRAZOS = {
  device: { parada: 24 * HORA_MS, aoTodo: 400 * 24 * HORA_MS },
  staff: { parada: 2 * HORA_MS, aoTodo: 12 * HORA_MS },
  customer: { parada: 30 * MINUTO_MS, aoTodo: 12 * HORA_MS },
} as const;

const prazoDe = (tela: SessionScreen) => PRAZOS[screens[tela].session];

/** The longest a session of this screen may last, in seconds: what its cookie is told. */
export const duracaoMaxima = (tela: SessionScreen): number => prazoDe(tela).aoTodo / 1000;

/** The instant at which a session ends that is used now and never again. */
const fimDe = ({ tela, criadaEm }: Pick<Sessao, 'tela' | 'criadaEm'>, agora: number): number =>
  Math.min(agora + prazoDe(tela).parada, criadaEm + prazoDe(tela).aoTodo);

/** Who begins to use a screen; what is left out is nobody's. Without a `sub` it is one of its own, `sessao-<uuid>`. */
export type NovaSessao = Pick<Sessao, 'tela' | 'papel'> &
  Partial<Pick<Sessao, 'sub' | 'aparelhoId' | 'pessoaId' | 'clienteId' | 'verificado'>>;

/** A session as its browser gets it: the id (a secret of 256 bits, which only the cookie keeps), and what it is the id of. */
export type Aberta = { id: string; sessao: Sessao };

/** Opens a session. */
export async function abrirSessao({ db, agora }: GatewayTx, nova: NovaSessao): Promise<Aberta> {
  const id = randomSecret(32);
  const criadaEm = agora.getTime();
  const sessao: Sessao = {
    sub: `sessao-${randomUUID()}`,
    aparelhoId: null,
    pessoaId: null,
    clienteId: null,
    verificado: false,
    ...nova,
    idHash: secretHash(id),
    lojaId: LOJA,
    criadaEm,
    ate: fimDe({ tela: nova.tela, criadaEm }, criadaEm),
  };
  await sessoes(db).insert(sessao);
  return { id, sessao };
}

/**
 * Ends a session, and the tokens behind it: the same cookie opens nothing from then on. Nothing where there is none. Whoever calls
 * it lets the revocations be read after the commit ({@link Revogacoes.ler}).
 */
export async function encerrarSessao(tx: GatewayTx, id: string | undefined): Promise<void> {
  if (id) await encerrarSessoes(tx, { idHash: secretHash(id) });
}

/** Ends the sessions of a screen that were opened before it had to be paired. */
export async function encerrarSemAparelho(tx: GatewayTx, tela: SessionScreen): Promise<void> {
  for (const idHash of await sessoes(tx.db).listSemAparelho(tela)) await encerrarSessoes(tx, { idHash });
}

/** The session of an id, if it is one of this screen that still holds. */
export async function sessaoAtual(
  { db }: Reader,
  tela: SessionScreen,
  id: string | undefined,
  agora = new Date(),
): Promise<Sessao | undefined> {
  const sessao = id ? await sessoes(db).get(secretHash(id)) : undefined;
  return sessao?.tela === tela && sessao.ate > agora.getTime() ? sessao : undefined;
}

/** Goes on with a session that is in use: its end moves on. Undefined where it is over. */
export async function continuarSessao({ db }: Reader, idHash: string, agora: number): Promise<Sessao | undefined> {
  const sessao = await sessoes(db).get(idHash);
  if (!sessao || sessao.ate <= agora) return undefined;
  const vista = { ...sessao, ate: fimDe(sessao, agora) };
  await sessoes(db).update(vista);
  const aparelho = sessao.aparelhoId === null ? undefined : await aparelhos(db).get(sessao.aparelhoId);
  if (aparelho) await notarVisita({ db }, aparelho, agora);
  return vista;
}

/** Who a session is to the services, and what its tokens stand on. */
export function portadorDe(sessao: Sessao): Portador {
  const { sub, papel, lojaId, aparelhoId, clienteId, verificado } = sessao;
  const bases = [
    baseDaSessao(sessao.idHash),
    sub,
    ...(aparelhoId === null ? [] : [`aparelho-${aparelhoId}`]),
    ...(clienteId === null ? [] : [`cliente-${clienteId}`]),
  ];
  return { sub, papel, lojaId, clienteId: clienteId ?? undefined, verificado, bases: [...new Set(bases)] };
}
