import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { StatementSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { aberto } from '@foodious/testing/aberto.ts';
import { feito } from '@foodious/testing/client.ts';

/** What an order may cost at most, so that it cannot creep up unseen; docs/cost.md tells these numbers too. */
const LIMITE = { consultas: 72, commits: 11, mensagens: 3, chamadasAws: 12 };

/** What is asked now and then whether or not anything happens. */
const DE_FUNDO =
  /^select (\*|"id") from "(trilha|outbox|email)"|^select \* from "pagamento" where "acordar_em"|from "(balcao|fechamento|divergencia|notificacao)" where "(levar|auditar|proxima)Em"|^select .* from "ajustes"|"(esquecimento|protocolo|revogacao)"|"recolhid[ao]_em" is null and "(mudou|chamado)_em" <=/;

const contas = { consultas: 0, commits: 0, mensagens: 0, chamadasAws: 0, outbox: 0 };
const zero = () => Object.assign(contas, { consultas: 0, commits: 0, mensagens: 0, chamadasAws: 0, outbox: 0 });

for (const method of ['run', 'all'] as const) {
  const original = StatementSync.prototype[method] as (...args: unknown[]) => unknown;
  StatementSync.prototype[method] = function (this: StatementSync, ...args: unknown[]) {
    const sql = this.sourceSQL;
    if (sql === 'commit') contas.commits += 1;
    else if (!DE_FUNDO.test(sql)) contas.consultas += 1;
    if (sql.startsWith('insert into "outbox"')) contas.outbox += 1;
    if (sql.startsWith('delete from "outbox"')) contas.mensagens += args.length;
    return original.apply(this, args);
  } as never;
}
diagnostics.channel('http.client.request.start').subscribe((message) => {
  const { request } = message as { request: { getHeader(name: string): unknown } };
  if (String(request.getHeader('x-amz-target')).startsWith('AmazonSQS')) contas.chamadasAws += 1;
});

describe('o custo de um pedido', () => {
  let casa: Awaited<ReturnType<typeof aberto>>;
  before(async () => {
    casa = await aberto();
  });
  after(() => casa.fechar());

  const pedirTudo = async () => {
    const itens = [1, 9, 17].map((produtoId) => ({ produtoId, quantidade: 1 }));
    const answer = await casa.totem(
      'POST',
      '/v2/pedido',
      { consumo: 'local', itens, checkout: true },
      { 'idempotency-key': crypto.randomUUID() },
    );
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body as { id: number; pagamento: { transacaoId: string } };
  };

  test('um pedido em uma chamada, até RECEBIDO e a comanda, não custa mais do que está escrito', async () => {
    const antes = await pedirTudo(); // whatever is done only once, the first senha of the day too
    await casa.cobrado(antes.id, antes.pagamento.transacaoId);
    await feito(casa.gerente, 'POST', `/v1/pagamento/${antes.pagamento.transacaoId}/1`);
    await casa.calmaria([antes.id]);

    zero();
    const { id, pagamento } = await pedirTudo();
    assert.equal(contas.outbox, 1, 'one outbox row for the order');
    await casa.calmaria([id]);
    await casa.aprovar(pagamento.transacaoId); // the bank: what the gerência decides in its place is audited
    await casa.calmaria([id]);
    const { consultas, commits, mensagens, chamadasAws } = contas;
    const medido = { consultas, commits, mensagens, chamadasAws };
    assert.equal(mensagens, LIMITE.mensagens);
    for (const [nome, limite] of Object.entries(LIMITE))
      assert.ok(medido[nome as keyof typeof medido] <= limite, `${nome}: ${JSON.stringify(medido)}`);
  });
});
