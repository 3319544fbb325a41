import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import { suite, type TestContext, test } from 'node:test';
import { createLogger } from '@foodious/platform/log.ts';
import { ON_SERVER } from '@foodious/testing/database.ts';
import { until } from '@foodious/testing/waiting.ts';
import { pruneRevogacoes } from '../src/db/revogacoes.ts';
import { pruneSessoes } from '../src/db/sessoes.ts';
import type { Portador } from '../src/ports.ts';
import { revogacoes } from '../src/use-cases/revogacoes.ts';
import { revogar } from '../src/use-cases/revogar.ts';
import {
  abrirSessao,
  continuarSessao,
  encerrarSessao,
  type NovaSessao,
  portadorDe,
  sessaoAtual,
} from '../src/use-cases/sessoes.ts';
import { tokenDaSessao } from '../src/use-cases/token-da-sessao.ts';
import { transacoes, umBancoDoGateway } from './banco.ts';

const HORA = 60 * 60_000;
const NO_TOTEM: NovaSessao = { tela: 'totem', papel: 'totem' };
const agora = new Date('2026-05-04T12:00:00Z');
const depoisDe = (ms: number) => new Date(agora.getTime() + ms);

async function abrir(t: TestContext) {
  const banco = await umBancoDoGateway(t);
  const vistas = revogacoes({ db: banco.db }, createLogger('silent'));
  /** The instance has heard, and says whether a token made then still holds. */
  const vale = async (quem: Pick<Portador, 'bases'>, feito: Date) => {
    await vistas.ler();
    try {
      vistas.conferir({ bases: quem.bases, since: feito.getTime() });
      return true;
    } catch {
      return false;
    }
  };
  return { ...banco, vistas, vale };
}

