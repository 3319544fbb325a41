import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { sistema } from './compartilhado.ts';

/** The ajustes before anybody has changed them. */
const PADRAO = {
  lanchonete: 'Fast & Foodious',
  totem: { ociosoS: 45, avisoS: 15, pixOciosoS: 180 },
  cozinha: { amareloMin: 5, vermelhoMin: 8, voltarMin: 10, recolherMin: 30 },
  painel: { som: true, fala: false },
  meios: { pix: true, balcao: false },
};

/** Writes over whatever stands. */
const SOBRE = { 'if-match': '*' };

describe('ajustes', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });
  after(() => s?.gerente('PUT', '/v2/ajustes', PADRAO, SOBRE));
  const lidos = async () => (await s.totem('GET', '/v2/ajustes')).body;

  test('antes de alguém mudar, são os de fábrica, e toda tela os lê', async () => {
    for (const quem of [s.totem, s.cozinha, s.gerente]) {
      const { status, body } = await quem('GET', '/v2/ajustes');
      assert.deepEqual([status, body], [200, PADRAO]);
    }
  });

  test('a gerência os muda inteiros, uma e outra vez, e todos leem os novos', async () => {
    for (const ajustes of [
      {
        lanchonete: `Lanches ${unico()}`,
        totem: { ociosoS: 15, avisoS: 60, pixOciosoS: 900 },
        cozinha: { amareloMin: 1, vermelhoMin: 120, voltarMin: 60, recolherMin: 5 },
        painel: { som: false, fala: true },
        meios: { pix: true, balcao: true },
      },
      PADRAO,
    ]) {
      const { status, body } = await s.gerente('PUT', '/v2/ajustes', ajustes, SOBRE);
      assert.deepEqual([status, body], [200, ajustes]);
      assert.deepEqual(await lidos(), ajustes);
    }
  });

  test('de dois gerentes que mudam os mesmos, o segundo lê o que o primeiro mudou, e nada se perde', async () => {
    const etag = async () => (await s.gerente('GET', '/v2/ajustes')).headers.get('etag') ?? '';
    const aberta = await etag();
    const salvar = (ajustes: object, tag: string) => s.gerente('PUT', '/v2/ajustes', ajustes, { 'if-match': tag });
    const doPrimeiro = { ...PADRAO, totem: { ...PADRAO.totem, ociosoS: 60 } };
    const primeiro = await salvar(doPrimeiro, aberta);
    assert.equal(primeiro.status, 200);
    assert.notEqual(primeiro.headers.get('etag'), aberta);
    const { status, body } = await salvar({ ...PADRAO, painel: { som: false, fala: false } }, aberta);
    assert.equal(status, 409);
    assert.deepEqual(body.campos, ['totem.ociosoS', 'painel.som']);
    assert.deepEqual([body.atual, body.etag], [doPrimeiro, await etag()]);
    assert.deepEqual(await lidos(), doPrimeiro);
    assert.equal((await s.gerente('PUT', '/v2/ajustes', PADRAO)).status, 428);
    const juntos = [15, 16, 17].map((ociosoS) => salvar({ ...PADRAO, totem: { ...PADRAO.totem, ociosoS } }, body.etag));
    assert.deepEqual((await Promise.all(juntos)).map((answer) => answer.status).sort(), [200, 409, 409]);
    assert.equal((await salvar(PADRAO, '*')).status, 200);
  });

  test('quem os muda sem dizer de meios de pagamento, como os programas de antes, os deixa como estão', async () => {
    const comBalcao = { ...PADRAO, meios: { pix: false, balcao: true } };
    assert.equal((await s.gerente('PUT', '/v2/ajustes', comBalcao, SOBRE)).status, 200);
    const { meios: _, ...semMeios } = PADRAO;
    const { status, body } = await s.gerente('PUT', '/v2/ajustes', semMeios, SOBRE);
    assert.deepEqual([status, body], [200, comBalcao]);
    assert.equal((await s.gerente('PUT', '/v2/ajustes', PADRAO, SOBRE)).status, 200);
  });

  test('o nome perde os espaços em volta', async () => {
    const { body } = await s.gerente('PUT', '/v2/ajustes', { ...PADRAO, lanchonete: '  Pit Stop ' }, SOBRE);
    assert.equal(body.lanchonete, 'Pit Stop');
    assert.equal((await lidos()).lanchonete, 'Pit Stop');
  });

  test('de cada mudança fica no log quem a fez', async () => {
    const id = crypto.randomUUID();
    assert.equal((await s.gerente('PUT', '/v2/ajustes', PADRAO, { ...SOBRE, 'x-request-id': id })).status, 200);
    const pasta = join(s.place.dataDir, 'logs');
    const linha = await until('the line', async () =>
      readdirSync(pasta)
        .flatMap((arquivo) => readFileSync(join(pasta, arquivo), 'utf8').trimEnd().split('\n'))
        .find((uma) => uma.includes(id) && uma.includes('settings changed')),
    );
    const { service, level, por } = JSON.parse(linha);
    assert.deepEqual([service, level, por], ['pedido', 'info', 'gerente']);
  });

  test('só a gerência os muda', async () => {
    for (const quem of [s.totem, s.cozinha])
      assert.equal((await quem('PUT', '/v2/ajustes', PADRAO, SOBRE)).status, 403);
  });

  test('o que não serve é recusado pelo nome, e nada muda', async (t) => {
    const antes = await lidos();
    const { totem, cozinha, painel } = PADRAO;
    const tortos: [object, string, RegExp][] = [
      [{ lanchonete: '' }, 'lanchonete', /1 a 60/],
      [{ lanchonete: '   ' }, 'lanchonete', /1 a 60/],
      [{ lanchonete: 'x'.repeat(61) }, 'lanchonete', /1 a 60/],
      [{ lanchonete: undefined }, 'lanchonete', /1 a 60/],
      [{ totem: undefined }, 'totem', /informados/],
      [{ totem: { ...totem, ociosoS: 14 } }, 'totem', /ociosoS/],
      [{ totem: { ...totem, ociosoS: 301 } }, 'totem', /ociosoS/],
      [{ totem: { ...totem, avisoS: 4 } }, 'totem', /avisoS/],
      [{ totem: { ...totem, avisoS: 61 } }, 'totem', /avisoS/],
      [{ totem: { ...totem, avisoS: 5.5 } }, 'totem', /avisoS/],
      [{ totem: { ...totem, pixOciosoS: 59 } }, 'totem', /pixOciosoS/],
      [{ totem: { ...totem, pixOciosoS: 901 } }, 'totem', /pixOciosoS/],
      [{ totem: { ...totem, pixOciosoS: undefined } }, 'totem', /pixOciosoS/],
      [{ cozinha: { ...cozinha, amareloMin: 0 } }, 'cozinha', /amareloMin/],
      [{ cozinha: { amareloMin: 61, vermelhoMin: 62 } }, 'cozinha', /amareloMin/],
      [{ cozinha: { ...cozinha, vermelhoMin: 121 } }, 'cozinha', /vermelhoMin/],
      [{ cozinha: { amareloMin: 8, vermelhoMin: 8 } }, 'cozinha', /maior que amareloMin/],
      [{ cozinha: { ...cozinha, voltarMin: 0 } }, 'cozinha', /voltarMin/],
      [{ cozinha: { ...cozinha, voltarMin: 61 } }, 'cozinha', /voltarMin/],
      [{ cozinha: { ...cozinha, recolherMin: 4 } }, 'cozinha', /recolherMin/],
      [{ cozinha: { ...cozinha, recolherMin: 241 } }, 'cozinha', /recolherMin/],
      [{ painel: { ...painel, som: 'sim' } }, 'painel', /som/],
      [{ painel: { som: true } }, 'painel', /fala/],
      [{ meios: { pix: false, balcao: false } }, 'meios', /Ao menos um/],
      [{ meios: { pix: true } }, 'meios', /balcao/],
      [{ meios: 'pix' }, 'meios', /informados/],
    ];
    for (const [campos, campo, mensagem] of tortos)
      await t.test(`${JSON.stringify(campos)}: 400 em ${campo}`, async () => {
        const { status, body } = await s.gerente('PUT', '/v2/ajustes', { ...PADRAO, ...campos }, SOBRE);
        assert.equal(status, 400);
        assert.deepEqual(
          body.erros.map((erro: { campo: string }) => erro.campo),
          [campo],
        );
        assert.match(body.detail, mensagem);
      });
    assert.deepEqual(await lidos(), antes);
  });
});
