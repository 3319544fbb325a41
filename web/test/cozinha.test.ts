import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import { setImmediate as turno } from 'node:timers/promises';
import { transicoes as transicoesDoServico } from '../../services/cozinha/src/domain/comanda.ts';
import {
  type Ato,
  aplicar,
  type Comanda,
  contaDesde,
  emColunas,
  transicoes,
  urgenciaDe,
} from '../src/screens/cozinha/state/comanda.ts';
import { aFazer, alternar, daEstacao, temDaEstacao } from '../src/screens/cozinha/state/estacao.ts';
import { criarFila, DESFAZER_MS } from '../src/screens/cozinha/state/fila.ts';
import { comandoDe, vizinho } from '../src/screens/cozinha/state/teclas.ts';
import { criarTrilho } from '../src/screens/cozinha/state/trilho.ts';
import { lerPreferencias } from '../src/screens/cozinha/state/use-preferencias.ts';

type Item = Comanda['itens'][number];
const item = (posicao: number, mais: Partial<Item> = {}): Item => ({
  posicao,
  produtoId: posicao,
  nome: `Produto ${posicao}`,
  idCategoriaProduto: 1,
  quantidade: 1,
  observacoes: null,
  feitoEm: null,
  feitoPor: null,
  ...mais,
});
const comanda = (pedidoId: number, mais: Partial<Comanda> = {}): Comanda => ({
  pedidoId,
  senha: pedidoId + 40,
  estado: 'RECEBIDO',
  consumo: 'local',
  itens: [item(1), item(2)],
  recebidaEm: new Date(pedidoId * 1_000).toISOString(),
  iniciadaEm: null,
  prontaEm: null,
  entregueEm: null,
  recolhidaEm: null,
  historico: [],
  ...mais,
});
const agora = new Date(90_000).toISOString();

