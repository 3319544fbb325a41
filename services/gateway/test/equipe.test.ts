import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import type { Papel } from '@foodious/contracts/scopes.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { secretFiles } from '@foodious/platform/secret-store.ts';
import type { Email } from '@foodious/platform/ses.ts';
import { conviteGuardado } from '../src/adapters/convite/guardado.ts';
import { CONHECIDO_S, conhecidos, pruneConhecidos } from '../src/db/conhecidos.ts';
import { pessoas } from '../src/db/pessoas.ts';
import type { GatewayTx } from '../src/db/schema.ts';
import type { Pessoa } from '../src/domain/pessoa.ts';
import { convidar, usarConvite } from '../src/use-cases/equipe/convites.ts';
import {
  conferirCodigo,
  conferirPalavraPasse,
  conferirPin,
  desafiar,
  entrar,
  lembrarNavegador,
  type Provado,
} from '../src/use-cases/equipe/entrar.ts';
import {
  apagarPessoa,
  criarPessoa,
  mudarPalavraPasse,
  mudarPessoa,
  mudarPin,
} from '../src/use-cases/equipe/pessoas.ts';
import { contarTentativa, lugarDe, type Origem } from '../src/use-cases/equipe/tentativas.ts';
import { umBancoDoGateway } from './banco.ts';

const PALAVRA_PASSE = 'três pratos de trigo';
const T = Date.UTC(2026, 4, 4, 12);
const aos = (segundos: number, por = 'ninguém') => newStory(randomUUID(), new Date(T + segundos * 1_000), por);
const origem = (mais: Partial<Origem> = {}): Origem => ({
  tela: 'cozinha',
  rede: '192.0.2.1',
  aparelhoId: null,
  conhecido: undefined,
  ...mais,
});
const negado = { kind: 'unauthorized', message: 'Credenciais inválidas' };

/** A gateway's database, and what people do at its door. */
async function abrir(t: TestContext) {
  const { db, inTransaction, fazer } = await umBancoDoGateway(t);
  const deps = { db, inTransaction };
  const identity = {
    conferirCasa: (usuario: string, senha: string) => (usuario === 'gerente' && senha === 'segredo' ? 'gerente' : null),
  } as const;
  const daMaquina = { ler: async () => undefined, fazer: async () => '', apagar: async () => {} };
  let quantas = 0;
  return {
    ...deps,
    fazer,
    /** Somebody who has used a convite. */
    async umaPessoa(papel: Pessoa['papel'] = 'cozinha', pin?: string): Promise<Pessoa> {
      quantas += 1;
      const nova = { nome: 'Bia Reis', usuario: `bia.${quantas}`, papel, email: 'bia@exemplo.com' };
      const { token, id } = await inTransaction(aos(0), async (tx) => {
        const { id } = await criarPessoa(tx, nova, false);
        return { ...(await convidar(tx, id)), id };
      });
      await usarConvite({ ...deps, daMaquina, segundoFator: false }, aos(0), token, { palavraPasse: PALAVRA_PASSE });
      if (pin) await mudarPin(deps, aos(0), { pessoaId: id, palavraPasse: PALAVRA_PASSE, pin, origem: origem() });
      return (await pessoas(db).get(id)) ?? assert.fail();
    },
    comPalavraPasse: (usuario: string, palavraPasse: string, segundos = 1, de = origem()) =>
      conferirPalavraPasse({ ...deps, identity }, aos(segundos), { usuario, palavraPasse, origem: de }),
    comPin: (pessoaId: number, pin: string, aparelhoId = 7) =>
      conferirPin(deps, aos(1), { pessoaId, pin, aparelhoId, origem: origem({ aparelhoId }) }),
    entrar: (provado: Provado) => inTransaction(aos(2), (tx) => entrar(tx, provado)),
    auditoria: () => db.selectFrom('auditoria').selectAll().orderBy('n').execute(),
  };
}