suite('a sessão de uma tela', () => {
  test('é de quem tem o id; no banco só há o hash dele', async (t) => {
    const { db, fazer } = await abrir(t);
    const { id, sessao } = await fazer((tx) => abrirSessao(tx, NO_TOTEM));
    assert.match(id, /^[\w-]{43}$/);
    assert.match(sessao.sub, /^sessao-[0-9a-f-]{36}$/);
    assert.deepEqual(await sessaoAtual({ db }, 'totem', id), sessao);
    for (const outro of [undefined, '', `${id}x`, sessao.idHash, 'eyJhbGciOiJub25lIn0.e30.'])
      assert.equal(await sessaoAtual({ db }, 'totem', outro), undefined);
    assert.equal(await sessaoAtual({ db }, 'painel', id), undefined, 'of another screen');
    assert.doesNotMatch(JSON.stringify(await db.selectFrom('sessao').selectAll().execute()), new RegExp(id));
  });

  test('sem uso acaba: a do totem em um dia, a da equipe em duas horas; em uso, a da equipe em doze', async (t) => {
    const { db, fazer } = await abrir(t);
    for (const [nova, parada] of [
      [NO_TOTEM, 24 * HORA],
      [{ tela: 'cozinha', papel: 'cozinha', sub: 'cozinha' }, 2 * HORA],
    ] as [NovaSessao, number][]) {
      const { id, sessao } = await fazer((tx) => abrirSessao(tx, nova), agora);
      assert.ok(await sessaoAtual({ db }, nova.tela, id, depoisDe(parada - 1)));
      assert.equal(await sessaoAtual({ db }, nova.tela, id, depoisDe(parada)), undefined);
      assert.equal(await continuarSessao({ db }, sessao.idHash, depoisDe(parada).getTime()), undefined);
    }
    const { id, sessao } = await fazer((tx) => abrirSessao(tx, { tela: 'gerencia', papel: 'gerente' }), agora);
    for (let hora = 1; hora < 12; hora += 1) {
      const usada = await continuarSessao({ db }, sessao.idHash, depoisDe(hora * HORA).getTime());
      assert.ok(usada, `${hora} h`);
      assert.ok(usada.ate <= depoisDe(12 * HORA).getTime());
    }
    assert.ok(await sessaoAtual({ db }, 'gerencia', id, depoisDe(12 * HORA - 1)));
    assert.equal(await sessaoAtual({ db }, 'gerencia', id, depoisDe(12 * HORA)), undefined);
  });

  test('encerrada, não volta, e os tokens dela não valem mais; os de outra, sim', async (t) => {
    const { db, fazer, vale } = await abrir(t);
    const [uma, outra] = [
      await fazer((tx) => abrirSessao(tx, NO_TOTEM)),
      await fazer((tx) => abrirSessao(tx, NO_TOTEM)),
    ];
    const depois = new Date(Date.now() + 40_000); // also where a clock is ahead
    assert.ok(await vale(portadorDe(uma.sessao), depois));
    await fazer((tx) => encerrarSessao(tx, uma.id));
    assert.equal(await sessaoAtual({ db }, 'totem', uma.id), undefined);
    assert.equal(await vale(portadorDe(uma.sessao), depois), false);
    assert.ok(await sessaoAtual({ db }, 'totem', outra.id));
    assert.ok(await vale(portadorDe(outra.sessao), depois));
    await fazer((tx) => encerrarSessao(tx, uma.id)); // again, and nothing
  });

  test('revogado o aparelho, o cliente ou a pessoa, acabam as sessões que estão nele, e só essas', async (t) => {
    const { db, fazer, vale } = await abrir(t);
    for (const [base, sua, alheia] of [
      ['aparelho-7', { ...NO_TOTEM, aparelhoId: 7 }, { ...NO_TOTEM, aparelhoId: 77 }],
      ['cliente-7', { ...NO_TOTEM, clienteId: 7 }, { ...NO_TOTEM, clienteId: 77 }],
      ['equipe-7', { ...NO_TOTEM, sub: 'equipe-7' }, { ...NO_TOTEM, sub: 'equipe-77' }],
    ] as const) {
      const [dele, outra] = [await fazer((tx) => abrirSessao(tx, sua)), await fazer((tx) => abrirSessao(tx, alheia))];
      const em = new Date();
      const [antes, depois] = [-1, 1].map((ms) => new Date(em.getTime() + ms)) as [Date, Date];
      await fazer((tx) => revogar(tx, base), em);
      assert.equal(await sessaoAtual({ db }, 'totem', dele.id), undefined, base);
      for (const feito of [antes, new Date(em.getTime() + 40_000)]) // also where a clock is ahead
        assert.equal(await vale(portadorDe(dele.sessao), feito), false, base);
      assert.ok(await sessaoAtual({ db }, 'totem', outra.id), base);
      assert.ok(await vale(portadorDe(outra.sessao), antes), base);
      // A person may come in again at once; an aparelho never does, nor who was erased.
      assert.equal(await vale({ bases: [base] }, depois), base === 'equipe-7');
    }
  });

  test('o fluxo aberto de quem foi revogado acaba na hora; os outros seguem', async (t) => {
    const { fazer, vistas } = await abrir(t);
    const aberta = () => Object.assign(new EventEmitter(), { fim: 0, end() { this.fim += 1; } }); // biome-ignore format: one line
    const [sua, alheia] = [aberta(), aberta()];
    const vigiar = (bases: string[], raw: EventEmitter) =>
      vistas.vigiar({ bases, since: Date.now() - 1 }, raw as unknown as Writable);
    vigiar(['equipe-1', 'aparelho-2'], sua);
    vigiar(['equipe-3', 'aparelho-4'], alheia);
    await fazer((tx) => revogar(tx, 'aparelho-2'));
    await vistas.ler();
    assert.deepEqual([sua.fim, alheia.fim], [1, 0]);
    assert.throws(() => vigiar(['aparelho-2'], aberta()), /Token inválido/);
  });

  test('quem faz e revoga tokens sem parar não faz ninguém ler tudo de novo a cada vez', async (t) => {
    const { db, fazer } = await abrir(t);
    const em = Date.now() - 10 * 60_000;
    const velhas = Array.from({ length: 30_000 }, (_, n) => ({ base: `familia-${n}`, desde: em, em }));
    await fazer(async (tx) => {
      for (let n = 0; n < velhas.length; n += 1_000)
        await tx.db
          .insertInto('revogacao')
          .values(velhas.slice(n, n + 1_000))
          .execute();
    });
    let lidas = 0;
    const contado = db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        lidas += result.rows.length;
        return result;
      },
    });
    const vistas = revogacoes({ db: contado }, createLogger('silent'));
    await vistas.ler();
    assert.equal(lidas, velhas.length);
    assert.throws(() => vistas.conferir({ bases: ['familia-29999'], since: em - 1 }), /Token inválido/);
    await vistas.ler();
    assert.ok(lidas < velhas.length * 1.2, 'no more than may have turned up late');
  });

  test('outra instância sabe da revogação em dois segundos', {
    skip: !ON_SERVER && 'one opens the file',
  }, async (t) => {
    const { fazer, outra } = await abrir(t);
    const la = await outra();
    const vistas = revogacoes({ db: la.db }, createLogger('silent'));
    await vistas.start();
    t.after(() => vistas.stop());
    const { id, sessao } = await transacoes(la.transact).fazer((tx) => abrirSessao(tx, NO_TOTEM));
    const quem = { bases: portadorDe(sessao).bases, since: Date.now() };
    vistas.conferir(quem);
    await fazer((tx) => encerrarSessao(tx, id));
    const antes = performance.now();
    await until('it is heard of', async () => {
      try {
        vistas.conferir(quem);
        return false;
      } catch {
        return true;
      }
    });
    assert.ok(performance.now() - antes < 2_500);
  });

  test('o que acabou é esquecido; o que vale fica', async (t) => {
    const { db, fazer } = await abrir(t);
    const velha = await fazer((tx) => abrirSessao(tx, NO_TOTEM), agora);
    const [encerrada, vale] = [
      await fazer((tx) => abrirSessao(tx, NO_TOTEM)),
      await fazer((tx) => abrirSessao(tx, NO_TOTEM)),
    ];
    await fazer((tx) => encerrarSessao(tx, encerrada.id));
    await fazer((tx) => encerrarSessao(tx, velha.id), agora);
    await until('a millisecond is over', async () => (await pruneSessoes(db)(new Date(), 100)) === 2);
    assert.ok(await sessaoAtual({ db }, 'totem', vale.id));
    assert.equal(await pruneRevogacoes(db)(new Date(), 100), 1, 'the fresh one is still needed');
  });
});

