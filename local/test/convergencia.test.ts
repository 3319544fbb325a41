import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type Comanda,
  convergir,
  marcarItem,
  mover as moverComanda,
  novaComanda,
} from '@foodious/cozinha/domain/comanda.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import {
  concluirEstorno,
  confirmar,
  type Estado as EstadoPagamento,
  estornavelDe,
  type Fato as FatoDoPagamento,
  novoPagamento,
  type Pagamento,
  pedirEstorno,
  rejeitar,
} from '@foodious/pagamento/domain/pagamento.ts';
import {
  abrirItens,
  cancelar,
  confirmarPagamento,
  convergirPreparo,
  type Fato,
  fazerCheckout,
  type Mudanca,
  moverPreparo,
  novoPedido,
  type Pedido,
  rejeitarPagamento,
} from '@foodious/pedido/domain/pedido.ts';
import fc from 'fast-check';

const produto = { id: 1, idCategoriaProduto: 1, nome: 'X-Burguer', precoCentavos: 1010 };
const item = { ...produto, produtoId: produto.id, quantidade: 2, observacoes: null };
const novo: Pedido = {
  ...novoPedido(
    { clienteId: null, dono: null, dataInicio: '2026-05-04', consumo: null, codigo: null, itens: [item] },
    new Date(0),
  ),
  id: 7,
};
const cardapio = new Map([[produto.id, { ...produto, ativo: true, disponivel: true }]]);
const checkout = (pedido: Pedido) => fazerCheckout(pedido, cardapio, `t${pedido.tentativa + 1}`, 'pix');

