/** What one service wrote down of a pedido; instants are ISO 8601. */
export type Trilha = {
  servico: string;
  entradas: readonly {
    seq: number;
    em: string;
    tipo: string;
    correlacao: string;
    causa: string;
    por: string;
    instancia: string;
    fila: string | null;
    dados: Readonly<Record<string, unknown>>;
  }[];
  /** Messages committed and not yet handed to their queue. */
  aguardando: readonly {
    mensagemId: string;
    mensagem: string;
    fila: string;
    em: string;
    causa: string;
    correlacao: string;
  }[];
};

/** One step of the story of a pedido. */
export type Passo = {
  em: string;
  servico: string;
  instancia: string | null;
  tipo: string;
  por: string;
  /** The request or message that made it happen. */
  causa: string;
  correlacao: string;
  fila: string | null;
  mensagemId: string | null;
  mensagem: string | null;
  duracaoMs: number | null;
  detalhes: Record<string, unknown>;
};

type Node = { passo: Passo; at: number; after: Node[]; done: boolean };

/**
 * The trails of several services as one story, causes before effects: a service's own entries keep their order, and a
 * message is received after it was sent, whatever the clocks say. What is free of order is told by its instant.
 */
export function linhaDoTempo(trilhas: readonly Trilha[]): Passo[] {
  const nodes: Node[] = [];
  const sent = new Map<string, Node>();
  const node = (passo: Passo, after: readonly (Node | undefined)[]): Node => {
    const made = { passo, at: Date.parse(passo.em), after: after.filter((other) => other !== undefined), done: false };
    nodes.push(made);
    return made;
  };

  for (const { servico, entradas, aguardando } of trilhas) {
    let previous: Node | undefined;
    const latestOf = new Map<string, Node>();
    for (const { seq: _, dados, ...entrada } of entradas) {
      const { mensagemId = null, mensagem = null, duracaoMs = null, ...detalhes } = dados;
      const passo = { ...entrada, servico, mensagemId, mensagem, duracaoMs, detalhes } as Passo;
      if (passo.tipo === 'mensagem-enviada') {
        // The relay writes this later than what follows may already have happened: it comes after what made the message.
        const departure = node(passo, [latestOf.get(passo.causa)]);
        if (passo.mensagemId) sent.set(passo.mensagemId, departure);
        continue;
      }
      previous = node(passo, [previous]);
      latestOf.set(passo.causa, previous);
    }
    for (const { em, ...mensagem } of aguardando) {
      const tipo = 'mensagem-aguardando';
      const passo = { ...mensagem, em, servico, tipo, instancia: null, por: servico, duracaoMs: null, detalhes: {} };
      node(passo, [latestOf.get(mensagem.causa)]);
    }
  }
  const ofMessages = /^mensagem-(recebida|repetida|falhou|enterrada)$/;
  for (const { passo, after } of nodes) {
    const departure = passo.mensagemId && ofMessages.test(passo.tipo) ? sent.get(passo.mensagemId) : undefined;
    if (departure) after.push(departure);
  }

  const story: Passo[] = [];
  const waiting = new Set(nodes);
  while (waiting.size > 0) {
    const ready = [...waiting].filter(({ after }) => after.every(({ done }) => done));
    // A circle would be a lie of the trails; told by the instants it is at least told.
    const [first] = (ready.length > 0 ? ready : [...waiting]).sort((a, b) => a.at - b.at);
    if (!first) break;
    first.done = true;
    waiting.delete(first);
    story.push(first.passo);
  }
  return story;
}
