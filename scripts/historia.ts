import assert from 'node:assert/strict';
import { brl, centavos } from '@foodious/kernel/money.ts';
import type { Answer, Call } from '@foodious/testing/client.ts';
import { umCpf } from '@foodious/testing/fixtures.ts';
import { until } from '@foodious/testing/waiting.ts';

/** Whom the story needs, and where it looks. */
export type Casa = {
  totem: Call;
  gerente: Call;
  cozinha: Call;
  /** The page of the bank, where charges are approved and refused. */
  banco: string;
  emailsPara: (address: string) => Promise<{ subject: string }[]>;
  /** Where people find the gerência's screens. */
  paginas: string;
  /** Hears each line of it. */
  say: (line: string) => void;
};

/** The story of the restaurant, step by step; throws at the first step that is not as told. Resolves with whom it was about. */
export async function story(casa: Casa) {
  const { totem, gerente, cozinha } = casa;
  const say = (what: string, seen = '') => casa.say(`  ${what}${seen && `: ${seen}`}`);
  const preco = (reais: number) => brl(centavos(reais));
  const chapter = (title: string) => casa.say(`\n${title}`);
  const expect = (status: number, answer: Answer): Answer['body'] => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body;
  };
  const reach = (pedidoId: number, estado: number) =>
    until(`pedido ${pedidoId} in estado ${estado}`, async () => {
      const pedido = expect(200, await totem('GET', `/v1/pedido/${pedidoId}`));
      return pedido.estadoPedido === estado && pedido;
    });
  const pagamentoOf = (pedidoId: number, transacaoId: string) =>
    until('pagamento', async () => {
      const { status, body } = await totem('GET', `/v1/pagamento/${pedidoId}?transacaoId=${transacaoId}`);
      return status === 200 && body;
    });
  const bank = async (transacaoId: string, acao: 'aprovar' | 'recusar') => {
    const headers = { accept: 'application/json' };
    const answer = await fetch(`${casa.banco}/transacoes/${transacaoId}/${acao}`, { method: 'POST', headers });
    assert.equal(answer.status, 200);
  };
  const emailOf = (address: string, subject: RegExp) =>
    until(`e-mail ${subject}`, async () =>
      (await casa.emailsPara(address)).find((email) => subject.test(email.subject)),
    );
  const add = async (pedidoId: number, produtoId: number, quantidade = 1) =>
    expect(201, await totem('POST', '/v1/item', { pedidoId, produtoId, quantidade }));
  const checkout = async (pedidoId: number) => {
    const { pedido, pagamento } = expect(200, await totem('POST', `/v1/pedido/checkout/${pedidoId}`));
    assert.equal(pedido.estadoPedido, 5);
    say(
      'Checkout',
      `${preco(pedido.total)} to pay; the pedido is CHECKOUT, and pagamento asks the provider for a charge`,
    );
    const { qrCode, pixCopiaECola } = await pagamentoOf(pedidoId, pagamento.transacaoId);
    assert.match(qrCode, /^data:image\/png;base64,/);
    say('The Pix code, to copy', `${pixCopiaECola.slice(0, 60)}…`);
    return pagamento.transacaoId as string;
  };

  chapter('1. The menu');
  const menu = [];
  for (const { id, nome } of expect(200, await totem('GET', '/v1/categoria'))) {
    const produtos = expect(200, await totem('GET', `/v1/produto/categoria/${id}`));
    menu.push(produtos[0]);
    say(
      nome,
      produtos.map((produto: { nome: string; preco: number }) => `${produto.nome} ${preco(produto.preco)}`).join(', '),
    );
  }

  chapter('2. A cliente registers and identifies by CPF');
  const email = `demo${Date.now()}@example.com`;
  const cliente = expect(201, await totem('POST', '/v2/cliente', { nome: 'Ana Demonstração', email, cpf: umCpf() }));
  const greeted = expect(200, await totem('POST', `/v1/cliente/identifica?cpf=${cliente.cpf}`));
  assert.equal(greeted.nome, 'Ana');
  assert.notEqual(greeted.email, email);
  say('By the CPF alone the totem knows', `${greeted.nome}, ${greeted.email}`);

  chapter('3. An order, paid');
  const pago = expect(201, await totem('POST', '/v1/pedido', { clienteId: cliente.id }));
  for (const produto of menu) await add(pago.id, produto.id);
  await bank(await checkout(pago.id), 'aprovar');
  const recebido = await reach(pago.id, 1);
  say('Paid at the bank', `the pedido is RECEBIDO, and its senha is ${recebido.senha}`);
  say('E-mail', (await emailOf(email, new RegExp(`senha é ${recebido.senha}$`))).subject);
  await until('comanda', async () =>
    expect(200, await cozinha('GET', '/v2/cozinha/comandas')).find((c: { pedidoId: number }) => c.pedidoId === pago.id),
  );
  for (const [acao, estado, visto] of [
    ['iniciar', 2, 'The cook starts: the pedido is EM_PREPARACAO'],
    ['pronto', 3, 'It is PRONTO: the painel calls the senha'],
    ['entregar', 4, 'It is handed over: FINALIZADO'],
  ] as const) {
    expect(200, await cozinha('POST', `/v2/cozinha/comandas/${pago.id}/${acao}`));
    await reach(pago.id, estado);
    say(visto);
  }

  chapter('4. An order refused, changed, and then paid');
  const recusado = expect(201, await totem('POST', '/v1/pedido', { clienteId: cliente.id }));
  await add(recusado.id, menu[0].id);
  await bank(await checkout(recusado.id), 'recusar');
  await reach(recusado.id, 0);
  say('Refused by the bank', 'the pedido is PAGAMENTO_PENDENTE again, with its itens');
  say('E-mail', (await emailOf(email, /não aprovado/)).subject);
  await add(recusado.id, menu[2].id, 2);
  await bank(await checkout(recusado.id), 'aprovar');
  const { total, senha } = await reach(recusado.id, 1);
  assert.equal(Math.round(total * 100), Math.round((menu[0].preco + 2 * menu[2].preco) * 100));
  say('Paid at the second try', `RECEBIDO, senha ${senha}, and ${preco(total)} is what the changed itens cost`);

  chapter('5. The cliente asks to be forgotten');
  const recibo = expect(200, await gerente('DELETE', `/v2/cliente?cpf=${cliente.cpf}`));
  say('The protocolo', `${recibo.protocolo}, asked for and done on ${recibo.dataDelecao}`);
  expect(404, await gerente('GET', `/v1/cliente?cpf=${cliente.cpf}`));
  assert.equal(expect(200, await gerente('GET', `/v1/pedido/${pago.id}`)).clienteId, null);
  say('The pedidos stay, without a cliente');
  say('The last e-mail', (await emailOf(email, /apagados/)).subject);

  chapter('6. The queues');
  type Fila = { fila: string; esperando: number; emVoo: number; mortas: { esperando: number } };
  const filas: Fila[] = await until('the queues empty', async () => {
    const { filas } = expect(200, await gerente('GET', '/v2/gerencia/filas'));
    return filas.every(({ esperando, emVoo }: Fila) => esperando + emVoo === 0) && filas;
  });
  for (const { fila, esperando, emVoo, mortas } of filas) {
    assert.equal(esperando + emVoo + mortas.esperando, 0, fila);
    say(`${fila} is empty, and nothing died in it`);
  }

  chapter(`7. The timeline of pedido ${recusado.id}, across the services`);
  const { passos, faltam } = expect(200, await gerente('GET', `/v2/pedido/${recusado.id}/linha-do-tempo`));
  const [{ em: comeco }] = passos;
  for (const { em, servico, tipo, mensagem, detalhes } of passos) {
    const depois = `+${Date.parse(em) - Date.parse(comeco)} ms`.padStart(10);
    say(
      `${depois}  ${servico.padEnd(9)} ${[tipo, mensagem ?? detalhes.email ?? detalhes.chamada ?? detalhes.para].join(' ')}`,
    );
  }
  say('The gerência draws it', `${casa.paginas}/gerencia/pedidos/${recusado.id}, as in docs/telas/gerencia-pedido.jpg`);
  assert.deepEqual(faltam, []);
  const estados = passos.filter(
    (passo: { servico: string; tipo: string }) => passo.servico === 'pedido' && passo.tipo === 'estado',
  );
  assert.deepEqual(
    estados.map(({ detalhes }: { detalhes: { para: string } }) => detalhes.para),
    ['PAGAMENTO_PENDENTE', 'CHECKOUT', 'PAGAMENTO_PENDENTE', 'CHECKOUT', 'RECEBIDO'],
  );

  chapter(`8. The logs of pedido ${recusado.id}, from first to last`);
  const lines = expect(200, await gerente('GET', `/v2/gerencia/pedidos/${recusado.id}/logs`));
  for (const { time, service, msg, route, tipo, status } of lines)
    say(`${time} ${service.padEnd(9)} ${[msg, route ?? tipo, status].filter(Boolean).join(' ')}`);
  assert.ok(lines.length >= 8, 'the story is in the logs');
  assert.ok(!JSON.stringify(lines).includes(email) && !JSON.stringify(lines).includes(cliente.cpf));

  casa.say('\nAll as told. What people see of it: docs/telas.');
  return {
    cliente,
    email,
    pago: pago.id as number,
    recusado: recusado.id as number,
    protocolo: recibo.protocolo as string,
  };
}
