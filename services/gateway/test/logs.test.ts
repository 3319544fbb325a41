import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { logsInCloudWatch } from '../src/adapters/logs/cloudwatch.ts';
import { logsInFiles } from '../src/adapters/logs/files.ts';
import { logsSuite } from './logs.suite.ts';

logsSuite('em arquivos', async (t) => {
  const pasta = mkdtempSync(join(tmpdir(), 'foodious-logs-'));
  t.after(() => rmSync(pasta, { recursive: true }));
  return {
    logsDoPedido: logsInFiles(pasta),
    escrever: async (service, linhas) => writeFileSync(join(pasta, `${service}.log`), `${linhas.join('\n')}\n`),
  };
});

type Pedida = {
  logGroupName: string;
  filterPattern: string;
  startTime: number;
  startFromHead: boolean;
  nextToken?: string;
};
type Resposta = { status?: number; events?: { message: string }[]; nextToken?: string } | 'nunca';

/** CloudWatch as it answers over HTTP, each call as a test says, and what it was asked. */
async function umCloudWatch(t: TestContext, responder: (pedida: Pedida) => Resposta, paciencia?: number) {
  const pedidas: Pedida[] = [];
  const mundo = await umServidor(async (request, response) => {
    const corpo = await request.toArray();
    const pedida = JSON.parse(Buffer.concat(corpo).toString()) as Pedida;
    pedidas.push(pedida);
    const resposta = responder(pedida);
    if (resposta === 'nunca') return;
    const { status = 200, ...body } = resposta;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  t.after(() => mundo.fechar());
  const client = new CloudWatchLogsClient({
    endpoint: mundo.endereco,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const logsDoPedido = logsInCloudWatch({
    client,
    prefixo: '/foodious/dev',
    dias: 30,
    ...(paciencia && { paciencia }),
  });
  return { logsDoPedido, pedidas };
}

const linha = (time: string) => ({ message: JSON.stringify({ time, pedidoId: 7, msg: 'request' }) });

describe('os logs de um pedido no CloudWatch', () => {
  test('pergunta ao grupo de cada serviço pelo id do pedido, e segue as páginas, também as vazias', async (t) => {
    const { logsDoPedido, pedidas } = await umCloudWatch(t, ({ logGroupName, nextToken }) => {
      if (logGroupName !== '/foodious/dev/cozinha') return {};
      if (!nextToken) return { events: [linha('2026-05-04T12:00:02Z')], nextToken: 'a' };
      return nextToken === 'a' ? { nextToken: 'b' } : { events: [linha('2026-05-04T12:00:01Z')] };
    });
    assert.deepEqual(
      (await logsDoPedido(7)).map(({ time }) => time),
      ['2026-05-04T12:00:01Z', '2026-05-04T12:00:02Z'],
    );
    assert.deepEqual([...new Set(pedidas.map(({ logGroupName }) => logGroupName))].sort(), [
      '/foodious/dev/cozinha',
      '/foodious/dev/gateway',
      '/foodious/dev/pagamento',
      '/foodious/dev/pedido',
      '/foodious/dev/produto',
    ]);
    assert.deepEqual([...new Set(pedidas.map(({ filterPattern }) => filterPattern))], ['{ $.pedidoId = 7 }']);
    assert.ok(
      pedidas.every(({ startFromHead }) => startFromHead === false),
      'the newest first',
    );
    const dias = pedidas.map(({ startTime }) => Math.round((Date.now() - startTime) / 86_400_000));
    assert.deepEqual([...new Set(dias)], [30]);
  });

  test('o que não foi procurado a tempo é dito antes do que se achou', async (t) => {
    const { logsDoPedido } = await umCloudWatch(
      t,
      ({ logGroupName, nextToken }) => {
        if (logGroupName !== '/foodious/dev/pedido') return {};
        return nextToken ? 'nunca' : { events: [linha('2026-05-04T12:00:02Z')], nextToken: 'a' };
      },
      1_500,
    );
    assert.deepEqual(
      (await logsDoPedido(7)).map(({ msg }) => msg),
      ['older lines were not found in time', 'request'],
    );
  });

  test('um CloudWatch que não responde nada não passa por um pedido sem linhas', async (t) => {
    const { logsDoPedido } = await umCloudWatch(t, () => 'nunca', 500);
    await assert.rejects(logsDoPedido(7), Unavailable);
  });

  test('um grupo que falta não passa por um pedido sem linhas', async (t) => {
    const { logsDoPedido } = await umCloudWatch(t, () => ({ status: 400, __type: 'ResourceNotFoundException' }));
    await assert.rejects(logsDoPedido(7), Unavailable);
  });
});
