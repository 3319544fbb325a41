import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { EstadoPedido } from '@foodious/kernel/estados.ts';
import fc from 'fast-check';
import type { Cardapio, Produto } from '../src/screens/totem/state/cardapio.ts';
import { MAX_QUANTIDADE } from '../src/screens/totem/state/carrinho.ts';
import type { Acao, Estado, PedidoAPagar } from '../src/screens/totem/state/estado.ts';
import { fluxo, inicio, tentar } from '../src/screens/totem/state/fluxo.ts';
import { cobrancaDe, motivoDe, oferecidos } from '../src/screens/totem/state/pagamento.ts';

const produto = (id: number, categoriaId: number, preco: number): Produto => ({
  id,
  categoriaId,
  preco,
  disponivel: true,
  nome: `Produto ${id}`,
  descricao: '',
  imagemUrl: null,
});
const burger = produto(1, 1, 27.9);
const suco = produto(2, 3, 7.5);
const cardapio: Cardapio = {
  categorias: [burger, suco].map(({ categoriaId, ...resto }) => ({ id: categoriaId, nome: '', produtos: [resto] })),
};
const colocar: Acao = { tipo: 'colocar', linha: { produto: burger, quantidade: 1, observacoes: [] }, lugar: null };
const pedido: PedidoAPagar = {
  id: 7,
  transacaoId: 't1',
  meio: 'pix',
  total: 27.9,
  acompanhar: '/p/x',
  situacao: 'esperando',
  cobranca: null,
  fim: null,
  alteracoes: [],
  senha: null,
};
const cobranca = { transacaoId: 't1', qrCode: 'data:', pixCopiaECola: '000201', expiraEm: '2026-11-25T21:10:00.000Z' };
const mudou = (estado: EstadoPedido, senha: number | null = null): Acao => ({
  tipo: 'pedidoMudou',
  id: 7,
  estado,
  senha,
});

const depoisDe = (...acoes: Acao[]): Estado => acoes.reduce(fluxo, inicio());
const ateARevisao: Acao[] = [
  { tipo: 'comecar' },
  { tipo: 'semCadastro' },
  colocar,
  { tipo: 'finalizar', cardapio },
  { tipo: 'aoConsumo' },
  { tipo: 'consumo', consumo: 'viagem' },
];
/** Up to the QR code; the key is the one the totem would have made. */
function pixDepoisDe(...mais: Acao[]): Estado {
  const revisao = depoisDe(...ateARevisao);
  const tentativa = tentar(revisao, 'k1', 'pix');
  assert.ok(tentativa);
  return [{ tipo: 'pagar', tentativa } as Acao, { tipo: 'feito', chave: 'k1', pedido } as Acao, ...mais].reduce(
    fluxo,
    revisao,
  );
}

test('do convite à senha, passo a passo', () => {
  const passos: [Acao, Estado['etapa']][] = [
    [{ tipo: 'comecar' }, 'identificacao'],
    [{ tipo: 'cpf', cpf: '52998224725' }, 'identificacao'],
    [{ tipo: 'reconhecido', cliente: { id: 3, nome: 'Ana' } }, 'escolha'],
    [colocar, 'escolha'],
    [{ tipo: 'finalizar', cardapio }, 'escolha'], // with a suggestion over it
    [{ tipo: 'aoConsumo' }, 'consumo'],
    [{ tipo: 'consumo', consumo: 'local' }, 'revisao'],
  ];
  let estado = inicio();
  for (const [acao, etapa] of passos) {
    estado = fluxo(estado, acao);
    assert.equal(estado.etapa, etapa, acao.tipo);
  }
  assert.equal(estado.cpf, '', 'once used, the CPF is forgotten');
  assert.equal(tentar(estado, 'k', 'pix')?.corpo.clienteId, 3);
  assert.equal(pixDepoisDe().etapa, 'pagamento');
  assert.equal(pixDepoisDe(mudou('RECEBIDO', 12)).etapa, 'senha');
});

test('a sugestão é feita uma vez, e aceita ou não o pedido segue', () => {
  const perguntado = depoisDe(...ateARevisao.slice(0, 4));
  assert.equal(perguntado.folha?.tipo, 'sugestao');
  const fechada = [{ tipo: 'fechar' } as Acao, { tipo: 'finalizar', cardapio } as Acao].reduce(fluxo, perguntado);
  assert.equal(fechada.etapa, 'consumo');
  assert.equal(fechada.folha, null);
});