suite('quem quer entrar', () => {
  test('de um lugar, muitos nomes esperam juntos; e nenhum deles em outro lugar', async (t) => {
    const { inTransaction } = await abrir(t);
    const tentar = (n: number, lugar: string) =>
      inTransaction(aos(0), (tx) => contarTentativa(tx, { usuario: `fulano.${n}`, lugar }));
    for (let n = 0; n < 21; n += 1) await tentar(n, 'aqui');
    await assert.rejects(tentar(21, 'aqui'), {
      kind: 'too-many',
      codigo: 'tentativas-demais',
      extra: { esperaSegundos: 1 },
    });
    await tentar(21, 'ali');
  });

  test('de cem tentativas ao mesmo tempo contam-se cinco, e as outras ouvem que esperem', async (t) => {
    const { inTransaction } = await abrir(t);
    const tentativas = [...Array(100)].map(() =>
      inTransaction(aos(0), (tx) => contarTentativa(tx, { usuario: 'bia', lugar: 'aqui' })).then(
        () => 'contada',
        (error) => error.kind ?? error,
      ),
    );
    const como = await Promise.all(tentativas);
    assert.deepEqual(como.toSorted(), [...Array(5).fill('contada'), ...Array(95).fill('too-many')]);
  });

  test('quem espera não é contado; esquecidos os erros, começa de novo', async (t) => {
    const { inTransaction } = await abrir(t);
    const tentar = (segundos: number) =>
      inTransaction(aos(segundos), (tx) => contarTentativa(tx, { usuario: 'bia', lugar: 'aqui' }));
    for (let n = 0; n < 5; n += 1) await tentar(0);
    for (let n = 0; n < 9; n += 1) await assert.rejects(tentar(0.5), { extra: { esperaSegundos: 1 } });
    await tentar(1);
    await assert.rejects(tentar(1), { extra: { esperaSegundos: 2 } });
    for (let n = 0; n < 5; n += 1) await tentar(3_601 + n / 100);
  });

  test('o lugar é o aparelho, ou o navegador onde essa pessoa já entrou, ou o endereço', async (t) => {
    const { db, comPalavraPasse, umaPessoa, inTransaction } = await abrir(t);
    const bia = await umaPessoa();
    const caio = await umaPessoa();
    const provado = await comPalavraPasse(bia.usuario, PALAVRA_PASSE);
    const token = await inTransaction(aos(2), (tx) => lembrarNavegador(tx, provado));
    const lugar = (usuario: string, mais: Partial<Origem>) => lugarDe({ db }, usuario, origem(mais));
    assert.match(await lugar(bia.usuario, { conhecido: token }), /^conhecido-/);
    for (const conhecido of [undefined, '', 'outro'])
      assert.equal(await lugar(bia.usuario, { conhecido }), 'rede-192.0.2.1');
    assert.equal(await lugar(caio.usuario, { conhecido: token }), 'rede-192.0.2.1');
    assert.equal(await lugar(bia.usuario, { conhecido: token, aparelhoId: 3 }), 'aparelho-3');

    const dele = await comPalavraPasse(caio.usuario, PALAVRA_PASSE, 1, origem({ conhecido: token }));
    assert.equal(await inTransaction(aos(2), (tx) => lembrarNavegador(tx, dele)), token, 'two may use one browser');
    assert.match(await lugar(bia.usuario, { conhecido: token }), /^conhecido-/);
    const forjado = await comPalavraPasse(caio.usuario, PALAVRA_PASSE, 1, origem({ conhecido: 'escolhido por outro' }));
    assert.notEqual(await inTransaction(aos(2), (tx) => lembrarNavegador(tx, forjado)), 'escolhido por outro');
  });

  test('entre a palavra-passe e a entrada, quem foi mudado ou desativado não entra', async (t) => {
    const { comPalavraPasse, umaPessoa, entrar: abrirPorta, fazer } = await abrir(t);
    await umaPessoa('gerente');
    for (const mudou of [{ ativo: false }, { papel: 'balcao' as const }]) {
      const { id, usuario, nome, papel, email, ativo } = await umaPessoa();
      const provado = await comPalavraPasse(usuario, PALAVRA_PASSE);
      await fazer((tx) => mudarPessoa(tx, id, { nome, papel, email, ativo, ...mudou }, undefined, false));
      await assert.rejects(abrirPorta(provado), negado);
    }
  });

  test('um hash de outros parâmetros é trocado quando a pessoa entra', async (t) => {
    const { db, comPalavraPasse, umaPessoa, entrar: abrirPorta } = await abrir(t);
    const bia = await umaPessoa();
    // RFC 7914, section 12: `password` and `NaCl`, N = 1024, p = 16.
    const velho = `$scrypt$ln=10,r=8,p=16$TmFDbA$${Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex').toString('base64').replaceAll('=', '')}`;
    await db.updateTable('pessoa').set({ palavra_passe: velho }).execute();
    await abrirPorta(await comPalavraPasse(bia.usuario, 'password'));
    assert.match((await pessoas(db).get(bia.id))?.palavraPasse ?? '', /^\$scrypt\$ln=15,r=8,p=3\$/);
    await abrirPorta(await comPalavraPasse(bia.usuario, 'password'));
  });

  test('cada entrada, e cada recusa, está na auditoria, sem nome de ninguém', async (t) => {
    const { auditoria, comPalavraPasse, umaPessoa, entrar: abrirPorta } = await abrir(t);
    const { id, usuario } = await umaPessoa('gerente');
    await assert.rejects(comPalavraPasse(usuario, 'nem perto disso'), negado);
    await assert.rejects(comPalavraPasse('ninguem.assim', 'nem perto disso'), negado);
    await abrirPorta(await comPalavraPasse(usuario, PALAVRA_PASSE));
    await abrirPorta(await comPalavraPasse('gerente', 'segredo', 1, origem({ tela: null })));
    const linhas = await auditoria();
    const ditas = linhas.map(({ acao, quem, sobre_id, depois }) => [
      acao,
      quem,
      sobre_id,
      depois && JSON.parse(depois),
    ]);
    const com = { com: 'palavra-passe', tela: 'cozinha' };
    assert.deepEqual(ditas.slice(-4), [
      ['entrada-recusada', 'ninguém', String(id), com],
      ['entrada-recusada', 'ninguém', null, com],
      ['entrada', `equipe-${id}`, String(id), com],
      ['entrada', 'gerente', null, { com: 'programa' }],
    ]);
    assert.doesNotMatch(JSON.stringify(linhas), /bia|reis|exemplo/i);
  });
});

