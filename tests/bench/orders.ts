import { dayIn } from '@foodious/kernel/day.ts';

/** A product of the menu, as an order keeps it. */
export type Produto = { id: number; nome: string; idCategoriaProduto: number; precoCentavos: number };

/** What is to be made up: orders of the past, and on top of them some the cozinha has still to begin. */
export type Plan = {
  finished: number;
  open: number;
  menu: readonly Produto[];
  /** Epoch milliseconds; the last order was made just before. */
  now: number;
  /** How many days ago the first one was. */
  days: number;
  /** Of how many days the trail and the inbox are still there: retention has removed what is older. */
  kept: number;
  fuso: string;
};

export type Value = string | number | null;
export type Put = (table: string, row: readonly Value[]) => void;
export type Store = 'pedido' | 'cozinha' | 'pagamento';

/** The tables an order has rows in, in the order they are made in, and the columns given. */
const TRILHA = ['em', 'assunto', 'assunto_id', 'tipo', 'correlacao', 'causa', 'por', 'instancia', 'fila', 'dados'];
const INBOX = ['id', 'recebido_em'];
export const tables: Record<Store, Record<string, readonly string[]>> = {
  pedido: {
    pedido: [
      ...['id', 'data_inicio', 'estado', 'ativo', 'total_centavos', 'senha', 'tentativa', 'transacao_id'],
      ...['transacao_paga', 'movimentos', 'motivo_cancelamento', 'criado_em', 'consumo', 'mudou_em'],
      ...['recebido_em', 'iniciado_em', 'pronto_em'],
    ],
    item: ['pedido_id', 'produto_id', 'id_categoria', 'nome', 'preco_centavos', 'quantidade'],
    trilha: TRILHA,
    inbox: INBOX,
    senha: ['dia', 'ultima'],
  },
  cozinha: {
    comanda: [
      ...['pedido_id', 'senha', 'estado', 'itens', 'recebida_em', 'iniciada_em', 'pronta_em', 'entregue_em'],
      ...['movimentos', 'consumo', 'historico', 'traceparent'],
    ],
    trilha: TRILHA,
    inbox: INBOX,
  },
  pagamento: {
    pagamento: ['transacao_id', 'pedido_id', 'tentativa', 'expira_em', 'rev', 'corpo'],
    trilha: TRILHA,
  },
};

export type Order = {
  id: number;
  estado: 'FINALIZADO' | 'CANCELADO' | 'RECEBIDO';
  dia: string;
  /** Null where it was not paid for. */
  senha: number | null;
  itens: readonly Produto[];
  totalCentavos: number;
  historia: string;
  transacao: string;
  traceparent: string;
  /** Whether the trail and the inbox still tell of it. */
  lembrado: boolean;
  /** When each thing happened, epoch milliseconds. */
  criado: number;
  cobrado: number;
  pago: number;
  iniciado: number;
  pronto: number;
  entregue: number;
};

/** The cozinha has not begun those of the last minutes; the others came evenly over the days before. Milliseconds. */
const MINUTES = 60_000;

/** All orders of a plan, the oldest first; the same plan makes the same orders, whoever asks. */
export function* orders({ finished, open, menu, now, days, kept, fuso }: Plan): Generator<Order> {
  const dayOf = dayIn(fuso);
  const DAY = 24 * 60 * MINUTES;
  const step = (days * DAY) / Math.max(1, finished);
  let [dia, ultima] = ['', 0];
  for (let id = 1; id <= finished + open; id += 1) {
    const waits = id > finished;
    const before = waits ? 5 * MINUTES + ((finished + open - id) / open) * 10 * MINUTES : (finished - id) * step;
    const criado = Math.floor(now - before - (waits ? 0 : 30 * MINUTES));
    const hoje = dayOf(new Date(criado));
    if (hoje !== dia) [dia, ultima] = [hoje, 0];
    const cancelado = !waits && mix(id, 7) % 50 === 0;
    if (!cancelado) ultima += 1;
    const itens = [0, 1, 2].map((n) => menu[mix(id, 11 + n) % menu.length] as Produto);
    const historia = uuid(id, 1);
    const hex = historia.replaceAll('-', '');
    const pago = criado + 20_000 + (mix(id, 3) % 40_000);
    const iniciado = pago + 60_000 + (mix(id, 4) % 120_000);
    const pronto = iniciado + 120_000 + (mix(id, 5) % 240_000);
    yield {
      id,
      dia,
      itens,
      historia,
      criado,
      pago,
      iniciado,
      pronto,
      estado: waits ? 'RECEBIDO' : cancelado ? 'CANCELADO' : 'FINALIZADO',
      senha: cancelado ? null : ultima,
      totalCentavos: itens.reduce((soma, { precoCentavos }) => soma + precoCentavos, 0),
      transacao: uuid(id, 2),
      traceparent: `00-${hex}-${hex.slice(16)}-00`,
      lembrado: criado > now - kept * DAY,
      cobrado: criado + 40,
      entregue: pronto + 30_000,
    };
  }
}

