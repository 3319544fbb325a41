import type { AnyPasso } from '@foodious/contracts/timeline.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { TrilhaDto } from '@foodious/operation/dto.ts';
import type { z } from 'zod';
import type { Upstreams } from '../ports.ts';
import { askAll } from './ask-all.ts';

/** What one service wrote down of a pedido; instants are ISO 8601. */
export type Trilha = z.infer<typeof TrilhaDto>;

type Node = {
  passo: AnyPasso;
  at: number;
  /** What must be told before it. */
  after: Node[];
  /** What is better told before it, unless that cannot be. */
  rather: Node | undefined;
  done: boolean;
};

/**
 * The trails of several services as one story, causes before effects: a service's own entries keep their order, and a
 * message is received after it was sent, whatever the clocks say. What is free of order is told by its instant.
 */
export function linhaDoTempo(trilhas: readonly Trilha[]): AnyPasso[] {
  const nodes: Node[] = [];
  const sent = new Map<string, Node>();
  const node = (passo: AnyPasso, after: Node | undefined, rather?: Node): Node => {
    const made = { passo, at: Date.parse(passo.em), after: after ? [after] : [], rather, done: false };
    nodes.push(made);
    return made;
  };

  for (const { servico, entradas, aguardando } of trilhas.toSorted((a, b) => b.servico.localeCompare(a.servico))) {
    let previous: Node | undefined;
    const firstOf = new Map<string, Node>();
    const latestOf = new Map<string, Node>();
    for (const { seq: _, dados, ...entrada } of entradas) {
      const { mensagemId = null, mensagem = null, duracaoMs = null, ...detalhes } = dados;
      const passo = { ...entrada, servico, mensagemId, mensagem, duracaoMs, detalhes } as AnyPasso;
      if (passo.tipo === 'mensagem-enviada') {
        // The relay writes this when much may have followed already: all that is sure is that it came after its cause.
        const departure = node(passo, firstOf.get(passo.causa), latestOf.get(passo.causa));
        if (passo.mensagemId) sent.set(passo.mensagemId, departure);
        continue;
      }
      previous = node(passo, previous);
      latestOf.set(passo.causa, previous);
      if (!firstOf.has(passo.causa)) firstOf.set(passo.causa, previous);
    }
    for (const { em, ...mensagem } of aguardando) {
      const tipo = 'mensagem-aguardando';
      const passo = {
        ...mensagem,
        em,
        servico,
        tipo,
        instancia: null,
        por: servico,
        duracaoMs: null,
        detalhes: {},
      };
      node(passo, firstOf.get(mensagem.causa), latestOf.get(mensagem.causa));
    }
  }
  for (const { passo, after } of nodes) {
    const departure = passo.tipo === 'mensagem-enviada' ? undefined : sent.get(passo.causa);
    if (departure) after.push(departure);
  }

  const story: AnyPasso[] = [];
  const waiting = new Set(nodes);
  while (waiting.size > 0) {
    const all = [...waiting];
    const ready = all.filter(({ after }) => after.every(({ done }) => done));
    const best = ready.filter(({ rather }) => rather?.done ?? true);
    // A circle would be a lie of the trails; told by the instants it is at least told.
    const [first] = (best.length > 0 ? best : ready.length > 0 ? ready : all).sort((a, b) => a.at - b.at);
    if (!first) break;
    first.done = true;
    waiting.delete(first);
    story.push(first.passo);
  }
  return story;
}

/**
 * The story of a pedido as far as the services answer, and who did not. Throws Refusal `not-found` when all did, and none
 * knows it.
 */
export async function historiaDoPedido(
  upstreams: Upstreams,
  pedidoId: number,
  authorization: string | undefined,
): Promise<{ passos: AnyPasso[]; faltam: string[] }> {
  const { answers, faltam } = await askAll(
    upstreams,
    ['pedido', 'pagamento', 'cozinha'],
    (name) => `/v2/trilhas/${name}/${pedidoId}`,
    TrilhaDto,
    authorization,
  );
  const passos = linhaDoTempo(answers);
  if (passos.length === 0 && faltam.length === 0) throw new Refusal('not-found', `Pedido não encontrado: ${pedidoId}`);
  return { passos, faltam };
}
