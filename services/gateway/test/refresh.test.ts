import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { createLogger } from '@foodious/platform/log.ts';
import { pruneRefreshes } from '../src/db/refresh.ts';
import { abrirFamilia, type Renovavel, renovar, revogarRefresh } from '../src/use-cases/refresh.ts';
import { revogacoes } from '../src/use-cases/revogacoes.ts';
import { revogar } from '../src/use-cases/revogar.ts';
import { umBancoDoGateway } from './banco.ts';

const PESSOA = { sub: 'equipe-7', papel: 'gerente' } as const;
const HORA = 60 * 60_000;

async function abrir(t: TestContext) {
  const { db, fazer } = await umBancoDoGateway(t);
  const inicio = new Date();
  const em = (ms: number) => new Date(inicio.getTime() + ms);
  const vistas = revogacoes({ db }, createLogger('silent'));
  const renovarEm = (token: string, ms: number) => fazer((tx) => renovar(tx, token), em(ms));
  return {
    db,
    fazer,
    em,
    entrar: () => fazer((tx) => abrirFamilia(tx, PESSOA), inicio),
    renovarEm,
    /** Renews, which must go well. */
    async seguinte(token: string, ms: number): Promise<Renovavel> {
      const novo = await renovarEm(token, ms);
      assert.ok(novo, `after ${ms} ms`);
      return novo;
    },
    /** Whether an access token made then would hold, now by default. */
    async vale({ portador: { bases } }: Renovavel, ms = 0): Promise<boolean> {
      await vistas.ler();
      try {
        vistas.conferir({ bases, since: em(ms).getTime() });
        return true;
      } catch {
        return false;
      }
    },
  };
}

suite('o refresh token', () => {
  test('vale uma vez, por outro da mesma pessoa; o banco só tem o hash', async (t) => {
    const { db, entrar, seguinte, vale } = await abrir(t);
    const primeiro = await entrar();
    const segundo = await seguinte(primeiro.refreshToken, 0);
    assert.notEqual(segundo.refreshToken, primeiro.refreshToken);
    assert.deepEqual(segundo.portador, primeiro.portador);
    assert.equal(segundo.portador.papel, 'gerente');
    assert.ok(await vale(segundo));
    const linhas = JSON.stringify(await db.selectFrom('refresh').selectAll().execute());
    for (const { refreshToken } of [primeiro, segundo]) assert.doesNotMatch(linhas, new RegExp(refreshToken));
  });

  test('usado de novo mais tarde acaba com a família: nem o novo, nem os tokens de acesso valem mais', async (t) => {
    const { entrar, seguinte, renovarEm, vale } = await abrir(t);
    const [primeiro, alheio] = [await entrar(), await entrar()];
    const segundo = await seguinte(primeiro.refreshToken, 0);
    assert.equal(await renovarEm(primeiro.refreshToken, 10_001), null);
    assert.equal(await renovarEm(segundo.refreshToken, 10_002), null);
    assert.equal(await vale(segundo), false);
    assert.ok(await vale(alheio), 'who signed in elsewhere stays');
    await seguinte(alheio.refreshToken, 10_003);
  });

  test('a resposta que se perdeu se pede de novo em dez segundos, e a perdida não vale mais', async (t) => {
    const { entrar, seguinte, renovarEm } = await abrir(t);
    const { refreshToken } = await entrar();
    const perdida = await seguinte(refreshToken, 0);
    const outra = await seguinte(refreshToken, 5_000);
    const ultima = await seguinte(outra.refreshToken, 20_000);
    // Who had it caught ends the family as soon as it is used.
    assert.equal(await renovarEm(perdida.refreshToken, 30_000), null);
    assert.equal(await renovarEm(ultima.refreshToken, 30_000), null);
  });

  test('na graça, o sucessor que já se usou denuncia a cópia', async (t) => {
    const { entrar, seguinte, renovarEm } = await abrir(t);
    const { refreshToken } = await entrar();
    const segundo = await seguinte(refreshToken, 0);
    const terceiro = await seguinte(segundo.refreshToken, 1_000);
    assert.equal(await renovarEm(refreshToken, 2_000), null);
    assert.equal(await renovarEm(terceiro.refreshToken, 3_000), null);
  });

  test('de muitos pedidos ao mesmo tempo com o mesmo, um só segue adiante', async (t) => {
    const { entrar, renovarEm } = await abrir(t);
    const { refreshToken } = await entrar();
    const novos = await Promise.all([...Array(8)].map(() => renovarEm(refreshToken, 0)));
    const seguem = await Promise.all(novos.map((novo) => novo && renovarEm(novo.refreshToken, 20_000)));
    assert.ok(seguem.filter(Boolean).length <= 1);
  });

  test('parado um dia, ou em uso por trinta, acaba', async (t) => {
    const { db, entrar, seguinte, renovarEm } = await abrir(t);
    const parado = await entrar();
    assert.equal(await renovarEm(parado.refreshToken, 24 * HORA), null);
    let { refreshToken } = await entrar();
    for (let hora = 23; hora < 30 * 24; hora += 23) ({ refreshToken } = await seguinte(refreshToken, hora * HORA));
    assert.equal(await renovarEm(refreshToken, 30 * 24 * HORA), null);
    assert.equal(await pruneRefreshes(db)(new Date(), 100), 0, 'none is over yet');
  });

  test('sai quem o devolve, e quem perde o papel', async (t) => {
    const { fazer, em, entrar, renovarEm, vale } = await abrir(t);
    const [devolvido, outro] = [await entrar(), await entrar()];
    await fazer((tx) => revogarRefresh(tx, devolvido.refreshToken));
    await fazer((tx) => revogarRefresh(tx, 'inventado'));
    assert.equal(await renovarEm(devolvido.refreshToken, 1), null);
    assert.equal(await vale(devolvido), false);
    assert.ok(await vale(outro));
    await fazer((tx) => revogar(tx, PESSOA.sub), em(1));
    assert.equal(await renovarEm(outro.refreshToken, 2), null);
    assert.equal(await vale(outro), false);
    assert.equal(await vale(outro, 5), false, 'renewed just before, and made just after');
    assert.ok(await vale(await entrar(), 5), 'who comes in again');
  });
});
