import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Call, caller, emailsPara, feito } from '@foodious/testing/client.ts';
import { ON_SERVER } from '@foodious/testing/database.ts';
import { comPontos, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { abrirSistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import openapi from '../../services/gateway/openapi.json' with { type: 'json' };

const cpf = umCpf();
const pessoa = { nome: 'Zuleica Vazamentildes', email: `vazou.email-${unico()}@exemplo.com`, cpf };
const palavraPasse = `senha-vazada-${randomUUID()}`;
/** What must never be read in a log, in each form it was told in. */
const marcas = [cpf, comPontos(cpf), pessoa.email, pessoa.nome, palavraPasse];
const trechos = [...marcas, 'Zuleica', 'Vazamentildes', 'vazou.email'];

type Linha = Record<string, unknown> & { service?: string; correlacao?: string; pedidoId?: number | null };

describe('privacidade dos logs', () => {
  let s: Awaited<ReturnType<typeof abrirSistema>>;
  let ses: Awaited<ReturnType<typeof umServidor>>;
  const enviados: string[] = [];
  const recusados: string[] = [];
  const tokens: string[] = [];
  let pedidoId: number;
  /** By which the pedido is followed: whoever has it needs no token. */
  let codigo: string;
  const historias = { checkout: randomUUID(), pagamento: randomUUID(), preparo: randomUUID() };

  /** An SES that refuses the first e-mail as Amazon's does: with the address in its message. */
  const abrirSes = async () => {
    ses = await umServidor(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const email = Buffer.concat(chunks).toString();
      const recusa = recusados.length === 0;
      (recusa ? recusados : enviados).push(email);
      response.writeHead(recusa ? 400 : 200, {
        'content-type': 'application/json',
        ...(recusa ? { 'x-amzn-errortype': 'MessageRejected' } : {}),
      });
      const message = `Email address is not verified. The following identities failed the check: ${pessoa.email}`;
      response.end(JSON.stringify(recusa ? { message } : { MessageId: randomUUID() }));
    });
    return ses.endereco;
  };

  const logs = () => {
    const pasta = join(s.place.dataDir, 'logs');
    return readdirSync(pasta)
      .map((arquivo) => readFileSync(join(pasta, arquivo), 'utf8'))
      .join('');
  };
  const linhas = () => logs().trimEnd().split('\n');
  const logsDoPedido = async (): Promise<Linha[]> =>
    (await s.gerente('GET', `/v2/gerencia/pedidos/${pedidoId}/logs`)).body;
  /** Waits until what was asked so far is in the log files. */
  const logado = async () => {
    const id = randomUUID();
    await s.totem('GET', '/v1/categoria', undefined, { 'x-request-id': id });
    await until('the log files', async () => logs().includes(id));
  };
  const semVazar = (texto: string, onde: string) => {
    const baixo = texto.toLowerCase();
    for (const trecho of [...trechos, ...trechos.map(encodeURIComponent)])
      assert.equal(baixo.includes(trecho.toLowerCase()), false, `${onde} tells ${trecho}`);
  };

  before(async () => {
    s = await abrirSistema({ LOG_LEVEL: 'debug', SES_ENDPOINT: await abrirSes() });
    const { cliente_id: client_id, cliente_segredo: client_secret, gerente } = s.credentials;
    for (const body of [
      { client_id, client_secret },
      { grant_type: 'password', username: gerente.usuario, password: gerente.senha },
    ])
      tokens.push((await s.anyone('POST', '/oauth2/token', body)).body.token);
  });
  after(async () => {
    await s?.stop();
    await ses.fechar();
  });

  test('dados pessoais ditos em toda parte de toda rota são respondidos sem falha', async () => {
    const { gateway } = s.place;
    const chamadas: (() => ReturnType<Call>)[] = [];
    for (const [path, metodos] of Object.entries(openapi.paths))
      for (const metodo of Object.keys(metodos))
        for (const marca of marcas) {
          const method = metodo.toUpperCase();
          const query = new URLSearchParams({ cpf: marca, pedidoId: marca, transacaoId: marca, email: marca });
          const tudo = [
            'nome',
            'email',
            'cpf',
            'texto',
            'descricao',
            'motivo',
            'imagemBase64',
            'dataInicio',
            'client_id',
          ];
          const campos = Object.fromEntries(tudo.map((campo) => [campo, marca]));
          const corpo = {
            ...campos,
            grant_type: 'password',
            username: marca,
            password: marca,
            lanchonete: marca,
            [marca]: { [marca]: 1 },
          };
          const cabecalhos = ['x-request-id', 'user-agent', 'referer', 'cookie', 'x-forwarded-for', 'traceparent'];
          const headers = Object.fromEntries(
            [...cabecalhos, 'idempotency-key', 'last-event-id'].map((nome) => [nome, marca]),
          );
          const body = metodo === 'get' ? undefined : corpo;
          const preenchido = path.replaceAll(/\{\w+\}/g, encodeURIComponent(marca));
          // The first aparelho is the program that asks: it goes on.
          const conhecido = path.replaceAll(/\{\w+\}/g, path.endsWith('/revogar') ? '2' : '1');
          const certos: Record<string, string> = { acao: 'iniciar', posicao: '1', fila: 'produto-alterado' };
          const soOId = path.replaceAll(/\{(\w+)\}/g, (_, nome) => certos[nome] ?? encodeURIComponent(marca));
          chamadas.push(
            () => s.gerente(method, soOId, body && { feito: true, disponivel: true, motivo: 'para ver' }),
            () => s.gerente(method, `${preenchido}?${query}`, body, headers),
            () => s.totem(method, `${preenchido}?${query}`, body, headers),
            () => s.gerente(method, `${conhecido}?cpf=${encodeURIComponent(marca)}`, body),
            () => caller(gateway, marca.replaceAll(' ', ''))(method, preenchido, body, { 'x-signature': marca }),
          );
        }
    for (const marca of marcas) {
      const torto = encodeURIComponent(marca);
      const [token] = tokens;
      const cru = (contentType: string, body: string) => async () => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
        const { status } = await fetch(`${gateway}/v1/cliente`, { method: 'POST', headers, body });
        return { status, body: undefined, headers: new Headers() };
      };
      chamadas.push(
        () => s.gerente('GET', `/v1/cliente/${torto}`),
        () => s.gerente('GET', `/${torto}/%zz?cpf=${torto}`),
        () => s.gerente('GET', `/v1/produto/${torto}${'x'.repeat(300)}`),
        () => s.gerente(marca.replaceAll(/\W/g, ''), '/v1/pedido').catch(() => s.anyone('GET', '/health')),
        () => s.totem('POST', '/v1/cliente', { nome: marca, x: 'x'.repeat(70_000) }),
        cru('application/json', `{"nome": "${marca}", `),
        cru('application/json', `{"__proto__": "${marca}"}`),
        cru('text/plain', marca),
        cru(`application/${torto}`, marca),
      );
    }
    assert.ok(chamadas.length > 500);
    while (chamadas.length > 0)
      for (const { status } of await Promise.all(chamadas.splice(0, 10).map((chamar) => chamar())))
        assert.ok(status < 500);
  });

  test('um cliente vive a sua história inteira: cadastro, pedido, pagamento, e-mails, esquecimento', async () => {
    const { anyone, gerente, cozinha, totem } = s;
    const { cliente_id: client_id, cliente_segredo: client_secret } = s.credentials;
    const { body: cliente } = await totem('POST', '/v1/cliente', { ...pessoa, cpf: comPontos(cpf) });
    assert.equal(cliente.nome, pessoa.nome);
    assert.equal((await totem('POST', '/v1/cliente', pessoa)).status, 400);
    const { body } = await anyone('POST', `/oauth2/token?cpf=${comPontos(cpf)}`, { client_id, client_secret });
    tokens.push(body.token);
    const dono = caller(s.place.gateway, body.token);
    for (const como of [cpf, comPontos(cpf)]) {
      assert.equal((await gerente('GET', `/v1/cliente?cpf=${como}`)).status, 200);
      assert.equal((await dono('POST', `/v1/cliente/identifica?cpf=${como}`)).body.nome, 'Zuleica');
    }

    const [produto] = (await dono('GET', '/v1/produto/categoria/1')).body;
    pedidoId = (await dono('POST', '/v1/pedido', { clienteId: cliente.id })).body.id;
    await dono('POST', '/v1/item', { pedidoId, produtoId: produto.id, quantidade: 1 });
    const historia = (id: string) => ({ 'x-request-id': id });
    const { pagamento } = (await dono('POST', `/v1/pedido/checkout/${pedidoId}`, {}, historia(historias.checkout)))
      .body;
    const pagar = `/v1/pagamento/${pagamento.transacaoId}/1`;
    await until('the pagamento', async () => {
      const { status } = await gerente('POST', pagar, {}, historia(historias.pagamento));
      return status === 201;
    });
    await until('the refused e-mail', async () => recusados.length > 0);
    for (const acao of ['iniciar', 'pronto'])
      await until(`comanda ${acao}`, async () => {
        const path = `/v2/cozinha/comandas/${pedidoId}/${acao}`;
        return (await cozinha('POST', path, {}, historia(historias.preparo))).status === 200;
      });
    await until('the next e-mail', async () => enviados.length >= 1);
    assert.ok([...recusados, ...enviados].every((email) => email.includes(pessoa.email)));
    assert.ok(enviados.every((email) => !email.includes(cpf) && !email.includes(comPontos(cpf))));
    codigo = (await dono('GET', `/v2/pedido/${pedidoId}`)).body.acompanhar.replace('/p/', '');
    for (const path of [`/v2/acompanhamentos/${codigo}`, `/v2/acompanhamentos/${codigo}/eventos`])
      assert.equal((await anyone('GET', path)).status, 200);
    assert.equal((await anyone('GET', `/v2/acompanhamentos/${codigo}0`)).status, 400);
    for (const texto of [cpf, comPontos(cpf), pessoa.email, pessoa.nome, 'zuleica vaza']) {
      const { status, body } = await gerente('POST', '/v2/gerencia/clientes/busca', { texto });
      assert.deepEqual([status, body.clientes.map(({ id }: { id: number }) => id)], [200, [cliente.id]], texto);
    }
    for (const path of [`/v2/gerencia/pedidos/${pedidoId}`, '/v2/gerencia/pedidos', '/v2/gerencia/emails']) {
      const { status, body } = await gerente('GET', path);
      assert.equal(status, 200);
      semVazar(JSON.stringify(body), path);
    }
    // More pedidos, whose lines are not those of the first though their numbers begin alike.
    for (let n = 0; n < 10; n += 1) assert.equal((await dono('POST', '/v1/pedido', {})).status, 201);

    assert.equal((await gerente('DELETE', `/v1/cliente?cpf=${comPontos(cpf)}`)).status, 200);
    assert.equal((await gerente('GET', `/v1/cliente?cpf=${cpf}`)).status, 404);
    await until('the receipt', async () => enviados.length >= 2);
    const outra = (await totem('POST', '/v2/cliente', { ...pessoa, aceitaMarketing: true })).body;
    assert.equal((await gerente('DELETE', `/v2/gerencia/clientes/${outra.id}`)).status, 200);
    await until('the other receipt', async () => enviados.length >= 3);
  });

  test('nenhum dado pessoal chega aos logs, à tela ou às métricas', async () => {
    await logado();
    const [doSes, outras] = [true, false].map((x) => linhas().filter((linha) => linha.includes('emailId') === x));
    assert.ok(doSes?.length && outras?.length);
    semVazar(outras.join('\n'), 'the log');
    semVazar(s.errors(), 'stderr');
    for (const porta of [s.place.port, s.place.base, s.place.base + 1, s.place.base + 2, s.place.base + 3])
      semVazar(
        (await caller(`http://127.0.0.1:${porta}`, await s.gerente.bearer())('GET', '/metrics')).body,
        'the metrics',
      );
  });

  test('o código de um pedido não chega aos logs, à tela, às métricas ou à linha do tempo', async () => {
    await logado();
    const { body } = await s.gerente('GET', `/v2/pedido/${pedidoId}/linha-do-tempo`);
    assert.ok(body.passos.length > 5);
    const metricas = (await s.gerente('GET', '/metrics')).body;
    assert.ok(metricas.includes('route="/v2/acompanhamentos/:codigo"'));
    for (const texto of [logs(), s.errors(), metricas, JSON.stringify(body)]) assert.ok(!texto.includes(codigo));
  });

  test('o que o provedor de e-mails responde não leva o endereço aos logs', async () => {
    await logado();
    const doSes = linhas().filter((linha) => linha.includes('emailId'));
    assert.ok(doSes.some((linha) => linha.includes('e-mail not sent')));
    semVazar(doSes.join('\n'), 'the log');
  });

  test('nenhum segredo ou token chega aos logs ou à tela', async () => {
    await logado();
    const segredos = JSON.parse(readFileSync(join(s.place.dataDir, 'segredos.json'), 'utf8'));
    const { cliente_segredo, gerente, cozinha } = s.credentials;
    const texto = logs() + s.errors();
    for (const segredo of [cliente_segredo, gerente.senha, cozinha.senha, ...(Object.values(segredos) as string[])])
      assert.equal(texto.includes(segredo), false);
    for (const parte of tokens.flatMap((token) => token.split('.').slice(1)))
      assert.equal(texto.includes(parte), false);
  });

  test('cada linha é um JSON com nível, instante e serviço', async () => {
    await logado();
    assert.ok(linhas().length > 500);
    for (const linha of linhas()) {
      const { level, time, service } = JSON.parse(linha);
      assert.match(level, /^(debug|info|warn|error|fatal)$/);
      assert.equal(new Date(time).toISOString(), time);
      assert.match(service, /^(gateway|produto|pedido|pagamento|cozinha)$/);
    }
  });

  test('as linhas de um pedido são todas dele, em ordem', async () => {
    await logado();
    const dele = await logsDoPedido();
    assert.ok(dele.length > 8);
    for (const linha of dele) assert.equal(linha.pedidoId, pedidoId);
    const instantes = dele.map(({ time }) => String(time));
    assert.deepEqual(instantes, instantes.toSorted());
  });

  test('cada história se segue de serviço em serviço pela mesma correlação', async () => {
    await logado();
    const dele = await logsDoPedido();
    const por = (historia: string) =>
      [...new Set(dele.filter(({ correlacao }) => correlacao === historia).map(({ service }) => service))].sort();
    // What others do to an order goes on in its story; only their requests are stories of their own.
    assert.deepEqual(por(historias.checkout), ['cozinha', 'pagamento', 'pedido']);
    assert.deepEqual(por(historias.pagamento), ['pagamento']);
    assert.deepEqual(por(historias.preparo), ['cozinha']);
  });

  test('nenhuma linha de um pedido fica sem correlação, nem a dos e-mails', async () => {
    await logado();
    for (const linha of await logsDoPedido())
      assert.match(String(linha.correlacao), /^[0-9a-f-]{36}$/, JSON.stringify(linha));
  });
});

