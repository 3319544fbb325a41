import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { QueueName } from '@foodious/contracts/resources.ts';
import type { ServiceName } from '@foodious/contracts/services.ts';
import type { Passo } from '@foodious/contracts/timeline.ts';
import type { EstadoPagamento, EstadoPedido, Motivo } from '@foodious/kernel/estados.ts';
import { caminho, faixas, LINHA, yDe } from '../src/ui/historia/geometria.ts';
import { figura, type Pista } from '../src/ui/historia/layout.ts';
import { NADA, olhar } from '../src/ui/historia/olhar.ts';
import { dizer } from '../src/ui/historia/passo.ts';

const INICIO = Date.parse('2026-11-25T21:00:00Z');

type Ditas = 'servico' | 'tipo' | 'detalhes';
/** What of a step a story says; the rest is as it mostly is. */
type Campos<P = Passo> = P extends Passo ? Pick<P, Ditas> & Partial<Omit<P, Ditas>> : never;
type Outros = Partial<Omit<Passo, Ditas>>;

/** A step of a story, `ms` after its beginning. */
const passo = (ms: number, campos: Campos): Passo => ({
  em: new Date(INICIO + ms).toISOString(),
  causa: 'pedido-http',
  por: campos.servico,
  correlacao: 'h',
  instancia: 'vm',
  fila: null,
  mensagemId: null,
  mensagem: null,
  duracaoMs: null,
  ...campos,
});
const enviada = (ms: number, servico: ServiceName, id: string, fila: QueueName, causa: string) =>
  passo(ms, {
    servico,
    tipo: 'mensagem-enviada',
    causa,
    mensagemId: id,
    mensagem: id,
    fila,
    detalhes: { ocorridoEm: new Date(INICIO + ms).toISOString(), esperaMs: 0 },
  });
/** What a receiver tells of the message that came. */
const daMensagem = (id: string) => ({ causa: id, mensagemId: id, mensagem: id });
const recebida = (ms: number, servico: ServiceName, id: string) =>
  passo(ms, { servico, tipo: 'mensagem-recebida', ...daMensagem(id), detalhes: { tentativa: 1, naFilaMs: 3 } });
const doPedido = (ms: number, para: EstadoPedido, outros: Outros = {}) => {
  const detalhes = { de: null, para, senha: null, ativo: true, tentativa: 1, recebidoEm: null, iniciadoEm: null };
  return passo(ms, { servico: 'pedido', tipo: 'estado', detalhes, ...outros });
};
const doPagamento = (
  ms: number,
  para: EstadoPagamento,
  { tentativa = 1, motivo, ...outros }: Outros & { tentativa?: number; motivo?: Motivo | null } = {},
) => {
  const detalhes = { de: null, para, tentativa, ...(motivo === undefined ? {} : { motivo }) };
  return passo(ms, { servico: 'pagamento', tipo: 'estado', detalhes, ...outros });
};

/** A checkout that the bank approved. */
const pago = [
  doPedido(0, 'CHECKOUT', { por: 'totem-1', causa: 'a' }),
  enviada(5, 'pedido', 'm1', 'solicitar-pagamento-req', 'a'),
  recebida(8, 'pagamento', 'm1'),
  passo(8, {
    servico: 'pagamento',
    tipo: 'provedor',
    causa: 'm1',
    por: 'pedido',
    detalhes: { chamada: 'criar', resultado: 'pendente' },
  }),
  doPagamento(9, 'PENDENTE', { causa: 'm1', por: 'pedido' }),
  doPagamento(40_000, 'CONFIRMADO', { causa: 'b', por: 'provedor' }),
  enviada(40_002, 'pagamento', 'm2', 'webhook-pagamento-confirmado-res', 'b'),
  recebida(40_006, 'pedido', 'm2'),
  doPedido(40_006, 'RECEBIDO', { causa: 'm2', por: 'pagamento' }),
];

