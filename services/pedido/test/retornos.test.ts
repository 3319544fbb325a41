import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { newStory } from '@foodious/kernel/context.ts';
import type { TipoEmail } from '@foodious/kernel/estados.ts';
import { sqsForeignQueue } from '@foodious/messaging/sqs.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { abrirSqs } from '@foodious/testing/sqs.ts';
import { until } from '@foodious/testing/waiting.ts';
import { clientes } from '../src/db/clientes.ts';
import { emailsNaGerencia } from '../src/db/gerencia/emails.ts';
import { pedidos } from '../src/db/pedidos.ts';
import type { NovoEmail } from '../src/domain/email.ts';
import { emailSender } from '../src/jobs/emails.ts';
import { retornosDeEmail } from '../src/jobs/retornos.ts';
import type { Mailer } from '../src/ports.ts';
import { trocarEmail } from '../src/use-cases/clientes/meus-dados.ts';
import { escreverEmail } from '../src/use-cases/emails/escrever-email.ts';
import { abrirBanco, emBranco, HISTORIA } from './builders.ts';

const MARIA = 'maria@exemplo.com';
const FILA = 'email-eventos';

/** Events as SES writes them, of an e-mail to an address. */
const evento = (eventType: string, emailId: string, mais: object = {}) => ({
  eventType,
  mail: {
    timestamp: '2026-05-04T12:00:00.000Z',
    messageId: '0100017e0bc9ff2d',
    destination: [MARIA],
    tags: { 'ses:configuration-set': ['foodious-dev'], evento: [emailId], tipo: ['pedido-pronto'] },
  },
  ...mais,
});
const devolucao = (emailId: string, bounceType: 'Permanent' | 'Transient' = 'Permanent', para = MARIA) =>
  evento('Bounce', emailId, {
    bounce: { bounceType, bounceSubType: 'General', bouncedRecipients: [{ emailAddress: para, status: '5.1.1' }] },
  });
const denuncia = (emailId: string, complaintFeedbackType = 'abuse') =>
  evento('Complaint', emailId, {
    complaint: { complainedRecipients: [{ emailAddress: MARIA }], complaintFeedbackType },
  });
const rejeicao = (emailId: string) => evento('Reject', emailId, { reject: { reason: 'Bad content' } });
const demora = (emailId: string) => evento('DeliveryDelay', emailId, { deliveryDelay: { delayType: 'MailboxFull' } });

/** A cliente with a pedido, whose e-mails leave, and a queue that tells what becomes of them. */
async function abrir(t: TestContext) {
  const { db, transact, inTransaction, trilhaDe, fazer, aoFim } = await abrirBanco(t);
  const maria = await clientes(db).insert({ nome: 'Maria', email: MARIA, cpf: '52998224725' }, new Date());
  const pedido = await pedidos(db).insert(emBranco({ clienteId: maria.id }), new Date());
  const cartas: Parameters<Mailer>[0][] = [];
  const linhasDeLog: string[] = [];
  const log = createLogger('debug', { write: (linha) => void linhasDeLog.push(linha) });
  const emails = emailSender({
    sql: { db, transact },
    inTransaction,
    mailer: async (carta) => void cartas.push(carta),
    esquecer: { wake() {} },
    meusDados: 'https://lanchonete.exemplo/meus-dados',
    log,
  });
  emails.start();
  aoFim(() => emails.stop());

  const { client } = await abrirSqs(t);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: FILA }));
  const depth = async () => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] });
    const { Attributes } = await client.send(asked);
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
  };
  const mandar = (um: object | string) => {
    const MessageBody = typeof um === 'string' ? um : JSON.stringify(um);
    return client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  let fora = false;
  const retornos = retornosDeEmail({
    db,
    inTransaction: (...work) => (fora ? Promise.reject(new Error('banco fora')) : inTransaction(...work)),
    fila: sqsForeignQueue(client, FILA),
    log,
  });
  retornos.start();
  aoFim(() => retornos.stop());

  const naGerencia = () => emailsNaGerencia(db).list({}, { antesDe: undefined, limite: 99 });
  return {
    db,
    maria,
    pedidoId: pedido.id,
    cartas,
    fazer,
    log: () => linhasDeLog.join(''),
    trilha: () => trilhaDe(pedido.id),
    depth,
    cair: (agora: boolean) => {
      fora = agora;
    },
    /** Writes an e-mail, and waits for what becomes of it here. @returns its id */
    async escrever(tipo: TipoEmail = 'pedido-pronto'): Promise<string> {
      const novo = { tipo, pedidoId: pedido.id, clienteId: maria.id, totalCentavos: null } as NovoEmail;
      await inTransaction(newStory(HISTORIA, new Date(), 'totem'), (tx) => escreverEmail(tx, novo));
      emails.wake();
      return until('the e-mail leaves, or does not', async () => {
        const [ultimo] = await naGerencia();
        return ultimo?.estado !== 'esperando' && ultimo?.id;
      });
    },
    mandar,
    /** Tells one after the other, as they are, and waits until each was heard. */
    async contar(...eventos: (object | string)[]) {
      for (const um of eventos) {
        await mandar(um);
        await until('the event is heard', async () => (await depth()) === 0);
      }
    },
    async retornoDe(id: string) {
      const email = (await naGerencia()).find((um) => um.id === id);
      return email && [email.estado, email.retorno];
    },
    naGerencia,
    recusado: () => clientes(db).getEmailRecusado(maria.id),
  };
}

