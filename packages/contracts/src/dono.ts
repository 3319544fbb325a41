import type { Scope } from './scopes.ts';

/** As much of a caller as decides which pedidos it reaches. */
export type Quem = {
  scopes: ReadonlySet<string>;
  /** To whom the pedidos it makes belong: a session, an aparelho, a person. */
  dono: string;
  clienteId: number | null;
  /** Whether the cliente proved who they are, not only told a CPF. */
  verificado: boolean;
};

/** To whom a pedido belongs. Nobody's: from before there were donos, or of a cliente who was erased. */
export type DeQuem = { dono: string | null; clienteId: number | null };

/**
 * Donos that are one person: who ordered in a session, and a verified cliente. An erasure takes them out; a program's or the
 * staff's pedidos stay theirs.
 */
export const DONOS_PESSOAIS = ['sessao-', 'cliente-'] as const;
export const donoSemPessoa = (dono: string | null): string | null =>
  DONOS_PESSOAIS.some((inicio) => dono?.startsWith(inicio)) ? null : dono;

const TODOS: Scope = 'pedido:todos';
const EM_NOME: Scope = 'pedido:em-nome';

/** Which pedidos a caller reaches: all, those of a dono, or besides them those of a cliente (null: of none). */
export type Alcancados = 'todos' | { dono: string; clienteId: number | null };

/**
 * Which pedidos a caller reaches, to read or to change them: those it made; a verified cliente, all of theirs; the staff, all.
 * What it cannot reach does not exist for it (404).
 */
export const alcancadosPor = ({ scopes, dono, clienteId, verificado }: Quem): Alcancados =>
  scopes.has(TODOS) ? 'todos' : { dono, clienteId: verificado ? clienteId : null };

/** Whether a caller reaches a pedido. */
export function alcanca(quem: Quem, { dono, clienteId }: DeQuem): boolean {
  const alcancados = alcancadosPor(quem);
  return (
    alcancados === 'todos' ||
    (dono !== null && dono === alcancados.dono) ||
    (clienteId !== null && clienteId === alcancados.clienteId)
  );
}

/** Whether a caller may make a pedido this cliente's (null: nobody's in particular). */
export const podeSerDe = (quem: Quem, clienteId: number | null): boolean =>
  clienteId === null || quem.scopes.has(EM_NOME) || clienteId === quem.clienteId;