describe('o trilho da cozinha', () => {
  test('as colunas vão da que chegou primeiro à última, e o que saiu do balcão não está nelas', () => {
    const colunas = emColunas([
      comanda(1, { recebidaEm: comanda(9).recebidaEm }),
      comanda(3),
      comanda(2, { estado: 'EM_PREPARACAO' }),
      comanda(5, { estado: 'PRONTO' }),
      comanda(4, { estado: 'PRONTO', recebidaEm: comanda(5).recebidaEm }),
      comanda(6, { estado: 'FINALIZADO' }),
      comanda(7, { estado: 'CANCELADO' }),
    ]);
    const ids = Object.values(colunas).map((lista) => lista.map(({ pedidoId }) => pedidoId));
    assert.deepEqual(ids, [[3, 1], [2], [4, 5]]);
  });

  test('a idade é calma, pede atenção e se atrasa nos minutos dos ajustes', () => {
    const prazos = { amareloMin: 5, vermelhoMin: 8 };
    const em = (minutos: number) => urgenciaDe(minutos * 60_000, prazos);
    assert.deepEqual([0, 4.99, 5, 7.99, 8, 60].map(em), [
      'calma',
      'calma',
      'atencao',
      'atencao',
      'atrasada',
      'atrasada',
    ]);
    assert.equal(contaDesde(comanda(1)), comanda(1).recebidaEm);
    assert.equal(contaDesde(comanda(1, { estado: 'PRONTO', prontaEm: agora })), agora);
  });

  test('as passagens mostradas antes da resposta são as do serviço: todas as que mudam a comanda, menos cancelar', () => {
    const doServico = Object.entries(transicoesDoServico).map(([de, passagens]) => {
      const mudam = Object.entries(passagens).filter(([acao, para]) => acao !== 'cancelar' && para !== de);
      return [de, Object.fromEntries(mudam)];
    });
    assert.deepEqual(transicoes, Object.fromEntries(doServico));
  });

  test('um passo muda o que o servidor vai mudar, e só o que ele permite', () => {
    assert.equal(aplicar(comanda(1), 'iniciar', agora).estado, 'EM_PREPARACAO');
    assert.equal(aplicar(comanda(1, { estado: 'EM_PREPARACAO' }), 'pronto', agora).prontaEm, agora);
    assert.equal(aplicar(comanda(1, { estado: 'PRONTO', prontaEm: agora }), 'voltar', agora).prontaEm, null);
    assert.equal(aplicar(comanda(1, { estado: 'PRONTO' }), 'entregar', agora).estado, 'FINALIZADO');
    for (const [estado, ato] of [
      ['RECEBIDO', 'pronto'],
      ['EM_PREPARACAO', 'entregar'],
      ['PRONTO', 'iniciar'],
    ] as const) {
      const antes = comanda(1, { estado });
      assert.equal(aplicar(antes, ato, agora), antes);
    }
  });

  test('o primeiro item marcado inicia a comanda; na pronta nada se marca', () => {
    const marcada = aplicar(comanda(1), { posicao: 2, feito: true }, agora);
    assert.equal(marcada.estado, 'EM_PREPARACAO');
    assert.deepEqual(
      marcada.itens.map(({ feitoEm }) => feitoEm),
      [null, agora],
    );
    assert.equal(aplicar(marcada, { posicao: 2, feito: false }, agora).itens[1]?.feitoEm, null);
    const pronta = comanda(1, { estado: 'PRONTO' });
    assert.equal(aplicar(pronta, { posicao: 1, feito: true }, agora), pronta);
  });

  test('a estação vê só o que é seu, e conta o que ainda falta dele', () => {
    const bebida = { idCategoriaProduto: 3 };
    const a = comanda(1, { itens: [item(1, { quantidade: 2 }), item(2, bebida), item(3, { feitoEm: agora })] });
    const b = comanda(2, { estado: 'EM_PREPARACAO', itens: [item(1), item(2, { ...bebida, quantidade: 4 })] });
    const pronta = comanda(3, { estado: 'PRONTO', itens: [item(1, { quantidade: 9 })] });
    assert.equal(daEstacao([], bebida), true);
    assert.equal(daEstacao([1], bebida), false);
    assert.equal(temDaEstacao([4], a), false);
    assert.equal(temDaEstacao([3, 4], a), true);
    const totais = (estacao: number[]) => aFazer([a, b, pronta], estacao).map(({ id, total }) => [id, total]);
    assert.deepEqual(totais([]), [
      [2, 5],
      [1, 3],
    ]);
    assert.deepEqual(totais([1]), [[1, 3]]);
  });

  test('escolher todas as categorias é não escolher nenhuma', () => {
    assert.deepEqual(alternar([], 3), [3]);
    assert.deepEqual(alternar([3], 1), [1, 3]);
    assert.deepEqual(alternar([1, 3], 3), [1]);
    assert.deepEqual(alternar([1, 2, 3], 4), []);
  });

  test('o que o aparelho lembrava se lê; o que não se entende é como se nada houvesse', () => {
    assert.deepEqual(lerPreferencias('{"estacao":[3,9,"1"],"som":false}'), {
      estacao: [3],
      som: false,
      contagem: false,
    });
    for (const texto of [null, 'x', 'null', '{"estacao":7}'])
      assert.deepEqual(lerPreferencias(texto), { estacao: [], som: true, contagem: false });
  });

  test('as teclas escolhem, andam e dão o passo; as do navegador ficam com ele', () => {
    const tecla = (key: string, mais = {}) =>
      comandoDe({ key, ctrlKey: false, metaKey: false, altKey: false, ...mais });
    assert.deepEqual(tecla('7'), { tipo: 'cartao', posicao: 7 });
    assert.deepEqual(tecla('Z'), { tipo: 'desfazer' });
    assert.equal(tecla('0'), undefined);
    assert.equal(tecla('z', { ctrlKey: true }), undefined);
    const tamanhos = [2, 0, 1];
    assert.deepEqual(vizinho(tamanhos, { coluna: 0, posicao: 1 }, 'direita'), { coluna: 2, posicao: 0 });
    assert.deepEqual(vizinho(tamanhos, { coluna: 2, posicao: 0 }, 'direita'), { coluna: 2, posicao: 0 });
    assert.deepEqual(vizinho(tamanhos, { coluna: 0, posicao: 1 }, 'baixo'), { coluna: 0, posicao: 1 });
    assert.deepEqual(vizinho(tamanhos, { coluna: 0, posicao: 1 }, 'cima'), { coluna: 0, posicao: 0 });
  });
});

