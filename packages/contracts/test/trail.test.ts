import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Party } from '../src/services.ts';
import { type MessagingTrail, soDaCasa, type TrailOf, trail } from '../src/trail.ts';

const ID = '0198f0a2-6b1e-7c3d-9a55-5f3f8f2f1a01';
const EM = Date.parse('2026-05-04T12:00:00Z');

const mensagem = { mensagemId: ID, mensagem: 'preparo-mudou' };
const entrega = { ...mensagem, tentativa: 1, naFilaMs: 120, duracaoMs: 4 };

/** What every service writes of its messages. */
const deMensagens: { [T in keyof MessagingTrail]: readonly MessagingTrail[T][] } = {
  'mensagem-enviada': [
    { ...mensagem, ocorridoEm: '2026-05-04T12:00:00.000Z', esperaMs: 3 },
    { ...mensagem, ocorridoEm: '2026-05-04T12:00:00.000Z', esperaMs: -2 }, // another instance's clock
  ],
  'mensagem-recusada': [{ ...mensagem, erro: 'InvalidMessageContents' }],
  'mensagem-recebida': [entrega],
  'mensagem-repetida': [{ ...entrega, tentativa: 2, naFilaMs: 0 }],
  'mensagem-falhou': [{ ...mensagem, tentativa: 1, erro: 'TypeError', proximaEmMs: 1_204 }],
  'mensagem-enterrada': [
    { ...mensagem, tentativa: 3, erro: 'Refusal' },
    { mensagemId: ID, erro: 'não compreendida' },
  ],
  'morta-reenviada': [mensagem, { mensagemId: 'redrive-1', mensagem: null }],
  'morta-descartada': [{ ...mensagem, motivo: 'pedido de teste' }],
};

const item = {
  produtoId: 1,
  nome: 'Turbo Dog',
  idCategoriaProduto: 1,
  quantidade: 2,
  observacoes: 'sem cebola',
  feitoEm: null,
  feitoPor: null,
};
const comanda: TrailOf<'cozinha'>['estado']['comanda'] = {
  pedidoId: 7,
  senha: 12,
  estado: 'EM_PREPARACAO',
  itens: [item, { ...item, observacoes: null, feitoEm: EM, feitoPor: 'cozinha' }],
  recebidaEm: EM,
  iniciadaEm: EM + 1,
  prontaEm: null,
  entregueEm: null,
  consumo: 'viagem',
  historico: [{ acao: 'iniciar', por: 'cozinha', em: EM + 1 }],
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  movimentos: 1,
};
const email = { emailId: ID, email: 'pedido-pronto' } as const;