suite('o token por trás da sessão', () => {
  async function comTokens(t: TestContext) {
    const banco = await abrir(t);
    const ler = t.mock.method(banco.db, 'selectFrom');
    let emitidos = 0;
    const issue = async ({ sub }: Portador) => {
      emitidos += 1;
      return { token: `${sub} ${emitidos}`, expiresIn: 900 };
    };
    const tokenDe = tokenDaSessao({ db: banco.db, identity: { issue } });
    return { ...banco, tokenDe, lidas: () => ler.mock.callCount() };
  }

  test('é lembrado: mil pedidos leem o banco uma vez, também os que vêm juntos', async (t) => {
    const { fazer, tokenDe, lidas } = await comTokens(t);
    const { id, sessao } = await fazer((tx) => abrirSessao(tx, NO_TOTEM));
    const juntos = await Promise.all([...Array(1_000)].map(() => tokenDe('totem', id)));
    assert.deepEqual(new Set(juntos), new Set([`${sessao.sub} 1`]));
    assert.equal(lidas(), 1);
  });

  test('é renovado enquanto a sessão está em uso, e ela dura mais', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: agora });
    const { db, fazer, tokenDe } = await comTokens(t);
    const { id, sessao } = await fazer((tx) => abrirSessao(tx, NO_TOTEM), agora);
    await tokenDe('totem', id);
    t.mock.timers.tick(6 * 60_000);
    assert.equal(await tokenDe('totem', id), `${sessao.sub} 2`);
    assert.equal((await sessaoAtual({ db }, 'totem', id))?.ate, sessao.ate + 6 * 60_000);
  });

  test('só na tela em que a sessão foi aberta: o cookie de uma, em outra, não é ninguém', async (t) => {
    const { fazer, tokenDe } = await comTokens(t);
    const { id } = await fazer((tx) => abrirSessao(tx, NO_TOTEM));
    assert.ok(await tokenDe('totem', id));
    for (const tela of ['painel', 'gerencia', 'p']) assert.equal(await tokenDe(tela, id), undefined, tela);
  });

  test('nada há por trás de uma sessão que acabou, nem de uma que nunca houve', async (t) => {
    const { fazer, tokenDe } = await comTokens(t);
    const { id } = await fazer((tx) => abrirSessao(tx, NO_TOTEM));
    await fazer((tx) => encerrarSessao(tx, id));
    assert.equal(await tokenDe('totem', id), undefined);
    assert.equal(await tokenDe('totem', 'inventado'), undefined);
  });
});
