import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dlq, fifo, MAX_RECEIVES, queueAttributes, queueNames } from '@foodious/contracts/resources.ts';
import { Template } from 'aws-cdk-lib/assertions';
import { type Ambiente, ambientes, casaDoAmbiente } from '../ambientes.ts';
import { Mensagens } from '../stacks/mensagens.ts';
import { alvoDe, appSemConferir, em, lista, type Recurso, type Recursos, type Valor } from './modelo.ts';

function recursosDe(ambiente: Ambiente = ambientes.prod): Recursos {
  const mensagens = new Mensagens(appSemConferir(), {
    ambiente,
    casa: casaDoAmbiente({ EMAIL_DONO: 'dona@lanchonete.example' }),
  });
  return Template.fromStack(mensagens).toJSON().Resources as Recursos;
}

const doTipo = (recursos: Recursos, tipo: string): [string, Recurso][] =>
  Object.entries(recursos).filter(([, { Type }]) => Type === tipo);

/** The only resource of a type. */
function oUnico(recursos: Recursos, tipo: string): [id: string, propriedades: Valor | undefined] {
  const [um, ...outros] = doTipo(recursos, tipo);
  assert.ok(um && outros.length === 0, `one ${tipo}, and not ${outros.length + Number(um !== undefined)}`);
  return [um[0], um[1].Properties];
}

/** The attributes of every queue, by its name, with the name of its queue of dead letters for that one's address. */
function filasDe(recursos: Recursos): Record<string, Valor> {
  const filas = doTipo(recursos, 'AWS::SQS::Queue');
  const nomeDe = (id: string) => String(em(recursos[id]?.Properties, 'QueueName'));
  return Object.fromEntries(
    filas.map(([id, { Properties: p }]) => {
      const { QueueName, Tags, RedrivePolicy, ...atributos } = p as Record<string, Valor>;
      const morre = RedrivePolicy && {
        RedrivePolicy: {
          ...(RedrivePolicy as object),
          deadLetterTargetArn: nomeDe(alvoDe(em(RedrivePolicy, 'deadLetterTargetArn'))),
        },
      };
      return [nomeDe(id), { ...atributos, ...morre }];
    }),
  );
}

/** Attributes as templates write them: what the catalogue has as text is a number, or true, or false. */
const tipados = (atributos: Record<string, string>): Record<string, Valor> =>
  Object.fromEntries(Object.entries(atributos).map(([nome, valor]) => [nome, JSON.parse(valor) as Valor]));

const statements = (recursos: Recursos, tipo: string, onde: string, id: string): Valor[] =>
  doTipo(recursos, tipo)
    .filter(([, { Properties: p }]) => lista(em(p, onde)).map(alvoDe).includes(id))
    .flatMap(([, { Properties: p }]) => lista(em(p, 'PolicyDocument', 'Statement')));
const semTls = (deles: readonly Valor[]) =>
  deles.filter((um) => em(um, 'Effect') === 'Deny' && em(um, 'Condition', 'Bool', 'aws:SecureTransport') === 'false');

for (const ambiente of Object.values(ambientes))
  test(`in ${ambiente.nome} the queues are those of the catalogue, each attribute as it says, and the two of e-mails`, () => {
    const { queue, deadLetters } = queueAttributes;
    const cifrada = { SqsManagedSseEnabled: true };
    const doCatalogo = queueNames.flatMap((nome): [string, Valor][] => [
      [
        fifo(nome),
        {
          ...tipados(queue),
          ...cifrada,
          RedrivePolicy: { deadLetterTargetArn: dlq(nome), maxReceiveCount: MAX_RECEIVES },
        },
      ],
      [dlq(nome), { ...tipados(deadLetters), ...cifrada }],
    ]);
    const email = `foodious-${ambiente.nome}-email-eventos`;
    assert.deepEqual(filasDe(recursosDe(ambiente)), {
      ...Object.fromEntries(doCatalogo),
      [email]: {
        ...cifrada,
        VisibilityTimeout: Number(queue.VisibilityTimeout),
        MessageRetentionPeriod: Number(queue.MessageRetentionPeriod),
        RedrivePolicy: { deadLetterTargetArn: `${email}-dlq`, maxReceiveCount: MAX_RECEIVES },
      },
      [`${email}-dlq`]: { ...cifrada, MessageRetentionPeriod: Number(deadLetters.MessageRetentionPeriod) },
    });
  });