describe('o que se pode desfazer', () => {
  let enviados: string[];
  let recusados: string[];
  let responder: ((resposta?: Error) => void)[];

  const nome = (ato: Ato) => (typeof ato === 'string' ? ato : `item ${ato.posicao}`);
  const nova = () =>
    criarFila({
      enviar(pedidoId, ato) {
        enviados.push(`${pedidoId} ${nome(ato)}`);
        return new Promise((resolve, reject) => {
          responder.push((resposta) => (resposta ? reject(resposta) : resolve(comanda(pedidoId))));
        });
      },
      mudou: () => undefined,
      respondeu: () => undefined,
      recusou: ({ pedidoId, ato }) => recusados.push(`${pedidoId} ${nome(ato)}`),
    });
  const respondido = async (resposta?: Error) => {
    responder.shift()?.(resposta);
    await turno();
  };

  beforeEach((t) => {
    [enviados, recusados, responder] = [[], [], []];
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    void t;
  });

  for (const ato of ['iniciar', 'entregar'] as const) {
    test(`${ato} espera 5 segundos para ir, e desfeito não vai nunca`, () => {
      const fila = nova();
      fila.agir(1, ato);
      fila.agir(2, ato);
      mock.timers.tick(DESFAZER_MS - 1);
      assert.deepEqual(enviados, []);
      assert.equal(fila.desfazer()?.pedidoId, 2);
      mock.timers.tick(1);
      assert.deepEqual(enviados, [`1 ${ato}`]);
      assert.equal(fila.desfazer(), undefined);
      mock.timers.tick(60_000);
      assert.deepEqual(enviados, [`1 ${ato}`]);
    });
  }

  test('pronto vai na hora; desfeito, volta, e depois da resposta do primeiro', async () => {
    const fila = nova();
    fila.agir(1, 'pronto');
    assert.deepEqual(enviados, ['1 pronto']);
    fila.desfazer();
    assert.deepEqual(enviados, ['1 pronto']);
    await respondido();
    assert.deepEqual(enviados, ['1 pronto', '1 voltar']);
    assert.equal(fila.desfazer(), undefined);
    await respondido();
    assert.deepEqual(fila.feitos(), []);
  });

  test('pronto ainda se desfaz depois de respondido, até os 5 segundos', async () => {
    const fila = nova();
    fila.agir(1, 'pronto');
    await respondido();
    assert.equal(fila.feitos()[0]?.fase, 'feito');
    mock.timers.tick(DESFAZER_MS);
    assert.deepEqual(fila.feitos(), []);
    assert.equal(fila.desfazer(), undefined);
    assert.deepEqual(enviados, ['1 pronto']);
  });

  test('o passo seguinte leva consigo o que esperava, na ordem; só o último se desfaz', async () => {
    const fila = nova();
    fila.agir(1, 'iniciar');
    fila.agir(1, 'pronto');
    assert.deepEqual(enviados, ['1 iniciar']);
    await respondido();
    assert.deepEqual(enviados, ['1 iniciar', '1 pronto']);
    assert.deepEqual(
      fila.feitos().map(({ ato, ate }) => [ato, ate !== null]),
      [['pronto', true]],
    );
    fila.agir(1, 'entregar');
    assert.equal(fila.desfazer()?.ato, 'entregar');
    assert.equal(fila.desfazer(), undefined);
  });

  test('marcar um item manda antes o início que esperava', async () => {
    const fila = nova();
    fila.agir(1, 'iniciar');
    fila.agir(1, { posicao: 2, feito: true });
    await respondido();
    assert.deepEqual(enviados, ['1 iniciar', '1 item 2']);
  });

  test('uma comanda não espera pela outra', () => {
    const fila = nova();
    fila.agir(1, 'pronto');
    fila.agir(2, 'pronto');
    assert.deepEqual(enviados, ['1 pronto', '2 pronto']);
  });

  test('recusado, é dito, e não se desfaz', async () => {
    const fila = nova();
    fila.agir(1, 'pronto');
    await respondido(new Error('não'));
    assert.deepEqual(recusados, ['1 pronto']);
    assert.deepEqual(fila.feitos(), []);
    assert.equal(fila.desfazer(), undefined);
  });

  test('quando a página se vai, o que esperava vai na hora, e uma vez só', () => {
    const fila = nova();
    fila.agir(1, 'entregar');
    fila.agir(2, 'iniciar');
    fila.enviarTudo();
    assert.deepEqual(enviados, ['1 entregar', '2 iniciar']);
    mock.timers.tick(DESFAZER_MS);
    assert.equal(enviados.length, 2);
  });
});

