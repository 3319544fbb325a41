import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { caminho, faixas, LINHA, yDe } from '../src/screens/gerencia/state/pedidos/linha/geometria.ts';
import { figura, type Pista } from '../src/screens/gerencia/state/pedidos/linha/layout.ts';
import { NADA, olhar } from '../src/screens/gerencia/state/pedidos/linha/olhar.ts';
import { tentativasDe } from '../src/screens/gerencia/state/pedidos/tentativas.ts';
import type { Passo } from '../src/screens/gerencia/state/tipos.ts';

const INICIO = Date.parse('2026-11-25T21:00:00Z');

/** A step of a story, `ms` after its beginning. */
const passo = (ms: number, servico: string, tipo: string, campos: Partial<Passo> = {}): Passo => ({
  em: new Date(INICIO + ms).toISOString(),
  servico,
  tipo,
  causa: 'pedido-http',
  por: servico,
  correlacao: 'h',
  instancia: 'vm',
  fila: null,
  mensagemId: null,
  mensagem: null,
  duracaoMs: null,
  detalhes: {},
  ...campos,
});
const enviada = (ms: number, servico: string, id: string, fila: string, causa: string) =>
  passo(ms, servico, 'mensagem-enviada', { causa, mensagemId: id, mensagem: id, fila });
const recebida = (ms: number, servico: string, id: string, tipo = 'mensagem-recebida') =>
  passo(ms, servico, tipo, { causa: id, mensagemId: id, mensagem: id, detalhes: { tentativa: 1, naFilaMs: 3 } });
const estado = (ms: number, servico: string, para: string, campos: Partial<Passo> = {}) =>
  passo(ms, servico, 'estado', { ...campos, detalhes: { de: null, para, ...campos.detalhes } });

/** A checkout that the bank approved. */
const pago = [
  estado(0, 'pedido', 'CHECKOUT', { por: 'totem-1', causa: 'a' }),
  enviada(5, 'pedido', 'm1', 'solicitar-pagamento-req', 'a'),
  recebida(8, 'pagamento', 'm1'),
  passo(8, 'pagamento', 'provedor', {
    causa: 'm1',
    por: 'pedido',
    detalhes: { chamada: 'criar', resultado: 'pendente' },
  }),
  estado(9, 'pagamento', 'PENDENTE', { causa: 'm1', por: 'pedido', detalhes: { tentativa: 1 } }),
  estado(40_000, 'pagamento', 'CONFIRMADO', { causa: 'b', por: 'provedor', detalhes: { tentativa: 1 } }),
  enviada(40_002, 'pagamento', 'm2', 'webhook-pagamento-confirmado-res', 'b'),
  recebida(40_006, 'pedido', 'm2'),
  estado(40_006, 'pedido', 'RECEBIDO', { causa: 'm2', por: 'pagamento' }),
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
      estado(5_000, 'pedido', 'CHECKOUT'),
      estado(3_000, 'cozinha', 'RECEBIDO'),
      estado(5_100, 'pedido', 'PRONTO'),
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
      recebida(10, 'cozinha', 'm', 'mensagem-falhou'),
      recebida(20, 'cozinha', 'm', 'mensagem-enterrada'),
      passo(30, 'cozinha', 'morta-reenviada', {
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
      estado(0, 'pedido', 'RECEBIDO', { causa: 'a', por: 'pedido' }),
      enviada(1, 'pedido', 'm1', 'preparacao-pedido-req', 'a'),
      passo(2, 'pedido', 'mensagem-aguardando', {
        causa: 'a',
        mensagemId: 'm2',
        mensagem: 'm2',
        fila: 'estorno-pagamento-req',
      }),
    ]);
    assert.deepEqual(setas.map(resumo), ['pendente pedido 1 → cozinha 1', 'pendente pedido 2 → pagamento 2']);
  });

  test('liga o e-mail escrito ao enviado, na sua própria pista', () => {
    const { setas, marcas } = figura([
      passo(0, 'pedido', 'email-escrito', { causa: 'a', detalhes: { emailId: 'e', email: 'pedido-pronto' } }),
      passo(9, 'pedido', 'email-falhou', {
        causa: 'e',
        detalhes: { emailId: 'e', email: 'pedido-pronto', tentativa: 1 },
      }),
      passo(30, 'pedido', 'email-enviado', { causa: 'e', detalhes: { emailId: 'e', email: 'pedido-pronto' } }),
    ]);
    assert.deepEqual(setas.map(resumo), ['email pedido 0 → email 1', 'tentativa email 1 → email 2']);
    assert.equal(marcas[2]?.texto, 'Pedido pronto');
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

test('as tentativas de pagamento são as que a história conta, cada uma como ficou', () => {
  const recusado = estado(20, 'pagamento', 'REJEITADO', { detalhes: { tentativa: 1, motivo: 'recusado' } });
  const tentativas = tentativasDe([
    estado(0, 'pagamento', 'PENDENTE', { detalhes: { tentativa: 1 } }),
    recusado,
    estado(30, 'pagamento', 'PENDENTE', { detalhes: { tentativa: 2 } }),
    estado(50, 'pagamento', 'CONFIRMADO', { detalhes: { tentativa: 2, motivo: null } }),
    estado(60, 'pedido', 'RECEBIDO', { detalhes: { tentativa: 2 } }),
  ]);
  assert.deepEqual(
    tentativas.map(({ numero, estado: onde, motivo }) => [numero, onde, motivo]),
    [
      [1, 'REJEITADO', 'recusado'],
      [2, 'CONFIRMADO', null],
    ],
  );
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