const resumo = ({
  tipo,
  de,
  para,
}: {
  tipo: string;
  de: { pista: Pista; linha: number };
  para: { pista: Pista; linha: number };
}) => `${tipo} ${de.pista} ${de.linha} → ${para.pista} ${para.linha}`;

describe('o que uma página diz de um serviço mais novo do que ela', () => {
  const dita = (servico: ServiceName, tipo: string, detalhes: object) =>
    dizer(passo(0, { servico, tipo, detalhes } as Campos)).frase;

  for (const [o, frase, servico, tipo, detalhes] of [
    ['estado de um pedido', 'Pedido: EM_ENTREGA', 'pedido', 'estado', { para: 'EM_ENTREGA' }],
    ['estado de uma comanda', 'Comanda: EMBALADA', 'cozinha', 'estado', { para: 'EMBALADA' }],
    [
      'estado e um motivo de um pagamento',
      'Pagamento: PARCIAL, chargeback',
      'pagamento',
      'estado',
      { para: 'PARCIAL', motivo: 'chargeback' },
    ],
    [
      'chamada ao banco',
      'Pagamento dividir no banco: ok',
      'pagamento',
      'provedor',
      { chamada: 'dividir', resultado: 'ok' },
    ],
    ['passo', 'Cozinha: um passo que esta página não conhece', 'cozinha', 'impresso', {}],
  ] as const)
    test(`${o} que ela não conhece é dito pelo seu nome, e nada quebra`, () =>
      assert.equal(dita(servico, tipo, detalhes), frase));
});