describe('o trilho ouve o servidor e o cozinheiro', () => {
  const estados = (trilho: ReturnType<typeof criarTrilho>) =>
    [...(trilho.estado().comandas?.values() ?? [])].map(({ pedidoId, estado }) => `${pedidoId} ${estado}`);

  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  });

  test('o toque se vê na hora; recusado, o cartão volta para onde o servidor diz, e se diz por quê', async () => {
    const trilho = criarTrilho({
      enviar: () => Promise.reject(new Error('já era')),
      explicar: (comanda, error) => `${comanda?.senha} ${error instanceof Error ? error.message : ''}`,
    });
    trilho.ouvir('retrato', [comanda(1, { estado: 'EM_PREPARACAO' }), comanda(2)]);
    trilho.agir(1, 'pronto');
    assert.deepEqual(estados(trilho), ['1 PRONTO', '2 RECEBIDO']);
    await turno();
    assert.deepEqual(estados(trilho), ['1 EM_PREPARACAO', '2 RECEBIDO']);
    assert.equal(trilho.estado().aviso?.texto, '41 já era');
  });

  test('as comandas em que ninguém mexeu seguem sendo as mesmas', () => {
    const trilho = criarTrilho({ enviar: () => new Promise(() => undefined), explicar: () => '' });
    trilho.ouvir('retrato', [comanda(1), comanda(2)]);
    const antes = trilho.estado().comandas?.get(2);
    trilho.agir(1, 'iniciar');
    trilho.ouvir('comanda', comanda(3));
    assert.equal(trilho.estado().comandas?.get(2), antes);
  });

  test('quem entregou e desfez tem a comanda de volta; a senha é dita mesmo fora do trilho', () => {
    const trilho = criarTrilho({ enviar: () => new Promise(() => undefined), explicar: () => '' });
    trilho.ouvir('retrato', [comanda(1, { estado: 'PRONTO' })]);
    trilho.agir(1, 'entregar');
    assert.deepEqual(estados(trilho), []);
    assert.equal(trilho.estado().desfaziveis[0]?.senha, 41);
    trilho.desfazer();
    assert.deepEqual(estados(trilho), ['1 PRONTO']);
  });

  test('entre a resposta e o que o servidor contou depois dela, vale o que ele contou', async () => {
    let responder = (_: Comanda) => {};
    const trilho = criarTrilho({
      enviar: () => new Promise((resolve) => (responder = resolve)),
      explicar: () => '',
    });
    const emPreparo = comanda(1, { estado: 'EM_PREPARACAO' });
    trilho.ouvir('retrato', [emPreparo]);
    trilho.agir(1, 'pronto');
    trilho.ouvir('comanda', comanda(1, { estado: 'PRONTO' }));
    trilho.ouvir('comanda', emPreparo); // somebody else called it back
    responder(comanda(1, { estado: 'PRONTO' }));
    await turno();
    assert.deepEqual(estados(trilho), ['1 EM_PREPARACAO']);
  });

  test('o que sai do balcão sai do trilho; o que chega é dito, menos no primeiro retrato', () => {
    const trilho = criarTrilho({ enviar: () => new Promise(() => undefined), explicar: () => '' });
    trilho.ouvir('retrato', [comanda(1), comanda(2)]);
    assert.equal(trilho.estado().chegou, null);
    trilho.ouvir('comanda', comanda(3));
    assert.equal(trilho.estado().chegou?.pedidoId, 3);
    for (const [id, estado] of [
      [1, 'FINALIZADO'],
      [2, 'CANCELADO'],
    ] as const)
      trilho.ouvir('comanda', comanda(id, { estado }));
    assert.deepEqual(estados(trilho), ['3 RECEBIDO']);
  });
});
