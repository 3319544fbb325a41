import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import { setImmediate as turno } from 'node:timers/promises';
import { transicoes as transicoesDoServico } from '../../services/cozinha/src/domain/comanda.ts';
import { Problema } from '../src/api/problem.ts';
import {
  type Ato,
  aplicar,
  type Comanda,
  contaDesde,
  emColunas,
  transicoes,
  urgenciaDe,
} from '../src/screens/cozinha/state/comanda.ts';
import { depositoEm, vistasEm } from '../src/screens/cozinha/state/deposito.ts';
import { explicar } from '../src/screens/cozinha/state/enviar.ts';
import { aFazer, alternar, daEstacao, temDaEstacao } from '../src/screens/cozinha/state/estacao.ts';
import { criarFila, type Feito } from '../src/screens/cozinha/state/fila.ts';
import { comandoDe, vizinho } from '../src/screens/cozinha/state/teclas.ts';
import { criarTrilho, DESFAZER_MS, type Trilho } from '../src/screens/cozinha/state/trilho.ts';
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
      comanda(7, { estado: 'CANCELADO', iniciadaEm: agora }),
    ]);
    const ids = Object.values(colunas).map((lista) => lista.map(({ pedidoId }) => pedidoId));
    assert.deepEqual(ids, [
      [3, 1],
      [2, 7],
      [4, 5],
    ]);
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

/** A place to keep things, as a browser's. */
function lugar(): Storage {
  const guardados: Record<string, string> = {};
  return Object.defineProperties(guardados, {
    getItem: { value: (nome: string) => guardados[nome] ?? null },
    setItem: { value: (nome: string, valor: string) => Object.assign(guardados, { [nome]: valor }) },
    removeItem: { value: (nome: string) => delete guardados[nome] },
  }) as unknown as Storage;
}