describe('a figura da linha do tempo', () => {
  test('dá uma linha a cada passo, na pista de quem o fez, e liga cada mensagem ao que ela causou', () => {
    const { marcas, setas, pistas } = figura(pago);
    assert.deepEqual(
      marcas.map(({ pista, linha }) => `${pista} ${linha}`),
      [
        'pedido 0',
        'pedido 1',
        'pagamento 2',
        'pagamento 3',
        'pagamento 4',
        'pagamento 6',
        'pagamento 7',
        'pedido 8',
        'pedido 9',
      ],
    );
    assert.deepEqual(setas.map(resumo), [
      'gesto pessoas 0 → pedido 0',
      'mensagem pedido 1 → pagamento 2',
      'chamada pagamento 3 → provedor 3',
      'gesto provedor 6 → pagamento 6',
      'mensagem pagamento 7 → pedido 8',
    ]);
    assert.deepEqual(pistas, ['pessoas', 'pedido', 'pagamento', 'provedor', 'cozinha']);
  });

  test('encolhe uma longa espera a uma linha, com a sua duração', () => {
    assert.deepEqual(figura(pago).esperas, [{ linha: 5, ms: 39_991 }]);
    assert.equal(figura(pago).linhas, 10);
  });

  test('não conta como espera o relógio de um serviço que anda atrás do de outro', () => {
    const { esperas } = figura([
      doPedido(5_000, 'CHECKOUT'),
      passo(3_000, { servico: 'cozinha', tipo: 'estado', detalhes: { de: null, para: 'RECEBIDO' } }),
      doPedido(5_100, 'PRONTO'),
    ]);
    assert.deepEqual(esperas, []);
  });

  test('junta num bloco o que um serviço fez por uma só causa, e nada mais', () => {
    assert.deepEqual(figura(pago).blocos, [
      { pista: 'pedido', de: 0, ate: 1 },
      { pista: 'pagamento', de: 2, ate: 4 },
      { pista: 'pagamento', de: 6, ate: 7 },
      { pista: 'pedido', de: 8, ate: 9 },
    ]);
  });

  test('de uma mensagem que falhou e morreu mostra cada tentativa a partir da anterior; reenviada, parte de quem a reenviou', () => {
    const { setas, marcas } = figura([
      enviada(0, 'pedido', 'm', 'preparacao-pedido-req', 'a'),
      passo(10, {
        servico: 'cozinha',
        tipo: 'mensagem-falhou',
        ...daMensagem('m'),
        detalhes: { tentativa: 1, erro: 'Error', proximaEmMs: 10 },
      }),
      passo(20, {
        servico: 'cozinha',
        tipo: 'mensagem-enterrada',
        ...daMensagem('m'),
        detalhes: { tentativa: 2, erro: 'Error' },
      }),
      passo(30, {
        servico: 'cozinha',
        tipo: 'morta-reenviada',
        detalhes: {},
        causa: 'g',
        por: 'gerente',
        mensagemId: 'm',
        mensagem: 'm',
        fila: 'preparacao-pedido-req',
      }),
      recebida(40, 'cozinha', 'm'),
    ]);
    assert.deepEqual(setas.map(resumo), [
      'mensagem pedido 0 → cozinha 1',
      'tentativa cozinha 1 → cozinha 2',
      'gesto pessoas 3 → cozinha 3',
      'tentativa cozinha 3 → cozinha 4',
    ]);
    assert.deepEqual(
      marcas.map(({ tom }) => tom),
      ['neutro', 'aviso', 'mau', 'aviso', 'neutro'],
    );
  });

  test('o que ainda espera para sair, ou está a caminho, aponta tracejado para quem o ouvirá', () => {
    const { setas } = figura([
      doPedido(0, 'RECEBIDO', { causa: 'a', por: 'pedido' }),
      enviada(1, 'pedido', 'm1', 'preparacao-pedido-req', 'a'),
      passo(2, {
        servico: 'pedido',
        tipo: 'mensagem-aguardando',
        detalhes: {},
        causa: 'a',
        mensagemId: 'm2',
        mensagem: 'm2',
        fila: 'estorno-pagamento-req',
      }),
    ]);
    assert.deepEqual(setas.map(resumo), ['pendente pedido 1 → cozinha 1', 'pendente pedido 2 → pagamento 2']);
  });

  test('liga o e-mail escrito ao enviado, na sua própria pista', () => {
    const email = { emailId: 'e', email: 'pedido-pronto' } as const;
    const { setas, marcas } = figura([
      passo(0, { servico: 'pedido', tipo: 'email-escrito', causa: 'a', detalhes: email }),
      passo(9, {
        servico: 'pedido',
        tipo: 'email-falhou',
        causa: 'e',
        detalhes: { ...email, tentativa: 1, erro: 'Error' },
      }),
      passo(30, { servico: 'pedido', tipo: 'email-enviado', causa: 'e', detalhes: { ...email, tentativa: 2 } }),
    ]);
    assert.deepEqual(setas.map(resumo), ['email pedido 0 → email 1', 'tentativa email 1 → email 2']);
    assert.equal(marcas[2]?.texto, 'Pedido pronto');
  });

  test('o e-mail que voltou, e o que por isso não saiu, dizem por quê', () => {
    const email = { emailId: 'e', email: 'pedido-pronto', retorno: 'devolvido' } as const;
    const { marcas } = figura([
      passo(0, { servico: 'pedido', tipo: 'email-voltou', causa: 'e', detalhes: email }),
      passo(9, { servico: 'pedido', tipo: 'email-suspenso', causa: 'f', detalhes: { ...email, emailId: 'f' } }),
    ]);
    assert.deepEqual(
      marcas.map(({ texto, frase }) => [texto, frase]),
      [
        ['devolvido', 'E-mail devolvido: Pedido pronto'],
        ['não enviado', 'E-mail não enviado, outro a este endereço foi devolvido: Pedido pronto'],
      ],
    );
  });

  test('setas que descem pela mesma calha ao mesmo tempo não se sobrepõem', () => {
    const { setas } = figura([
      enviada(0, 'pedido', 'm1', 'preparacao-pedido-req', 'a'),
      enviada(1, 'pedido', 'm2', 'preparacao-pedido-req', 'a'),
      recebida(2, 'cozinha', 'm1'),
      recebida(3, 'cozinha', 'm2'),
    ]);
    assert.deepEqual(
      setas.filter(({ tipo }) => tipo === 'mensagem').map(({ trilho }) => trilho),
      [0, 1],
    );
  });

  test('a ponta de uma seta aponta para dentro da pista, por mais setas que desçam ao lado dela', () => {
    const passos = [0, 1, 2, 3].map((i) => enviada(i, 'cozinha', `m${i}`, 'preparacao-pedido-res', 'a'));
    const desenho = figura([...passos, ...[0, 1, 2, 3].map((i) => recebida(4 + i, 'pedido', `m${i}`))]);
    const { faixas: lista } = faixas(desenho);
    const [de, para] = ['cozinha', 'pedido'].map((nome) => lista.find(({ pista }) => pista === nome));
    assert.ok(de && para);
    for (const seta of desenho.setas.filter(({ tipo }) => tipo === 'mensagem')) {
      const d = caminho(seta, de, para);
      const [, calha, curva, fim] = (
        /H([\d.]+)q\S+ \S+ \S+ \S+V[\d.]+q0 [\d.]+ (-[\d.]+) [\d.]+H([\d.]+)$/.exec(d) ?? []
      ).map(Number);
      assert.ok(calha !== undefined && curva !== undefined && fim !== undefined, d);
      assert.ok(fim < calha - 6 + curva, d);
    }
  });

  test('um passo de volta é dito como volta, na cozinha e no pedido; o pagamento recusado não é volta', () => {
    const movimento = (servico: string, de: string | null, para: string) =>
      dizer({ servico, tipo: 'estado', mensagem: null, detalhes: { de, para } } as unknown as Passo).frase;
    assert.equal(movimento('cozinha', 'EM_PREPARACAO', 'RECEBIDO'), 'Comanda voltou um passo: Recebido');
    assert.equal(movimento('pedido', 'FINALIZADO', 'PRONTO'), 'Pedido voltou um passo: Pronto');
    assert.equal(movimento('pedido', 'CHECKOUT', 'PAGAMENTO_PENDENTE'), 'Pedido: Pagamento pendente');
    assert.equal(movimento('pedido', 'PRONTO', 'CANCELADO'), 'Pedido: Cancelado');
    assert.equal(movimento('cozinha', null, 'RECEBIDO'), 'Comanda: Recebido');
  });

  test('uma seta anda na sua linha até a calha do destino, desce nela e entra pela borda', () => {
    const desenho = figura(pago);
    const { faixas: lista } = faixas(desenho);
    const seta = desenho.setas.find(({ tipo }) => tipo === 'mensagem');
    const [de, para] = ['pedido', 'pagamento'].map((nome) => lista.find(({ pista }) => pista === nome));
    assert.ok(seta && de && para);
    const d = caminho(seta, de, para);
    assert.match(d, new RegExp(`^M\\d+ ${yDe(1)}H`));
    const fim = Number(/H(\d+(\.\d+)?)$/.exec(d)?.[1]);
    assert.ok(fim > para.x && fim < para.x + LINHA, d);
  });
});

test('apontar mostra um passo até que um clique segure outro; o teclado mostra sempre onde está, e solta ao sair', () => {
  const apontado = olhar(NADA, { tipo: 'apontar', indice: 2 });
  assert.deepEqual(olhar(apontado, { tipo: 'apontar', indice: null }), NADA);
  const seguro = olhar(apontado, { tipo: 'fixar', indice: 2 });
  assert.deepEqual(seguro, { vista: 2, preso: 'clique' });
  assert.equal(olhar(seguro, { tipo: 'apontar', indice: null }), seguro);
  assert.equal(olhar(seguro, { tipo: 'desfocar' }), seguro);
  assert.deepEqual(olhar(seguro, { tipo: 'fixar', indice: 2 }), { vista: 2, preso: null });
  const focado = olhar(seguro, { tipo: 'focar', indice: 3 });
  assert.equal(olhar(focado, { tipo: 'apontar', indice: 5 }), focado);
  assert.deepEqual(olhar(focado, { tipo: 'desfocar' }), NADA);
});
