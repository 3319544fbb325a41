import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import type { Papel } from '@foodious/contracts/scopes.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Email } from '@foodious/platform/ses.ts';
import { conviteEmArquivo } from '../src/adapters/convite/arquivo.ts';
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
import { apagarPessoa, criarPessoa, mudarPalavraPasse, mudarPessoa, mudarPin } from '../src/use-cases/equipe/pessoas.ts';
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
  const daMaquina = { ler: () => undefined, fazer: () => '', apagar: () => {} };
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
  test('códigos e números inventados não enchem a auditoria nem o banco: nada se tentou de ninguém', async (t) => {
    const { db, inTransaction, auditoria, comPin, umaPessoa } = await abrir(t);
    const { id } = await umaPessoa('cozinha', '4826');
    const antes = (await auditoria()).length;
    for (let n = 1; n <= 20; n += 1) {
      const inventado = { desafio: `inventado ${n}`, codigo: '123456', origem: origem() };
      await assert.rejects(conferirCodigo({ db, inTransaction }, aos(1), inventado), negado);
      await assert.rejects(comPin(id + n, '1357'), negado);
    }
    assert.equal((await auditoria()).length, antes);
    assert.deepEqual(await db.selectFrom('falha').select('chave').where('chave', 'like', 'pin:%').execute(), []);
    await assert.rejects(comPin(id, '1357'), negado);
    assert.equal((await auditoria()).length, antes + 1, 'of a person, it is');
  });

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
