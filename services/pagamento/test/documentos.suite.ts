import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { type CobrancaDoBalcao, novaNoBalcao } from '../src/domain/balcao.ts';
import type { Fechamento } from '../src/domain/caixa.ts';
import type { Comparacao, Divergencia, Documentos, Notificacao, OpenStore } from '../src/ports.ts';
import { colecoes } from '../src/store/colecoes.ts';

const umaNotificacao = (id: string, proximaEm: string | null): Notificacao => ({
  id,
  recebidaEm: '2026-03-10T12:00:00.000Z',
  consulta: 'data.id=123&type=payment',
  assinatura: 'ts=1,v1=ab',
  requestId: 'r1',
  corpo: '{"texto": "com \'aspas\' e \\u0000"}',
  veredito: 'valida',
  cobrancaId: '123',
  resultado: proximaEm === null ? 'aplicada' : null,
  transacaoId: null,
  pedidoId: null,
  tentativas: 0,
  proximaEm,
  tratadaEm: null,
});

const umaDivergencia = (id: string, abertaEm: string | null): Divergencia => ({
  id,
  dia: '2026-03-10',
  tipo: 'valor-diverge',
  meio: 'pix',
  cobrancaId: 'c1',
  transacaoId: null,
  pedidoId: 7,
  nossoCentavos: 1,
  deleCentavos: 2,
  nossoEstado: null,
  deleEstado: 'aprovada',
  vistaEm: abertaEm ?? '2026-03-10T12:00:00.000Z',
  resolvidaEm: abertaEm === null ? '2026-03-11T12:00:00.000Z' : null,
  resolvidaPor: null,
  reparo: null,
  motivo: null,
  emCurso: null,
  erro: null,
  aContar: [],
});

const umaCobrancaDoBalcao = (id: string, pendenteEm: string | null): CobrancaDoBalcao => {
  const nova = novaNoBalcao(id, 2020, new Date('2026-03-10T12:30:00Z'), new Date(pendenteEm ?? '2026-03-10T12:00:00Z'));
  return pendenteEm === null ? { ...nova, estado: 'cancelada', motivo: 'cancelado' } : nova;
};

const umaComparacao = (dia: string): Comparacao => ({
  dia,
  feitaEm: '2026-03-11T03:00:00.000Z',
  provedorRecebidoCentavos: 1,
  provedorEstornadoCentavos: 2,
});

const umFechamento = (dia: string): Fechamento => ({
  dia,
  fechadoEm: '2026-03-11T03:00:00.000Z',
  por: 'equipe-7',
  papel: 'balcao',
  fundoCentavos: 100,
  esperado: { dinheiro: 1, cartao: 2 },
  contado: { dinheiro: 1, cartao: 2 },
  movimentos: [],
  auditoriaId: 'm1',
  auditado: true,
});

/** What every collection beside the pagamentos promises. */
export function documentosContract(name: string, open: (t: TestContext) => Promise<OpenStore>) {
  contrato(name, open, 'notificacoes', 'proximaEm', umaNotificacao);
  contrato(name, open, 'divergencias', 'abertaEm', umaDivergencia);
  contrato(name, open, 'balcao', 'pendenteEm', umaCobrancaDoBalcao);
  contrato(name, open, 'comparacoes', 'dia', umaComparacao);
  contrato(name, open, 'fechamentos', 'dia', umFechamento);
}

/**
 * @param novo makes a document of an id and the value of a key; null: without it. Where the key is the id itself both are the same,
 * and there is none without it
 */