test('quem traz o segredo do arquivo não espera pelos erros de ninguém, nem os desfaz; quem traz um PIN também não', async (t) => {
  const { db, comPalavraPasse, comPin, umaPessoa, entrar: abrirPorta } = await abrir(t);
  const erradas = () => db.selectFrom('falha').select(['vezes']).where('chave', 'not like', 'pin:%').execute();
  for (let vez = 0; vez < 5; vez += 1) await assert.rejects(comPalavraPasse('gerente', 'nem perto', vez / 100), negado);
  const antes = await erradas();
  await abrirPorta(await comPalavraPasse('gerente', 'segredo'));
  assert.deepEqual(await erradas(), antes);
  const { id } = await umaPessoa('cozinha', '4729');
  const daPessoa = await umaPessoa();
  await assert.rejects(comPalavraPasse(daPessoa.usuario, 'nem perto', 1, origem({ aparelhoId: 7 })), negado);
  const noAparelho = await erradas();
  await abrirPorta(await comPin(id, '4729'));
  assert.deepEqual(await erradas(), noAparelho);
});

test('a palavra-passe que não confere, dita por quem já está dentro, e o e-mail que muda, estão na auditoria', async (t) => {
  const { db, inTransaction, fazer, umaPessoa, auditoria } = await abrir(t);
  const { id, nome, papel, ativo } = await umaPessoa();
  const meuPin = { pessoaId: id, palavraPasse: 'nem perto disso', pin: '4729', origem: origem({ tela: null }) };
  await assert.rejects(mudarPin({ db, inTransaction }, aos(1, `equipe-${id}`), meuPin), { campo: 'palavraPasse' });
  await fazer((tx) => mudarPessoa(tx, id, { nome, papel, ativo, email: 'outra@exemplo.com' }, undefined, false));
  const [recusada, mudada] = (await auditoria()).slice(-2);
  assert.deepEqual([recusada?.acao, recusada?.quem, recusada?.sobre_id], ['entrada-recusada', `equipe-${id}`, `${id}`]);
  assert.equal(JSON.parse(mudada?.depois ?? '').emailMudou, true);
});

