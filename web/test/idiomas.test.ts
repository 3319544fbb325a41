import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { CODIGOS, PROBLEMA } from '@foodious/kernel/refusal.ts';
import { Problema } from '../src/api/problem.ts';
import type { Idioma } from '../src/i18n/idiomas.ts';
import { textosDeParear } from '../src/i18n/parear.ts';
import { dizerProblema } from '../src/i18n/problemas.ts';
import { textosDeSeguir } from '../src/i18n/seguir.ts';
import { textos } from '../src/i18n/textos.ts';

/** The sentences that are the same in another language, and rightly so; any other was forgotten. */
const IGUAIS: ReadonlySet<string> = new Set([
  ...['Fast & Foodious', 'CPF', 'E-mail', 'Total'],
  ...['Idioma', 'Alto contraste', 'Letra grande', 'Confirmar CPF', 'Teclado', 'Cancelar', 'Ver pedido', 'Enviando…'],
  ...['Copiar', 'Copiado', 'Vale por', 'Desistir'],
]);
/** What a sentence is about stands in it; numbers small enough to be anything that is counted. */
const SOBRE = { total: 'R$ 9,99', nomes: 'Nome' };

/** Every sentence of a dictionary, by its key; those with a part to be filled in, filled in. */
function* sentencas(texto: unknown, chave: string): Generator<[chave: string, sentenca: string]> {
  if (typeof texto === 'string') yield [chave, texto];
  else if (typeof texto === 'function')
    for (const partes of [[1, 2, 3], [SOBRE], ['um', 2, 3]]) {
      try {
        yield [`${chave}(${JSON.stringify(partes)})`, String(texto(...partes))];
      } catch {
        // that one takes other parts
      }
    }
  else if (texto && typeof texto === 'object')
    for (const [nome, um] of Object.entries(texto)) yield* sentencas(um, `${chave}.${nome}`);
}

/**
 * Where a refusal needs no code, since no totem and no follow page calls what ends there: by the beginning of a path, and after a
 * colon of the message. A refusal that is nowhere here may reach a customer, and has one.
 */
const SEM_CLIENTE = {
  'da equipe': [
    ...['packages/operation/', 'services/cozinha/', 'services/produto/', 'services/pedido/src/http/gerencia/'],
    ...['services/gateway/src/use-cases/linha-do-tempo.ts', 'services/gateway/src/http/inicio.ts'],
    'services/gateway/src/http/forwarding.ts:Fila não encontrada',
    'services/gateway/src/http/forwarding.ts:Mensagem não encontrada',
    'services/gateway/src/http/forwarding.ts:O que foi feito se audita',
    'services/pedido/src/domain/estorno.ts',
    'services/pedido/src/domain/relatorio.ts',
    'services/pedido/src/domain/pedido.ts:O pedido … está em …: só se chama',
    'services/pedido/src/domain/pedido.ts:O pedido … está inativo',
    ...['services/pedido/src/use-cases/clientes/apagar-cliente.ts', 'packages/platform/src/if-match.ts'],
    ...['aparelhos.ts', 'equipe/', 'recusadas.ts'].map((nome) => `services/gateway/src/use-cases/${nome}`),
    ...['palavra-passe.ts', 'pessoa.ts'].map((nome) => `services/gateway/src/domain/${nome}`),
  ],
  'que /meus-dados diz pelo status, na sua língua': [
    'services/pedido/src/use-cases/clientes/obter-recibo.ts',
    'services/gateway/src/use-cases/codigo-do-cliente.ts:Email deve ser válido',
  ],
  'do banco, de programas e da v1': [
    ...['services/pagamento/', 'packages/platform/src/http.ts:Rota não encontrada'],
    ...['services/pedido/src/http/pedidos/pedidos.ts', 'services/pedido/src/http/pedidos/itens.ts'],
    ...['services/pedido/src/http/pedidos/idempotency-key.ts', 'services/pedido/src/use-cases/pedidos/abrir-itens.ts'],
    ...['alterar-item.ts', 'alterar-pedido.ts'].map((nome) => `services/pedido/src/use-cases/pedidos/${nome}`),
    ...['services/pedido/src/use-cases/clientes/obter-cliente.ts', 'services/gateway/src/lambda/'],
  ],
};