describe('o que um cozinheiro fez e o servidor ainda não sabe', () => {
  const semRede = new TypeError('Failed to fetch');
  const recusa = new Problema(409, { message: 'não' });
  let enviados: string[];
  let recusados: string[];
  let responder: ((resposta?: Error) => void)[];

  const nome = ({ pedidoId, ato, de }: Feito) =>
    `${pedidoId} ${typeof ato === 'string' ? `${ato} de ${de}` : `item ${ato.posicao}`}`;
  const nova = (onde = lugar()) =>
    criarFila({
      enviar(feito) {
        enviados.push(nome(feito));
        return new Promise((resolve, reject) => {
          responder.push((resposta) => (resposta ? reject(resposta) : resolve(comanda(feito.pedidoId))));
        });
      },
      deposito: depositoEm(onde),
      mudou: () => undefined,
      respondeu: () => undefined,
      recusou: (feitos) => recusados.push(...feitos.map(nome)),
    });
  const feito = (pedidoId: number, ato: Ato, de: Comanda['estado']) => ({ pedidoId, senha: 7, ato, de, em: 1_000 });
  const respondido = async (resposta?: Error) => {
    responder.shift()?.(resposta);
    await turno();
  };

  beforeEach(() => {
    [enviados, recusados, responder] = [[], [], []];
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  });

  test('vai na hora, e na ordem de cada comanda; uma não espera pela outra', async () => {
    const fila = nova();
    fila.agir(feito(1, 'iniciar', 'RECEBIDO'));
    fila.agir(feito(1, 'pronto', 'EM_PREPARACAO'));
    fila.agir(feito(2, { posicao: 3, feito: true }, 'RECEBIDO'));
    assert.deepEqual(enviados, ['1 iniciar de RECEBIDO', '2 item 3']);
    await respondido();
    assert.deepEqual(enviados.slice(2), ['1 pronto de EM_PREPARACAO']);
    await respondido();
    await respondido();
    assert.deepEqual(fila.feitos(), []);
  });

  test('sem rede fica guardado e vai de novo, na mesma ordem, por si e assim que ela volta', async () => {
    const fila = nova();
    fila.agir(feito(1, 'iniciar', 'RECEBIDO'));
    fila.agir(feito(1, 'pronto', 'EM_PREPARACAO'));
    await respondido(semRede);
    assert.deepEqual([...fila.esperando()], [1]);
    mock.timers.tick(1_000);
    assert.deepEqual(enviados, ['1 iniciar de RECEBIDO', '1 iniciar de RECEBIDO']);
    await respondido(new Problema(503, {}));
    fila.retomar();
    assert.equal(enviados.length, 3);
    await respondido();
    await respondido();
    assert.deepEqual(enviados.slice(3), ['1 pronto de EM_PREPARACAO']);
    assert.deepEqual([fila.feitos(), [...fila.esperando()], recusados], [[], [], []]);
    mock.timers.tick(60_000);
    assert.equal(enviados.length, 4);
  });

  test('recarregada a página, o que faltava vai, e nada do que já foi; o desejo do cliente não fica no aparelho', async () => {
    const onde = lugar();
    const antes = nova(onde);
    antes.agir(feito(1, 'iniciar', 'RECEBIDO'));
    antes.agir({ ...feito(2, 'voltar', 'FINALIZADO'), comanda: comanda(2) });
    antes.agir(feito(1, 'pronto', 'EM_PREPARACAO'));
    await respondido(); // the first has arrived
    await respondido(semRede);
    assert.doesNotMatch(JSON.stringify(onde), /itens/);
    enviados = [];
    responder = [];
    const depois = nova(onde);
    depois.retomar();
    assert.deepEqual(enviados.sort(), ['1 pronto de EM_PREPARACAO', '2 voltar de FINALIZADO']);
    await respondido();
    await respondido();
    assert.equal(Object.keys(onde).length, 0);
  });

  test('recusado, é dito com o que veio depois dele; quem saiu da sessão não perde nada', async () => {
    const fila = nova();
    fila.agir(feito(1, 'iniciar', 'RECEBIDO'));
    fila.agir(feito(1, 'pronto', 'EM_PREPARACAO'));
    await respondido(new Problema(401, {}));
    assert.deepEqual(recusados, []);
    fila.retomar();
    await respondido(recusa);
    assert.deepEqual(recusados, ['1 iniciar de RECEBIDO', '1 pronto de EM_PREPARACAO']);
    assert.deepEqual([fila.feitos(), enviados.length], [[], 2]);
  });

  test('o que outra janela já enviou não vai duas vezes', async () => {
    const fila = nova();
    fila.agir(feito(1, 'iniciar', 'RECEBIDO'));
    await respondido(semRede);
    fila.esquecer(fila.feitos()[0]?.id ?? '');
    fila.retomar();
    assert.equal(enviados.length, 1);
  });
});

