import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { novoConvite } from '@foodious/gateway/adapters/convite/guardado.ts';
import { secretFiles } from '@foodious/platform/secret-store.ts';
import { caller, emailsPara, feito } from '@foodious/testing/client.ts';
import { unico } from '@foodious/testing/fixtures.ts';
import { abrirSistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';

type Sistema = Awaited<ReturnType<typeof abrirSistema>>;
// biome-ignore lint/suspicious/noExplicitAny: looked into as a client elsewhere would
type Resposta = { status: number; body: any; headers: Headers };

/** Addresses nobody else comes from: the gateway believes the proxy that a test is. */
let enderecos = 0;
const umEndereco = () => {
  enderecos += 1;
  return `203.0.113.${enderecos}`;
};

/** A browser at an address, with a screen open: it keeps its cookies, and sends them back. */
function navegador(s: Sistema, tela: string, endereco = umEndereco()) {
  const cookies = new Map<string, string>();
  const pedir = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Resposta> => {
    const answer = await fetch(s.place.gateway + path, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        'x-forwarded-for': endereco,
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^(\w+)=([^;]*)/.exec(cookie) ?? [];
      assert.match(cookie, new RegExp(`; Path=/${tela}; .*HttpOnly; SameSite=Strict`));
      cookies.set(name, value);
    }
    return { status: answer.status, body: JSON.parse(await answer.text()), headers: answer.headers };
  };
  return {
    pedir,
    cookies,
    entrar: (usuario: string, senha: string) => pedir('POST', `/${tela}/sessao`, { usuario, senha }),
    sessao: () => pedir('GET', `/${tela}/sessao`),
    api: (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
      pedir(method, `/${tela}/api${path}`, body, headers),
  };
}

/** A screen of the staff that was paired, at an address of its own. */
async function telaPareada(s: Sistema, tipo: 'cozinha' | 'balcao') {
  const { codigo } = await feito(s.gerente, 'POST', '/v2/aparelhos/pareamentos', { tipo, nome: unico() });
  const tela = navegador(s, tipo);
  const { status, body } = await tela.pedir('POST', `/${tipo}/aparelho`, { codigo });
  assert.equal(status, 200);
  return { ...tela, aparelhoId: body.id as number };
}
const cozinhaPareada = (s: Sistema) => telaPareada(s, 'cozinha');

/** The latest of the audit log about a person is that they were not let in. */
async function foiRecusada(s: Sistema, id: number, como: object): Promise<void> {
  const { entradas } = await feito(s.gerente, 'GET', `/v2/auditoria?limite=1&sobre=pessoa:${id}`);
  assert.deepEqual([entradas[0].acao, entradas[0].depois], ['entrada-recusada', como]);
}

const tokenDe = (endereco: string) => new URL(endereco).hash.replace('#convite=', '');
const PALAVRA_PASSE = 'três pratos de trigo';

describe('equipe', () => {
  let s: Sistema;
  before(async () => {
    s = await abrirSistema({ TRUSTED_PROXIES: '127.0.0.1' });
  });
  after(() => s?.stop());

  const arquivo = () => join(s.place.dataDir, 'convite.json');
  /** Somebody new, who has chosen a palavra-passe. */
  async function umaPessoa(papel: 'gerente' | 'balcao' | 'cozinha', email: string | null = null) {
    const usuario = `p.${unico()}`.toLowerCase().slice(0, 40);
    const { pessoa, convite } = await feito(s.gerente, 'POST', '/v2/equipe', {
      nome: `Bia ${unico()}`,
      usuario,
      papel,
      email,
    });
    await feito(s.anyone, 'POST', '/v2/convites/usar', {
      convite: tokenDe(convite.endereco),
      palavraPasse: PALAVRA_PASSE,
    });
    return { id: pessoa.id as number, usuario, nome: pessoa.nome as string };
  }
  const pessoa = async (id: number) =>
    (await feito(s.gerente, 'GET', '/v2/equipe')).pessoas.find((uma: { id: number }) => uma.id === id);
  const mudar = async (id: number, mudou: object, versao?: number) => {
    const { nome, papel, email, ativo, versao: atual } = await pessoa(id);
    const corpo = { nome, papel, email, ativo, ...mudou };
    return s.gerente('PUT', `/v2/equipe/${id}`, corpo, { 'if-match': `"${versao ?? atual}"` });
  };

  test('na própria máquina, sem cozinha pareada, ninguém entra com PIN, e nenhum código se pede', async () => {
    const answer = await fetch(`${s.place.gateway}/cozinha/equipe`, { headers: { 'sec-fetch-site': 'same-origin' } });
    assert.deepEqual([answer.status, await answer.json()], [200, []]);
  });

  test('na primeira vez, quem abriu o restaurante escolhe nome e palavra-passe por um convite que só a máquina tem', async () => {
    assert.equal(statSync(arquivo()).mode & 0o777, 0o600);
    const { convite } = JSON.parse(readFileSync(arquivo(), 'utf8'));
    const ver = await s.anyone('POST', '/v2/convites/ver', { convite });
    assert.deepEqual([ver.status, ver.body], [200, { primeiro: true, nome: null, usuario: null, papel: 'gerente' }]);

    const { credentials } = s;
    const antes = await navegador(s, 'gerencia').entrar(credentials.gerente.usuario, credentials.gerente.senha);
    assert.equal(antes.status, 200, 'until somebody has an account, people come in by the file');
    assert.equal(antes.body.pessoa, null);

    const usar = (mais: object) => s.anyone('POST', '/v2/convites/usar', { convite, ...mais });
    for (const [campo, mais] of [
      ['nome', { usuario: 'dona', palavraPasse: PALAVRA_PASSE }],
      ['usuario', { nome: 'Dona Ana', palavraPasse: PALAVRA_PASSE }],
      ['usuario', { nome: 'Dona Ana', usuario: 'a b', palavraPasse: PALAVRA_PASSE }],
      ['palavraPasse', { nome: 'Dona Ana', usuario: 'dona', palavraPasse: 'password123' }],
    ] as const) {
      const { status, body } = await usar(mais);
      assert.deepEqual([status, body.erros[0].campo], [400, campo]);
    }
    const usado = await usar({ nome: 'Dona Ana', usuario: 'DONA.Ana', palavraPasse: PALAVRA_PASSE });
    assert.deepEqual([usado.status, usado.body], [201, { nome: 'Dona Ana', usuario: 'dona.ana', papel: 'gerente' }]);
    assert.equal(existsSync(arquivo()), false);
    assert.equal(
      (await usar({ nome: 'Outra', usuario: 'outra', palavraPasse: PALAVRA_PASSE })).status,
      400,
      'only once',
    );

    const dona = navegador(s, 'gerencia');
    const { status, body } = await dona.entrar('Dona.Ana', PALAVRA_PASSE);
    assert.equal(status, 200);
    assert.deepEqual([body.papel, body.pessoa.nome], ['gerente', 'Dona Ana']);
    assert.deepEqual((await dona.sessao()).body.pessoa, body.pessoa);
    assert.equal((await dona.api('GET', '/v2/equipe')).status, 200);
  });

  test('havendo um gerente com conta própria, o arquivo de credenciais é só de programas', async () => {
    const { gerente, cozinha } = s.credentials;
    assert.equal((await navegador(s, 'gerencia').entrar(gerente.usuario, gerente.senha)).status, 401);
    assert.equal((await (await cozinhaPareada(s)).entrar(cozinha.usuario, cozinha.senha)).status, 401);
    for (const { usuario: username, senha: password } of [gerente, cozinha])
      assert.equal(
        (await s.anyone('POST', '/oauth2/token', { grant_type: 'password', username, password })).status,
        200,
      );
  });

  test('um convite vale uma vez, mesmo usado por dois ao mesmo tempo, e só o último feito vale', async () => {
    const usuario = `c.${unico()}`.toLowerCase().slice(0, 40);
    const { pessoa, convite } = await feito(s.gerente, 'POST', '/v2/equipe', {
      nome: 'Caio',
      usuario,
      papel: 'balcao',
    });
    const usar = (endereco: string, palavraPasse = PALAVRA_PASSE) =>
      s.anyone('POST', '/v2/convites/usar', { convite: tokenDe(endereco), palavraPasse });
    assert.equal((await (await cozinhaPareada(s)).entrar(usuario, PALAVRA_PASSE)).status, 401);
    const outro = await feito(s.gerente, 'POST', `/v2/equipe/${pessoa.id}/convite`);
    assert.equal((await usar(convite.endereco)).body.type, 'urn:foodious:problema:convite-invalido');
    const [um, dois] = await Promise.all([
      usar(outro.endereco, 'uma frase só minha'),
      usar(outro.endereco, 'outra frase só minha'),
    ]);
    assert.deepEqual([um.status, dois.status].sort(), [201, 400]);
    assert.ok(Date.parse(outro.ate) - Date.now() > 23 * 3_600_000);
    const ganhou = um.status === 201 ? 'uma frase só minha' : 'outra frase só minha';
    assert.equal((await (await cozinhaPareada(s)).entrar(usuario, ganhou)).status, 200);
  });

  test('um convite novo não tira o jeito de entrar; usado, o de antes acaba, e as sessões também', async () => {
    const { id, usuario } = await umaPessoa('cozinha');
    const tela = await cozinhaPareada(s);
    assert.equal((await tela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    const { endereco } = await feito(s.gerente, 'POST', `/v2/equipe/${id}/convite`);
    assert.equal((await tela.api('GET', '/v2/cozinha/comandas')).status, 200);
    await feito(s.anyone, 'POST', '/v2/convites/usar', {
      convite: tokenDe(endereco),
      palavraPasse: 'agora é outra frase',
    });
    assert.equal((await tela.api('GET', '/v2/cozinha/comandas')).status, 401);
    assert.equal((await tela.entrar(usuario, PALAVRA_PASSE)).status, 401);
    assert.equal((await tela.entrar(usuario, 'agora é outra frase')).status, 200);
  });

  test('o usuário é um só, sem maiúsculas; a mudança traz a versão do que foi lido', async () => {
    const { id, usuario } = await umaPessoa('balcao');
    const repetida = await s.gerente('POST', '/v2/equipe', {
      nome: 'Eco',
      usuario: usuario.toUpperCase(),
      papel: 'cozinha',
    });
    assert.deepEqual([repetida.status, repetida.body.erros[0].campo], [409, 'usuario']);
    assert.equal(
      (await s.gerente('PUT', `/v2/equipe/${id}`, { nome: 'Z', papel: 'balcao', email: null, ativo: true })).status,
      428,
    );
    assert.equal((await mudar(id, { nome: 'Nome novo' })).status, 200);
    const velha = await mudar(id, { nome: 'Outro' }, 1);
    assert.deepEqual([velha.status, velha.body.campos], [409, ['nome']]);
    assert.equal(
      (
        await s.gerente(
          'PUT',
          '/v2/equipe/99999',
          { nome: 'Z', papel: 'balcao', email: null, ativo: true },
          { 'if-match': '*' },
        )
      ).status,
      404,
    );
  });

  test('outro papel, ou nenhum mais, encerra as sessões e os tokens da pessoa em segundos', async () => {
    const { id, usuario } = await umaPessoa('gerente');
    const tela = navegador(s, 'gerencia');
    assert.equal((await tela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    const { body } = await s.anyone('POST', '/oauth2/token', {
      grant_type: 'password',
      username: usuario,
      password: PALAVRA_PASSE,
    });
    const programa = caller(s.place.gateway, body.token);
    const renovar = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    assert.equal((await programa('GET', '/v2/equipe')).status, 200);
    assert.equal((await mudar(id, { nome: 'Só o nome' })).status, 200);
    assert.equal((await tela.api('GET', '/v2/equipe')).status, 200, 'a name ends nothing');

    assert.equal((await mudar(id, { papel: 'cozinha' })).status, 200);
    assert.equal((await tela.api('GET', '/v2/equipe')).status, 401);
    assert.equal((await programa('GET', '/v2/equipe')).status, 401);
    assert.equal((await s.anyone('POST', '/oauth2/token', renovar)).status, 401);
    assert.equal((await tela.entrar(usuario, PALAVRA_PASSE)).status, 403, 'the screen is no longer theirs');
    await foiRecusada(s, id, { com: 'palavra-passe', tela: 'gerencia' });

    const cozinha = await cozinhaPareada(s);
    assert.equal((await cozinha.entrar(usuario, PALAVRA_PASSE)).status, 200);
    assert.equal((await mudar(id, { ativo: false })).status, 200);
    assert.equal((await cozinha.api('GET', '/v2/cozinha/comandas')).status, 401);
    assert.equal((await cozinha.entrar(usuario, PALAVRA_PASSE)).status, 401);
    assert.equal((await s.gerente('POST', `/v2/equipe/${id}/convite`)).status, 409);
  });

  test('o último gerente que pode entrar não se tira, nem dois se tiram um ao outro', async () => {
    const { pessoas } = await feito(s.gerente, 'GET', '/v2/equipe');
    const gerentes = pessoas.filter(
      (uma: { papel: string; ativo: boolean; entrouEm: string | null }) => uma.papel === 'gerente' && uma.ativo,
    );
    assert.equal(gerentes.length, 1, 'the owner');
    const [{ id: dona }] = gerentes;
    for (const mudou of [{ ativo: false }, { papel: 'balcao' }]) assert.equal((await mudar(dona, mudou)).status, 409);
    const convidada = await feito(s.gerente, 'POST', '/v2/equipe', {
      nome: 'Nova',
      usuario: `n.${unico()}`.toLowerCase(),
      papel: 'gerente',
    });
    assert.equal((await mudar(dona, { ativo: false })).status, 409, 'who has not used her convite governs nothing');
    assert.equal((await mudar(convidada.pessoa.id, { ativo: false })).status, 200);

    const outra = await umaPessoa('gerente');
    const [um, dois] = await Promise.all([mudar(dona, { papel: 'balcao' }), mudar(outra.id, { papel: 'balcao' })]);
    assert.deepEqual([um.status, dois.status].sort(), [200, 409]);
    assert.equal((await mudar(um.status === 200 ? dona : outra.id, { papel: 'gerente' })).status, 200);
    assert.equal((await mudar(outra.id, { ativo: false })).status, 200);
  });

  test('quem está dentro muda a própria palavra-passe, sabendo a de agora; o que estava aberto se encerra', async () => {
    const { usuario } = await umaPessoa('balcao');
    const tela = await cozinhaPareada(s);
    await tela.entrar(usuario, PALAVRA_PASSE);
    const trocar = (atual: string, nova: string) => tela.api('PUT', '/v2/equipe/eu/palavra-passe', { atual, nova });
    const errada = await trocar('não é esta', 'uma frase bem nova');
    assert.deepEqual([errada.status, errada.body.erros[0].campo], [400, 'atual']);
    assert.deepEqual((await trocar(PALAVRA_PASSE, usuario.repeat(3))).body.erros[0].campo, 'nova');
    assert.equal((await trocar(PALAVRA_PASSE, 'uma frase bem nova')).status, 200);
    assert.equal((await tela.sessao()).status, 401);
    assert.equal((await tela.entrar(usuario, PALAVRA_PASSE)).status, 401);
    assert.equal((await tela.entrar(usuario, 'uma frase bem nova')).status, 200);
    assert.equal(
      (await s.cozinha('PUT', '/v2/equipe/eu/palavra-passe', { atual: 'a', nova: 'uma frase bem nova' })).status,
      403,
    );
  });

  test('o PIN se escolhe com a palavra-passe, não é fácil de adivinhar, e só abre uma tela pareada', async () => {
    const { id, usuario, nome } = await umaPessoa('cozinha');
    const tela = await cozinhaPareada(s);
    await tela.entrar(usuario, PALAVRA_PASSE);
    const escolher = (pin: string | null, palavraPasse = PALAVRA_PASSE) =>
      tela.api('PUT', '/v2/equipe/eu/pin', { palavraPasse, pin });
    for (const pin of ['1234', '0000', '123', 'abcd', '1234567'])
      assert.deepEqual((await escolher(pin)).body.erros?.[0].campo, 'pin', pin);
    assert.equal((await escolher('4729', 'não é esta')).body.erros[0].campo, 'palavraPasse');
    assert.equal((await escolher('4729')).status, 200);
    assert.equal((await pessoa(id)).temPin, true);

    const outra = await cozinhaPareada(s);
    const comPin = (pin: string) => outra.pedir('POST', '/cozinha/sessao', { pessoaId: id, pin });
    assert.deepEqual((await outra.pedir('GET', '/cozinha/equipe')).body, [{ id, nome }]);
    assert.equal((await comPin('9999')).status, 401);
    const { status, body } = await comPin('4729');
    assert.deepEqual(
      [status, body.pessoa, body.papel, body.aparelho.id],
      [200, { id, nome }, 'cozinha', outra.aparelhoId],
    );
    for (let vez = 0; vez < 5; vez += 1) assert.equal((await comPin('9999')).status, 401);
    assert.equal((await comPin('4729')).body.type, 'urn:foodious:problema:pin-desligado');
    assert.equal((await outra.entrar(usuario, PALAVRA_PASSE)).status, 200);
    assert.equal((await comPin('4729')).status, 200);

    const naoPareada = navegador(s, 'cozinha');
    for (const { status, body } of [
      await naoPareada.pedir('GET', '/cozinha/equipe'),
      await naoPareada.pedir('POST', '/cozinha/sessao', { pessoaId: id, pin: '4729' }),
      await navegador(s, 'gerencia').pedir('POST', '/gerencia/sessao', { pessoaId: id, pin: '4729' }),
    ])
      assert.deepEqual([status, body.type], [403, 'urn:foodious:problema:aparelho-nao-pareado']);
    assert.equal((await escolher(null)).status, 200);
    assert.equal((await pessoa(id)).temPin, false);
    assert.deepEqual((await outra.pedir('GET', '/cozinha/equipe')).body, []);
  });

  test('no balcão pareado entra com PIN quem opera o caixa, o gerente também; quem só cozinha nem aparece', async () => {
    const tela = await telaPareada(s, 'balcao');
    const comPin: number[] = [];
    for (const papel of ['balcao', 'gerente', 'cozinha'] as const) {
      const { id, usuario } = await umaPessoa(papel);
      const onde = papel === 'cozinha' ? await cozinhaPareada(s) : tela;
      assert.equal((await onde.entrar(usuario, PALAVRA_PASSE)).status, 200);
      const pin = await onde.api('PUT', '/v2/equipe/eu/pin', { palavraPasse: PALAVRA_PASSE, pin: '4729' });
      assert.equal(pin.status, 200);
      comPin.push(id);
    }
    const [doBalcao = 0, gerente = 0, cozinheiro = 0] = comPin;
    const quem = (await tela.pedir('GET', '/balcao/equipe')).body.map(({ id }: { id: number }) => id);
    assert.deepEqual(
      comPin.map((id) => quem.includes(id)),
      [true, true, false],
    );
    const entrar = (pessoaId: number) => tela.pedir('POST', '/balcao/sessao', { pessoaId, pin: '4729' });
    assert.equal((await entrar(cozinheiro)).status, 403);
    for (const id of [doBalcao, gerente]) {
      const { status, body } = await entrar(id);
      assert.deepEqual([status, body.papel], [200, 'balcao']);
      assert.equal((await tela.api('GET', '/v2/balcao/cobrancas')).status, 200);
      assert.equal((await tela.api('GET', '/v2/equipe')).status, 403, 'four digits manage nothing');
    }
    const naoPareada = await navegador(s, 'balcao').pedir('GET', '/balcao/equipe');
    assert.deepEqual([naoPareada.status, naoPareada.body.type], [403, 'urn:foodious:problema:aparelho-nao-pareado']);
  });

  test('dez palavras erradas de outro lugar não atrasam a pessoa certa no lugar dela', async () => {
    const { usuario } = await umaPessoa('gerente');
    const dela = navegador(s, 'gerencia');
    assert.equal((await dela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    const intruso = navegador(s, 'gerencia');
    const respostas: number[] = [];
    for (let vez = 0; vez < 10; vez += 1) respostas.push((await intruso.entrar(usuario, `errada ${vez}`)).status);
    assert.deepEqual(respostas.slice(0, 5), Array(5).fill(401));
    assert.ok(respostas.slice(5).includes(429));
    const esperando = await intruso.entrar(usuario, PALAVRA_PASSE);
    assert.equal(esperando.status, 429, 'where it was guessed, even the right one waits');
    assert.equal(esperando.body.type, 'urn:foodious:problema:tentativas-demais');
    assert.ok(Number(esperando.headers.get('retry-after')) >= 1 && Number(esperando.headers.get('retry-after')) <= 60);
    const antes = performance.now();
    assert.equal((await dela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    assert.ok(performance.now() - antes < 5_000, 'at once');
    assert.equal(
      (await navegador(s, 'gerencia').entrar(usuario, PALAVRA_PASSE)).status,
      200,
      'nor is she held up anywhere else',
    );
  });

  test('no mesmo endereço, o navegador onde a pessoa já entrou não espera pelos erros dos outros', async () => {
    const { usuario } = await umaPessoa('gerente');
    const endereco = umEndereco();
    const dela = navegador(s, 'gerencia', endereco);
    assert.equal((await dela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    const intruso = navegador(s, 'gerencia', endereco);
    for (let vez = 0; vez < 10; vez += 1) await intruso.entrar(usuario, `errada ${vez}`);
    assert.equal((await intruso.entrar(usuario, PALAVRA_PASSE)).status, 429);
    assert.equal((await dela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    // The cookie is no pass: it holds for her name alone, and has its own failures.
    const { usuario: outro } = await umaPessoa('gerente');
    for (let vez = 0; vez < 5; vez += 1) await dela.entrar(outro, `errada ${vez}`);
    assert.equal((await intruso.entrar(outro, PALAVRA_PASSE)).status, 429);
  });

  test('cem tentativas ao mesmo tempo valem por poucas', async () => {
    const { usuario } = await umaPessoa('balcao');
    const intruso = navegador(s, 'gerencia');
    const respostas = await Promise.all(Array.from({ length: 100 }, (_, n) => intruso.entrar(usuario, `errada ${n}`)));
    const olhadas = respostas.filter(({ status }) => status === 401).length;
    assert.ok(olhadas >= 5 && olhadas <= 9, String(olhadas)); // a slow machine takes more than the second they wait
    assert.equal(respostas.filter(({ status }) => status === 429).length, 100 - olhadas);
  });

  test('nada diz se um usuário existe: nem o que se responde, nem quanto demora', async (t) => {
    const { usuario } = await umaPessoa('gerente');
    const desativada = await umaPessoa('gerente');
    await mudar(desativada.id, { ativo: false });
    const semPalavraPasse = `s.${unico()}`.toLowerCase().slice(0, 40);
    await feito(s.gerente, 'POST', '/v2/equipe', { nome: 'Sem', usuario: semPalavraPasse, papel: 'balcao' });
    const nomes = {
      existe: usuario,
      'não existe': `x.${unico()}`,
      desativada: desativada.usuario,
      'sem palavra-passe': semPalavraPasse,
      'de credenciais': s.credentials.gerente.usuario,
    };
    const vistos = Object.entries(nomes).map(([qual, nome]) => ({
      qual,
      nome,
      intruso: navegador(s, 'gerencia'),
      respostas: [] as unknown[],
      tempos: [] as number[],
    }));
    // One after another, turn about: whatever else the machine does, it does to all.
    for (let vez = 0; vez < 5; vez += 1)
      for (const { intruso, nome, respostas, tempos } of vistos) {
        const antes = performance.now();
        const { status, body } = await intruso.entrar(nome, 'nem perto disso');
        tempos.push(performance.now() - antes);
        assert.equal(status, 401);
        const { timestamp: _, instance: __, ...resto } = body;
        respostas.push([status, resto]);
      }
    const medianas = vistos.map(({ tempos }) => tempos.toSorted((a, b) => a - b)[2] ?? 0);
    t.diagnostic(vistos.map(({ qual }, i) => `${qual}: ${Math.round(medianas[i] ?? 0)} ms`).join(', '));
    for (const { qual, respostas } of vistos) assert.deepEqual(respostas, vistos[0]?.respostas, qual);
    assert.ok(Math.max(...medianas) < 2 * Math.min(...medianas), String(medianas));
  });

  test('npm run convite traz de volta também quem foi desativado', async () => {
    const { usuario, id } = await umaPessoa('balcao');
    assert.equal((await mudar(id, { ativo: false })).status, 200);
    const convite = await novoConvite(secretFiles(s.place.dataDir));
    await feito(s.anyone, 'POST', '/v2/convites/usar', {
      convite,
      nome: 'Voltei',
      usuario,
      palavraPasse: PALAVRA_PASSE,
    });
    const tela = navegador(s, 'gerencia');
    assert.equal((await tela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    assert.equal((await tela.api('GET', '/v2/equipe')).status, 200);
  });

  test('npm run convite devolve o restaurante a quem o tem: o usuário que havia recebe outra palavra-passe', async () => {
    const { usuario, id } = await umaPessoa('gerente');
    const tela = navegador(s, 'gerencia');
    assert.equal((await tela.entrar(usuario, PALAVRA_PASSE)).status, 200);
    const token = await novoConvite(secretFiles(s.place.dataDir));
    await feito(s.anyone, 'POST', '/v2/convites/usar', {
      convite: token,
      nome: 'Voltei',
      usuario,
      palavraPasse: 'lembrei de uma nova',
    });
    assert.equal((await tela.sessao()).status, 401);
    assert.equal((await tela.entrar(usuario, 'lembrei de uma nova')).status, 200);
    assert.equal((await pessoa(id)).nome, 'Voltei');
    assert.equal(existsSync(arquivo()), false);
    const vencido = await novoConvite(secretFiles(s.place.dataDir), new Date(Date.now() - 25 * 3_600_000));
    assert.equal((await s.anyone('POST', '/v2/convites/ver', { convite: vencido })).status, 400);
    writeFileSync(arquivo(), JSON.stringify({ convite: token, ate: null }));
    assert.equal(
      (await s.anyone('POST', '/v2/convites/ver', { convite: token })).status,
      400,
      'used, and somebody governs',
    );
  });
});

describe('segundo fator', () => {
  let s: Sistema;
  before(async () => {
    s = await abrirSistema({ TRUSTED_PROXIES: '127.0.0.1', SEGUNDO_FATOR: 'true' });
    const { convite } = JSON.parse(readFileSync(join(s.place.dataDir, 'convite.json'), 'utf8'));
    const dona = { convite, nome: 'Dona Ana', usuario: 'dona', palavraPasse: PALAVRA_PASSE };
    const semEmail = await s.anyone('POST', '/v2/convites/usar', dona);
    assert.deepEqual([semEmail.status, semEmail.body.erros[0].campo], [400, 'email']);
    await feito(s.anyone, 'POST', '/v2/convites/usar', { ...dona, email: 'dona@exemplo.com' });
  });
  after(() => s?.stop());

  /** The newest code in her mailbox, once there are so many. */
  const codigo = async (quantos: number) =>
    until(`${quantos} códigos`, async () => {
      const emails = await emailsPara(s.place.ses, 'dona@exemplo.com');
      return emails.length >= quantos && /código é (\d{6})/.exec(emails.at(-1)?.body.text ?? '')?.[1];
    });

  test('a palavra-passe não basta: vem um código por e-mail, que vale uma vez', async () => {
    const tela = navegador(s, 'gerencia');
    const primeira = await tela.entrar('dona', PALAVRA_PASSE);
    assert.deepEqual([primeira.status, primeira.body.segundoFator], [200, true]);
    assert.equal((await tela.sessao()).status, 401);
    const { desafio, ate } = primeira.body;
    assert.ok(Math.abs(Date.parse(ate) - Date.now() - 600_000) < 5_000);
    const certo = await codigo(1);
    const contar = (codigo: string) => tela.pedir('POST', '/gerencia/sessao', { desafio, codigo });
    assert.equal((await contar('abcdef')).status, 401);
    const { status, body } = await contar(certo);
    assert.deepEqual([status, body.pessoa.nome], [200, 'Dona Ana']);
    assert.equal((await contar(certo)).status, 401, 'used up');
    assert.equal((await tela.api('GET', '/v2/equipe')).body.pessoas[0].segundoFator, true);
  });

  test('cinco códigos errados, e nem o certo serve', async () => {
    const tela = navegador(s, 'gerencia');
    const { desafio } = (await tela.entrar('dona', PALAVRA_PASSE)).body;
    const certo = await codigo(2);
    const contar = (codigo: string) => tela.pedir('POST', '/gerencia/sessao', { desafio, codigo });
    for (let vez = 0; vez < 5; vez += 1) assert.equal((await contar(`${vez}`)).status, 401);
    assert.equal((await contar(certo)).status, 401);
  });

  test('um programa não entra com a conta dela; quem é da cozinha não precisa de código', async () => {
    const password = PALAVRA_PASSE;
    assert.equal(
      (await s.anyone('POST', '/oauth2/token', { grant_type: 'password', username: 'dona', password })).status,
      403,
    );
    const { pessoas } = await feito(s.gerente, 'GET', '/v2/equipe');
    await foiRecusada(s, pessoas[0].id, { com: 'palavra-passe' });
    const semEmail = await s.gerente('POST', '/v2/equipe', { nome: 'Gê', usuario: 'gege', papel: 'gerente' });
    assert.deepEqual([semEmail.status, semEmail.body.erros[0].campo], [400, 'email']);
    const { convite } = await feito(s.gerente, 'POST', '/v2/equipe', { nome: 'Cô', usuario: 'coco', papel: 'cozinha' });
    await feito(s.anyone, 'POST', '/v2/convites/usar', {
      convite: tokenDe(convite.endereco),
      palavraPasse: PALAVRA_PASSE,
    });
    assert.equal((await (await cozinhaPareada(s)).entrar('coco', PALAVRA_PASSE)).body.pessoa.nome, 'Cô');
  });

  test('códigos não se pedem sem fim, nem de endereços diferentes', async () => {
    const respostas: number[] = [];
    for (let vez = 0; vez < 8; vez += 1)
      respostas.push((await navegador(s, 'gerencia').entrar('dona', PALAVRA_PASSE)).status);
    assert.deepEqual([...new Set(respostas)], [200, 429]);
    assert.ok(respostas.indexOf(429) <= 5);
  });
});