/** Every refusal without a code as the services write it: `path:message`. Those told by their status alone are left out. */
function* semCodigo(): Generator<string> {
  const raiz = join(import.meta.dirname, '../..');
  for (const arquivo of globSync('{services,packages}/*/src/**/*.ts', { cwd: raiz })) {
    const fonte = readFileSync(join(raiz, arquivo), 'utf8');
    for (const { index } of fonte.matchAll(/new Refusal\(/g)) {
      let fim = fonte.indexOf('(', index) + 1;
      for (let abertos = 1; abertos > 0; fim += 1) abertos += { '(': 1, ')': -1 }[fonte[fim] ?? ''] ?? 0;
      const [, especie = '', mensagem = ''] = /\(\s*'?([\w-]+)'?,\s*(.*)\)$/s.exec(fonte.slice(index, fim)) ?? [];
      if (especie === 'unauthorized' || especie === 'forbidden' || /\bcodigo\b/.test(mensagem)) continue;
      yield `${arquivo}:${mensagem.replace(/^['"`]/, '').replaceAll(/\$\{.*?\}/g, '…')}`;
    }
  }
}

const problema = (status: number, corpo = {}) => new Problema(status, { message: 'no servidor', ...corpo });

suite('tudo o que um cliente lê existe nas três línguas', () => {
  for (const [nome, dicionarios] of [
    ['totem', textos],
    ['acompanhar', textosDeSeguir],
    ['parear', textosDeParear],
  ] as const)
    for (const lingua of ['en', 'es'] as const)
      test(`${nome}, ${lingua}`, () => {
        const emPortugues = new Map(sentencas(dicionarios.pt, ''));
        const nela = new Map(sentencas(dicionarios[lingua], ''));
        assert.deepEqual([...nela.keys()].toSorted(), [...emPortugues.keys()].toSorted());
        for (const [chave, sentenca] of nela) {
          assert.notEqual(sentenca.trim(), '', chave);
          const copiada = sentenca === emPortugues.get(chave) && !chave.endsWith(')') && !IGUAIS.has(sentenca);
          assert.ok(!copiada, `${chave}: ${sentenca}`);
        }
      });

  test('cada recusa do servidor se diz na língua da pessoa, e nunca nas palavras dele', () => {
    const linguas = Object.keys(textos) as Idioma[];
    const recusas = [
      ...CODIGOS.map((codigo) =>
        problema(400, { type: `${PROBLEMA}${codigo}`, total: 9.99, indisponiveis: [{ nome: 'X' }] }),
      ),
      ...[400, 401, 403, 404, 409, 413, 429, 500, 503].map((status) => problema(status)),
      new TypeError('Failed to fetch'),
    ];
    for (const recusa of recusas) {
      const ditas = linguas.map((lingua) => dizerProblema(textos[lingua], recusa));
      assert.equal(new Set(ditas).size, linguas.length, ditas.join(' | '));
      for (const dita of ditas) assert.doesNotMatch(dita, /no servidor|undefined|NaN/);
    }
  });

  test('toda recusa que um cliente pode encontrar tem um código', () => {
    const recusas = [...semCodigo()];
    const isentas = Object.values(SEM_CLIENTE).flat();
    assert.deepEqual(
      recusas.filter((recusa) => !isentas.some((onde) => recusa.startsWith(onde))),
      [],
    );
    const sobram = isentas.filter((onde) => !recusas.some((recusa) => recusa.startsWith(onde)));
    assert.deepEqual(sobram, [], 'nothing is refused there');
  });

  test('o que acabou se diz pelo nome, ao pedir e ao pagar de novo', () => {
    const type = `${PROBLEMA}esgotado`;
    const alteracoes = [
      { nome: 'Suco', motivo: 'indisponivel' },
      { nome: 'Pita', motivo: 'preco' },
    ];
    for (const corpo of [{ indisponiveis: [{ nome: 'Suco' }] }, { alteracoes }])
      assert.match(dizerProblema(textos.en, problema(409, { type, ...corpo })), /^Just sold out: Suco\./);
  });
});
