import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { aparelhos } from '../src/db/aparelhos.ts';
import { credenciaisInvalidas } from '../src/domain/credenciais.ts';
import {
  aparelhoDaCredencial,
  cadastrarPrograma,
  conferirPrograma,
  notarProgramaDaCasa,
  parear,
  prepararPareamento,
  renomearAparelho,
  revogarAparelho,
} from '../src/use-cases/aparelhos.ts';
import { notarVisita } from '../src/use-cases/notar-visita.ts';
import { familiaDa } from '../src/use-cases/revogar.ts';
import { abrirSessao, sessaoAtual } from '../src/use-cases/sessoes.ts';
import { tokenDePrograma } from '../src/use-cases/token-de-programa.ts';
import { umBancoDoGateway } from './banco.ts';

const UM_TOTEM = { tipo: 'totem', nome: 'Perto da porta' } as const;
const agora = new Date('2026-05-04T12:00:00Z');
const depoisDe = (ms: number) => new Date(agora.getTime() + ms);
const naoVale = (erro: unknown) => erro instanceof Refusal && erro.codigo === 'pareamento-invalido';

suite('parear um aparelho', () => {
  test('o código é curto, sem letras que se confundem, e o banco só tem o hash', async (t) => {
    const { db, fazer } = await umBancoDoGateway(t);
    for (let vez = 0; vez < 20; vez += 1) {
      const { codigo, ate } = await fazer((tx) => prepararPareamento(tx, UM_TOTEM), agora);
      assert.match(codigo, /^[2-9A-HJKMNP-Z]{6}$/);
      assert.equal(ate, agora.getTime() + 10 * 60_000);
      assert.doesNotMatch(JSON.stringify(await db.selectFrom('pareamento').selectAll().execute()), new RegExp(codigo));
    }
    await assert.rejects(
      fazer((tx) => prepararPareamento(tx, UM_TOTEM), agora),
      /Muitos códigos/,
    );
    await fazer((tx) => prepararPareamento(tx, UM_TOTEM), depoisDe(10 * 60_000)); // those are over
  });

  test('vale uma vez, como a pessoa o digite; a credencial é da tela, e o banco só tem o hash', async (t) => {
    const { db, fazer } = await umBancoDoGateway(t);
    const { codigo } = await fazer((tx) => prepararPareamento(tx, UM_TOTEM));
    const digitado = ` ${codigo.slice(0, 3).toLowerCase()}-${codigo.slice(3)} `;
    const { aparelho, credencial } = await fazer((tx) => parear(tx, 'totem', digitado, '1.2.3'));
    assert.deepEqual(aparelho, { id: aparelho.id, ...UM_TOTEM });
    assert.match(credencial, /^[\w-]{43}$/);
    const guardado = await aparelhoDaCredencial({ db }, credencial);
    assert.deepEqual([guardado?.id, guardado?.versao], [aparelho.id, '1.2.3']);
    for (const outra of [undefined, '', `${credencial}x`, guardado?.credencialHash ?? ''])
      assert.equal(await aparelhoDaCredencial({ db }, outra), undefined);
    await assert.rejects(
      fazer((tx) => parear(tx, 'totem', codigo, null)),
      naoVale,
    );
  });

  test('errado, vencido ou de outra tela não vale, e a recusa é a mesma', async (t) => {
    const { fazer } = await umBancoDoGateway(t);
    const novo = async () => (await fazer((tx) => prepararPareamento(tx, UM_TOTEM), agora)).codigo;
    await assert.rejects(
      fazer((tx) => parear(tx, 'totem', 'AAAAAA', null), agora),
      naoVale,
    );
    const vencido = await novo();
    await assert.rejects(
      fazer((tx) => parear(tx, 'totem', vencido, null), depoisDe(10 * 60_000)),
      naoVale,
    );
    const alheio = await novo();
    await assert.rejects(
      fazer((tx) => parear(tx, 'painel', alheio, null), agora),
      naoVale,
    );
    const certo = await novo();
    await fazer((tx) => parear(tx, 'totem', certo, null), depoisDe(10 * 60_000 - 1));
  });

  test('pareado o primeiro, acabam as sessões da mesma tela que não tinham aparelho', async (t) => {
    const { db, fazer } = await umBancoDoGateway(t);
    const aberta = (tela: 'totem' | 'painel', aparelhoId: number | null = null) =>
      fazer((tx) => abrirSessao(tx, { tela, papel: tela, aparelhoId }));
    const [semTotem, semPainel] = [await aberta('totem'), await aberta('painel')];
    const { codigo } = await fazer((tx) => prepararPareamento(tx, UM_TOTEM));
    const { aparelho } = await fazer((tx) => parear(tx, 'totem', codigo, null));
    const pareada = await aberta('totem', aparelho.id);
    assert.equal(await sessaoAtual({ db }, 'totem', semTotem.id), undefined);
    assert.ok(await sessaoAtual({ db }, 'painel', semPainel.id));
    await fazer((tx) => revogarAparelho(tx, aparelho.id));
    assert.equal(await sessaoAtual({ db }, 'totem', pareada.id), undefined);
  });
});