const ESTADO = { RECEBIDO: 1, FINALIZADO: 4, CANCELADO: 6 } as const;

/** What each store keeps of an order, as if it had gone its way there; the trail and the inbox where they are still kept. */
export const writers: Record<Store, (order: Order, put: Put) => void> = {
  pedido(order, put) {
    const { id, estado, senha, criado, pago, iniciado, pronto, entregue, transacao, historia } = order;
    const paid = senha !== null;
    const done = estado === 'FINALIZADO';
    const mudou = done ? entregue : pago;
    put('pedido', [
      ...[id, order.dia, ESTADO[estado], 1, order.totalCentavos, senha, 1, transacao],
      ...[paid ? transacao : null, 0, paid ? null : 'Cancelado pela gerência', criado, 'local', mudou],
      ...[paid ? pago : null, done ? iniciado : null, done ? pronto : null],
    ]);
    for (const { id: produto, idCategoriaProduto, nome, precoCentavos } of order.itens)
      put('item', [id, produto, idCategoriaProduto, nome, precoCentavos, 1]);

    if (!order.lembrado) return;
    const trail = trailOf(order, put);
    const mudouPara = (em: number, causa: string, por: string, de: string | null, para: string) =>
      trail(em, 'estado', causa, por, null, {
        de,
        para,
        senha: para === 'CHECKOUT' || !paid ? null : senha,
        ativo: true,
        tentativa: 1,
        recebidoEm: paid && de !== null ? pago : null,
        iniciadoEm: de === 'EM_PREPARACAO' || para === 'EM_PREPARACAO' ? iniciado : null,
      });
    const recebida = (em: number, n: number, mensagem: string, por: string, fila: string) => {
      const causa = messageId(em, id, n);
      put('inbox', [causa, em]);
      trail(em, 'mensagem-recebida', causa, por, fila, recebimento(causa, mensagem));
      return causa;
    };
    mudouPara(criado, historia, TOTEM, null, 'CHECKOUT');
    enviada(trail, order, criado, 0, 'pagamento-solicitado', 'pedido', 'solicitar-pagamento-req');
    if (!paid) {
      mudouPara(pago, uuid(id, 6), 'gerente', 'CHECKOUT', 'CANCELADO');
      enviada(trail, order, pago, 1, 'estorno-solicitado', 'pedido', 'estorno-pagamento-req');
      recebida(pago + 30, 2, 'pagamento-rejeitado', 'pagamento', 'webhook-pagamento-rejeitado-res');
      return;
    }
    const confirmado = recebida(pago, 2, 'pagamento-confirmado', 'pagamento', 'webhook-pagamento-confirmado-res');
    mudouPara(pago, confirmado, 'pagamento', 'CHECKOUT', 'RECEBIDO');
    enviada(trail, order, pago, 3, 'preparacao-solicitada', 'pedido', 'preparacao-pedido-req');
    if (!done) return;
    for (const [i, { em, de, para }] of preparo(order).entries()) {
      const causa = recebida(em + 10, 4 + i, 'preparo-mudou', 'cozinha', 'preparacao-pedido-res');
      mudouPara(em + 10, causa, 'cozinha', de, para);
    }
  },

  cozinha(order, put) {
    const { id, estado, senha, pago, traceparent } = order;
    if (senha === null) return; // it never came here
    const itens = order.itens.map(({ id: produtoId, nome, idCategoriaProduto }) => ({
      produtoId,
      nome,
      idCategoriaProduto,
      quantidade: 1,
      observacoes: null,
      feitoEm: null,
      feitoPor: null,
    }));
    let comanda = {
      pedidoId: id,
      senha,
      consumo: 'local',
      itens,
      estado: 'RECEBIDO',
      recebidaEm: pago + 20,
      iniciadaEm: null as number | null,
      prontaEm: null as number | null,
      entregueEm: null as number | null,
      movimentos: 0,
      historico: [] as object[],
      traceparent,
    };
    const trail = trailOf(order, put);
    const causa = messageId(pago, id, 3);
    if (order.lembrado) put('inbox', [causa, pago + 20]);
    const pedida = recebimento(causa, 'preparacao-solicitada');
    trail(pago + 20, 'mensagem-recebida', causa, 'pedido', 'preparacao-pedido-req', pedida);
    trail(pago + 20, 'estado', causa, 'pedido', null, { de: null, para: 'RECEBIDO', comanda });
    if (estado === 'FINALIZADO')
      for (const [i, { em, de, para, acao, campo }] of preparo(order).entries()) {
        const historico = [...comanda.historico, { acao, por: 'cozinha', em }];
        comanda = { ...comanda, estado: para, [campo]: em, historico };
        trail(em, 'estado', uuid(id, 20 + i), 'cozinha', null, { de, para, comanda });
        enviada(trail, order, em, 4 + i, 'preparo-mudou', 'cozinha', 'preparacao-pedido-res');
      }
    put('comanda', [
      ...[id, senha, ESTADO[estado], JSON.stringify(itens), comanda.recebidaEm],
      ...[comanda.iniciadaEm, comanda.prontaEm, comanda.entregueEm],
      ...[0, 'local', JSON.stringify(comanda.historico), traceparent],
    ]);
  },

  pagamento(order, put) {
    const { id, senha, criado, cobrado, pago, transacao, historia } = order;
    const paid = senha !== null;
    const cobranca = uuid(id, 8);
    const corpo = {
      transacaoId: transacao,
      pedidoId: id,
      tentativa: 1,
      totalCentavos: order.totalCentavos,
      estado: paid ? 'CONFIRMADO' : 'REJEITADO',
      motivo: paid ? null : 'cancelado',
      cobranca: {
        id: cobranca,
        pixCopiaECola: `${PIX}${cobranca.replaceAll('-', '').slice(0, 25)}6304C224`,
        expiraEm: new Date(criado + 600_000).toISOString(),
      },
      pagoEm: paid ? new Date(pago).toISOString() : null,
      traceparent: order.traceparent,
    };
    put('pagamento', [transacao, id, 1, null, 2, JSON.stringify(corpo)]);
    if (!order.lembrado) return;
    const trail = trailOf(order, put);
    const causa = messageId(criado, id, 0);
    const pedida = recebimento(causa, 'pagamento-solicitado');
    trail(cobrado, 'mensagem-recebida', causa, 'pedido', 'solicitar-pagamento-req', pedida);
    trail(cobrado, 'provedor', causa, 'pedido', null, { chamada: 'criar', resultado: 'pendente', duracaoMs: 5 });
    trail(cobrado, 'estado', causa, 'pedido', null, { de: null, para: 'PENDENTE', tentativa: 1 });
    const mudou = { de: 'PENDENTE', para: corpo.estado, tentativa: 1, motivo: corpo.motivo };
    trail(pago, 'estado', historia, paid ? 'pix' : 'pedido', null, mudou);
    const [mensagem, fila] = paid
      ? ['pagamento-confirmado', 'webhook-pagamento-confirmado-res']
      : ['pagamento-rejeitado', 'webhook-pagamento-rejeitado-res'];
    enviada(trail, order, pago, 2, mensagem as string, 'pagamento', fila as string);
  },
};

