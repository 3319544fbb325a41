import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { aberto } from '@foodious/testing/aberto.ts';
import { caller } from '@foodious/testing/client.ts';
import { proxyTo } from '@foodious/testing/proxy.ts';
import { until } from '@foodious/testing/waiting.ts';
import { createConnection } from 'mysql2/promise';
import { type TemporaryServers, temporaryServers } from '../../../servers/temporary.ts';

/** How long a database is away, in milliseconds; FORA_DO_AR_S=30 for the real thing. */
const FORA_DO_AR_MS = Number(process.env.FORA_DO_AR_S ?? 8) * 1000;

/** The whole restaurant, reaching its databases by proxies. */
async function lanchoneteAtras(servers: TemporaryServers) {
  const portOf = (setting: string) => new URL(servers.environment[setting] ?? '');
  const [mysql, mongo] = [portOf('MYSQL_URL'), portOf('MONGO_URL')];
  const [sql, documentos] = await Promise.all([proxyTo(Number(mysql.port)), proxyTo(Number(mongo.port))]);
  mysql.port = String(sql.port);
  mongo.port = String(documentos.port);
  const nome = `/f${crypto.randomUUID().slice(0, 8)}`;
  const s = await aberto({ MYSQL_URL: mysql.href.replace(/\/?$/, nome), MONGO_URL: mongo.href.replace(/\/?$/, nome) });
  const linhas = async <Linha>(consulta: string): Promise<Linha[]> => {
    const connection = await createConnection(`${servers.environment.MYSQL_URL}${nome}_pedido`);
    const [found] = await connection.query(consulta);
    await connection.end();
    return found as Linha[];
  };
  /** The pedidos made in one call. */
  const feitos = new Set<number>();
  return { s, sql, documentos, linhas, feitos };
}
type Casa = Awaited<ReturnType<typeof lanchoneteAtras>>;

/** Asks once with a key: the pedido, or the refusal to be tried again. */
async function tentar({ s }: Casa, chave: string) {
  const corpo = { consumo: 'local', checkout: true, itens: [{ produtoId: 1, quantidade: 1 }] };
  return s.totem('POST', '/v2/pedido', corpo, { 'idempotency-key': chave });
}

/** Every key there ever was is one whole pedido, and there is no other; those of now are paid: a senha and a comanda each. */
async function conferir(casa: Casa, chaves: readonly string[]) {
  const { s } = casa;
  const pedidos = await Promise.all(
    chaves.map(async (chave) => {
      const { status, body } = await tentar(casa, chave);
      assert.equal(status, 201, JSON.stringify(body));
      await s.cobrado(body.id, body.pagamento.transacaoId);
      await s.aprovar(body.pagamento.transacaoId);
      await s.ate(body.id, 'RECEBIDO');
      return { id: body.id as number, senha: (await s.pedido(body.id)).senha as number };
    }),
  );
  const ids = pedidos.map(({ id }) => id);
  for (const id of ids) casa.feitos.add(id);
  await Promise.all(ids.map((id) => s.ateComanda(id)));
  await s.calmaria(ids);
  assert.equal(new Set(ids).size, chaves.length);
  assert.equal(new Set(pedidos.map(({ senha }) => senha)).size, chaves.length);
  assert.deepEqual(await s.mortas(), {});
  const guardados = await casa.linhas<{ id: number; itens: number }>(`
    select p.id, count(i.id) as itens from pedido p left join item i on i.pedido_id = p.id
    where p.consumo is not null group by p.id order by p.id`);
  assert.deepEqual(
    guardados,
    [...casa.feitos].sort((a, b) => a - b).map((id) => ({ id, itens: 1 })),
  );
}