/** Entries as each service writes them, of every type it writes. */
const exemplos: { [S in Party]: { [T in keyof TrailOf<S>]: readonly TrailOf<S>[T][] } } = {
  produto: {
    ...deMensagens,
    produto: [
      {
        id: 1,
        versao: 3,
        nome: 'Turbo Dog',
        idCategoriaProduto: 1,
        descricao: 'Pão e salsicha',
        precoCentavos: 2_020,
        ativo: true,
        disponivel: false,
        imagemUrl: '/imagens/abc.webp',
      },
    ],
  },
  pedido: {
    ...deMensagens,
    estado: [
      { de: null, para: 'CHECKOUT', senha: null, ativo: true, tentativa: 0, recebidoEm: null, iniciadoEm: null },
      { de: 'RECEBIDO', para: 'PRONTO', senha: 12, ativo: true, tentativa: 2, recebidoEm: EM, iniciadoEm: EM + 1 },
    ],
    chamado: [{ senha: 12, recebidoEm: EM }],
    recolhido: [
      { senha: 12, recebidoEm: EM },
      { senha: 12, recebidoEm: null },
    ],
    'email-escrito': [email, { emailId: ID, email: 'lgpd-protocolo' }],
    'email-enviado': [{ ...email, tentativa: 1, duracaoMs: 31 }],
    'email-falhou': [{ ...email, tentativa: 1, erro: 'Unavailable' }],
    'email-desistido': [{ ...email, tentativa: 9, erro: 'MessageRejected' }],
    'email-descartado': [email],
    'email-voltou': [
      { ...email, retorno: 'atrasado' },
      { ...email, retorno: 'devolvido' },
    ],
    'email-suspenso': [{ ...email, retorno: 'denunciado' }],
  },
  pagamento: {
    ...deMensagens,
    estado: [
      { de: null, para: 'PENDENTE', tentativa: 1 },
      { de: 'PENDENTE', para: 'REJEITADO', tentativa: 1, motivo: 'expirado' },
      { de: 'PENDENTE', para: 'CONFIRMADO', tentativa: 1, motivo: null },
    ],
    provedor: [
      { chamada: 'criar', resultado: 'pendente', duracaoMs: 18 },
      { chamada: 'obter', resultado: 'Unavailable', duracaoMs: 3_000 },
      { chamada: 'cancelar', resultado: 'cancelada', duracaoMs: 0 },
      { chamada: 'estornar', resultado: 'estornada', duracaoMs: 9 },
    ],
    estorno: [
      { estornoId: ID, estado: 'PEDIDO', centavos: 20, causa: 'gerencia' },
      { estornoId: ID, estado: 'RECUSADO', centavos: 2020, causa: 'tardio' },
    ],
    notificacao: [{ notificacaoId: ID, resultado: 'valor-diverge' }],
  },
  cozinha: {
    ...deMensagens,
    estado: [
      { de: null, para: 'RECEBIDO', comanda: { ...comanda, estado: 'RECEBIDO', iniciadaEm: null, historico: [] } },
      { de: 'RECEBIDO', para: 'EM_PREPARACAO', comanda },
    ],
    item: [{ de: 'EM_PREPARACAO', para: 'EM_PREPARACAO', comanda: { ...comanda, consumo: null } }],
    recolhida: [{ comanda: { ...comanda, estado: 'PRONTO', prontaEm: EM + 2, recolhidaEm: EM + 3 } }],
  },
  gateway: deMensagens,
};
const escritas: Record<string, Record<string, readonly object[]>> = exemplos;

suite('a trilha de cada serviço', () => {
  for (const [servico, tipos] of Object.entries(trail))
    for (const [tipo, schema] of Object.entries(tipos))
      test(`${servico}: ${tipo} é o que o serviço escreve, e nada se perde`, () => {
        const suas = escritas[servico]?.[tipo] ?? [];
        assert.ok(suas.length > 0, 'no example');
        for (const dados of suas) assert.deepEqual(schema.parse(JSON.parse(JSON.stringify(dados))), dados);
      });

  test('de nenhum tipo que o contrato não tem há exemplo', () => {
    for (const [servico, tipos] of Object.entries(trail))
      assert.deepEqual(Object.keys(escritas[servico] ?? {}).toSorted(), Object.keys(tipos).toSorted());
  });

  test('o que só a casa lê é parte de alguma entrada sua', () => {
    for (const [servico, partes] of Object.entries(soDaCasa))
      for (const parte of partes)
        assert.ok(
          Object.values(escritas[servico] ?? {}).some((suas) => suas.some((dados) => parte in dados)),
          `${servico} ${parte}`,
        );
    assert.deepEqual(soDaCasa.cozinha, ['comanda']); // what clientes asked for in their words
  });

  test('o verbo que o provedor não tem, o estado que não há e o erro com palavras não são do contrato', () => {
    const { provedor, estado } = trail.pagamento;
    assert.throws(() => provedor.parse({ chamada: 'consultar', resultado: 'pendente', duracaoMs: 1 }));
    assert.throws(() => estado.parse({ de: null, para: 'RECEBIDO', tentativa: 1 }));
    assert.throws(() => trail.produto['mensagem-enterrada'].parse({ mensagemId: ID, erro: 'Maria da Silva' }));
    assert.throws(() => trail.pedido['email-escrito'].parse({ emailId: ID, email: 'maria@exemplo.com' }));
  });
});