suite('o PIN, em um aparelho pareado', () => {
  test('abre o trabalho de quem o escolheu, e não mais: um gerente entra como o balcão', async (t) => {
    const { comPin, umaPessoa, entrar: abrirPorta } = await abrir(t);
    for (const [papel, como] of [
      ['cozinha', 'cozinha'],
      ['balcao', 'balcao'],
      ['gerente', 'balcao'],
    ] as const satisfies [Pessoa['papel'], Papel][]) {
      const { id, nome } = await umaPessoa(papel, '4729');
      assert.deepEqual(await abrirPorta(await comPin(id, '4729')), {
        sub: `equipe-${id}`,
        papel: como,
        pessoaId: id,
        nome,
      });
    }
    const { id } = await umaPessoa();
    await assert.rejects(comPin(id, '4729'), negado, 'who has chosen none');
    await assert.rejects(comPin(999, '4729'), negado);
  });

  test('cinco errados o desligam naquele aparelho, até que a pessoa diga ali a palavra-passe', async (t) => {
    const { comPin, comPalavraPasse, umaPessoa, entrar: abrirPorta } = await abrir(t);
    const { id, usuario } = await umaPessoa('cozinha', '4729');
    const desligado = { kind: 'unauthorized', codigo: 'pin-desligado' };
    const erradas = await Promise.allSettled(
      ['1111', '2222', '3333', '4444', '5555', '6666', '7777'].map((pin) => comPin(id, pin)),
    );
    assert.equal(erradas.filter((uma) => uma.status === 'rejected' && uma.reason.codigo === 'pin-desligado').length, 2);
    await assert.rejects(comPin(id, '4729'), desligado);
    await abrirPorta(await comPin(id, '4729', 8)); // at another it still is on
    await assert.rejects(comPin(id, '4729'), desligado);
    await abrirPorta(await comPalavraPasse(usuario, PALAVRA_PASSE, 1, origem({ aparelhoId: 8 })));
    await assert.rejects(comPin(id, '4729'), desligado, 'there, not elsewhere');
    await abrirPorta(await comPalavraPasse(usuario, PALAVRA_PASSE, 1, origem({ aparelhoId: 7 })));
    await abrirPorta(await comPin(id, '4729'));
  });
});

