import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { LOJA, newStory, storyOf } from '@foodious/kernel/context.ts';
import { PARTES_DA_DELECAO } from '@foodious/kernel/estados.ts';
import { soUma } from '@foodious/testing/mensagens.ts';
import fc from 'fast-check';
import { z } from 'zod';
import { type Data, type MessageType, messages, parseEnvelope, readFrame, stamp } from '../src/messages.ts';
import { type QueueName, queueNames, queues, senderOf, sendersOf } from '../src/resources.ts';
import { parties } from '../src/services.ts';

const HISTORIA = '7b3c1f60-2f5e-4c0d-9a3e-222222222222';
const contexto = newStory(HISTORIA, new Date('2026-03-10T15:04:05.678Z'), 'totem');

const texto = fc.string();
const inteiro = fc.integer({ min: 1 });
const valor = fc.nat();
const estado = fc.constantFrom('EM_PREPARACAO', 'PRONTO', 'FINALIZADO');
const item = fc.record({
  produtoId: inteiro,
  nome: texto,
  idCategoriaProduto: inteiro,
  quantidade: inteiro,
  observacoes: fc.option(texto),
});
const consumo = fc.constantFrom('local', 'viagem', null);

/** Any data of each type of message, and where it travels. */
const contrato: { [T in MessageType]: readonly [QueueName, fc.Arbitrary<Data<T>>] } = {
  'pagamento-solicitado': [
    'solicitar-pagamento-req',
    fc.record({
      transacaoId: fc.uuid(),
      tentativa: inteiro,
      totalCentavos: valor,
      dono: fc.option(texto),
      clienteId: fc.option(inteiro),
      meio: fc.constantFrom('pix', 'balcao'),
    }),
  ],
  'pagamento-confirmado': ['webhook-pagamento-confirmado-res', fc.record({ transacaoId: fc.uuid() })],
  'pagamento-rejeitado': [
    'webhook-pagamento-rejeitado-res',
    fc.record({ transacaoId: fc.uuid(), motivo: fc.constantFrom('recusado', 'expirado', 'cancelado') }),
  ],
  'preparacao-solicitada': ['preparacao-pedido-req', fc.record({ senha: inteiro, consumo, itens: fc.array(item) })],
  'preparacao-alterada': ['preparacao-pedido-req', fc.record({ estado, movimentos: fc.integer({ min: 1 }) })],
  'preparacao-cancelada': ['preparacao-pedido-req', fc.constant({})],
  'preparo-mudou': [
    'preparacao-pedido-res',
    fc.record({ estado: fc.constantFrom('RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'), movimentos: fc.nat() }),
  ],
  'estorno-solicitado': [
    'estorno-pagamento-req',
    fc.record({
      transacaoId: fc.uuid(),
      causa: fc.constantFrom('cancelamento', 'gerencia', 'tardio', 'conciliacao', 'provedor'),
      estorno: fc.option(fc.record({ id: fc.uuid(), centavos: inteiro })),
    }),
  ],
  'pagamento-estornado': [
    'estorno-pagamento-res',
    fc.record({
      transacaoId: fc.uuid(),
      totalCentavos: valor,
      estornoId: fc.option(fc.uuid()),
      inteiro: fc.boolean(),
    }),
  ],
  'estorno-recusado': [
    'estorno-pagamento-res',
    fc.record({
      transacaoId: fc.uuid(),
      estornoId: fc.uuid(),
      totalCentavos: valor,
      motivo: fc.constantFrom('saldo', 'prazo', 'valor', 'estado', 'outro'),
    }),
  ],
  'produto-alterado': [
    'produto-alterado',
    fc.record({
      id: inteiro,
      versao: inteiro,
      nome: texto,
      idCategoriaProduto: inteiro,
      descricao: texto,
      precoCentavos: valor,
      imagemUrl: fc.option(texto),
      ativo: fc.boolean(),
      disponivel: fc.boolean(),
    }),
  ],
  'ajustes-alterados': ['ajustes-alterados', fc.record({ versao: inteiro, voltarMin: inteiro, recolherMin: inteiro })],
  'lgpd-delecao-solicitada': ['lgpd-protocolo-delecao-req', fc.record({ protocolo: fc.uuid() })],
  'acao-auditada': [
    'auditoria-req',
    fc.record({
      lojaId: inteiro,
      quem: fc.uuid(),
      papel: fc.constantFrom('gerente', 'balcao', null),
      acao: fc.constant('produto-mudado'),
      sobre: fc.constantFrom({ tipo: 'produto', id: '3' }, null),
      antes: fc.option(fc.record({ precoCentavos: valor, ativo: fc.boolean() })),
      depois: fc.option(fc.record({ nome: fc.string({ maxLength: 100 }), imagem: fc.constant(null) })),
      em: fc.constant('2026-03-10T15:04:05.678Z'),
    }),
  ],
  'lgpd-desvincular-pagamento': [
    'lgpd-desvincular-pagamento-req',
    fc.record({
      protocolo: fc.uuid(),
      mordida: fc.nat(),
      pedidos: fc.array(fc.record({ id: inteiro, transacaoId: fc.option(fc.uuid()) })),
    }),
  ],
  'lgpd-desvincular-cozinha': [
    'lgpd-desvincular-cozinha-req',
    fc.record({ protocolo: fc.uuid(), mordida: fc.nat(), pedidoIds: fc.array(inteiro) }),
  ],
  'lgpd-apagar-identidade': [
    'lgpd-apagar-identidade-req',
    fc.record({ protocolo: fc.uuid(), mordida: fc.nat(), clienteId: inteiro }),
  ],
  'lgpd-parte-apagada': [
    'lgpd-delecao-res',
    fc.record({
      protocolo: fc.uuid(),
      mordida: fc.nat(),
      parte: fc.constantFrom(...PARTES_DA_DELECAO),
      contagem: fc.nat(),
    }),
  ],
};
const tipos = Object.keys(contrato) as MessageType[];