test('sem resposta a tentativa seguinte é a mesma; outro carrinho é outra', () => {
  const revisao = depoisDe(...ateARevisao);
  const primeira = tentar(revisao, 'k1', 'pix');
  assert.ok(primeira);
  const semResposta = [
    { tipo: 'pagar', tentativa: primeira } as Acao,
    { tipo: 'recusado', chave: 'k1', recusa: { erro: 'nada', final: false } } as Acao,
  ].reduce(fluxo, revisao);
  assert.equal(tentar(semResposta, 'k2', 'pix'), primeira);
  assert.deepEqual(semResposta.recusa, { erro: 'nada', final: false });
  assert.equal(tentar(fluxo(semResposta, { tipo: 'quantidade', lugar: 0, quantidade: 2 }), 'k2', 'pix')?.chave, 'k2');
  const ida: Acao[] = [
    { tipo: 'quantidade', lugar: 0, quantidade: 2 },
    { tipo: 'quantidade', lugar: 0, quantidade: 1 },
  ];
  assert.equal(tentar(ida.reduce(fluxo, semResposta), 'k2', 'pix'), primeira, 'what it holds is what counts');
  const maisCaro = structuredClone(cardapio);
  for (const { produtos } of maisCaro.categorias) for (const um of produtos) um.preco += 1;
  assert.equal(tentar(fluxo(semResposta, { tipo: 'acertar', cardapio: maisCaro }), 'k2', 'pix'), primeira);
  const recusado = fluxo(semResposta, { tipo: 'recusado', chave: 'k1', recusa: { erro: 'mudou', final: true } });
  assert.equal(tentar(recusado, 'k2', 'pix')?.chave, 'k2');
});

test('uma resposta que chega depois de a tela recomeçar não surpreende ninguém', () => {
  const revisao = depoisDe(...ateARevisao);
  const tentativa = tentar(revisao, 'k1', 'pix');
  assert.ok(tentativa);
  const apagado = [{ tipo: 'pagar', tentativa } as Acao, { tipo: 'apagar' } as Acao].reduce(fluxo, revisao);
  for (const tardia of [
    { tipo: 'feito', chave: 'k1', pedido },
    { tipo: 'recusado', chave: 'k1', recusa: { erro: '', final: true } },
    { tipo: 'reconhecido', cliente: { id: 3, nome: 'Ana' } },
    { tipo: 'refeito', id: 7, transacaoId: 't2', meio: 'pix', total: 1, alteracoes: [] },
  ] satisfies Acao[])
    assert.deepEqual(fluxo(apagado, tardia), inicio(), tardia.tipo);
});

test('a resposta de um pedido não leva ao Pix quem voltou, nem a pessoa seguinte', () => {
  const revisao = depoisDe(...ateARevisao);
  const tentativa = tentar(revisao, 'k1', 'pix');
  assert.ok(tentativa);
  const feito: Acao = { tipo: 'feito', chave: 'k1', pedido };
  const voltou = [{ tipo: 'pagar', tentativa } as Acao, { tipo: 'voltar' } as Acao].reduce(fluxo, revisao);
  assert.deepEqual(fluxo(voltou, feito), voltou);
  assert.equal(
    tentar(fluxo(voltou, { tipo: 'consumo', consumo: 'viagem' }), 'k2', 'pix')?.chave,
    'k1',
    'nothing changed',
  );
  assert.equal(tentar(fluxo(voltou, { tipo: 'consumo', consumo: 'local' }), 'k2', 'pix')?.chave, 'k2');
  const outra = fluxo(revisao, { tipo: 'pagar', tentativa: { ...tentativa, chave: 'k9' } });
  assert.deepEqual(fluxo(outra, feito), outra);
});

test('por que não foi pago, quem diz é o servidor, antes ou depois; o carrinho fica como estava', () => {
  const venceu: Acao = { tipo: 'naoPago', id: 7, fim: { transacaoId: pedido.transacaoId, motivo: 'expirado' } };
  const motivo = ({ pedido }: Estado) => pedido && motivoDe(pedido);
  assert.equal(motivo(pixDepoisDe(venceu, mudou('PAGAMENTO_PENDENTE'))), 'expirado');
  const expirado = pixDepoisDe(mudou('PAGAMENTO_PENDENTE'), venceu);
  assert.equal(motivo(expirado), 'expirado');
  const refeito: Acao = { tipo: 'refeito', id: 7, transacaoId: 't2', meio: 'pix', total: 30, alteracoes: [] };
  assert.equal(motivo(fluxo(expirado, refeito)), null, 'of another tentativa');
  const mudar = fluxo(expirado, { tipo: 'mudarPedido' });
  assert.equal(mudar.etapa, 'revisao');
  assert.deepEqual(mudar.carrinho, depoisDe(...ateARevisao).carrinho);
  assert.equal(tentar(mudar, 'k2', 'pix')?.chave, 'k2', 'a new order next');
  assert.deepEqual(mudar.pendentes, [{ id: 7, codigo: 'x' }], 'the old one may still be approved late');
});