test('no queue takes a request without TLS', () => {
  const recursos = recursosDe();
  for (const [id, { Properties: p }] of doTipo(recursos, 'AWS::SQS::Queue')) {
    const [recusa] = semTls(statements(recursos, 'AWS::SQS::QueuePolicy', 'Queues', id));
    assert.equal(em(recusa, 'Action'), 'sqs:*', String(em(p, 'QueueName')));
  }
});

test('messages nobody has read outlive the stack in prod, and not in dev', () => {
  for (const [ambiente, destino] of [
    [ambientes.prod, 'Retain'],
    [ambientes.dev, 'Delete'],
  ] as const) {
    const filas = doTipo(recursosDe(ambiente), 'AWS::SQS::Queue');
    assert.deepEqual([...new Set(filas.map(([, { DeletionPolicy }]) => DeletionPolicy))], [destino]);
  }
});

test('e-mails are signed, leave over TLS or not at all, and count for the reputation', () => {
  const recursos = recursosDe();
  const [configuracao, p] = oUnico(recursos, 'AWS::SES::ConfigurationSet');
  assert.equal(em(p, 'Name'), 'foodious-prod');
  assert.equal(em(p, 'DeliveryOptions', 'TlsPolicy'), 'REQUIRE');
  assert.equal(em(p, 'ReputationOptions', 'ReputationMetricsEnabled'), true);
  assert.deepEqual(em(p, 'SuppressionOptions', 'SuppressedReasons'), ['BOUNCE', 'COMPLAINT']);
  const [, remetente] = oUnico(recursos, 'AWS::SES::EmailIdentity');
  assert.equal(em(remetente, 'DkimSigningAttributes', 'NextSigningKeyLength'), 'RSA_2048_BIT');
  assert.equal(alvoDe(em(remetente, 'ConfigurationSetAttributes', 'ConfigurationSetName')), configuracao);
});

test('the owner is told the three records of the DNS that sign e-mails', () => {
  const mensagens = new Mensagens(appSemConferir(), { ambiente: ambientes.prod, casa: casaDoAmbiente({}) });
  const outputs = Template.fromStack(mensagens).toJSON().Outputs as Record<string, { Value: Valor }>;
  const ditos = Object.values(outputs).map(({ Value }) => JSON.stringify(Value));
  for (const n of [1, 2, 3])
    assert.ok(ditos.some((um) => um.includes(`DkimDNSTokenName${n}`) && um.includes(`DkimDNSTokenValue${n}`)));
});