const umaMensagem = () =>
  soUma(stamp('pagamento-confirmado', { pedidoId: 7 }, { transacaoId: crypto.randomUUID() }, contexto));
const FILA = 'webhook-pagamento-confirmado-res';

suite('filas', () => {
  test('os nomes, quem fala e quem ouve são os do contrato', () => {
    const caminhos = Object.entries(queues).map(([nome, { from, to }]) => `${nome}: ${from} > ${to}`);
    assert.deepEqual(caminhos, [
      'solicitar-pagamento-req: pedido > pagamento',
      'webhook-pagamento-confirmado-res: pagamento > pedido',
      'webhook-pagamento-rejeitado-res: pagamento > pedido',
      'preparacao-pedido-req: pedido > cozinha',
      'preparacao-pedido-res: cozinha > pedido',
      'estorno-pagamento-req: pedido > pagamento',
      'estorno-pagamento-res: pagamento > pedido',
      'produto-alterado: produto > pedido',
      'ajustes-alterados: pedido > cozinha',
      'lgpd-protocolo-delecao-req: pedido > pedido',
      'auditoria-req: produto,pedido,pagamento > gateway',
      'lgpd-desvincular-pagamento-req: pedido > pagamento',
      'lgpd-desvincular-cozinha-req: pedido > cozinha',
      'lgpd-apagar-identidade-req: pedido > gateway',
      'lgpd-delecao-res: pagamento,cozinha,gateway > pedido',
    ]);
  });

  test('cada fila leva alguma mensagem, e cada mensagem vai pela sua', () => {
    const caminhos = Object.fromEntries(tipos.map((tipo) => [tipo, [contrato[tipo][0]]]));
    assert.deepEqual(
      Object.fromEntries(Object.entries(messages).map(([tipo, { queues }]) => [tipo, queues])),
      caminhos,
    );
    assert.deepEqual(new Set(Object.values(caminhos).flat()), new Set(Object.keys(queues)));
  });

  test('cada fila tem um que ouve, e é um serviço; as de uma mensagem são várias ou uma, de um só que fala', () => {
    for (const fila of queueNames)
      assert.ok([...sendersOf(fila), queues[fila].to].every((quem) => parties.includes(quem)));
    for (const [tipo, { queues: suas }] of Object.entries(messages)) {
      assert.equal(new Set(suas).size, suas.length, tipo);
      assert.equal(new Set(suas.map((fila) => senderOf(fila))).size, 1, tipo);
    }
  });
});