describe('o que fica depois de um esquecimento', () => {
  let s: Awaited<ReturnType<typeof abrirSistema>>;
  before(async () => {
    s = await abrirSistema({ LOG_LEVEL: 'debug' });
  });
  after(() => s?.stop());

  const arquivos = (pasta = s.place.dataDir): string[] =>
    readdirSync(pasta, { withFileTypes: true, recursive: true }).map((each) => join(each.parentPath, each.name));
  /** How a text may stand in a file: as it is, in JSON, in an address, quoted-printable, or anywhere within base64. */
  const formas = (texto: string): string[] => [
    texto,
    JSON.stringify(texto).slice(1, -1),
    encodeURIComponent(texto),
    [...Buffer.from(texto)]
      .map((byte) => (byte > 126 || byte === 64 ? `=${byte.toString(16)}` : String.fromCharCode(byte)))
      .join(''),
    ...[0, 1, 2]
      .map((antes) =>
        Buffer.from('x'.repeat(antes) + texto)
          .toString('base64')
          .slice(antes ? 4 : 0, -4),
      )
      .filter(({ length }) => length >= 8), // a shorter one could be anything
  ];
  /** The files in whose bytes a text stands in any form. */
  const onde = (texto: string): string[] => {
    const procuradas = formas(texto).map((forma) => Buffer.from(forma.toLowerCase()).toString('latin1'));
    return arquivos().filter((arquivo) => {
      if (!statSync(arquivo).isFile()) return false;
      const bytes = readFileSync(arquivo).toString('latin1');
      const baixo = bytes.replaceAll(/[A-Z]/g, (letra) => letra.toLowerCase());
      return procuradas.some((forma) => baixo.includes(forma));
    });
  };
  const quem = (nome: string) => ({ nome, email: `pessoa.${unico()}@exemplo.com`, cpf: umCpf() });
  const semAcento = (texto: string) => texto.normalize('NFD').replaceAll(/\p{M}/gu, '');
  const ditos = ({ nome, email, cpf: digitos }: ReturnType<typeof quem>) => [
    ...nome.split(' '),
    ...nome.split(' ').map(semAcento),
    email,
    digitos,
    comPontos(digitos),
  ];

  /** A cliente who ordered, paid and was told that it is ready. */
  async function umaHistoria(pessoa: ReturnType<typeof quem>) {
    const { totem, gerente, cozinha, place } = s;
    const { id: clienteId } = await feito(totem, 'POST', '/v1/cliente', { ...pessoa, cpf: comPontos(pessoa.cpf) });
    const dono = await s.comCpf(pessoa.cpf);
    const [produto] = await feito(dono, 'GET', '/v1/produto/categoria/1');
    const corpo = { clienteId, consumo: 'local', itens: [{ produtoId: produto.id, quantidade: 1 }], checkout: true };
    const chave = { 'idempotency-key': pessoa.email };
    const pedido = await feito(dono, 'POST', '/v2/pedido', corpo, chave);
    assert.equal((await feito(dono, 'POST', '/v2/pedido', corpo, chave)).id, pedido.id);
    await until('the pagamento', async () => {
      const { status } = await gerente('POST', `/v1/pagamento/${pedido.pagamento.transacaoId}/1`);
      return status === 201;
    });
    for (const acao of ['iniciar', 'pronto'])
      await until(
        acao,
        async () => (await cozinha('POST', `/v2/cozinha/comandas/${pedido.id}/${acao}`)).status === 200,
      );
    await until('two e-mails', async () => (await emailsPara(place.ses, pessoa.email)).length === 2);
    return clienteId;
  }

  for (const [como, apagar] of [
    ['pelo CPF', ({ cpf: digitos }) => s.gerente('DELETE', `/v1/cliente?cpf=${digitos}`)],
    ['pela gerência', (_, id) => s.gerente('DELETE', `/v2/gerencia/clientes/${id}`)],
  ] as [string, (pessoa: ReturnType<typeof quem>, id: number) => ReturnType<Call>][])
    test(`${como}: nenhum byte de nenhum arquivo diz mais o nome, o e-mail ou o CPF; os dos outros ficam`, {
      skip: ON_SERVER && 'the clientes are in no file of ours',
    }, async () => {
      const [pessoa, outra] = [quem('Zélia Apagadíssima'), quem('Otávia Ficante')];
      const id = await umaHistoria(pessoa);
      await umaHistoria(outra);
      const { nome, email, cpf: digitos } = pessoa;
      for (const texto of [nome, email, digitos]) assert.notDeepEqual(onde(texto), [], texto);
      assert.ok(
        onde(email).some((arquivo) => arquivo.includes('ses.sqlite')),
        'the local mailbox has its e-mails',
      );

      assert.equal((await apagar(pessoa, id)).status, 200);
      await until('no trace', async () => ditos(pessoa).flatMap(onde).length === 0);
      const [recibo, ...mais] = await emailsPara(s.place.ses, email);
      assert.match(String(recibo?.subject), /dados/i);
      assert.deepEqual(mais, [], 'of its e-mails only the receipt can still be read');
      for (const texto of [outra.nome, outra.email, outra.cpf]) assert.notDeepEqual(onde(texto), [], texto);
      assert.equal((await emailsPara(s.place.ses, outra.email)).length, 2);
    });

  test('a pasta de dados e tudo o que há nela só o dono lê', () => {
    for (const path of [s.place.dataDir, ...arquivos()]) {
      const stat = statSync(path);
      assert.equal((stat.mode & 0o777).toString(8), stat.isDirectory() ? '700' : '600', path);
    }
  });
});