const TOTEM = 'totem-00000000-0000-4000-8000-000000000000';
const PIX =
  '00020126580014br.gov.bcb.pix0136f00d10b5-0000-4000-8000-000000000000520400005303986540548.705802BR5915Fast & Foodious6009Sao Paulo62290525';

type Trail = ReturnType<typeof trailOf>;
const trailOf =
  ({ id, historia, lembrado }: Order, put: Put) =>
  (em: number, tipo: string, causa: string, por: string, fila: string | null, dados: object) => {
    if (lembrado)
      put('trilha', [em, 'pedido', id, tipo, historia, causa, por, 'loader-1', fila, JSON.stringify(dados)]);
  };

const recebimento = (mensagemId: string, mensagem: string) => ({
  mensagemId,
  mensagem,
  tentativa: 1,
  naFilaMs: 10,
  duracaoMs: 2,
});

function enviada(trail: Trail, { id }: Order, em: number, n: number, mensagem: string, por: string, fila: string) {
  const dados = { mensagemId: messageId(em, id, n), mensagem, ocorridoEm: new Date(em).toISOString(), esperaMs: 5 };
  trail(em + 5, 'mensagem-enviada', uuid(id, 30 + n), por, fila, dados);
}

const preparo = ({ iniciado, pronto, entregue }: Order) => [
  { em: iniciado, de: 'RECEBIDO', para: 'EM_PREPARACAO', acao: 'iniciar', campo: 'iniciadaEm' },
  { em: pronto, de: 'EM_PREPARACAO', para: 'PRONTO', acao: 'pronto', campo: 'prontaEm' },
  { em: entregue, de: 'PRONTO', para: 'FINALIZADO', acao: 'entregar', campo: 'entregueEm' },
];

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** A number spread over 32 bits; two numbers never give the same one for the same use. */
function mix(n: number, use: number): number {
  let h = Math.imul(n ^ Math.imul(use, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A UUID that looks random, as those of a transacao do: an index on it is written all over. */
function uuid(n: number, use: number): string {
  const [a, b, c, d] = [hex(mix(n, use)), hex(mix(n, use + 100)), hex(mix(n, use + 200)), hex(mix(n, use + 300))];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** The UUID v7 of the n-th message of an order: they grow with time, as those of real messages do. */
function messageId(em: number, id: number, n: number): string {
  const time = em.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-700${n}-8000-0000${hex(id)}`;
}
