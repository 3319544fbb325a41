import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type EventsOf, type StreamName, streams } from '../src/events.ts';
import { scopes } from '../src/scopes.ts';

const EM = '2026-05-04T12:00:00.000Z';

const produto = {
  id: 1,
  nome: 'Turbo Dog',
  descricao: 'Pão e salsicha',
  preco: 20.2,
  imagemUrl: null,
  disponivel: true,
};
const pedidoMudou = { estado: 'RECEBIDO', estadoPedido: 1, senha: 12, em: EM } as const;
const comanda: EventsOf<'cozinha'>['comanda'] = {
  pedidoId: 7,
  senha: 12,
  estado: 'EM_PREPARACAO',
  consumo: 'local',
  itens: [
    {
      posicao: 1,
      produtoId: 1,
      nome: 'Turbo Dog',
      idCategoriaProduto: 1,
      quantidade: 2,
      observacoes: null,
      feitoEm: EM,
      feitoPor: 'cozinha',
    },
  ],
  recebidaEm: EM,
  iniciadaEm: EM,
  prontaEm: null,
  entregueEm: null,
  recolhidaEm: null,
  historico: [{ acao: 'iniciar', por: 'cozinha', em: EM }],
};
const pagamento: EventsOf<'pagamento'>['pagamento'] = {
  pagamento: {
    id: 'a1',
    pedidoId: 7,
    transacaoId: '7b3c1f60-2f5e-4c0d-9a3e-222222222222',
    estadoPagamento: 0,
    total: 20.2,
    dataHoraPagamento: null,
  },
  qrCode: 'data:image/png;base64,AA==',
  pixCopiaECola: '000201…',
  expiraEm: EM,
  motivo: null,
};

/** What each stream tells, as its service writes it. */
const exemplos: { [S in StreamName]: { [N in keyof EventsOf<S>]: readonly EventsOf<S>[N][] } } = {
  cardapio: {
    retrato: [
      { categorias: [] },
      { categorias: [{ id: 1, nome: 'Lanche', produtos: [produto, { ...produto, imagemUrl: '/imagens/a.webp' }] }] },
    ],
    produto: [{ ...produto, idCategoriaProduto: 1, ativo: false }],
  },
  pedido: {
    retrato: [
      {
        id: 7,
        estado: 'PAGAMENTO_PENDENTE',
        estadoPedido: 0,
        consumo: null,
        senha: null,
        meio: 'pix',
        total: 40.4,
        itens: [
          { produtoId: 1, nome: 'Turbo Dog', quantidade: 2, observacoes: null, precoUnitario: 20.2, subtotal: 40.4 },
        ],
        pagamento: { transacaoId: 't', tentativa: 1, href: '/v2/pagamento/7', eventos: '/v2/pagamento/7/eventos' },
        eventos: '/v2/pedido/7/eventos',
        acompanhar: '/p/abc',
      },
    ],
    estado: [pedidoMudou, { ...pedidoMudou, estado: 'CANCELADO', estadoPedido: 6, senha: null }],
  },
  seguir: {
    retrato: [
      {
        senha: 12,
        estado: 'PRONTO',
        estadoPedido: 3,
        consumo: 'viagem',
        desde: EM,
        itens: [{ nome: 'Turbo Dog', quantidade: 2 }],
        meio: 'balcao',
        total: 40.4,
        esperaSegundos: null,
      },
    ],
    estado: [pedidoMudou],
  },
  painel: {
    retrato: [
      { prontos: [], emPreparacao: [], esperaSegundos: null },
      {
        prontos: [{ senha: 11, dia: '2026-05-04', desde: EM }],
        emPreparacao: [{ senha: 12, dia: null, desde: EM, estado: 'RECEBIDO' }],
        esperaSegundos: 240,
      },
    ],
    senha: [{ senha: 12, dia: '2026-05-04', desde: EM, estado: 'EM_PREPARACAO', esperaSegundos: 240 }],
    chamada: [{ senha: 11, dia: '2026-05-04', em: EM }],
    recolhida: [{ senha: 11, dia: null, em: EM }],
  },
  pagamento: {
    retrato: [null, pagamento],
    pagamento: [pagamento, { ...pagamento, qrCode: null, pixCopiaECola: null, expiraEm: null, motivo: 'expirado' }],
  },
  cozinha: {
    retrato: [[], [comanda]],
    comanda: [comanda, { ...comanda, estado: 'PRONTO', prontaEm: EM, recolhidaEm: EM }],
  },
};
const contados: Record<string, Record<string, readonly unknown[]>> = exemplos;

suite('os fluxos ao vivo', () => {
  for (const [fluxo, { events }] of Object.entries(streams))
    for (const [evento, schema] of Object.entries(events))
      test(`${fluxo}: ${evento} é o que se conta, e nada se perde`, () => {
        const seus = contados[fluxo]?.[evento] ?? [];
        assert.ok(seus.length > 0, 'no example');
        for (const dados of seus) assert.deepEqual(schema.parse(JSON.parse(JSON.stringify(dados))), dados);
      });

  test('cada um tem um endereço só seu, e pede escopos que há', () => {
    const todos = Object.values(streams);
    assert.equal(new Set(todos.map(({ path }) => path)).size, todos.length);
    for (const { anyOf } of todos) for (const scope of anyOf) assert.ok(scope in scopes, scope);
  });
});