test('de novo: o QR é o da tentativa nova, mesmo que chegue antes da resposta', () => {
  const recusado = pixDepoisDe({ tipo: 'cobrancaFeita', id: 7, cobranca }, mudou('PAGAMENTO_PENDENTE'));
  const refeito: Acao = { tipo: 'refeito', id: 7, transacaoId: 't2', meio: 'pix', total: 30, alteracoes: [] };
  const nova: Acao = { tipo: 'cobrancaFeita', id: 7, cobranca: { ...cobranca, transacaoId: 't2' } };
  const semQr = fluxo(recusado, refeito).pedido;
  assert.ok(semQr);
  assert.equal(cobrancaDe(semQr), null);
  for (const ordem of [
    [refeito, nova],
    [nova, refeito],
  ]) {
    const { pedido: agora } = ordem.reduce(fluxo, recusado);
    assert.ok(agora);
    assert.equal(agora.situacao, 'esperando');
    assert.equal(cobrancaDe(agora)?.transacaoId, 't2');
  }
});

test('com outros preços, primeiro eles, depois o QR', () => {
  const alteracoes = [{ nome: 'Produto 1', motivo: 'preco', de: 27.9, para: 30 }];
  const outro = pixDepoisDe(mudou('PAGAMENTO_PENDENTE'), {
    tipo: 'refeito',
    id: 7,
    transacaoId: 't2',
    meio: 'pix',
    total: 30,
    alteracoes,
  });
  assert.equal(outro.pedido?.situacao, 'mudou');
  assert.equal(outro.pedido?.total, 30);
  assert.equal(fluxo(outro, { tipo: 'verQr' }).pedido?.situacao, 'esperando');
});

test('um pagamento não se perde com a tela: pendente até acabar, recebido depois', () => {
  const apagado = pixDepoisDe({ tipo: 'apagar' });
  assert.deepEqual(apagado, { ...inicio([{ id: 7, codigo: 'x' }]) });
  assert.deepEqual(fluxo(apagado, mudou('CHECKOUT')).pendentes, [{ id: 7, codigo: 'x' }]);
  const pago = fluxo(apagado, mudou('RECEBIDO', 12));
  assert.deepEqual([pago.pendentes, pago.recebidos, pago.etapa], [[], [{ id: 7, senha: 12 }], 'convite']);
  assert.deepEqual(fluxo(pago, mudou('EM_PREPARACAO', 12)).recebidos.length, 1, 'told once');
  assert.deepEqual(fluxo(apagado, mudou('CANCELADO')).pendentes, []);
  assert.deepEqual(fluxo(pago, { tipo: 'recebidosVistos' }).recebidos, []);
  assert.deepEqual(pixDepoisDe(mudou('RECEBIDO', 12)).pendentes, [], 'seen here, followed no more');
});

test('voltar fecha o que está aberto, depois dá um passo, e nunca larga um pedido ou um pagamento sem perguntar', () => {
  const voltar = (estado: Estado) => fluxo(estado, { tipo: 'voltar' });
  const revisao = depoisDe(...ateARevisao);
  assert.equal(voltar(fluxo(revisao, { tipo: 'abrir', folha: { tipo: 'carrinho' } })).etapa, 'revisao');
  const identificacao = [voltar, voltar, voltar].reduce((estado, passo) => passo(estado), revisao);
  assert.equal(identificacao.etapa, 'identificacao');
  assert.deepEqual(voltar(identificacao).folha, { tipo: 'recomecar' });
  assert.deepEqual(voltar({ ...identificacao, carrinho: [], idioma: 'en' }), { ...inicio(), idioma: 'en' });
  const pix = pixDepoisDe();
  assert.deepEqual(voltar(pix), { ...pix, folha: { tipo: 'desistir' } });
  assert.equal(voltar(pixDepoisDe(mudou('CANCELADO'))).etapa, 'convite');
  assert.equal(voltar(pixDepoisDe(mudou('RECEBIDO', 12))).etapa, 'convite');
});

test('esvaziar o carrinho volta à escolha', () => {
  const vazio = fluxo(depoisDe(...ateARevisao), { tipo: 'quantidade', lugar: 0, quantidade: 0 });
  assert.equal(vazio.etapa, 'escolha');
  assert.equal(tentar(vazio, 'k', 'pix'), null);
});

