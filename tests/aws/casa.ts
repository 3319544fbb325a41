import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Party, parties } from '@foodious/contracts/services.ts';
import { umBanco } from '@foodious/testing/banco.ts';
import type { Credentials } from '@foodious/testing/client.ts';
import { encerrar, freePorts, MEIO_DIA } from '@foodious/testing/place.ts';
import { until } from '@foodious/testing/waiting.ts';
import { type AwsEnvironment, registerTarget } from '../../servers/aws/deployed.ts';
import { ask, credentials, region } from '../../servers/aws/ministack.ts';

const project = join(import.meta.dirname, '../..');

/** What a container of the deployed task of a service is told. */
async function variaveisDe({ endpoint }: AwsEnvironment, party: Party): Promise<Record<string, string>> {
  type Definicao = { taskDefinition: { containerDefinitions: { environment: { name: string; value: string }[] }[] } };
  const target = 'AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition';
  const answer = await ask<Definicao>({ endpoint }, 'ecs', target, { taskDefinition: `foodious-dev-${party}` });
  const [{ environment = [] } = {}] = answer.taskDefinition.containerDefinitions;
  return Object.fromEntries(environment.map(({ name, value }) => [name, value]));
}

/**
 * What the templates say and this machine does not have: Amazon's own addresses, databases, the provider, names of the network. All
 * else the processes are told as their tasks are.
 */
function aqui({ endpoint, listeners }: AwsEnvironment, portas: Record<Party, number>, banco: Banco) {
  return {
    PATH: process.env.PATH,
    AWS_ENDPOINT: endpoint,
    SES_ENDPOINT: endpoint,
    COGNITO_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    MYSQL_URL: '',
    MYSQL_USER: '',
    MYSQL_PASSWORD: '',
    MONGO_URL: '',
    MONGO_USER: '',
    MONGO_PASSWORD: '',
    PROVEDOR_PIX: 'simulado',
    PIX_URL: banco.endereco,
    PIX_API_KEY: banco.apiKey,
    PIX_WEBHOOK_SECRET: banco.webhookSecret,
    MERCADO_PAGO_ACCESS_TOKEN: '',
    MERCADO_PAGO_WEBHOOK_SECRET: '',
    HOST: '127.0.0.1',
    SERVICES_HOST: '127.0.0.1',
    PORT: String(portas.gateway),
    PRODUTO_PORT: String(portas.produto),
    PEDIDO_PORT: String(portas.pedido),
    PAGAMENTO_PORT: String(portas.pagamento),
    COZINHA_PORT: String(portas.cozinha),
    GATEWAY_INTERNAL_URL: listeners[80],
    PRODUTO_URL: listeners[3000],
    PEDIDO_URL: listeners[3001],
    PAGAMENTO_URL: listeners[3002],
    COZINHA_URL: listeners[3003],
    FUSO: MEIO_DIA,
    METRICS_LOG_S: '2',
  };
}
type Banco = Awaited<ReturnType<typeof umBanco>>;

/**
 * The five services as processes of this machine, told what their deployed tasks are told, and targets of the deployed load balancer
 * as those would be; what they print goes to their log groups. Queues and buckets are the deployed ones: nobody here makes any.
 */
export async function casaNaNuvem(nuvem: AwsEnvironment) {
  const base = await freePorts();
  const portas = Object.fromEntries(parties.map((party, i) => [party, base + i])) as Record<Party, number>;
  const banco = await umBanco({ webhookUrl: `${nuvem.listeners[80]}/v1/pagamento/webhook/mercado-pago` });
  const logs = new CloudWatchLogsClient({ endpoint: nuvem.endpoint, region, credentials });
  const processos: ChildProcess[] = [];
  const despachos: Promise<void>[] = [];
  const retirar: (() => Promise<void>)[] = [];

  /** Writes each line to the log group of a service, in order, as the log driver of ECS does. */
  async function despachar(party: Party, lines: AsyncIterable<string>): Promise<void> {
    const para = { logGroupName: `/foodious/dev/${party}`, logStreamName: `${party}/${party}/${randomUUID()}` };
    await logs.send(new CreateLogStreamCommand(para));
    for await (const message of lines)
      await logs.send(new PutLogEventsCommand({ ...para, logEvents: [{ timestamp: Date.now(), message }] }));
  }
  async function fechar(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await Promise.all(retirar.map((um) => um()));
    await Promise.all(processos.map((processo) => encerrar(processo, signal)));
    if (signal === 'SIGTERM') await Promise.all(despachos);
    await banco.fechar();
  }

  try {
    for (const party of parties) {
      const env = { ...(await variaveisDe(nuvem, party)), ...aqui(nuvem, portas, banco) };
      const processo = spawn(process.execPath, [join(project, `services/${party}/src/main.ts`)], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      processos.push(processo);
      despachos.push(despachar(party, createInterface({ input: processo.stdout })));
      retirar.push(await registerTarget(nuvem, party, portas[party]));
    }
    const pronta = async () => (await fetch(`${nuvem.listeners[80]}/ready`).catch(() => undefined))?.ok;
    await until('the gateway behind the load balancer', pronta, 120_000);
  } catch (error) {
    await fechar('SIGKILL'); // what nobody reads does not end by itself
    throw error;
  }
  const { SecretString } = await ask<{ SecretString: string }>(
    nuvem,
    'secretsmanager',
    'secretsmanager.GetSecretValue',
    { SecretId: 'foodious/dev/credenciais' },
  );
  const credenciais: Credentials = JSON.parse(SecretString);
  return { banco: banco.endereco, credenciais, fechar: () => fechar() };
}
