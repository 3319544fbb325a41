import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { AnyPasso as Passo } from '@foodious/contracts/timeline.ts';
import fc from 'fast-check';
import { linhaDoTempo, type Trilha } from '../src/use-cases/linha-do-tempo.ts';

type Entrada = Trilha['entradas'][number];
type Aguardando = Trilha['aguardando'][number];

const HORA = 3_600_000;
const instante = (ms: number) => new Date(Date.UTC(2026, 4, 4) + ms).toISOString();

const umaEntrada = (parte: Partial<Entrada>): Entrada => ({
  seq: 1,
  em: instante(0),
  tipo: 'estado',
  correlacao: 'uma-historia',
  causa: 'uma-requisicao',
  por: 'totem',
  instancia: 'i-1',
  fila: null,
  dados: {},
  ...parte,
});
const enviada = (mensagemId: string, causa: string, em: number): Partial<Entrada> => ({
  tipo: 'mensagem-enviada',
  dados: { mensagemId },
  causa,
  em: instante(em),
});
const recebida = (mensagemId: string, em: number, tipo = 'mensagem-recebida'): Partial<Entrada> => ({
  tipo,
  dados: { mensagemId },
  causa: mensagemId,
  em: instante(em),
});
const mudou = (para: string, causa: string, em: number): Partial<Entrada> => ({
  dados: { para },
  causa,
  em: instante(em),
});
const aguarda = (mensagemId: string, causa: string, em: number): Aguardando => ({
  mensagemId,
  mensagem: 'preparo-mudou',
  fila: 'preparacao-pedido-res',
  causa,
  em: instante(em),
  correlacao: 'uma-historia',
});
const trilha = (servico: string, entradas: Partial<Entrada>[], aguardando: Aguardando[] = []): Trilha => ({
  servico,
  entradas: entradas.map((entrada, i) => umaEntrada({ ...entrada, seq: i + 1 })),
  aguardando,
});
/** A story as one word per step. */
const contada = (trilhas: readonly Trilha[]) =>
  linhaDoTempo(trilhas).map(({ servico, tipo, mensagemId, detalhes }) =>
    [servico, tipo, mensagemId ?? detalhes.para].filter(Boolean).join(' '),
  );

