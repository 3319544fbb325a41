import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { type Data, type MessageType, messages, stamp } from '@foodious/contracts/messages.ts';
import { queueNames, queues } from '@foodious/contracts/resources.ts';
import { parties } from '@foodious/contracts/services.ts';
import { compose as gateway } from '@foodious/gateway/compose.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { queuesTo } from '@foodious/messaging/messaging.ts';
import { createQueues, sqsBroker, sqsClient } from '@foodious/messaging/sqs.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { startService } from '@foodious/platform/service.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { umaAws } from '@foodious/testing/aws.ts';
import { until } from '@foodious/testing/waiting.ts';
import { composeServices } from '../src/compose.ts';
import { houseSettings } from '../src/settings.ts';

const transacaoId = randomUUID();
/** Texts that were kept when nobody looked at what they hold: a queue refuses some of it, and no order may stop for that. */
const RUIM = 'Dog \u{1f336}\ufe0f \uffff \u0000 \ud800';
const item = { produtoId: 1, nome: RUIM, idCategoriaProduto: 1, quantidade: 1, observacoes: RUIM };

/** What each message may tell. */
const EXEMPLOS: { [T in MessageType]: Data<T> } = {
  'pagamento-solicitado': { transacaoId, tentativa: 1, totalCentavos: 2020, dono: null, clienteId: 7, meio: 'pix' },
  'pagamento-confirmado': { transacaoId },
  'pagamento-rejeitado': { transacaoId, motivo: 'recusado' },
  'preparacao-solicitada': { senha: 1, consumo: 'local', itens: [item] },
  'preparacao-alterada': { estado: 'PRONTO', movimentos: 1 },
  'preparacao-cancelada': {},
  'preparo-mudou': { estado: 'PRONTO', movimentos: 0 },
  'estorno-solicitado': { transacaoId, causa: 'gerencia', estorno: { id: transacaoId, centavos: 20 } },
  'pagamento-estornado': { transacaoId, totalCentavos: 20, estornoId: transacaoId, inteiro: false },
  'estorno-recusado': { transacaoId, totalCentavos: 20, estornoId: transacaoId, motivo: 'prazo' },
  'produto-alterado': {
    id: 1,
    versao: 1,
    nome: 'Dog',
    idCategoriaProduto: 1,
    descricao: RUIM,
    precoCentavos: 2020,
    imagemUrl: null,
    ativo: true,
    disponivel: true,
  },
  'ajustes-alterados': { versao: 1, voltarMin: 10, recolherMin: 30 },
  'lgpd-delecao-solicitada': { protocolo: randomUUID() },
  'acao-auditada': {
    lojaId: 1,
    quem: 'equipe-7',
    papel: 'gerente',
    acao: 'produto-mudado',
    sobre: { tipo: 'produto', id: '1' },
    antes: { descricao: RUIM },
    depois: { descricao: '' },
    em: new Date().toISOString(),
  },
  'lgpd-desvincular-pagamento': { protocolo: randomUUID(), mordida: 0, pedidos: [{ id: 1, transacaoId: null }] },
  'lgpd-desvincular-cozinha': { protocolo: randomUUID(), mordida: 0, pedidoIds: [1] },
  'lgpd-apagar-identidade': { protocolo: randomUUID(), mordida: 0, clienteId: 1 },
  'lgpd-parte-apagada': { protocolo: randomUUID(), mordida: 0, parte: 'cozinha', contagem: 1 },
};

/** One of each message for each of its receivers, each about a pedido of its own: none waits for another. */
const enviadas = (Object.keys(messages) as MessageType[]).flatMap((tipo, i) =>
  stamp(tipo, { pedidoId: i + 1 }, EXEMPLOS[tipo], newStory(randomUUID(), new Date(), 'teste')),
);

type Linha = { service?: string; id?: string; msg: string; err?: { message?: string } };

/** What a service says of a message once it has tried to handle it. */
const TENTOU = /^message |^a dependency is away/;

suite('cada mensagem tem, em cada fila, um serviço que a conhece', { timeout: 60_000 }, () => {
  const linhas: Linha[] = [];
  const fins: (() => unknown)[] = [];

  before(async () => {
    const aws = await umaAws();
    fins.push(aws.stop);
    const settings = readSettings(houseSettings, [], {
      DATA_DIR: ':memory:',
      AWS_ENDPOINT: aws.endpoint,
      SES_ENDPOINT: 'http://127.0.0.1:9',
      PIX_URL: 'http://127.0.0.1:9',
      PRODUTO_URL: 'http://127.0.0.1:9',
    });
    const sqs = sqsClient(settings);
    fins.push(() => sqs.destroy());
    await createQueues(sqs, queueNames);
    const log = createLogger('info', { write: (linha) => void linhas.push(JSON.parse(linha)) });
    const services = { ...(await composeServices(settings, log)), gateway: await gateway(settings, log) };
    for (const name of parties.filter((each) => queuesTo(each).length > 0)) {
      const { stop } = await startService({ ...services[name], port: 0 }, settings);
      fins.push(stop);
    }
    const broker = sqsBroker(sqs);
    for (const message of enviadas) await broker.send(message.queue, [message]);
  });
  after(async () => {
    for (const fim of fins.toReversed()) await fim();
  });

  test('nenhuma fila fica sem mensagem', () => {
    const comMensagem = new Set(enviadas.map(({ queue }) => queue));
    assert.deepEqual([...comMensagem].sort(), [...queueNames].sort());
  });

  for (const { queue, envelope } of enviadas)
    test(`${envelope.tipo} em ${queue}: ${queues[queue].to} sabe o que fazer`, async () => {
      const linha = await until('it was tried', async () =>
        linhas.find(({ id, msg }) => id === envelope.id && TENTOU.test(msg)),
      );
      assert.equal(linha.service, queues[queue].to);
      assert.notEqual(linha.msg, 'message not understood: to the DLQ');
      assert.doesNotMatch(linha.err?.message ?? '', /does not know/);
    });
});