suite('mensagens', () => {
  for (const tipo of tipos)
    test(`${tipo} chega do outro lado como partiu`, () => {
      const [fila, dados] = contrato[tipo];
      fc.assert(
        fc.property(dados as fc.Arbitrary<Data<typeof tipo>>, inteiro, (quais, pedidoId) => {
          const { queue, group, envelope } = soUma(stamp(tipo, { pedidoId }, quais, contexto));
          assert.equal(queue, fila);
          assert.equal(group, String(pedidoId));
          const lida = parseEnvelope(queue, JSON.stringify(envelope));
          assert.deepEqual(lida, envelope);
          assert.deepEqual(lida, {
            id: envelope.id,
            tipo,
            versao: 1,
            ocorridoEm: '2026-03-10T15:04:05.678Z',
            pedidoId,
            correlacao: HISTORIA,
            lojaId: LOJA,
            dados: structuredClone(quais),
          });
        }),
      );
    });

  test('diz a loja em que se deu; uma de antes de se dizer é da que havia', () => {
    const { queue, envelope } = soUma(stamp('preparacao-cancelada', { pedidoId: 7 }, {}, { ...contexto, lojaId: 2 }));
    assert.equal(parseEnvelope(queue, JSON.stringify(envelope)).lojaId, 2);
    assert.equal(parseEnvelope(queue, JSON.stringify({ ...envelope, lojaId: undefined })).lojaId, LOJA);
    for (const lojaId of [0, '1', null])
      assert.throws(() => parseEnvelope(queue, JSON.stringify({ ...envelope, lojaId })));
  });

  test('um pedido de pagamento de antes dos donos é lido, e não é de ninguém', () => {
    const dados = { transacaoId: crypto.randomUUID(), tentativa: 1, totalCentavos: 2020 };
    const novo = { ...dados, dono: 'sessao-1', clienteId: 3, meio: 'balcao' as const };
    const { queue, envelope } = soUma(stamp('pagamento-solicitado', { pedidoId: 7 }, novo, contexto));
    assert.deepEqual(parseEnvelope(queue, JSON.stringify(envelope)).dados, novo);
    const antigo = parseEnvelope(queue, JSON.stringify({ ...envelope, dados }));
    assert.deepEqual(antigo.dados, { ...dados, dono: null, clienteId: null, meio: 'pix' });
  });

  test('um estorno de antes dos estornos em parte é lido: é de um cancelamento, e do que houver', () => {
    const transacaoId = crypto.randomUUID();
    const novo = { transacaoId, causa: 'gerencia' as const, estorno: { id: transacaoId, centavos: 20 } };
    const { queue, envelope } = soUma(stamp('estorno-solicitado', { pedidoId: 7 }, novo, contexto));
    assert.deepEqual(parseEnvelope(queue, JSON.stringify({ ...envelope, dados: { transacaoId } })).dados, {
      transacaoId,
      causa: 'cancelamento',
      estorno: null,
    });
    const feito = { transacaoId, totalCentavos: 20, estornoId: transacaoId, inteiro: false };
    const resposta = soUma(stamp('pagamento-estornado', { pedidoId: 7 }, feito, contexto));
    const antigo = JSON.stringify({ ...resposta.envelope, dados: { transacaoId, totalCentavos: 20 } });
    assert.deepEqual(parseEnvelope(resposta.queue, antigo).dados, { ...feito, estornoId: null, inteiro: true });
  });

  test('ao lado do envelope vão o rastro e quem causou, da história que ele diz', () => {
    const { envelope, traceparent, causa } = soUma(stamp('preparacao-cancelada', { pedidoId: 7 }, {}, contexto));
    assert.deepEqual([traceparent, causa], [contexto.traceparent, contexto.causa]);
    assert.equal(storyOf(traceparent), envelope.correlacao);
    assert.ok(!('traceparent' in envelope || 'causa' in envelope));
  });

  test('um fato com dois ouvintes parte como duas mensagens: cada uma com o seu id, na sua fila, da mesma história', (t) => {
    const suas: [QueueName, QueueName] = [FILA, 'produto-alterado'];
    t.mock.property(messages['pagamento-confirmado'], 'queues', suas);
    const transacaoId = crypto.randomUUID();
    const partem = stamp('pagamento-confirmado', { pedidoId: 7 }, { transacaoId }, contexto);
    assert.deepEqual(
      partem.map(({ queue }) => queue),
      suas,
    );
    assert.equal(new Set(partem.map(({ envelope }) => envelope.id)).size, 2);
    for (const { queue, envelope, ...resto } of partem) {
      assert.deepEqual(resto, { group: '7', traceparent: contexto.traceparent, causa: contexto.causa });
      const { id, correlacao, ocorridoEm, pedidoId, dados } = parseEnvelope(queue, JSON.stringify(envelope));
      assert.deepEqual([id, correlacao, pedidoId, dados], [envelope.id, HISTORIA, 7, { transacaoId }]);
      assert.equal(ocorridoEm, '2026-03-10T15:04:05.678Z');
      for (const fila of queueNames)
        if (!suas.includes(fila)) assert.throws(() => parseEnvelope(fila, JSON.stringify(envelope)), fila);
    }
  });

  test('quem ainda não diz o que é novo é entendido', () => {
    const pao = { produtoId: 1, nome: 'Pão', idCategoriaProduto: 1, quantidade: 2 };
    const antiga = (tipo: MessageType, dados: object) => {
      const { envelope } = umaMensagem();
      return parseEnvelope(contrato[tipo][0], JSON.stringify({ ...envelope, tipo, dados })).dados;
    };
    assert.deepEqual(antiga('preparacao-solicitada', { senha: 3, itens: [pao] }), {
      senha: 3,
      consumo: null,
      itens: [{ ...pao, observacoes: null }],
    });
    const { produtoId: id, quantidade: _, ...ficha } = pao;
    const produto = { ...ficha, id, versao: 1, descricao: '', precoCentavos: 1, imagemUrl: null, ativo: true };
    assert.deepEqual(antiga('produto-alterado', produto), { ...produto, disponivel: true });
  });

  test('o que um corpo diz de si se lê mesmo quando não se pode tratar; do que não é envelope, nada', () => {
    const { envelope } = umaMensagem();
    const futura = { ...envelope, tipo: 'pagamento-adiado', versao: 9, dados: { ate: 'amanhã' } };
    assert.deepEqual(readFrame(JSON.stringify(futura)), futura);
    for (const corpo of ['olá', '', 'null', '[]', '{"id":"1"}', JSON.stringify({ ...envelope, ocorridoEm: 'ontem' })])
      assert.equal(readFrame(corpo), undefined, corpo);
  });

  test('o que não é de um pedido vai no seu próprio grupo', () => {
    const protocolo = crypto.randomUUID();
    const { group, envelope } = soUma(stamp('lgpd-delecao-solicitada', { group: protocolo }, { protocolo }, contexto));
    assert.equal(group, protocolo);
    assert.equal(envelope.pedidoId, null);
    assert.deepEqual(parseEnvelope('lgpd-protocolo-delecao-req', JSON.stringify(envelope)), envelope);
  });

  test('cada mensagem tem um UUID v7 só seu, e os mais novos vêm depois', () => {
    const ids = Array.from({ length: 2_000 }, () => umaMensagem().envelope.id);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids, ids.toSorted());
  });

  for (const [nome, body] of [
    ['que não é JSON', 'olá'],
    ['vazia', ''],
    ['sem envelope', '{"transacaoId":"7b3c1f60-2f5e-4c0d-9a3e-111111111111"}'],
    ['que é null', 'null'],
  ] as const)
    test(`uma mensagem ${nome} é recusada`, () => assert.throws(() => parseEnvelope(FILA, body)));

  for (const [nome, parte] of [
    ['de tipo desconhecido', { tipo: 'pagamento-adiado' }],
    ['com o nome de um método', { tipo: 'toString' }],
    ['de versão futura', { versao: 2 }],
    ['de versão passada', { versao: 0 }],
    ['cujo id não é um UUID', { id: '1' }],
    ['sem pedido que exista', { pedidoId: 0 }],
    ['de pedido em texto', { pedidoId: '7' }],
    ['com a hora em outro fuso', { ocorridoEm: '2026-03-10T12:00:00-03:00' }],
    ['sem hora', { ocorridoEm: undefined }],
    ['sem correlação', { correlacao: undefined }],
    ['sem dados', { dados: undefined }],
    ['com dados de outra', { dados: { estado: 'PRONTO' } }],
    ['cuja transação não é um UUID', { dados: { transacaoId: '1' } }],
  ] as const)
    test(`uma mensagem ${nome} é recusada`, () => {
      const { envelope } = umaMensagem();
      assert.doesNotThrow(() => parseEnvelope(FILA, JSON.stringify(envelope)));
      assert.throws(() => parseEnvelope(FILA, JSON.stringify({ ...envelope, ...parte })));
    });

  test('na fila errada, uma mensagem é recusada', () => {
    const { envelope } = umaMensagem();
    for (const fila of Object.keys(queues) as QueueName[])
      if (fila !== FILA) assert.throws(() => parseEnvelope(fila, JSON.stringify(envelope)), fila);
  });

  test('quem manda o que o contrato não permite erra já ao mandar', () => {
    const transacaoId = crypto.randomUUID();
    for (const totalCentavos of [20.2, -1, Number.NaN])
      assert.throws(
        () =>
          stamp(
            'pagamento-solicitado',
            { pedidoId: 7 },
            { transacaoId, tentativa: 1, totalCentavos, dono: null, clienteId: null, meio: 'pix' },
            contexto,
          ),
        z.ZodError,
      );
  });
});

