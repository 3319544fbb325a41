import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { sqsClient } from '@foodious/messaging/sqs.ts';
import { aberto } from '@foodious/testing/aberto.ts';
import { emailsPara } from '@foodious/testing/client.ts';
import { verificado } from '@foodious/testing/verificado.ts';
import { until } from '@foodious/testing/waiting.ts';

const FILA = 'email-eventos';

describe('um e-mail que volta', () => {
  let casa: Awaited<ReturnType<typeof aberto>>;
  before(async () => {
    casa = await aberto({ SES_EVENTS_QUEUE: FILA });
  });
  after(() => casa.fechar());

  test('a gerência, a história do pedido e a cópia do cliente dizem o que foi dele; o seguinte não sai', async () => {
    const cliente = await casa.novoCliente();
    type Email = { id: string; estado: string; retorno: string | null };
    const emailDe = (pedidoId: number, estado: string, retorno: string | null) =>
      until(`an e-mail ${estado} ${retorno}`, async () => {
        const { body } = await casa.gerente('GET', `/v2/gerencia/emails?pedidoId=${pedidoId}`);
        return (body.emails as Email[]).find((um) => um.estado === estado && um.retorno === retorno);
      });
    const { id } = await casa.pago([1], cliente.id);
    const { id: emailId } = await emailDe(id, 'enviado', null);

    const sqs = sqsClient({ SQS_ENDPOINT: `http://127.0.0.1:${casa.place.base + 4}`, AWS_REGION: 'us-east-1' });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: FILA }));
    const evento = {
      eventType: 'Complaint',
      mail: { destination: [cliente.email], tags: { evento: [emailId], tipo: ['pagamento-confirmado'] } },
      complaint: { complainedRecipients: [{ emailAddress: cliente.email }], complaintFeedbackType: 'abuse' },
    };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(evento) }));
    sqs.destroy();
    await emailDe(id, 'enviado', 'denunciado');
    const { body: historia } = await casa.gerente('GET', `/v2/pedido/${id}/linha-do-tempo`);
    const passo = historia.passos.find(({ tipo }: { tipo: string }) => tipo === 'email-voltou');
    assert.deepEqual(passo?.detalhes, { emailId, email: 'pagamento-confirmado', retorno: 'denunciado' });

    const { id: outro } = await casa.pago([1], cliente.id);
    await emailDe(outro, 'desistiu', 'denunciado');
    assert.equal((await emailsPara(casa.place.ses, cliente.email)).length, 1);

    const eu = await verificado(casa.place, cliente.email); // a code is asked for, and still leaves
    const { body: copia } = await eu('GET', '/v2/meus-dados/exportacao');
    assert.equal(copia.emailRecusado, 'denunciado');
    assert.deepEqual(
      copia.emails.map(({ tipo, retorno }: { tipo: string; retorno: string | null }) => [tipo, retorno]),
      [
        ['pagamento-confirmado', 'denunciado'],
        ['pagamento-confirmado', 'denunciado'],
        ['codigo', null],
      ],
    );
    assert.ok(!casa.log().includes(cliente.email));
  });
});