function contrato<N extends keyof typeof colecoes, T, Chave extends string>(
  name: string,
  open: (t: TestContext) => Promise<OpenStore & Record<N, Documentos<T, Chave>>>,
  nome: N,
  chave: Chave,
  novo: (id: string, valor: string | null) => T,
) {
  const semChave = chave !== 'dia';
  const doMinuto = (minuto: number, id = `2026-03-10T12:${minuto}:00.000Z`) =>
    novo(id, `2026-03-10T12:${minuto}:00.000Z`);
  const minuto = (m: number) => `2026-03-10T12:${m}:00.000Z`;
  const abrir = async (t: TestContext): Promise<Documentos<T, Chave>> => (await open(t))[nome];

  suite(`${name}: o contrato dos documentos de ${nome}`, () => {
    test('o guardado volta inteiro; o mesmo não se guarda duas vezes', async (t) => {
      const docs = await abrir(t);
      const [doc, outro] = [doMinuto(10), doMinuto(10)];
      const fins = await Promise.all([docs.insert(doc), docs.insert(outro)]);
      assert.deepEqual(fins.toSorted(), [false, true]);
      assert.deepEqual((await docs.get(minuto(10)))?.doc, doc);
      assert.equal(await docs.get('nunca'), undefined);
    });

    test('de dois que escrevem sobre a mesma leitura, um vence, e o outro não muda nada', async (t) => {
      const docs = await abrir(t);
      await docs.insert(doMinuto(10));
      const read = (await docs.get(minuto(10))) ?? assert.fail();
      const tentativas = [1, 2, 3].map((vez) => ({ ...read.doc, vez }));
      const fins = await Promise.all(tentativas.map((doc) => docs.replace(read, doc)));
      assert.equal(fins.filter(Boolean).length, 1);
      const agora = (await docs.get(minuto(10))) ?? assert.fail();
      assert.deepEqual(agora.doc, tentativas[fins.indexOf(true)]);
      assert.equal(await docs.replace(read, doMinuto(10)), false);
      assert.equal(await docs.replace(agora, doMinuto(10)), true);
      assert.deepEqual((await docs.get(minuto(10)))?.doc, doMinuto(10));
    });

    test('escrever sobre um não toca nos outros, nem cria o que não existe', async (t) => {
      const docs = await abrir(t);
      for (const m of [10, 11]) await docs.insert(doMinuto(m));
      const read = (await docs.get(minuto(10))) ?? assert.fail();
      await docs.replace(read, { ...read.doc, vez: 1 });
      assert.deepEqual((await docs.get(minuto(11)))?.doc, doMinuto(11));
      assert.equal(await docs.replace({ doc: doMinuto(59), rev: 1 }, doMinuto(59)), false);
      assert.equal(await docs.get(minuto(59)), undefined);
    });

    test('procuram-se por faixa, em ordem, até o limite, dos dois lados', async (t) => {
      const docs = await abrir(t);
      for (const m of [12, 10, 13, 11]) await docs.insert(doMinuto(m));
      if (semChave) await docs.insert(novo('sem', null));
      const em = async (faixa: Parameters<typeof docs.list>[1]) => docs.list(chave, faixa);
      const deMinutos = (...minutos: number[]) => minutos.map((m) => doMinuto(m));
      assert.deepEqual(await em({ limite: 10 }), deMinutos(10, 11, 12, 13));
      assert.deepEqual(await em({ de: minuto(11), ate: minuto(13), limite: 10 }), deMinutos(11, 12));
      assert.deepEqual(await em({ limite: 2 }), deMinutos(10, 11));
      assert.deepEqual(await em({ invertida: true, limite: 2 }), deMinutos(13, 12));
      assert.deepEqual(await em({ invertida: true, ate: minuto(12), limite: 9 }), deMinutos(11, 10));
    });

    test('procuram-se por cada uma das suas chaves', async (t) => {
      const docs = await abrir(t);
      await docs.insert(doMinuto(10));
      for (const cada of Object.keys(colecoes[nome].chaves))
        assert.ok((await docs.list(cada as Chave, { limite: 5 })).length <= 1);
    });

    if (semChave)
      test('quem perde a chave sai da procura, e quem a ganha entra', async (t) => {
        const docs = await abrir(t);
        await docs.insert(doMinuto(10, 'a'));
        const read = (await docs.get('a')) ?? assert.fail();
        await docs.replace(read, novo('a', null));
        assert.deepEqual(await docs.list(chave, { limite: 9 }), []);
        await docs.replace((await docs.get('a')) ?? assert.fail(), doMinuto(20, 'a'));
        assert.deepEqual(await docs.list(chave, { limite: 9 }), [doMinuto(20, 'a')]);
      });

    test('os velhos se apagam aos poucos, do mais velho ao mais novo; os sem a chave, não', async (t) => {
      const docs = await abrir(t);
      for (const m of [12, 10, 13, 11]) await docs.insert(doMinuto(m));
      if (semChave) await docs.insert(novo('sem', null));
      assert.equal(await docs.deleteBelow(chave, minuto(13), 2), 2);
      assert.deepEqual(await docs.list(chave, { limite: 9 }), [doMinuto(12), doMinuto(13)]);
      assert.equal(await docs.deleteBelow(chave, minuto(13), 9), 1);
      assert.equal(await docs.deleteBelow(chave, minuto(13), 9), 0);
      assert.equal((await docs.get('sem')) !== undefined, semChave);
    });
  });
}