/** A person asks for what may not be allowed, and is told so. */
function pedir(acao: () => void) {
  try {
    acao();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

suite('pedido e comanda', () => {
  const fazeres = {
    balcao: fc.record({ quem: fc.constant('balcao'), para: fc.constantFrom('EM_PREPARACAO', 'PRONTO', 'FINALIZADO') }),
    cozinheiro: fc.record({
      quem: fc.constant('cozinheiro'),
      acao: fc.constantFrom('iniciar', 'pronto', 'entregar', 'voltar', 'marcar'),
    }),
    filas: fc.record({ quem: fc.constant('fila'), para: fc.constantFrom('cozinha', 'pedido') }),
    gerencia: fc.record({ quem: fc.constant('gerencia') }),
  };
  type Passo = (typeof fazeres)[keyof typeof fazeres] extends fc.Arbitrary<infer P> ? P : never;

  /** The two sides of the counter, each with its own database, and a FIFO queue each way, drained at the end. */
  function viver(passos: readonly Passo[]) {
    let pedido = checkout(novo).pedido;
    let comanda: Comanda | undefined;
    const paraCozinha: Fato[] = [];
    const paraPedido: Comanda[] = [];

    const decidir = (mudanca: Mudanca) => {
      pedido = mudanca.pedido;
      paraCozinha.push(...mudanca.fatos.filter(({ tipo }) => tipo.startsWith('preparacao-')));
    };
    const contar = (mudada: Comanda, sempre = false) => {
      if (mudada.estado !== 'CANCELADO' && (sempre || mudada !== comanda)) paraPedido.push(mudada);
      comanda = mudada;
    };
    const agora = new Date(0);

    const receber = {
      cozinha() {
        const fato = paraCozinha.shift();
        if (fato?.tipo === 'preparacao-solicitada')
          comanda = novaComanda({ pedidoId: pedido.id, senha: 1, consumo: null, itens: [item] }, new Date(0), '');
        if (!comanda) return;
        if (fato?.tipo === 'preparacao-alterada')
          contar(convergir(comanda, fato.estado, fato.movimentos, agora, 'pedido'), true);
        if (fato?.tipo === 'preparacao-cancelada') contar(moverComanda(comanda, 'cancelar', agora, 'pedido'));
      },
      pedido() {
        const { estado, movimentos = 0 } = paraPedido.shift() ?? {};
        if (estado !== undefined && estado !== 'CANCELADO') decidir(convergirPreparo(pedido, estado, movimentos));
      },
    };

    decidir(confirmarPagamento(pedido, 't1'));
    for (const passo of passos)
      if (passo.quem === 'fila') receber[passo.para]();
      else
        pedir(() => {
          if (passo.quem === 'balcao') decidir(moverPreparo(pedido, passo.para));
          else if (passo.quem === 'gerencia') decidir(cancelar(pedido));
          else if (comanda && passo.acao !== 'marcar') contar(moverComanda(comanda, passo.acao, agora, 'cozinha'));
          else if (comanda) {
            const marcada = marcarItem(comanda, 1, true, agora, 'cozinha');
            if (marcada.estado !== comanda.estado) contar(marcada);
            else comanda = marcada;
          }
        });
    while (paraCozinha.length > 0 || paraPedido.length > 0) {
      receber.cozinha();
      receber.pedido();
    }
    return { pedido: pedido.estado, comanda: comanda?.estado };
  }

  test('por mais que balcão e cozinheiro se cruzem, acabam no mesmo estado', () => {
    const { balcao, cozinheiro, filas } = fazeres;
    fc.assert(
      fc.property(fc.array(fc.oneof(balcao, cozinheiro, filas), { maxLength: 40, size: 'max' }), (passos) => {
        const fim = viver(passos);
        assert.equal(fim.comanda, fim.pedido);
      }),
      { numRuns: 1000 },
    );
  });

  test('cancelado o pedido a qualquer momento, a comanda é cancelada, ainda que tenha sido entregue no mesmo instante', () => {
    const { balcao, cozinheiro, filas, gerencia } = fazeres;
    fc.assert(
      fc.property(fc.array(fc.oneof(balcao, cozinheiro, filas, gerencia), { maxLength: 40, size: 'max' }), (passos) => {
        const fim = viver(passos);
        assert.equal(fim.comanda, fim.pedido);
      }),
      { numRuns: 500 },
    );
  });
});

suite('pedido e pagamento', () => {
  const passo = fc.oneof(
    { weight: 2, arbitrary: fc.record({ quem: fc.constant('cliente'), faz: fc.constantFrom('checkout', 'itens') }) },
    {
      weight: 2,
      arbitrary: fc.record({
        quem: fc.constant('provedor'),
        qual: fc.nat({ max: 2 }),
        acao: fc.constantFrom('confirmar', 'rejeitar'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ quem: fc.constant('fila'), qual: fc.nat({ max: 2 }) }) },
  );
  type Passo = typeof passo extends fc.Arbitrary<infer P> ? P : never;

  /** Confirmations, rejections and refunds travel on three queues: each in order, but in no order among them. */
  function viver(passos: readonly Passo[]) {
    let pedido = novo;
    const pagamentos: Pagamento[] = [];
    const filas: string[][] = [[], [], []];
    const [confirmados, rejeitados, estornos] = filas;
    const agora = new Date(0);

    const mudar = (
      i: number,
      decisao: (atual: Pagamento) => { pagamento: Pagamento; fatos: readonly FatoDoPagamento[] },
    ) => {
      const atual = pagamentos.at(i);
      if (!atual) return;
      const { pagamento, fatos } = decisao(atual);
      pagamentos.splice(i, 1, pagamento);
      for (const { tipo } of fatos)
        if (tipo === 'pagamento-confirmado') confirmados?.push(pagamento.transacaoId);
        else if (tipo === 'pagamento-rejeitado') rejeitados?.push(pagamento.transacaoId);
    };
    /** What a message that asks for the money back makes of a pagamento, the provider doing at once what it is asked. */
    const devolver = (atual: Pagamento) => {
      if (atual.estado === 'PENDENTE') return rejeitar(atual, agora, 'cancelado');
      const centavos = estornavelDe(atual);
      if (centavos === 0) return { pagamento: atual, fatos: [] };
      const pedido = pedirEstorno(atual, { id: 'e1', centavos, causa: 'tardio' }, agora);
      return concluirEstorno(pedido, 'e1', agora, null);
    };
    const decidir = (mudanca: Mudanca) => {
      pedido = mudanca.pedido;
      for (const fato of mudanca.fatos) {
        if (fato.tipo === 'estorno-solicitado') estornos?.push(fato.transacaoId);
        if (fato.tipo !== 'pagamento-solicitado') continue;
        const { tipo: _, ...pedida } = fato;
        const cobranca = { id: pedida.transacaoId, pixCopiaECola: null, expiraEm: agora.toISOString() };
        const deQuem = { pedidoId: pedido.id, dono: null, clienteId: null, meio: 'pix' as const };
        pagamentos.push(novoPagamento({ ...pedida, ...deQuem, cobranca, traceparent: '' }, agora));
      }
    };
    const receber = (fila: string[] | undefined) => {
      const transacaoId = fila?.shift();
      if (!transacaoId) return;
      if (fila === confirmados) decidir(confirmarPagamento(pedido, transacaoId));
      else if (fila === rejeitados) decidir(rejeitarPagamento(pedido, transacaoId));
      else
        mudar(
          pagamentos.findIndex((pagamento) => pagamento.transacaoId === transacaoId),
          devolver,
        );
    };

    for (const p of passos)
      if (p.quem === 'fila') receber(filas[p.qual]);
      else
        pedir(() => {
          if (p.quem === 'provedor')
            mudar(-1 - p.qual, (atual) =>
              p.acao === 'confirmar' ? confirmar(atual, agora) : rejeitar(atual, agora, 'recusado'),
            );
          else if (p.faz === 'checkout') decidir(checkout(pedido));
          else decidir({ pedido: { ...abrirItens(pedido), itens: pedido.itens }, fatos: [] });
        });
    while (filas.some((fila) => fila.length > 0)) filas.forEach(receber);
    return { pedido, pagamentos };
  }

  test('acabam de acordo, seja qual for a ordem dos avisos, e só fica o dinheiro que pagou', () => {
    const acordo: Record<EstadoPagamento, Pedido['estado']> = {
      PENDENTE: 'CHECKOUT',
      CONFIRMADO: 'RECEBIDO',
      REJEITADO: 'PAGAMENTO_PENDENTE',
      ESTORNADO: 'PAGAMENTO_PENDENTE',
    };
    fc.assert(
      fc.property(fc.array(passo, { maxLength: 40, size: 'max' }), (passos) => {
        const { pedido, pagamentos } = viver(passos);
        const ultimo = pagamentos.at(-1);
        assert.equal(pedido.estado, ultimo ? acordo[ultimo.estado] : 'PAGAMENTO_PENDENTE');
        const pagos = pagamentos.filter(({ estado }) => estado === 'CONFIRMADO').map(({ transacaoId }) => transacaoId);
        assert.deepEqual(pagos, pedido.transacaoPaga === null ? [] : [pedido.transacaoPaga]);
      }),
      { numRuns: 1000 },
    );
  });
});