suite('um aparelho', () => {
  test('muda de nome, é revogado uma vez e para sempre; o que não existe não é encontrado', async (t) => {
    const { db, fazer } = await umBancoDoGateway(t);
    const { codigo } = await fazer((tx) => prepararPareamento(tx, UM_TOTEM));
    const { aparelho, credencial } = await fazer((tx) => parear(tx, 'totem', codigo, null));
    assert.equal((await fazer((tx) => renomearAparelho(tx, aparelho.id, 'No fundo'))).nome, 'No fundo');
    const { revogadoEm } = await fazer((tx) => revogarAparelho(tx, aparelho.id), agora);
    assert.equal((await fazer((tx) => revogarAparelho(tx, aparelho.id))).revogadoEm, revogadoEm);
    assert.equal(await aparelhoDaCredencial({ db }, credencial), undefined);
    assert.equal(await aparelhos(db).hasTipo('totem'), false);
    const feitos = await db.selectFrom('auditoria').select(['acao', 'sobre_id']).orderBy('n').execute();
    assert.deepEqual(
      feitos.map(({ acao, sobre_id }) => [acao, sobre_id]),
      [
        ['pareamento-criado', null],
        ['aparelho-pareado', String(aparelho.id)],
        ['aparelho-mudado', String(aparelho.id)],
        ['aparelho-revogado', String(aparelho.id)],
      ],
    );
    for (const fim of [renomearAparelho, revogarAparelho])
      await assert.rejects(
        fazer((tx) => fim(tx, 999, 'Nenhum')),
        /não encontrado/,
      );
  });

  test('é visto, no máximo uma vez por minuto; a versão que mudou, na hora', async (t) => {
    const { db, fazer } = await umBancoDoGateway(t);
    const { id } = await fazer((tx) => cadastrarPrograma(tx, 'Um'));
    const ver = async (ms: number, versao?: string) => {
      const antes = await aparelhos(db).get(id);
      assert.ok(antes);
      await notarVisita({ db }, antes, depoisDe(ms).getTime(), versao);
      const depois = await aparelhos(db).get(id);
      return [depois?.vistoEm && depois.vistoEm - agora.getTime(), depois?.versao];
    };
    assert.deepEqual(await ver(0), [0, null]);
    assert.deepEqual(await ver(59_999), [0, null]);
    assert.deepEqual(await ver(59_999, '2.0.0'), [59_999, '2.0.0']);
    assert.deepEqual(await ver(130_000), [130_000, '2.0.0']);
  });
});

suite('um programa', () => {
  const daCasa = {
    checkDevice(id: string, segredo: string) {
      if (id !== 'da-casa' || segredo !== 'certo') throw credenciaisInvalidas();
    },
  };

  test('entra com o seu segredo, até ser revogado; o da casa também', async (t) => {
    const { db, fazer } = await umBancoDoGateway(t);
    const novo = await fazer((tx) => cadastrarPrograma(tx, 'ERP'));
    for (let vez = 0; vez < 2; vez += 1) await fazer((tx) => notarProgramaDaCasa(tx, 'da-casa'));
    assert.equal((await aparelhos(db).list()).length, 2);
    assert.doesNotMatch(JSON.stringify(await aparelhos(db).list()), new RegExp(novo.clientSecret));
    const entrar = (clientId: string, segredo: string) => conferirPrograma({ db }, daCasa, clientId, segredo);
    const certos = [
      [novo.clientId, novo.clientSecret],
      ['da-casa', 'certo'],
    ] as const;
    for (const [id, segredo] of certos) {
      const { id: aparelhoId } = await entrar(id, segredo);
      for (const errado of ['', `${segredo}x`, novo.clientId]) await assert.rejects(entrar(id, errado), /inválidas/);
      await fazer((tx) => revogarAparelho(tx, aparelhoId));
      await assert.rejects(entrar(id, segredo), /inválidas/);
    }
    await assert.rejects(entrar('ninguém', 'certo'), /inválidas/);
  });
});

test('cada token de um programa se revoga sozinho, e todos com o programa', async () => {
  const dados: (readonly string[])[] = [];
  const nunca = async () => assert.fail('no cliente is asked for');
  const deps = {
    identity: {
      issue: async ({ bases }: { bases: readonly string[] }) => {
        dados.push(bases);
        return { token: 't', expiresIn: 900 };
      },
      ownToken: nunca,
    },
    upstreams: { pedido: { ask: nunca } },
    conferir: async (id: string) => [id, 'aparelho-1'],
  };
  for (const client_secret of ['s', 's']) await tokenDePrograma(deps, { client_id: 'programa-1', client_secret });
  for (const bases of dados) assert.deepEqual(bases.slice(1), ['programa-1', 'aparelho-1']);
  const familias = dados.map(([base = '']) => familiaDa(base));
  assert.ok(familias.every(Boolean) && new Set(familias).size === 2, 'each has one of its own');
});