test('what becomes of an e-mail goes from SES by a topic to a queue, as SES wrote it, and from nowhere else', () => {
  const recursos = recursosDe();
  const [, destino] = oUnico(recursos, 'AWS::SES::ConfigurationSetEventDestination');
  assert.deepEqual(em(destino, 'EventDestination', 'MatchingEventTypes'), [
    'bounce',
    'complaint',
    'reject',
    'deliveryDelay',
  ]);
  assert.equal(em(destino, 'EventDestination', 'Enabled'), true);
  const topico = alvoDe(em(destino, 'EventDestination', 'SnsDestination', 'TopicARN'));
  assert.equal(em(recursos[topico]?.Properties, 'TopicName'), 'foodious-prod-emails');

  const assinatura = doTipo(recursos, 'AWS::SNS::Subscription').find(
    ([, { Properties: p }]) => alvoDe(em(p, 'TopicArn')) === topico,
  )?.[1].Properties;
  assert.equal(em(assinatura, 'Protocol'), 'sqs');
  assert.equal(em(assinatura, 'RawMessageDelivery'), true);
  const fila = alvoDe(em(assinatura, 'Endpoint'));
  assert.equal(em(recursos[fila]?.Properties, 'QueueName'), 'foodious-prod-email-eventos');

  const quemPoe = (id: string, tipo: string, onde: string) =>
    statements(recursos, tipo, onde, id)
      .filter((um) => em(um, 'Effect') === 'Allow')
      .map((um) => [em(um, 'Action'), em(um, 'Principal', 'Service'), JSON.stringify(em(um, 'Condition'))]);
  assert.deepEqual(quemPoe(fila, 'AWS::SQS::QueuePolicy', 'Queues'), [
    ['sqs:SendMessage', 'sns.amazonaws.com', JSON.stringify({ ArnEquals: { 'aws:SourceArn': { Ref: topico } } })],
  ]);
  const [ses, ...outros] = quemPoe(topico, 'AWS::SNS::TopicPolicy', 'Topics');
  assert.deepEqual(ses?.slice(0, 2), ['sns:Publish', 'ses.amazonaws.com']);
  assert.match(String(ses?.[2]), /configuration-set/);
  assert.deepEqual(outros, []);
});

test('alarms of this account, and of no other, reach the owner through a topic that is encrypted', () => {
  const recursos = recursosDe();
  const [alarmes, topico] =
    doTipo(recursos, 'AWS::SNS::Topic').find(
      ([, { Properties: p }]) => em(p, 'TopicName') === 'foodious-prod-alarmes',
    ) ?? assert.fail('no topic of alarms');
  const quem = statements(recursos, 'AWS::SNS::TopicPolicy', 'Topics', alarmes).filter(
    (um) => em(um, 'Effect') === 'Allow',
  );
  assert.deepEqual(
    quem.map((um) => [em(um, 'Action'), em(um, 'Principal'), em(um, 'Condition')]),
    [
      [
        'sns:Publish',
        { Service: 'cloudwatch.amazonaws.com' },
        { StringEquals: { 'aws:SourceAccount': '000000000000' } },
      ],
    ],
  );
  const assinaturas = doTipo(recursos, 'AWS::SNS::Subscription').map(([, { Properties: p }]) => p);
  const dono = assinaturas.find((p) => alvoDe(em(p, 'TopicArn')) === alarmes);
  assert.deepEqual([em(dono, 'Protocol'), em(dono, 'Endpoint')], ['email', 'dona@lanchonete.example']);
  assert.equal(recursos[alvoDe(em(topico.Properties, 'KmsMasterKeyId'))]?.Type, 'AWS::KMS::Key');
});

test('topics take no message without TLS, and their key is one that alarms and SES may use, and that changes', () => {
  const recursos = recursosDe();
  const [chave, p] = oUnico(recursos, 'AWS::KMS::Key');
  assert.equal(em(p, 'EnableKeyRotation'), true);
  const deServicos = lista(em(p, 'KeyPolicy', 'Statement')).flatMap((um) => {
    const servico = em(um, 'Principal', 'Service');
    return servico ? [[servico, em(um, 'Action'), em(um, 'Condition')]] : [];
  });
  assert.deepEqual(deServicos, [
    ['cloudwatch.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*'], undefined],
    ['ses.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*'], undefined],
  ]);
  const topicos = doTipo(recursos, 'AWS::SNS::Topic');
  assert.equal(topicos.length, 2);
  for (const [id, { Properties }] of topicos) {
    assert.equal(alvoDe(em(Properties, 'KmsMasterKeyId')), chave);
    const [recusa] = semTls(statements(recursos, 'AWS::SNS::TopicPolicy', 'Topics', id));
    assert.equal(em(recusa, 'Action'), 'sns:Publish');
  }
});