suite('linha do tempo', () => {
  test('sem trilhas não há história', () => {
    assert.deepEqual(linhaDoTempo([]), []);
    assert.deepEqual(linhaDoTempo([trilha('pedido', [])]), []);
  });

  test('o que se sabe de um passo vai com ele; o resto, nos detalhes', () => {
    const entrada = umaEntrada({
      tipo: 'mensagem-recebida',
      fila: 'preparacao-pedido-req',
      por: 'cozinha',
      causa: 'm1',
      dados: { mensagemId: 'm1', mensagem: 'preparacao-solicitada', duracaoMs: 3, tentativa: 1 },
    });
    assert.deepEqual(linhaDoTempo([{ servico: 'cozinha', entradas: [entrada], aguardando: [] }]), [
      {
        em: instante(0),
        servico: 'cozinha',
        instancia: 'i-1',
        tipo: 'mensagem-recebida',
        por: 'cozinha',
        causa: 'm1',
        correlacao: 'uma-historia',
        fila: 'preparacao-pedido-req',
        mensagemId: 'm1',
        mensagem: 'preparacao-solicitada',
        duracaoMs: 3,
        detalhes: { tentativa: 1 },
      },
    ]);
  });

  for (const adiantado of [0, HORA, -HORA])
    test(`ida e volta pela cozinha, com o relógio dela ${adiantado / HORA} horas adiantado`, () => {
      const trilhas = [
        trilha('pedido', [
          mudou('RECEBIDO', 'r1', 10),
          enviada('m1', 'r1', 20),
          recebida('m2', 60),
          mudou('EM_PREPARACAO', 'm2', 60),
        ]),
        trilha('cozinha', [
          recebida('m1', adiantado + 30),
          mudou('RECEBIDO', 'm1', adiantado + 30),
          mudou('EM_PREPARACAO', 'r2', adiantado + 40),
          enviada('m2', 'r2', adiantado + 50),
        ]),
      ];
      assert.deepEqual(contada(trilhas), [
        'pedido estado RECEBIDO',
        'pedido mensagem-enviada m1',
        'cozinha mensagem-recebida m1',
        'cozinha estado RECEBIDO',
        'cozinha estado EM_PREPARACAO',
        'cozinha mensagem-enviada m2',
        'pedido mensagem-recebida m2',
        'pedido estado EM_PREPARACAO',
      ]);
    });

  test('o que o carteiro anota tarde não atrasa o que já tinha acontecido', () => {
    const trilhas = [
      trilha('pedido', [mudou('CHECKOUT', 'r1', 10), mudou('CANCELADO', 'r2', 30), enviada('m1', 'r1', 20)]),
      trilha('pagamento', [recebida('m1', 25)]),
    ];
    assert.deepEqual(contada(trilhas), [
      'pedido estado CHECKOUT',
      'pedido mensagem-enviada m1',
      'pagamento mensagem-recebida m1',
      'pedido estado CANCELADO',
    ]);
  });

  for (const tipo of ['mensagem-repetida', 'mensagem-falhou', 'mensagem-enterrada'])
    test(`também ${tipo} vem depois de enviada`, () => {
      const trilhas = [trilha('cozinha', [recebida('m1', 0, tipo)]), trilha('pedido', [enviada('m1', 'r1', 10)])];
      assert.deepEqual(contada(trilhas), ['pedido mensagem-enviada m1', `cozinha ${tipo} m1`]);
    });

  test('de uma mensagem tentada de novo, as falhas e o sucesso ficam na ordem de quem a recebeu', () => {
    const tries = [recebida('m1', 50, 'mensagem-falhou'), recebida('m1', 20, 'mensagem-falhou'), recebida('m1', 10)];
    assert.deepEqual(contada([trilha('cozinha', tries), trilha('pedido', [enviada('m1', 'r1', 60)])]), [
      'pedido mensagem-enviada m1',
      'cozinha mensagem-falhou m1',
      'cozinha mensagem-falhou m1',
      'cozinha mensagem-recebida m1',
    ]);
  });

  test('a mensagem que ainda espera aparece depois do que a fez', () => {
    const trilhas = [
      trilha('cozinha', [mudou('EM_PREPARACAO', 'r1', HORA)], [aguarda('m1', 'r1', 0), aguarda('m9', 'r9', 1)]),
    ];
    assert.deepEqual(contada(trilhas), [
      'cozinha mensagem-aguardando m9', // its cause is not part of this trail
      'cozinha estado EM_PREPARACAO',
      'cozinha mensagem-aguardando m1',
    ]);
    const [passo] = linhaDoTempo(trilhas);
    assert.deepEqual(
      [passo?.fila, passo?.mensagem, passo?.por, passo?.instancia, passo?.em],
      ['preparacao-pedido-res', 'preparo-mudou', 'cozinha', null, instante(1)],
    );
  });

  test('um círculo, que seria mentira das trilhas, ainda assim é contado inteiro', () => {
    const trilhas = [
      trilha('pedido', [recebida('m2', 1), enviada('m1', 'm2', 2)]),
      trilha('cozinha', [recebida('m1', 3), enviada('m2', 'm1', 4)]),
    ];
    assert.deepEqual(contada(trilhas).toSorted(), [
      'cozinha mensagem-enviada m2',
      'cozinha mensagem-recebida m1',
      'pedido mensagem-enviada m1',
      'pedido mensagem-recebida m2',
    ]);
  });

  // The sender notes a departure when it can: here only after the answer has come, and something more of the same cause.
  for (const [nome, depois, dito] of [
    ['que responde a um estorno em dois tempos', mudou('ESTORNADO', 'm0', 50), 'estado ESTORNADO'],
    [
      'de quem caiu antes de anotá-la e recebeu a causa de novo',
      recebida('m0', 50, 'mensagem-repetida'),
      'mensagem-repetida m0',
    ],
  ] as const)
    test(`a mensagem ${nome} ainda sai antes de chegar`, () => {
      const trilhas = [
        trilha('pagamento', [mudou('CONFIRMADO', 'm0', 10), recebida('m2', 40), depois, enviada('m1', 'm0', 60)]),
        trilha('pedido', [recebida('m1', 20), mudou('CANCELADO', 'm1', 20), enviada('m2', 'm1', 30)]),
      ];
      assert.deepEqual(contada(trilhas), [
        'pagamento estado CONFIRMADO',
        'pagamento mensagem-enviada m1',
        'pedido mensagem-recebida m1',
        'pedido estado CANCELADO',
        'pedido mensagem-enviada m2',
        'pagamento mensagem-recebida m2',
        `pagamento ${dito}`,
      ]);
    });
});