const noBalcao: PedidoAPagar = { ...pedido, meio: 'balcao' };
/** A pedido for the counter, chosen where both are offered. */
function balcaoDepoisDe(...mais: Acao[]): Estado {
  const escolha = depoisDe(...ateARevisao, { tipo: 'escolherMeio' });
  const tentativa = tentar(escolha, 'k1', 'balcao');
  assert.ok(tentativa);
  return [
    { tipo: 'pagar', tentativa } as Acao,
    { tipo: 'feito', chave: 'k1', pedido: noBalcao } as Acao,
    ...mais,
  ].reduce(fluxo, escolha);
}

suite('onde se oferece mais de um meio', () => {
  const escolha = depoisDe(...ateARevisao, { tipo: 'escolherMeio' });

  test('depois da revisão se escolhe como pagar, e o pedido diz por qual', () => {
    assert.equal(escolha.etapa, 'meio');
    for (const meio of ['pix', 'balcao'] as const) assert.equal(tentar(escolha, 'k', meio)?.corpo.meio, meio);
    assert.equal(fluxo(escolha, { tipo: 'voltar' }).etapa, 'revisao');
    assert.equal(fluxo(inicio(), { tipo: 'escolherMeio' }).etapa, 'convite', 'only after the review');
    const vazio = fluxo(escolha, { tipo: 'acertar', cardapio: { categorias: [] } });
    assert.deepEqual([vazio.etapa, vazio.carrinho], ['escolha', []], 'nobody chooses how to pay for nothing');
  });

  test('sem resposta se tenta igual, na mesma tela; por outro meio é outro pedido', () => {
    const tentativa = tentar(escolha, 'k1', 'balcao');
    assert.ok(tentativa);
    const semResposta = [
      { tipo: 'pagar', tentativa } as Acao,
      { tipo: 'recusado', chave: 'k1', recusa: { erro: 'nada', final: false } } as Acao,
    ].reduce(fluxo, escolha);
    assert.equal(semResposta.etapa, 'meio');
    assert.equal(tentar(semResposta, 'k2', 'balcao'), tentativa);
    assert.equal(tentar(semResposta, 'k2', 'pix')?.chave, 'k2');
    const voltou = fluxo(semResposta, { tipo: 'voltar' });
    assert.equal(tentar(voltou, 'k2', 'balcao')?.chave, 'k1', 'the review may send it as well');
  });

  test('recusado, volta-se à revisão, que diz por quê', () => {
    const tentativa = tentar(escolha, 'k1', 'pix');
    assert.ok(tentativa);
    const recusa = { erro: 'meio-indisponivel', final: true };
    const recusado = [{ tipo: 'pagar', tentativa } as Acao, { tipo: 'recusado', chave: 'k1', recusa } as Acao].reduce(
      fluxo,
      escolha,
    );
    assert.deepEqual([recusado.etapa, recusado.recusa, recusado.tentativa], ['revisao', recusa, null]);
    assert.equal(fluxo(recusado, { tipo: 'escolherMeio' }).recusa, null, 'said once');
  });

  test('quem voltou à revisão não é levado ao pagamento pela resposta', () => {
    const tentativa = tentar(escolha, 'k1', 'balcao');
    assert.ok(tentativa);
    const voltou = [{ tipo: 'pagar', tentativa } as Acao, { tipo: 'voltar' } as Acao].reduce(fluxo, escolha);
    assert.deepEqual(fluxo(voltou, { tipo: 'feito', chave: 'k1', pedido: noBalcao }), voltou);
  });

  test('o pedido do balcão espera com seu prazo, e a senha aparece quando é pago', () => {
    const semCodigo = { ...cobranca, qrCode: null, pixCopiaECola: null };
    const espera = balcaoDepoisDe({ tipo: 'cobrancaFeita', id: 7, cobranca: semCodigo });
    assert.equal(espera.etapa, 'pagamento');
    assert.ok(espera.pedido);
    assert.equal(cobrancaDe(espera.pedido)?.expiraEm, cobranca.expiraEm);
    assert.equal(fluxo(espera, { tipo: 'voltar' }).folha?.tipo, 'desistir');
    const pago = fluxo(espera, mudou('RECEBIDO', 12));
    assert.deepEqual([pago.etapa, pago.pedido?.senha], ['senha', 12]);
  });

  test('quem foi ao balcão ouve lá a sua senha: a tela de quem vem depois não a mostra', () => {
    const saiu = balcaoDepoisDe({ tipo: 'apagar' });
    assert.deepEqual(saiu, inicio());
    assert.deepEqual(fluxo(saiu, mudou('RECEBIDO', 12)), inicio());
  });

  test('vencido no balcão, escolhe-se de novo, e o outro meio vale', () => {
    const venceu = balcaoDepoisDe(mudou('PAGAMENTO_PENDENTE'), {
      tipo: 'naoPago',
      id: 7,
      fim: { transacaoId: 't1', motivo: 'expirado' },
    });
    assert.equal(venceu.pedido?.situacao, 'recusado');
    assert.equal(venceu.pedido && motivoDe(venceu.pedido), 'expirado');
    const refeito = fluxo(venceu, {
      tipo: 'refeito',
      id: 7,
      transacaoId: 't2',
      meio: 'pix',
      total: 27.9,
      alteracoes: [],
    });
    assert.deepEqual([refeito.pedido?.meio, refeito.pedido?.situacao], ['pix', 'esperando']);
  });

  test('só se mostra o que a lanchonete oferece, o Pix primeiro', () => {
    assert.deepEqual(oferecidos({ pix: true, balcao: true }), ['pix', 'balcao']);
    assert.deepEqual(oferecidos({ pix: false, balcao: true }), ['balcao']);
  });
});

