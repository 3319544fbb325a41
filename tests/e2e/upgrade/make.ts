import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, feito, readCredentials } from '@foodious/testing/client.ts';
import { umCpf } from '@foodious/testing/fixtures.ts';
import { type Lanchonete, lanchonete } from '@foodious/testing/lanchonete.ts';
import { diaDe, freshPlace, MEIO_DIA, type Place, spawnSystem } from '@foodious/testing/place.ts';
import { proxyTo } from '@foodious/testing/proxy.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import versions from '../../../package.json' with { type: 'json' };
import { temporaryServers } from '../../../servers/temporary.ts';
import { type Deixado, type Esperado, type Kind, type Nome, pack, VINTE_ANOS_S } from './fixture.ts';

// node tests/e2e/upgrade/make.ts: opens the restaurant of the version that is checked out, leaves orders everywhere,
// kills it, and keeps what is left as a fixture. Once on files, once on servers.

/** How long a request for messages may wait for one, and a little more. */
const LONG_POLL_MS = 21_000;

/** The queues, behind a gate: open; deaf, when all that is sent arrives and nothing is handed out; or cut off. */
async function gateTo(queues: string) {
  let mode: 'open' | 'deaf' | 'cut' = 'open';
  const server = createServer(async (request, response) => {
    const { 'x-amz-target': target = '', 'content-type': type = '' } = request.headers;
    const body = Buffer.concat(await request.toArray());
    if (mode === 'cut') return response.destroy();
    if (mode === 'deaf' && target === 'AmazonSQS.ReceiveMessage') {
      await sleep(1_000);
      return response.end('{}');
    }
    const headers = { 'x-amz-target': String(target), 'content-type': type };
    const answer = await fetch(queues + request.url, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async deafen() {
      mode = 'deaf';
      await sleep(LONG_POLL_MS); // those who ask already are still answered
    },
    cut() {
      mode = 'cut';
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function make(kind: Kind): Promise<void> {
  const place = await freshPlace();
  const gate = await gateTo(`http://127.0.0.1:${place.base + 4}`);
  const ses = await proxyTo(place.base + 5);
  const { child } = await spawnSystem(place, {
    FUSO: MEIO_DIA,
    PAGAMENTO_EXPIRA_S: String(VINTE_ANOS_S),
    SQS_ENDPOINT: gate.url,
    SES_ENDPOINT: `http://127.0.0.1:${ses.port}`,
  });
  try {
    const s = await lanchonete(place);
    const esperado = await live(s, place, gate, ses);
    const ended = once(child, 'exit');
    // In the middle of a burst: what is half way lies where a crash leaves it.
    await Promise.race(
      esperado.rajada.map(({ transacaoId }) => s.gerente('POST', `/v1/pagamento/${transacaoId}/1`).catch(() => {})),
    );
    child.kill('SIGKILL');
    await ended;
    await pack(`${kind}-${versions.version}`, place, esperado);
  } finally {
    child.kill('SIGKILL');
    gate.close();
    await ses.close();
    place.remove();
  }
}

/** Half a day of the restaurant; resolves with how it stands at the end of it. */
async function live(
  s: Lanchonete,
  place: Place,
  gate: Awaited<ReturnType<typeof gateTo>>,
  ses: Awaited<ReturnType<typeof proxyTo>>,
): Promise<Omit<Esperado, 'pedidos'> & { pedidos: Record<string, Deixado> }> {
  const cadastrar = async (nome: string, email: string, aceitaMarketing = false) => {
    const cliente = { nome, email: `${email}@exemplo.com`, cpf: umCpf() };
    const { id } = await feito(s.totem, 'POST', '/v1/cliente', { ...cliente, aceitaMarketing });
    return { id: Number(id), ...cliente };
  };
  const ana = await cadastrar('Ana Beatriz Prado', 'ana.prado');
  const caio = await cadastrar('Caio Menezes', 'caio', true);
  const dora = await cadastrar('Dóra Conceição Lins', 'dora.lins');
  const eva = await cadastrar('Eva Torres', 'eva');
  const fabio = await cadastrar('Fábio Nunes', 'fabio');

  const ajustes = {
    lanchonete: 'Fast & Foodious da Praça',
    totem: { ociosoS: 60, avisoS: 20, pixOciosoS: 240 },
    cozinha: { amareloMin: 7, vermelhoMin: 11 },
    painel: { som: false, fala: true },
  };
  await feito(s.gerente, 'PUT', '/v2/ajustes', ajustes);
  const daPraca = await s.umProduto(21.35, 'Lanche da Praça');
  const foraDeLinha = await s.umProduto(9.9, 'Lanche fora de linha');
  await feito(s.gerente, 'DELETE', `/v1/produto/${foraDeLinha}`);
  await feito(s.cozinha, 'PUT', '/v2/produto/5/disponibilidade', { disponivel: false });

  const ver = (path: string) => feito(s.gerente, 'GET', path);
  const ids = new Map<Nome, number>();
  const chamar = (nome: Nome, id: number): number => {
    ids.set(nome, id);
    return id;
  };
  const cancelar = (id: number, motivo: string) =>
    feito(s.gerente, 'PUT', `/v1/pedido/${id}`, { estadoPedido: 6, motivo });
  const pedir = async (nome: Nome, campos: object = {}): Promise<{ id: number; transacaoId: string }> => {
    const { id, pagamento } = await s.pedir(campos);
    await s.cobrado(id, pagamento.transacaoId);
    return { id: chamar(nome, id), transacaoId: pagamento.transacaoId };
  };
  const pagar = async (nome: Nome, campos: object = {}): Promise<number> => {
    const { id, transacaoId } = await pedir(nome, campos);
    await s.aprovar(transacaoId);
    await s.ate(id, 'RECEBIDO');
    await s.ateComanda(id);
    return id;
  };
  const cozinhar = async (id: number, passos: number): Promise<void> => {
    const todos = [
      ['iniciar', 'EM_PREPARACAO'],
      ['pronto', 'PRONTO'],
      ['entregar', 'FINALIZADO'],
    ] as const;
    for (const [acao, estado] of todos.slice(0, passos)) {
      await s.moverComanda(id, acao);
      await s.ate(id, estado);
    }
  };
  const itens = [
    { produtoId: 1, quantidade: 2, observacoes: 'Sem cebola, por favor' },
    { produtoId: daPraca, quantidade: 1 },
    { produtoId: 9, quantidade: 3 },
  ];

  await cozinhar(await pagar('finalizado', { clienteId: ana.id, itens }), 3);
  const daEva = await s.pago([1, 2], eva.id);
  await cozinhar(await pagar('pronto', { clienteId: caio.id, consumo: 'viagem' }), 2);
  await cozinhar(await pagar('emPreparacao', { itens }), 1);
  await feito(s.cozinha, 'PUT', `/v2/cozinha/comandas/${ids.get('emPreparacao')}/itens/1`, { feito: true });
  await pagar('recebido', { clienteId: dora.id, consumo: 'viagem', itens });

  chamar('aberto', await s.novoPedido([2, 2, 7], ana.id));
  await pedir('pixPendente', { clienteId: caio.id, itens });
  await cancelar(chamar('cancelado', await s.novoPedido([3])), 'O cliente desistiu');
  const rejeitado = await pedir('rejeitado', { clienteId: ana.id });
  await s.recusar(rejeitado.transacaoId);
  const deNovo = await pedir('segundaTentativa');
  await s.recusar(deNovo.transacaoId);
  for (const { id } of [rejeitado, deNovo]) await s.ate(id, 'PAGAMENTO_PENDENTE');
  await s.acrescentar(deNovo.id, 4, 2);
  await s.checkout(deNovo.id);
  const estornado = await pagar('estornado', { clienteId: dora.id });
  await cancelar(estornado, 'Acabou o pão');
  const { transacaoId: devolvida } = (await s.pagamento(estornado)).pagamento;
  await s.atePagamento(estornado, devolvida, 'ESTORNADO');
  await s.ateSemComanda(estornado);

  const corpo = { clienteId: caio.id, consumo: 'local', checkout: true, itens };
  const doCaio = await connect(readCredentials(join(place.dataDir, 'credenciais.json'))).totem(caio.cpf);
  const chave = { chave: 'a-primeira-resposta', cpf: caio.cpf, corpo };
  const resposta = await feito(doCaio, 'POST', '/v2/pedido', corpo, { 'idempotency-key': chave.chave });
  await s.cobrado(chamar('comChave', resposta.id), resposta.pagamento.transacaoId);

  const apagar = async ({ cpf, email }: typeof eva, pedidoId: number, arquivado: boolean) => {
    const { protocolo } = await feito(s.gerente, 'DELETE', `/v1/cliente?cpf=${cpf}`);
    return { cpf, email, protocolo: String(protocolo), pedidoId, arquivado };
  };
  const daEvaApagada = await apagar(eva, daEva.id, true);
  await until('the receipt archived', () => s.objeto(`foodious-protocolos/${daEvaApagada.protocolo}.json`));
  await s.enviar('preparacao-pedido-req', 'ninguém', { isto: 'não é uma mensagem' });
  await until('a dead letter', async () => (await s.mortas())['preparacao-pedido-req-dlq']);
  const { mortas } = await ver('/v2/gerencia/filas/preparacao-pedido-req/mortas');

  // Those that will wait.
  const naFila = await pedir('aprovadoNaFila', { clienteId: ana.id });
  const daCozinha = await pagar('prontoNaFila', { clienteId: caio.id });
  await cozinhar(daCozinha, 1);
  const naSaida = await pedir('aprovadoNaSaida', { clienteId: dora.id, itens });
  const aRecusar = await pedir('recusadoNaSaida', { clienteId: caio.id });
  const aCancelar = await pagar('canceladoNaSaida', { clienteId: dora.id });
  const aIniciar = await pagar('iniciadoNaSaida', { clienteId: ana.id });
  chamar('checkoutNaFila', await s.novoPedido([6, 8]));
  const doFabio = chamar('checkoutNaSaida', await s.novoPedido([10, 11], fabio.id));
  const rajada: Esperado['rajada'] = [];
  for (let i = 0; i < 8; i++) {
    const { id, pagamento } = await s.pedir();
    await s.cobrado(id, pagamento.transacaoId);
    rajada.push({ id, transacaoId: pagamento.transacaoId });
  }
  const confirmados = [ana.email, caio.email, dora.email];
  await s.calmaria([...ids.values()]);
  await until('no news of produtos', async () => (await s.mensagensDe('produto-alterado')).length === 0);
  await sleep(3_000); // the e-mails leave by themselves

  await gate.deafen();
  await feito(s.totem, 'POST', `/v1/pedido/checkout/${ids.get('checkoutNaFila')}`);
  await s.aprovar(naFila.transacaoId);
  await s.moverComanda(daCozinha, 'pronto');
  for (const fila of ['solicitar-pagamento-req', 'webhook-pagamento-confirmado-res', 'preparacao-pedido-res'])
    await until(`a message in ${fila}`, async () => (await s.mensagensDe(fila)).length === 1);

  gate.cut();
  ses.refuse();
  await feito(s.totem, 'POST', `/v1/pedido/checkout/${doFabio}`);
  await s.aprovar(naSaida.transacaoId);
  await s.recusar(aRecusar.transacaoId);
  await s.atePagamento(naSaida.id, naSaida.transacaoId, 'CONFIRMADO');
  await s.atePagamento(aRecusar.id, aRecusar.transacaoId, 'REJEITADO');
  await cancelar(aCancelar, 'Fechamos mais cedo');
  await s.moverComanda(aIniciar, 'iniciar');
  await s.mudarProduto(daPraca, { nome: 'Lanche da Praça', preco: 23.45 });
  const doFabioApagado = await apagar(fabio, doFabio, false);
  await sleep(2_000); // the trail catches up

  const pedidos: Record<string, Deixado> = {};
  for (const [nome, id] of ids) {
    const pagamento = await s.gerente('GET', `/v1/pagamento/${id}`);
    const { qrCode: _, ...visto } = pagamento.body;
    pedidos[nome] = {
      id,
      transacaoId: pagamento.status === 200 ? visto.pagamento.transacaoId : null,
      pedido: await feito(s.gerente, 'GET', `/v2/gerencia/pedidos/${id}`),
      pagamento: pagamento.status === 200 ? visto : null,
    };
  }
  const pixPendente = ids.get('pixPendente');
  const retrato = await listen(s.gerente, `/v2/pedido/${pixPendente}/eventos`);
  const [{ id: posicao } = { id: 0 }] = await retrato.take(1);
  retrato.cut();
  const linhas: Esperado['linhas'] = {};
  for (const nome of ['finalizado', 'estornado'] as const)
    linhas[nome] = await ver(`/v2/pedido/${ids.get(nome)}/linha-do-tempo`);
  const emails: Esperado['emails'] = {};
  for (const para of [...confirmados, eva.email, fabio.email])
    emails[para] = (await s.emails(para)).map(({ assunto }) => assunto);
  const fechadoEm = new Date();
  const dia = diaDe(fechadoEm);
  return {
    versao: versions.version,
    fechadoEm: fechadoEm.toISOString(),
    fuso: MEIO_DIA,
    dia,
    pedidos,
    rajada,
    comandas: await feito(s.cozinha, 'GET', '/v2/cozinha/comandas'),
    clientes: [ana, caio, dora],
    busca: await feito(s.gerente, 'POST', '/v2/gerencia/clientes/busca', { texto: '' }),
    apagados: [daEvaApagada, doFabioApagado],
    ajustes: await ver('/v2/ajustes'),
    produtos: (await ver('/v2/gerencia/produtos')).produtos.filter(({ id }: { id: number }) =>
      [daPraca, foraDeLinha, 5].includes(id),
    ),
    relatorio: await ver(`/v2/gerencia/relatorios?de=${dia}&ate=${dia}`),
    linhas,
    chave: { ...chave, resposta },
    mortas,
    posicao,
    emails,
  };
}

await make('pasta');
const servers = await temporaryServers();
try {
  Object.assign(process.env, servers.environment);
  await make('servidores');
} finally {
  await servers.remove();
}