describe('as comandas ouvem o servidor e o cozinheiro', () => {
  let relogio = 0;
  const nunca = () => new Promise<Comanda>(() => undefined);
  const novo = (mais: Partial<Parameters<typeof criarTrilho>[0]> = {}, onde = lugar()) =>
    criarTrilho({
      enviar: nunca,
      explicar,
      deposito: depositoEm(onde),
      vistas: vistasEm(onde),
      agora: () => relogio,
      ...mais,
    });
  const estados = (trilho: Trilho) =>
    [...(trilho.estado().comandas?.values() ?? [])].map(({ pedidoId, estado }) => `${pedidoId} ${estado}`);
  const em = (estado: Comanda['estado'], pedidoId = 1): Comanda =>
    comanda(pedidoId, {
      estado,
      iniciadaEm: estado === 'RECEBIDO' ? null : agora,
      prontaEm: estado === 'PRONTO' || estado === 'FINALIZADO' ? agora : null,
    });

  beforeEach(() => {
    relogio = 1_000_000;
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  });

  test('o toque se vê na hora; recusado, o cartão fica onde o servidor diz, e se diz por quê, de cada senha', async () => {
    const trilho = novo({ enviar: () => Promise.reject(new Problema(409, { message: 'x' })) });
    trilho.ouvir('retrato', [em('EM_PREPARACAO'), em('RECEBIDO', 2), em('PRONTO', 3)]);
    trilho.agir(em('EM_PREPARACAO'), 'pronto');
    trilho.agir(em('RECEBIDO', 2), 'iniciar');
    assert.deepEqual(estados(trilho), ['1 PRONTO', '2 EM_PREPARACAO', '3 PRONTO']);
    await turno();
    assert.deepEqual(estados(trilho), ['1 EM_PREPARACAO', '2 RECEBIDO', '3 PRONTO']);
    assert.deepEqual(
      trilho.estado().avisos.map(({ texto }) => texto),
      ['A senha 41 não ficou pronta: está em preparo.', 'A senha 42 não foi iniciada: está esperando.'],
    );
    assert.equal(trilho.estado().desfazivel, null);
    trilho.dispensar();
    assert.deepEqual(trilho.estado().avisos, []);
  });

  test('por que não foi, em palavras de cozinha', () => {
    const feito = { id: '', pedidoId: 1, senha: 41, ato: 'voltar', de: 'PRONTO', em: 0 } as const;
    const recusa = new Problema(409, { message: 'A comanda do pedido 1 está em PRONTO' });
    assert.equal(explicar([feito], em('PRONTO'), recusa), 'A senha 41 não voltou: passou do tempo de voltar.');
    assert.equal(explicar([feito], undefined, recusa), 'A senha 41 não voltou: já saiu do balcão.');
    assert.equal(
      explicar([{ ...feito, ato: 'pronto' }], em('CANCELADO'), recusa),
      'A senha 41 não ficou pronta: foi cancelada.',
    );
  });

  test('as comandas em que ninguém mexeu seguem sendo as mesmas', () => {
    const trilho = novo();
    trilho.ouvir('retrato', [comanda(1), comanda(2)]);
    const antes = trilho.estado().comandas?.get(2);
    trilho.agir(comanda(1), 'iniciar');
    trilho.ouvir('comanda', comanda(3));
    assert.equal(trilho.estado().comandas?.get(2), antes);
  });

  test('desfazer é voltar: cada passo por um minuto, o entregue também, e não o que outro já mudou', () => {
    const enviados: string[] = [];
    const trilho = novo({
      async enviar({ pedidoId, ato, de }) {
        enviados.push(`${pedidoId} ${ato} de ${de}`);
        return nunca();
      },
    });
    trilho.ouvir('retrato', [em('PRONTO'), em('RECEBIDO', 2)]);
    trilho.agir(em('PRONTO'), 'entregar');
    trilho.agir(em('RECEBIDO', 2), 'iniciar');
    assert.deepEqual(estados(trilho), ['2 EM_PREPARACAO']);
    assert.equal(trilho.estado().desfazivel?.senha, 42);
    assert.equal(trilho.desfazer()?.pedidoId, 2);
    assert.equal(trilho.desfazer()?.pedidoId, 1);
    assert.deepEqual(estados(trilho).sort(), ['1 PRONTO', '2 RECEBIDO']);
    assert.equal(trilho.desfazer(), undefined);
    assert.deepEqual(enviados, ['1 entregar de PRONTO', '2 iniciar de RECEBIDO']); // each comanda in its order
    trilho.agir(em('RECEBIDO', 2), 'iniciar');
    relogio += DESFAZER_MS + 1;
    assert.equal(trilho.desfazer(), undefined);
  });

  test('o que o servidor já fez não se mostra feito duas vezes', () => {
    const trilho = novo();
    trilho.ouvir('retrato', [em('PRONTO')]);
    trilho.agir(em('PRONTO'), 'voltar');
    trilho.ouvir('comanda', em('EM_PREPARACAO')); // before the answer
    assert.deepEqual(estados(trilho), ['1 EM_PREPARACAO']);
  });

  test('entre a resposta e o que o servidor contou depois dela, vale o que ele contou', async () => {
    let responder = (_: Comanda) => {};
    const trilho = novo({ enviar: () => new Promise((resolve) => (responder = resolve)) });
    trilho.ouvir('retrato', [em('EM_PREPARACAO')]);
    trilho.agir(em('EM_PREPARACAO'), 'pronto');
    trilho.ouvir('comanda', em('PRONTO'));
    trilho.ouvir('comanda', em('EM_PREPARACAO')); // somebody else called it back
    responder(em('PRONTO'));
    await turno();
    assert.deepEqual(estados(trilho), ['1 EM_PREPARACAO']);
  });

  test('o que sai do balcão sai da tela, e o recolhido; o que chega é dito, menos no primeiro retrato', () => {
    const trilho = novo();
    trilho.ouvir('retrato', [comanda(1), comanda(2), em('PRONTO', 4)]);
    assert.equal(trilho.estado().chegou, null);
    trilho.ouvir('comanda', comanda(3));
    assert.equal(trilho.estado().chegou?.pedidoId, 3);
    trilho.ouvir('comanda', em('FINALIZADO', 1));
    trilho.ouvir('comanda', comanda(2, { estado: 'CANCELADO' })); // nobody had begun it
    trilho.ouvir('comanda', { ...em('PRONTO', 4), recolhidaEm: agora });
    assert.deepEqual(estados(trilho), ['3 RECEBIDO']);
  });

  test('cancelada enquanto era feita, fica onde estava até alguém ver, mesmo com um retrato novo', () => {
    const trilho = novo();
    trilho.ouvir('retrato', [em('EM_PREPARACAO'), em('PRONTO', 2)]);
    const canceladas = [
      { ...em('EM_PREPARACAO'), estado: 'CANCELADO' },
      { ...em('PRONTO', 2), estado: 'CANCELADO' },
    ] as const;
    for (const cancelada of canceladas) trilho.ouvir('comanda', cancelada);
    trilho.ouvir('retrato', [comanda(3)]);
    const colunas = emColunas(trilho.estado().comandas?.values() ?? []);
    assert.deepEqual(
      Object.values(colunas).map((lista) => lista.map(({ pedidoId }) => pedidoId)),
      [[3], [1], [2]],
    );
    trilho.entender(1);
    trilho.entender(2);
    assert.deepEqual(estados(trilho), ['3 RECEBIDO']);
  });

  test('cancelada sem que a tela ouvisse, o retrato seguinte a mostra até alguém ver, e recarregada não a mostra de novo', () => {
    const onde = lugar();
    const trilho = novo({}, onde);
    const canceladas = [
      comanda(1, { estado: 'CANCELADO', iniciadaEm: agora }),
      comanda(2, { estado: 'CANCELADO' }), // nobody had begun it
      comanda(4, { estado: 'CANCELADO' }), // only here, and the server did not know
    ];
    trilho.ouvir('retrato', [comanda(1), comanda(2), comanda(3), comanda(4)]);
    trilho.agir(comanda(4), 'iniciar');
    trilho.ouvir('retrato', [comanda(3), ...canceladas]);
    assert.deepEqual(estados(trilho), ['1 CANCELADO', '4 CANCELADO', '3 RECEBIDO']);
    trilho.entender(1);
    trilho.ouvir('retrato', [comanda(3), ...canceladas]);
    assert.deepEqual(estados(trilho), ['4 CANCELADO', '3 RECEBIDO']);

    const recarregada = novo({}, onde);
    recarregada.ouvir('retrato', [comanda(3), ...canceladas]);
    assert.deepEqual(estados(recarregada), ['4 CANCELADO', '3 RECEBIDO']);
    recarregada.ouvir('retrato', [comanda(3)]); // no picture tells of it any more: nothing is kept of it
    assert.deepEqual(
      Object.keys(onde).filter((nome) => nome.includes('vista')),
      [],
    );
  });

  test('iniciada aqui sem rede e cancelada enquanto isso, a comanda fica e soa, e se diz o que não foi feito', async () => {
    let recusar = () => {};
    const trilho = novo({
      enviar: () => new Promise((_, reject) => (recusar = () => reject(new Problema(409, { message: 'x' })))),
    });
    trilho.ouvir('retrato', [comanda(1)]);
    trilho.agir(comanda(1), 'iniciar');
    trilho.ouvir('comanda', comanda(1, { estado: 'CANCELADO' }));
    recusar();
    await turno();
    assert.deepEqual(estados(trilho), ['1 CANCELADO']);
    assert.deepEqual(
      trilho.estado().avisos.map(({ texto }) => texto),
      ['A senha 41 não foi iniciada: foi cancelada.'],
    );
  });
});