const qualquer: fc.Arbitrary<Acao> = fc.oneof(
  fc.constantFrom<Acao>(
    ...ateARevisao,
    ...([
      { tipo: 'voltar' },
      { tipo: 'apagar' },
      { tipo: 'mudarPedido' },
      { tipo: 'pedirMais' },
      { tipo: 'escolherMeio' },
      { tipo: 'verQr' },
      { tipo: 'fechar' },
      { tipo: 'cadastrar' },
      { tipo: 'cpfDesconhecido' },
      { tipo: 'recebidosVistos' },
      { tipo: 'cpf', cpf: '529' },
      { tipo: 'reconhecido', cliente: { id: 3, nome: 'Ana' } },
      { tipo: 'acertar', cardapio },
      { tipo: 'feito', chave: 'k', pedido },
      { tipo: 'cobrancaFeita', id: 7, cobranca },
      { tipo: 'refeito', id: 7, transacaoId: 't2', meio: 'pix', total: 9, alteracoes: [] },
      { tipo: 'abrir', folha: { tipo: 'carrinho' } },
      { tipo: 'modo', modo: 'alcance' },
      { tipo: 'idioma', idioma: 'es' },
    ] satisfies Acao[]),
  ),
  fc.record({
    tipo: fc.constant('quantidade' as const),
    lugar: fc.nat(3),
    quantidade: fc.integer({ min: -1, max: 120 }),
  }),
  fc.constantFrom('CHECKOUT', 'PAGAMENTO_PENDENTE', 'CANCELADO').map((estado) => mudou(estado)),
  fc.constant(mudou('RECEBIDO', 12)),
);

test('faça o que fizer, o carrinho cabe no pedido e recomeçar apaga a pessoa', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(qualquer, fc.boolean()), { maxLength: 60 }), (acoes) => {
      let estado = inicio();
      for (const [acao, pagar] of acoes) {
        estado = fluxo(estado, acao);
        const tentativa = pagar ? tentar(estado, 'k', 'pix') : null;
        if (tentativa) estado = fluxo(estado, { tipo: 'pagar', tentativa });
        assert.ok(estado.carrinho.every(({ quantidade }) => quantidade >= 1 && quantidade <= MAX_QUANTIDADE));
        if (estado.etapa === 'consumo') assert.ok(estado.carrinho.length > 0);
        if (estado.etapa === 'revisao' || estado.etapa === 'meio')
          assert.ok(estado.carrinho.length > 0 && estado.consumo);
        if (estado.etapa === 'pagamento') assert.equal(estado.pedido?.senha, null);
        if (estado.etapa === 'senha') assert.notEqual(estado.pedido?.senha ?? null, null);
        if (estado.etapa === 'convite')
          assert.deepEqual([estado.cpf, estado.cliente, estado.carrinho, estado.pedido], ['', null, [], null]);
      }
      const { pendentes, recebidos, ...resto } = fluxo(estado, { tipo: 'apagar' });
      const { pendentes: _, recebidos: __, ...limpo } = inicio();
      assert.deepEqual(resto, limpo);
      assert.deepEqual([pendentes, recebidos], [estado.pendentes, estado.recebidos]);
    }),
    { numRuns: 500 },
  );
});
