import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { parties } from '@foodious/contracts/services.ts';
import { freePorts } from '@foodious/testing/place.ts';
import { credentials, install, ministack } from '../../servers/aws/ministack.ts';
import { logsInCloudWatch } from '../../services/gateway/src/adapters/logs/cloudwatch.ts';
import { logsSuite } from '../../services/gateway/test/logs.suite.ts';

describe('os logs no CloudWatch', () => {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-logs-'));
  let emulador: ReturnType<typeof ministack>;
  let client: CloudWatchLogsClient;
  before(async () => {
    emulador = ministack(dir, await freePorts());
    await install(() => {});
    await emulador.start();
    client = new CloudWatchLogsClient({ endpoint: emulador.endpoint, region: 'us-east-1', credentials });
  });
  after(async () => {
    await emulador.stop();
    rmSync(dir, { recursive: true });
  });

  let aberturas = 0;
  logsSuite('no CloudWatch', async () => {
    const prefixo = `/foodious/${++aberturas}`;
    const logStreamName = 'uma-tarefa';
    for (const service of parties) {
      const logGroupName = `${prefixo}/${service}`;
      await client.send(new CreateLogGroupCommand({ logGroupName }));
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    }
    return {
      logsDoPedido: logsInCloudWatch({ client, prefixo, dias: 90 }),
      async escrever(service, linhas) {
        const logEvents = linhas.map((message) => ({ message, timestamp: Date.now() }));
        await client.send(new PutLogEventsCommand({ logGroupName: `${prefixo}/${service}`, logStreamName, logEvents }));
      },
    };
  });
});