suite('linha do tempo, sejam quais forem os relógios', () => {
  const SERVICOS = ['pedido', 'pagamento', 'cozinha'] as const;
  const passo = fc.record({
    faz: fc.constantFrom('agir', 'agir', 'entregar', 'entregar', 'anotar', 'repetir'),
    onde: fc.nat({ max: 2 }),
    para: fc.nat({ max: 2 }),
    qual: fc.nat({ max: 5 }),
    manda: fc.boolean(),
    em: fc.nat({ max: 9 }), // few: clocks that agree by chance are worth a look too
  });
  type Vivido = typeof passo extends fc.Arbitrary<infer P> ? P : never;
  type Mensagem = {
    id: string;
    de: number;
    para: number;
    feitaPor: string;
    causa: string;
    anotada: boolean;
    recebida: boolean;
  };

  /**
   * What really happens, step by step: requests and received messages change something and may make a message; it is handed
   * over, at times before its sender notes that it was, and may be delivered again. The clocks say whatever they like.
   */
  function viver(passos: readonly Vivido[]) {
    const entradas: Entrada[][] = [[], [], []];
    const mensagens: Mensagem[] = [];
    let n = 0;

    const anotar = (onde: number, em: number, parte: Partial<Entrada>, mensagemId?: string) => {
      n += 1;
      const dados = { n: `e${n}`, ...(mensagemId ? { mensagemId } : {}) };
      entradas[onde]?.push(umaEntrada({ ...parte, em: instante(em), seq: n, dados }));
      return dados.n;
    };
    const mudar = ({ onde, para, manda, em }: Vivido, causa: string) => {
      const feitaPor = anotar(onde, em, { causa });
      if (manda && para !== onde)
        mensagens.push({ id: `m${n}`, de: onde, para, feitaPor, causa, anotada: false, recebida: false });
    };

    for (const p of passos) {
      const mensagem = mensagens.at(-1 - (p.qual % mensagens.length));
      if (p.faz === 'agir') mudar(p, `r${n}`);
      else if (!mensagem) continue;
      else if (p.faz === 'anotar') {
        if (mensagem.anotada) continue;
        mensagem.anotada = true;
        anotar(mensagem.de, p.em, { tipo: 'mensagem-enviada', causa: mensagem.causa }, mensagem.id);
      } else if (p.faz === 'entregar' && !mensagem.recebida) {
        mensagem.recebida = true;
        anotar(mensagem.para, p.em, { tipo: 'mensagem-recebida', causa: mensagem.id }, mensagem.id);
        mudar({ ...p, onde: mensagem.para }, mensagem.id);
      } else if (mensagem.recebida && mensagens.every(({ causa, anotada }) => causa !== mensagem.id || anotada))
        anotar(mensagem.para, p.em, { tipo: 'mensagem-repetida', causa: mensagem.id }, mensagem.id);
    }
    const trilhas = SERVICOS.map(
      (servico, i): Trilha => ({
        servico,
        entradas: entradas[i] ?? [],
        aguardando: mensagens
          .filter(({ de, anotada }) => de === i && !anotada)
          .map(({ id, causa }) => aguarda(id, causa, n)),
      }),
    );
    return { trilhas, mensagens };
  }

  const onde = (historia: readonly Passo[], tipo: string, mensagemId: string) =>
    historia.findIndex((um) => um.tipo === tipo && um.mensagemId === mensagemId);
  const sempre = (nome: string, confere: (vivido: ReturnType<typeof viver>, historia: Passo[]) => void) =>
    test(nome, () => {
      fc.assert(
        fc.property(fc.array(passo, { maxLength: 40, size: 'max' }), (passos) => {
          const vivido = viver(passos);
          confere(vivido, linhaDoTempo(vivido.trilhas));
        }),
        { numRuns: 500 },
      );
    });

  sempre('cada passo é contado, e uma vez só', ({ trilhas, mensagens }, historia) => {
    const todos = trilhas.flatMap(({ entradas }) => entradas.map(({ dados }) => dados.n));
    assert.deepEqual(
      historia.flatMap(({ detalhes }) => (detalhes.n === undefined ? [] : [detalhes.n])).toSorted(),
      todos.toSorted(),
    );
    assert.deepEqual(
      historia.flatMap(({ tipo, mensagemId }) => (tipo === 'mensagem-aguardando' ? [mensagemId] : [])).toSorted(),
      mensagens.flatMap(({ anotada, id }) => (anotada ? [] : [id])).toSorted(),
    );
  });

  sempre('uma mensagem é recebida depois de enviada', ({ mensagens }, historia) => {
    for (const { id, anotada } of mensagens) {
      if (!anotada) continue;
      const saida = onde(historia, 'mensagem-enviada', id);
      for (const tipo of ['mensagem-recebida', 'mensagem-repetida']) {
        const chegada = onde(historia, tipo, id);
        assert.ok(chegada < 0 || chegada > saida, `${id}: ${chegada} < ${saida}`);
      }
    }
  });

  sempre('uma mensagem é enviada, ou espera, depois do que a fez', ({ mensagens }, historia) => {
    for (const { id, anotada, feitaPor } of mensagens) {
      const feita = historia.findIndex(({ detalhes }) => detalhes.n === feitaPor);
      assert.ok(onde(historia, anotada ? 'mensagem-enviada' : 'mensagem-aguardando', id) > feita);
    }
  });

  sempre('cada serviço conta o seu na sua ordem', ({ trilhas }, historia) => {
    for (const { servico, entradas } of trilhas)
      assert.deepEqual(
        historia.flatMap((um) =>
          um.servico === servico && !/enviada|aguardando/.test(um.tipo) ? [um.detalhes.n] : [],
        ),
        entradas.flatMap(({ tipo, dados }) => (tipo === 'mensagem-enviada' ? [] : [dados.n])),
      );
  });

  sempre('não importa que serviço respondeu primeiro', ({ trilhas }, historia) => {
    assert.deepEqual(linhaDoTempo(trilhas.toReversed()), historia);
  });
});