suite('o que foi dos e-mails depois de sair', { timeout: 60_000 }, () => {
  test('fica com cada um o que o SES contou, e na história do pedido, sem endereço em lugar nenhum', async (t) => {
    const aberto = await abrir(t);
    const [atrasado, transitorio, recusado, normal] = [
      await aberto.escrever(),
      await aberto.escrever(),
      await aberto.escrever(),
      await aberto.escrever(),
    ];
    await aberto.contar(demora(atrasado), devolucao(transitorio, 'Transient'), rejeicao(recusado));
    assert.deepEqual(await aberto.retornoDe(atrasado), ['enviado', 'atrasado']);
    assert.deepEqual(await aberto.retornoDe(transitorio), ['enviado', 'nao-entregue']);
    assert.deepEqual(await aberto.retornoDe(recusado), ['enviado', 'recusado']);
    assert.deepEqual(await aberto.retornoDe(normal), ['enviado', null]);
    assert.equal(await aberto.recusado(), null); // none of these says that the address is wrong
    const trilha = await aberto.trilha();
    assert.deepEqual(
      trilha
        .filter(({ tipo }) => tipo === 'email-voltou')
        .map(({ correlacao, causa, dados }) => [correlacao, causa, dados.emailId, dados.retorno]),
      [
        [HISTORIA, atrasado, atrasado, 'atrasado'],
        [HISTORIA, transitorio, transitorio, 'nao-entregue'],
        [HISTORIA, recusado, recusado, 'recusado'],
      ],
    );
    assert.ok(!/maria/i.test(JSON.stringify(trilha) + aberto.log()));
  });

  test('contado de novo, ou fora de ordem, nada muda: o que mais pesa fica', async (t) => {
    const aberto = await abrir(t);
    const id = await aberto.escrever();
    await aberto.contar(devolucao(id), devolucao(id), demora(id));
    assert.deepEqual(await aberto.retornoDe(id), ['enviado', 'devolvido']);
    await aberto.contar(denuncia(id), devolucao(id));
    assert.deepEqual(await aberto.retornoDe(id), ['enviado', 'denunciado']);
    const contados = (await aberto.trilha()).filter(({ tipo }) => tipo === 'email-voltou');
    assert.deepEqual(
      contados.map(({ dados }) => dados.retorno),
      ['devolvido', 'denunciado'],
    );
  });

  for (const [nome, contado, motivo] of [
    ['não existe', (id: string) => devolucao(id), 'devolvido'],
    ['marcou como spam', (id: string) => denuncia(id), 'denunciado'],
  ] as const)
    test(`ao endereço que ${nome} não se escreve mais dos pedidos, e a gerência vê por quê; o que é preciso ainda sai`, async (t) => {
      const aberto = await abrir(t);
      await aberto.contar(contado(await aberto.escrever()));
      assert.equal(await aberto.recusado(), motivo);
      const suspenso = await aberto.escrever('pagamento-estornado');
      assert.deepEqual(await aberto.retornoDe(suspenso), ['desistiu', motivo]);
      assert.equal(aberto.cartas.length, 1);
      const ultimo = (await aberto.trilha()).at(-1);
      assert.deepEqual(
        [ultimo?.tipo, ultimo?.dados],
        ['email-suspenso', { emailId: suspenso, email: 'pagamento-estornado', retorno: motivo }],
      );
      await aberto.escrever('codigo');
      assert.deepEqual(
        aberto.cartas.map(({ tipo }) => tipo),
        ['pedido-pronto', 'codigo'],
      );
    });

  test('outro endereço do cliente recebe de novo; o que se conta do antigo não o atinge', async (t) => {
    const aberto = await abrir(t);
    const [antes, tambem] = [await aberto.escrever(), await aberto.escrever()];
    await aberto.contar(devolucao(antes));
    await aberto.fazer((tx) => trocarEmail(tx, aberto.maria.id, 'nova@exemplo.com'), new Date());
    assert.equal(await aberto.recusado(), null);
    await aberto.contar(devolucao(tambem, 'Permanent', MARIA.toUpperCase()));
    assert.deepEqual(await aberto.retornoDe(tambem), ['enviado', 'devolvido']);
    assert.equal(await aberto.recusado(), null);
    await aberto.escrever();
    assert.equal(aberto.cartas.at(-1)?.para, 'nova@exemplo.com');
  });

  test('quem tira do spam não denuncia; o que não se compreende, e o que não é daqui, some, e fica no log pelo id', async (t) => {
    const aberto = await abrir(t);
    const id = await aberto.escrever();
    const deOutro = '0199c0de-0000-7000-8000-0000000000ff';
    await aberto.contar(
      denuncia(id, 'not-spam'),
      'isto não é JSON',
      { Type: 'Notification', Message: '{}' },
      evento('Delivery', id),
      { ...devolucao(id), bounce: null },
      devolucao(deOutro),
      devolucao(id, 'Transient'),
    );
    assert.deepEqual(await aberto.retornoDe(id), ['enviado', 'nao-entregue']);
    assert.equal(await aberto.recusado(), null);
    assert.equal(aberto.log().match(/not understood: removed/g)?.length, 5);
    assert.match(aberto.log(), new RegExp(`"emailId":"${deOutro}".*that is not here: removed`));
    assert.ok(!/maria/i.test(aberto.log()));
  });

  test('o que falha fica na fila, e não segura os outros', async (t) => {
    const aberto = await abrir(t);
    const id = await aberto.escrever();
    aberto.cair(true);
    await aberto.mandar(devolucao(id));
    await until('a failed try', async () => /wait: queue or database/.test(aberto.log()));
    aberto.cair(false);
    await aberto.mandar(demora(id));
    await until('the other is heard', async () => (await aberto.depth()) === 1);
    assert.deepEqual(await aberto.retornoDe(id), ['enviado', 'atrasado']);
  });
});