describe('bancos que faltam', { concurrency: 1 }, () => {
  let servers: TemporaryServers;
  let casa: Casa;
  before(async () => {
    servers = await temporaryServers();
    casa = await lanchoneteAtras(servers);
  });
  after(async () => {
    await casa?.s.fechar();
    await casa?.sql.close();
    await casa?.documentos.close();
    await servers?.remove();
  });

  test(`com o MariaDB fora por ${FORA_DO_AR_MS / 1000} s, quem pede ouve 503 e quando voltar; depois cada chave é um pedido`, async () => {
    const { s, sql } = casa;
    const emAndamento = await s.aPagar();
    const saude = caller(s.place.gateway);
    sql.refuse();
    await s.aprovar(emAndamento.transacaoId); // the webhook is taken by pagamento; pedido hears of it later
    const chaves: string[] = [];
    const desde = Date.now();
    while (Date.now() - desde < FORA_DO_AR_MS) {
      const chave = crypto.randomUUID();
      const comecou = Date.now();
      const [pedido, v1, leitura, pronto, vivo] = await Promise.all([
        tentar(casa, chave),
        s.totem('POST', '/v1/pedido', {}),
        s.totem('GET', `/v1/pedido/${emAndamento.id}`),
        saude('GET', '/ready'),
        saude('GET', '/health'),
      ]);
      assert.ok(Date.now() - comecou < 6_000, `an answer took ${Date.now() - comecou} ms`);
      for (const { status, headers, body } of [pedido, v1, leitura]) {
        assert.equal(status, 503, JSON.stringify(body));
        assert.match(headers.get('retry-after') ?? '', /^\d+$/);
        assert.equal(body.type, 'about:blank');
      }
      assert.equal(pronto.status, 503);
      assert.equal(vivo.status, 200);
      chaves.push(chave);
      await sleep(200);
    }
    sql.letThrough();
    await until('pedido answers', async () => (await s.totem('GET', '/v1/pedido')).status === 200, 10_000);
    await s.ate(emAndamento.id, 'RECEBIDO');
    await s.ateComanda(emAndamento.id);
    await conferir(casa, chaves);
  });

  test(`com o servidor de documentos fora por ${FORA_DO_AR_MS / 1000} s, pede-se do mesmo modo, e o que é do pagamento espera por ele`, async () => {
    const { s, documentos } = casa;
    const emAndamento = await s.aPagar();
    documentos.refuse();
    const chaves: string[] = [];
    const desde = Date.now();
    const aviso = () => s.gerente('POST', `/v1/pagamento/${emAndamento.transacaoId}/1`);
    while (Date.now() - desde < FORA_DO_AR_MS) {
      const chave = crypto.randomUUID();
      const [pedido, pagamento, notificado] = await Promise.all([
        tentar(casa, chave),
        s.totem('GET', `/v1/pagamento/${emAndamento.id}`),
        aviso(),
      ]);
      assert.equal(pedido.status, 201, JSON.stringify(pedido.body));
      for (const { status, headers } of [pagamento, notificado]) {
        assert.equal(status, 503);
        assert.match(headers.get('retry-after') ?? '', /^\d+$/);
      }
      chaves.push(chave);
      await sleep(200);
    }
    documentos.letThrough();
    await until('the notification is taken', async () => (await aviso()).status === 201, 10_000);
    await s.ate(emAndamento.id, 'RECEBIDO');
    await conferir(casa, chaves);
  });

  test('com os bancos lentos, 100 ms a cada ida e a cada volta, tudo chega mais tarde e nada se repete', async () => {
    const { sql, documentos } = casa;
    const chaves = [...Array(10)].map(() => crypto.randomUUID());
    for (const proxy of [sql, documentos]) proxy.letThrough(100);
    try {
      const respostas = await Promise.all(chaves.map((chave) => tentar(casa, chave)));
      assert.deepEqual(
        respostas.map(({ status }) => status),
        chaves.map(() => 201),
      );
      await conferir(casa, chaves);
    } finally {
      for (const proxy of [sql, documentos]) proxy.letThrough();
    }
  });

  test('cortadas as conexões a toda hora, o que foi respondido fica e o resto se tenta de novo', async () => {
    const { sql, documentos } = casa;
    const chaves = [...Array(40)].map(() => crypto.randomUUID());
    let fim = false;
    const cortes = (async () => {
      for (let n = 0; !fim; n += 1) {
        const proxy = n % 3 === 2 ? documentos : sql;
        proxy.refuse();
        await sleep(50);
        proxy.letThrough();
        await sleep(150 + Math.random() * 300);
      }
    })();
    const respondidos = new Map<string, number>();
    await Promise.all(
      [...Array(8).keys()].map(async (i) => {
        for (const chave of chaves.filter((_, n) => n % 8 === i))
          await until(
            `an answer for ${chave}`,
            async () => {
              const { status, body } = await tentar(casa, chave);
              if (status === 201) respondidos.set(chave, body.id);
              else assert.ok([503, 409].includes(status), `${status} ${JSON.stringify(body)}`);
              return status === 201;
            },
            30_000,
          );
      }),
    );
    fim = true;
    await cortes;
    for (const [chave, id] of respondidos) assert.equal((await tentar(casa, chave)).body.id, id);
    await conferir(casa, chaves);
  });
});