suite('o código por e-mail', () => {
  test('o que não sai por e-mail não conta, e quem espera ouve que não saiu', async (t) => {
    const { db, inTransaction, umaPessoa } = await abrir(t);
    const bia = await umaPessoa('gerente');
    const fora = async () => {
      throw new Unavailable('the e-mails do not leave');
    };
    const lanchonete = async () => 'Lanchonete da Bia';
    for (let vez = 0; vez < 9; vez += 1)
      await assert.rejects(desafiar({ db, inTransaction, mailer: fora, lanchonete }, aos(1), bia, null), Unavailable);
    assert.deepEqual(await db.selectFrom('desafio').selectAll().execute(), []);
  });

  test('vale dez minutos; o assunto não o mostra, e nada que se guarda o diz', async (t) => {
    const { db, inTransaction, umaPessoa } = await abrir(t);
    const bia = await umaPessoa('gerente');
    const emails: Email[] = [];
    const mailer = async (email: Email) => void emails.push(email);
    const lanchonete = async () => 'Lanchonete da Bia';
    const { desafio } = await desafiar({ db, inTransaction, mailer, lanchonete }, aos(0), bia, null);
    const [email] = emails;
    const codigo = /(\d{6})/.exec(email?.text ?? '')?.[1] ?? assert.fail();
    assert.equal(email?.para, 'bia@exemplo.com');
    assert.doesNotMatch(email?.subject ?? '', /\d/);
    const [linha] = await db.selectFrom('desafio').selectAll().execute();
    assert.doesNotMatch(JSON.stringify(linha), new RegExp(`${codigo}|${desafio}`));
    const contar = (segundos: number) =>
      conferirCodigo({ db, inTransaction }, aos(segundos), { desafio, codigo, origem: origem() });
    assert.equal((await contar(599)).pessoa?.id, bia.id);
    await assert.rejects(contar(600), negado);
  });
});

test('quem sabe a palavra-passe de outro não o deixa sem códigos onde ele já entrou', async (t) => {
  const { db, inTransaction, umaPessoa, comPalavraPasse } = await abrir(t);
  const bia = await umaPessoa('gerente');
  const provada = await comPalavraPasse(bia.usuario, PALAVRA_PASSE);
  const conhecido = await inTransaction(aos(1), (tx) => lembrarNavegador(tx, provada));
  const deps = { db, inTransaction, mailer: async () => {}, lanchonete: async () => 'Lanchonete da Bia' };
  const pedir = async (de: Origem) =>
    desafiar(deps, aos(2), bia, (await comPalavraPasse(bia.usuario, PALAVRA_PASSE, 2, de)).tentativa);
  for (let vez = 0; vez < 5; vez += 1) await pedir(origem({ rede: `192.0.2.${vez + 2}` }));
  await assert.rejects(pedir(origem({ rede: '192.0.2.9' })), { kind: 'too-many' });
  assert.ok((await pedir(origem({ conhecido }))).desafio);
});

test('mudada a palavra-passe, ou a pessoa, o código que se mandou antes não serve mais', async (t) => {
  const { db, inTransaction, fazer, umaPessoa } = await abrir(t);
  const { id, nome, papel, email, ativo, ...bia } = await umaPessoa('gerente');
  const emails: Email[] = [];
  const mailer = async (carta: Email) => void emails.push(carta);
  const deps = { db, inTransaction, mailer, lanchonete: async () => 'Lanchonete da Bia' };
  for (const mudar of [
    () => fazer((tx) => mudarPessoa(tx, id, { nome, papel, ativo, email: 'outra@exemplo.com' }, undefined, true)),
    () =>
      mudarPalavraPasse(deps, aos(1), {
        pessoaId: id,
        atual: PALAVRA_PASSE,
        nova: `${PALAVRA_PASSE}!`,
        origem: origem(),
      }),
  ]) {
    const { desafio } = await desafiar(deps, aos(1), { ...bia, id, nome, email }, null);
    const codigo = /(\d{6})/.exec(emails.at(-1)?.text ?? '')?.[1] ?? '';
    await mudar();
    await assert.rejects(conferirCodigo(deps, aos(2), { desafio, codigo, origem: origem() }), negado);
  }
});

