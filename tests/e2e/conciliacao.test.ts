import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { aberto } from '@foodious/testing/aberto.ts';
import { until } from '@foodious/testing/waiting.ts';

describe('a conciliação que ninguém pede', () => {
  let casa: Awaited<ReturnType<typeof aberto>>;
  before(async () => {
    casa = await aberto({ CONCILIACAO_S: '1', CONCILIACAO_GRACA_S: '1' });
    const perdidos = { chances: { 'aviso-perdido': 1 } };
    await banco('PUT', '/defeitos', perdidos);
  });
  after(() => casa.fechar());

  // biome-ignore lint/suspicious/noExplicitAny: what the bank answers, in its own shapes
  const banco = async (method: string, path: string, body?: object): Promise<any> => {
    const headers = { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${casa.place.pix}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.json();
  };
  const metrica = async (nome: string, etiquetas: string) => {
    const texto = (await casa.gerente('GET', '/metrics')).body as string;
    return Number(new RegExp(`^${nome}\\{${etiquetas}[^}]*\\} ([\\d.e+-]+)$`, 'm').exec(texto)?.[1]);
  };

  test('o que se paga depois de cancelado, sem um só aviso, se encontra e volta sozinho', async () => {
    const { id, transacaoId } = await casa.aPagar();
    assert.equal((await casa.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6 })).status, 200);
    await casa.atePagamento(id, transacaoId, 'REJEITADO');
    await casa.aprovar(transacaoId);
    await casa.atePagamento(id, transacaoId, 'ESTORNADO');
    assert.equal((await banco('GET', `/transacoes/${transacaoId}`)).status, 'refunded');
    assert.equal(await casa.estado(id), 'CANCELADO');
    assert.deepEqual((await casa.gerente('GET', '/v2/conciliacao/abertas')).body, { divergencias: [], total: 0 });
  });

  test('o que está em aberto, e a idade da última comparação, se medem', async () => {
    await banco('POST', '/defeitos/paga-por-fora');
    await until(
      'uma desconhecida',
      async () => (await casa.gerente('GET', '/v2/conciliacao/abertas')).body.total === 1,
    );
    // What is measured is read anew the more seldom, the longer reading it takes.
    await until(
      'uma desconhecida medida',
      async () => (await metrica('open_divergences', 'tipo="desconhecida"')) === 1,
      60_000,
    );
    assert.equal(await metrica('open_divergences', 'tipo="sem-cobranca"'), 0);
    assert.ok((await metrica('reconciliation_age_seconds', 'service="pagamento"')) < 30);
  });
});
