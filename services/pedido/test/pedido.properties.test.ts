import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import {
  abrirItens,
  cancelar,
  confirmarPagamento,
  convergirPreparo,
  type Fato,
  fazerCheckout,
  type Mudanca,
  marcar,
  moverPreparo,
  type Pedido,
  type ProdutoAtual,
  rejeitarPagamento,
} from '../src/domain/pedido.ts';
import { emBranco, umItem, umProduto } from './builders.ts';

const umDe = (id: number) => umProduto({ id, nome: `Produto ${id}`, precoCentavos: id * 10 });
const itemDe = ({ ativo: _, disponivel: __, ...produto }: ProdutoAtual, id: number, quantidade: number) =>
  umItem({ ...produto, id, produtoId: produto.id, quantidade });
const novo: Pedido = Object.freeze(emBranco({ id: 7, itens: [itemDe(umDe(1), 99, 1)] }));

const preparo = fc.constantFrom('EM_PREPARACAO', 'PRONTO', 'FINALIZADO');
const etapa = fc.constantFrom('RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO');
const produtoId = fc.integer({ min: 1, max: 3 });
/** Which of several, counted from the newest: small numbers, so that the latest attempt is often meant. */
const qual = fc.nat({ max: 3 });

const passo = fc.oneof(
  { weight: 16, arbitrary: fc.record({ faz: fc.constant('checkout') }) },
  {
    weight: 8,
    arbitrary: fc.record({ faz: fc.constant('item'), produtoId, quantidade: fc.integer({ min: 0, max: 99 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      faz: fc.constant('cardapio'),
      id: produtoId,
      precoCentavos: fc.integer({ min: 1, max: 5000 }),
      ativo: fc.constantFrom(true, true, false),
      disponivel: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ faz: fc.constant('provedor'), qual, aprova: fc.constantFrom(false, false, true) }),
  },
  // A message is taken out of order, and one that `repete` comes again later.
  { weight: 16, arbitrary: fc.record({ faz: fc.constant('mensagem'), qual, repete: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ faz: fc.constant('balcao'), para: preparo }) },
  { weight: 4, arbitrary: fc.record({ faz: fc.constant('cozinha'), para: etapa }) },
  { weight: 1, arbitrary: fc.record({ faz: fc.constant('cancelar') }) },
);
type Passo = typeof passo extends fc.Arbitrary<infer P> ? P : never;

type Momento = { antes: Pedido; depois: Pedido; fatos: readonly Fato[]; totalEsperado: number | null };
type Historia = { momentos: Momento[]; fim: Pedido; fatos: Fato[]; aprovadas: Set<string> };

/**
 * Lives a random story of one pedido and its pagamentos. A provider decides on any attempt at any time, approves late
 * what it had refused, never the reverse. At the end every message left arrives. A Refusal of a message breaks the story.
 */
function viver(passos: readonly Passo[]): Historia {
  let pedido = novo;
  let totalEsperado: number | null = null;
  let itemId = 0;
  const momentos: Momento[] = [];
  const cardapio = new Map([1, 2, 3].map((id) => [id, umDe(id)]));
  const tentativas: string[] = [];
  const aprovadas = new Set<string>();
  const aCaminho: { aprovada: boolean; transacaoId: string }[] = [];

  const guardar = ({ pedido: decidido, fatos }: Mudanca) => {
    const depois = marcar(pedido.estado, decidido, momentos.length);
    for (const fato of fatos) if (fato.tipo === 'pagamento-solicitado') tentativas.push(fato.transacaoId);
    momentos.push({ antes: pedido, depois, fatos, totalEsperado });
    pedido = Object.freeze(depois);
  };
  const ouvir = ({ aprovada, transacaoId }: { aprovada: boolean; transacaoId: string }) =>
    guardar((aprovada ? confirmarPagamento : rejeitarPagamento)(pedido, transacaoId));

  function pedir(p: Exclude<Passo, { faz: 'mensagem' | 'provedor' | 'cozinha' }>) {
    switch (p.faz) {
      case 'checkout': {
        const mudanca = fazerCheckout(pedido, cardapio, `t${pedido.tentativa + 1}`, 'pix');
        if (pedido.estado === 'PAGAMENTO_PENDENTE')
          totalEsperado = pedido.itens.reduce(
            (soma, item) => soma + item.quantidade * (cardapio.get(item.produtoId)?.precoCentavos ?? Number.NaN),
            0,
          );
        return guardar(mudanca);
      }
      case 'item': {
        const produto = cardapio.get(p.produtoId);
        assert.ok(produto);
        const aberto = abrirItens(pedido);
        totalEsperado = null;
        const outros = pedido.itens.filter((item) => item.produtoId !== p.produtoId);
        itemId += 1;
        const item = itemDe(produto, itemId, p.quantidade);
        return guardar({ pedido: { ...aberto, itens: p.quantidade > 0 ? [...outros, item] : outros }, fatos: [] });
      }
      case 'cardapio': {
        const { faz: _, id, ...muda } = p;
        cardapio.set(id, { ...umDe(id), ...muda });
        return;
      }
      case 'balcao':
        return guardar(moverPreparo(pedido, p.para));
      case 'cancelar':
        return guardar(cancelar(pedido));
    }
  }

  for (const p of passos)
    if (p.faz === 'provedor') {
      const transacaoId = tentativas.at(-1 - (p.qual % tentativas.length));
      if (!transacaoId || (!p.aprova && aprovadas.has(transacaoId))) continue;
      if (p.aprova) aprovadas.add(transacaoId);
      aCaminho.push({ aprovada: p.aprova, transacaoId });
    } else if (p.faz === 'mensagem') {
      const mensagem = aCaminho.at(-1 - (p.qual % aCaminho.length));
      if (!mensagem) continue;
      if (!p.repete) aCaminho.splice(aCaminho.indexOf(mensagem), 1);
      ouvir(mensagem);
    } else if (p.faz === 'cozinha') guardar(convergirPreparo(pedido, p.para, pedido.movimentos));
    else
      try {
        pedir(p);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
  aCaminho.forEach(ouvir);
  return { momentos, fim: pedido, fatos: momentos.flatMap(({ fatos }) => fatos), aprovadas };
}

const sempre = (nome: string, confere: (historia: Historia) => void) =>
  test(nome, () => {
    fc.assert(
      fc.property(fc.array(passo, { maxLength: 60, size: 'max' }), (passos) => confere(viver(passos))),
      { numRuns: 1000 },
    );
  });

const estornos = (fatos: readonly Fato[]) =>
  new Set(fatos.flatMap((fato) => (fato.tipo === 'estorno-solicitado' ? fato.transacaoId : [])));
const PAGO: readonly string[] = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'];

suite('pedido, com o que quer que aconteça e em que ordem as mensagens cheguem', () => {
  // What the cozinha and the provider say goes through `viver` uncaught: a Refusal there fails this and every other.
  sempre('mensagem nenhuma é recusada', ({ momentos, fim }) => {
    assert.equal(momentos.at(-1)?.depois ?? novo, fim);
  });

  sempre('o pedido é recebido no máximo uma vez, e só então a cozinha o ouve', ({ momentos, fatos, fim }) => {
    const chegadas = momentos.filter(
      ({ antes, depois }) => !PAGO.includes(antes.estado) && PAGO.includes(depois.estado),
    );
    const preparos = fatos.filter(({ tipo }) => tipo === 'preparacao-solicitada');
    assert.ok(chegadas.length <= 1);
    assert.equal(preparos.length, chegadas.length);
    assert.equal(fim.transacaoPaga !== null, chegadas.length === 1);
  });

  sempre(
    'todo pagamento aprovado ou pagou o pedido ou é devolvido, nunca as duas coisas',
    ({ aprovadas, fatos, fim }) => {
      const devolvidos = estornos(fatos);
      for (const transacaoId of aprovadas)
        if (fim.estado === 'CANCELADO') assert.ok(devolvidos.has(transacaoId), `${transacaoId} is kept`);
        else assert.notEqual(devolvidos.has(transacaoId), fim.transacaoPaga === transacaoId, transacaoId);
      if (fim.transacaoPaga !== null) assert.ok(aprovadas.has(fim.transacaoPaga));
    },
  );

  sempre('cancelado em pleno checkout, o pagamento em curso é cancelado com ele', ({ momentos }) => {
    for (const { antes, depois, fatos } of momentos)
      if (antes.estado === 'CHECKOUT' && depois.estado === 'CANCELADO')
        assert.deepEqual([...estornos(fatos)], [antes.transacaoId]);
  });

  sempre('o que paga é o total congelado no último checkout, que não muda mais', ({ momentos, fim }) => {
    const cobrado = new Map<string, number>();
    for (const { antes, depois, fatos } of momentos) {
      for (const fato of fatos)
        if (fato.tipo === 'pagamento-solicitado') cobrado.set(fato.transacaoId, fato.totalCentavos);
      if (depois.transacaoPaga === null || antes.transacaoPaga !== null) continue;
      assert.equal(depois.transacaoPaga, [...cobrado.keys()].at(-1));
      assert.equal(depois.totalCentavos, cobrado.get(depois.transacaoPaga));
      assert.equal(
        depois.totalCentavos,
        depois.itens.reduce((soma, { precoCentavos, quantidade }) => soma + precoCentavos * quantidade, 0),
      );
      const { transacaoPaga, totalCentavos, itens } = depois;
      assert.deepEqual({ ...fim, transacaoPaga, totalCentavos, itens }, fim);
    }
  });

  sempre(
    'o total é nulo exatamente quando os itens mudaram depois do último checkout, ou não houve um',
    ({ momentos }) => {
      for (const { depois, totalEsperado } of momentos) assert.equal(depois.totalCentavos, totalEsperado);
    },
  );

  sempre('cancelado, o pedido não muda mais; finalizado, só volta', ({ momentos }) => {
    for (const { antes, depois } of momentos)
      if (antes.estado === 'CANCELADO' || (antes.estado === 'FINALIZADO' && depois.estado === 'FINALIZADO'))
        assert.deepEqual(depois, antes);
      else if (antes.estado === 'FINALIZADO')
        assert.ok(['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'].includes(depois.estado), depois.estado);
  });

  sempre('cada checkout é uma tentativa, com o seu pagamento e o seu número', ({ fatos, fim }) => {
    const pedidos = fatos.filter((fato) => fato.tipo === 'pagamento-solicitado');
    assert.deepEqual(
      pedidos.map(({ tentativa, transacaoId }) => [tentativa, transacaoId]),
      pedidos.map((_, i) => [i + 1, `t${i + 1}`]),
    );
    assert.equal(fim.tentativa, pedidos.length);
    assert.equal(fim.transacaoId, pedidos.at(-1)?.transacaoId ?? null);
  });

  sempre('o cliente ouve uma vez de cada mudança que lhe importa, por mais que o pedido volte', ({ momentos }) => {
    const avisoDe = {
      RECEBIDO: 'pagamento-confirmado',
      PRONTO: 'pedido-pronto',
      CANCELADO: 'pedido-cancelado',
    } as const;
    for (const { antes, depois, fatos } of momentos) {
      const avisos = fatos.flatMap((fato) => (fato.tipo === 'avisar' ? fato.aviso : []));
      const rejeitado = antes.estado === 'CHECKOUT' && depois.estado === 'PAGAMENTO_PENDENTE';
      const aviso = rejeitado ? 'pagamento-rejeitado' : avisoDe[depois.estado as keyof typeof avisoDe];
      const voltou = PAGO.includes(antes.estado) && depois.estado === 'RECEBIDO';
      const repetido = voltou || (depois.estado === 'PRONTO' && antes.chamadoEm !== null);
      assert.deepEqual(avisos, aviso && depois.estado !== antes.estado && !repetido ? [aviso] : []);
    }
  });
});