suite('os convites', () => {
  test('guardam-se só como hash', async (t) => {
    const { db, fazer, umaPessoa } = await abrir(t);
    const { id } = await umaPessoa();
    const { token } = await fazer((tx: GatewayTx) => convidar(tx, id));
    assert.doesNotMatch(JSON.stringify(await db.selectFrom('convite').selectAll().execute()), new RegExp(token));
  });

  test('o da máquina, de muitos que o usam ao mesmo tempo, serve a um; os outros ouvem que não vale mais', async (t) => {
    const { db, ...banco } = await abrir(t);
    let porChegar = 6;
    const todos = Promise.withResolvers<void>();
    const inTransaction: typeof banco.inTransaction = async (...what) => {
      porChegar -= 1;
      if (porChegar === 0) todos.resolve();
      await todos.promise;
      return banco.inTransaction(...what);
    };
    const token = 'o convite da máquina, de um só uso';
    const daMaquina = { ler: async () => ({ token, ate: null }), fazer: async () => '', apagar: async () => {} };
    const usar = (usuario: string) =>
      usarConvite({ db, inTransaction, daMaquina, segundoFator: false }, aos(0), token, {
        nome: 'Bia Reis',
        usuario,
        palavraPasse: PALAVRA_PASSE,
      }).then(
        () => 'usado',
        (error) => error.codigo ?? error,
      );
    const como = await Promise.all(['bia', 'bia', 'bia', 'caio', 'bia', 'caio'].map(usar));
    assert.deepEqual(como.toSorted(), [...Array(5).fill('convite-invalido'), 'usado']);
    assert.equal((await pessoas(db).list()).length, 1);
  });
});

suite('os navegadores conhecidos', () => {
  test('esquece-se quem já não entra em um, e só ele', async (t) => {
    const { db } = await umBancoDoGateway(t);
    const um = conhecidos(db);
    await um.put('navegador', 'ana', new Date(Date.now() - CONHECIDO_S * 1_000 - 1));
    await um.put('navegador', 'bia', new Date());
    await pruneConhecidos(db)(new Date(), 100);
    assert.deepEqual([await um.has('navegador', 'ana'), await um.has('navegador', 'bia')], [false, true]);
  });
});

test('usado o convite da máquina, o que ela fez depois dele fica', async (t) => {
  const pasta = mkdtempSync(join(tmpdir(), 'convite-'));
  t.after(() => rmSync(pasta, { recursive: true }));
  const daMaquina = conviteGuardado(secretFiles(pasta));
  const usado = await daMaquina.fazer(null);
  const outro = await daMaquina.fazer(null);
  await daMaquina.apagar(usado);
  assert.equal((await daMaquina.ler())?.token, outro);
  await daMaquina.apagar(outro);
  assert.equal(await daMaquina.ler(), undefined);
});

test('quem saiu da equipe se apaga, menos o seu número no que fez; quem ainda entra, não', async (t) => {
  const { db, fazer, umaPessoa, comPalavraPasse, comPin, entrar, inTransaction, auditoria } = await abrir(t);
  await umaPessoa('gerente');
  const bia = await umaPessoa('cozinha', '4711');
  const provado = await comPalavraPasse(bia.usuario, PALAVRA_PASSE);
  await entrar(provado);
  await inTransaction(aos(3), (tx) => lembrarNavegador(tx, provado));
  await assert.rejects(comPin(bia.id, '9999'));
  await inTransaction(aos(4), (tx) => convidar(tx, bia.id));
  await assert.rejects(
    fazer((tx) => apagarPessoa(tx, bia.id)),
    { kind: 'conflict' },
  );
  const { nome, papel, email } = bia;
  await fazer((tx) => mudarPessoa(tx, bia.id, { nome, papel, email, ativo: false }, undefined, false));
  await fazer((tx) => apagarPessoa(tx, bia.id));
  for (const tabela of ['pessoa', 'convite', 'conhecido', 'desafio', 'falha', 'auditoria', 'outbox'] as const) {
    const linhas = await db.selectFrom(tabela).selectAll().execute();
    assert.doesNotMatch(
      JSON.stringify(linhas),
      new RegExp(`${bia.usuario}|"pessoa_id":${bia.id}|pin:${bia.id}:`),
      tabela,
    );
  }
  assert.deepEqual((await auditoria()).at(-1)?.acao, 'pessoa-apagada');
  await assert.rejects(
    fazer((tx) => apagarPessoa(tx, bia.id)),
    { kind: 'not-found' },
  );
});