/** The path of every field of a JSON Schema, as `itens[].nome`. */
function campos(schema: z.core.JSONSchema._JSONSchema, caminho = ''): string[] {
  if (typeof schema === 'boolean') return [];
  const { properties = {}, items, anyOf = [] } = schema;
  return [
    ...Object.entries(properties).flatMap(([nome, de]) => {
      const aqui = caminho ? `${caminho}.${nome}` : nome;
      return [aqui, ...campos(de, aqui)];
    }),
    ...[items ?? []].flat().flatMap((de) => campos(de, `${caminho}[]`)),
    ...anyOf.flatMap((de) => campos(de, caminho)),
  ];
}

suite('dados pessoais', () => {
  const todos = tipos.flatMap((tipo) =>
    campos(z.toJSONSchema(messages[tipo].dados)).map((campo) => `${tipo} ${campo}`),
  );

  test('o único nome que passa por uma fila é o de um produto', () => {
    assert.deepEqual(
      todos.filter((campo) => /nome|name/i.test(campo)),
      ['preparacao-solicitada itens[].nome', 'produto-alterado nome'],
    );
  });

  test('CPF, e-mail e telefone não passam por fila nenhuma; do cliente, só o seu número, a quem cobra e a quem apaga', () => {
    assert.ok(todos.length > 20);
    assert.deepEqual(
      todos.filter((campo) => /cpf|mail|cliente|pessoa|telefone|endereco|nascimento/i.test(campo)),
      ['pagamento-solicitado clienteId', 'lgpd-apagar-identidade clienteId'],
    );
  });

  test('o que o contrato não prevê fica para trás, ao mandar e ao receber', () => {
    const demais = { transacaoId: crypto.randomUUID(), cpf: '12345678909', email: 'maria@exemplo.com' };
    const { envelope } = soUma(stamp('pagamento-confirmado', { pedidoId: 7 }, demais, contexto));
    assert.deepEqual(envelope.dados, { transacaoId: demais.transacaoId });
    const lida = parseEnvelope(FILA, JSON.stringify({ ...envelope, cpf: demais.cpf, dados: demais }));
    assert.deepEqual(lida, envelope);
  });
});
