import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpfConfere } from '@foodious/kernel/cpf.ts';
import fc from 'fast-check';
import { textos } from '../src/i18n/textos.ts';
import { type Cardapio, lerCardapio, type Produto, produtosDe } from '../src/screens/totem/state/cardapio.ts';
import {
  acertar,
  colocar,
  comQuantidade,
  corpoDoPedido,
  type Linha,
  MAX_LINHAS,
  mudancas,
  quantos,
  total,
} from '../src/screens/totem/state/carrinho.ts';
import { avisoDe, marcoDe } from '../src/screens/totem/state/contagem.ts';
import { soDigitos } from '../src/screens/totem/state/cpf.ts';
import { comoNome } from '../src/screens/totem/state/nome.ts';
import { emTexto, type Observacao, observacoesDe } from '../src/screens/totem/state/observacoes.ts';
import { sugerir } from '../src/screens/totem/state/sugestao.ts';
import { formatarCpf } from '../src/ui/format.ts';

const produto = (id: number, categoriaId: number, preco: number, disponivel = true): Produto => ({
  id,
  categoriaId,
  preco,
  disponivel,
  nome: `Produto ${id}`,
  descricao: '',
  imagemUrl: null,
});
const cardapioDe = (...produtos: Produto[]): Cardapio => ({
  categorias: [1, 2, 3, 4].map((id) => ({
    id,
    nome: String(id),
    produtos: produtos.filter(({ categoriaId }) => categoriaId === id).map(({ categoriaId: _, ...resto }) => resto),
  })),
});
const linha = (p: Produto, quantidade = 1, observacoes: Observacao[] = []): Linha => ({
  produto: p,
  quantidade,
  observacoes,
});

test('o CPF é conferido pelos dígitos verificadores', () => {
  for (const certo of ['52998224725', '11144477735', '10000791989', '10003959520'])
    assert.equal(cpfConfere(certo), true, certo);
  for (const errado of ['52998224726', '11111111111', '5299822472', '', 'abcdefghijk'])
    assert.equal(cpfConfere(errado), false, errado);
  assert.equal(formatarCpf('52998224725'), '529.982.247-25');
  assert.equal(formatarCpf('5299'), '529.9');
  assert.equal(soDigitos('529.982.247-25 e mais 9'), '52998224725');
});

test('o que se pede ao cozinheiro cabe em 140 caracteres, tudo junto, em todas as línguas', () => {
  for (const categoria of [1, 2, 3, 4]) {
    const todas = observacoesDe(categoria);
    assert.ok(todas.length > 0);
    assert.ok((emTexto(todas) ?? '').length <= 140);
    for (const t of Object.values(textos)) for (const uma of todas) assert.ok(t.observacoes[uma]);
  }
  assert.equal(emTexto(['semCebola', 'molhoAParte']), 'sem cebola, molho à parte');
  assert.equal(emTexto([]), null);
});

test('linhas iguais são uma só, e nenhuma passa de 99', () => {
  const burger = produto(1, 1, 27.9);
  let carrinho = colocar([], linha(burger, 1, ['semPicles', 'semCebola']));
  carrinho = colocar(carrinho, linha(burger, 2, ['semCebola', 'semPicles']));
  carrinho = colocar(carrinho, linha(burger));
  assert.deepEqual(
    carrinho.map(({ quantidade }) => quantidade),
    [3, 1],
  );
  assert.equal(quantos(colocar(carrinho, linha(burger, 99))), 102);
  // Changed to be the same as another, it joins that one.
  assert.deepEqual(colocar(carrinho, linha(burger, 1, ['semCebola', 'semPicles']), 1).length, 1);
  assert.equal(comQuantidade(carrinho, 0, 0).length, 1);
  const cheio = [...Array(MAX_LINHAS).keys()].map((id) => linha(produto(id + 100, 2, 1)));
  assert.equal(colocar(cheio, linha(burger)), cheio);
});

test('o total é exato em centavos, e é o que o pedido espera', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99 })), { maxLength: 50 }),
      (linhas) => {
        const carrinho = linhas.map(([centavos, quantidade], id) => linha(produto(id, 1, centavos / 100), quantidade));
        const esperado = linhas.reduce((soma, [centavos, quantidade]) => soma + centavos * quantidade, 0);
        assert.equal(total(carrinho), esperado / 100);
        assert.equal(corpoDoPedido(carrinho, 'local', null, 'pix').totalEsperado, esperado / 100);
      },
    ),
  );
});

test('o cardápio ao vivo segue cada produto: muda, esgota, some, volta, troca de categoria', () => {
  const antes = cardapioDe(produto(1, 1, 10), produto(2, 1, 20), produto(3, 2, 5));
  const noticia = (mais: object) => ({ ...produto(2, 1, 20), idCategoriaProduto: 1, ativo: true, ...mais });
  const depois = (mais: object) => produtosDe(lerCardapio(antes, 'produto', noticia(mais)) as Cardapio);
  assert.deepEqual(depois({ preco: 21 })[1], produto(2, 1, 21));
  assert.equal(depois({ disponivel: false })[1]?.disponivel, false);
  assert.deepEqual(
    depois({ ativo: false }).map(({ id }) => id),
    [1, 3],
  );
  assert.deepEqual(
    depois({ idCategoriaProduto: 2 }).map(({ id, categoriaId }) => [id, categoriaId]),
    [
      [1, 1],
      [3, 2],
      [2, 2],
    ],
  );
  assert.equal(depois({ id: 9 }).length, 4);
  assert.deepEqual(lerCardapio(undefined, 'retrato', antes), antes);
  assert.equal(lerCardapio(undefined, 'produto', noticia({})), undefined);
});

test('o que esgotou ou mudou de preço é dito pelo nome, uma vez, e o carrinho acompanha', () => {
  const [a, b, c] = [produto(1, 1, 10), produto(2, 2, 5), produto(3, 3, 4)];
  const carrinho = [linha(a), linha(a, 1, ['semCebola']), linha(b), linha(c)];
  const hoje = cardapioDe(produto(1, 1, 10, false), produto(2, 2, 5.5), c);
  assert.deepEqual(mudancas(carrinho, hoje), [
    { tipo: 'esgotado', id: 1, nome: 'Produto 1' },
    { tipo: 'preco', id: 2, nome: 'Produto 2', de: 5, para: 5.5 },
  ]);
  const certo = acertar(carrinho, hoje);
  assert.deepEqual(mudancas(certo, hoje), []);
  assert.equal(total(certo), 9.5);
  assert.deepEqual(mudancas([linha(a)], cardapioDe()), [{ tipo: 'esgotado', id: 1, nome: 'Produto 1' }]);
});

const menu = cardapioDe(
  ...[produto(1, 1, 20), produto(2, 1, 28)],
  ...[produto(11, 2, 9), produto(12, 2, 14), produto(13, 2, 18), produto(14, 2, 19)],
  ...[produto(21, 3, 5), produto(22, 3, 7), produto(23, 3, 15)],
  ...[produto(31, 4, 7), produto(32, 4, 12)],
);
const doMenu = (...ids: number[]) =>
  produtosDe(menu)
    .filter(({ id }) => ids.includes(id))
    .map((p) => linha(p));

test('sugere o que falta: primeiro bebida, depois acompanhamento, e nunca o mais caro', () => {
  const casos: [escolhidos: number[], sugerido: number | undefined][] = [
    [[1], 22],
    [[1, 21], 12],
    [[1, 21, 11], 31],
    [[1, 21, 11, 31], undefined],
    [[31], 21], // less than what was chosen
    [[23], 31],
    [[21], undefined], // everything else is dearer than a bottle of water
    [[], undefined],
  ];
  for (const [escolhidos, sugerido] of casos)
    assert.equal(sugerir(doMenu(...escolhidos), menu)?.id, sugerido, `com ${escolhidos}`);
});

test('o que se sugere está à venda, falta no carrinho e custa menos do que ele', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 }), fc.boolean()), {
        minLength: 1,
        maxLength: 20,
      }),
      fc.nat(19),
      (itens, qual) => {
        const produtos = itens.map(([categoria, preco, ha], id) => produto(id, categoria, preco, ha));
        const carrinho = produtos.slice(qual, qual + 2).map((p) => linha(p));
        const sugerido = sugerir(carrinho, cardapioDe(...produtos));
        if (!sugerido) return;
        assert.equal(sugerido.disponivel, true);
        assert.ok(sugerido.preco < total(carrinho));
        assert.ok(carrinho.every((l) => l.produto.categoriaId !== sugerido.categoriaId));
      },
    ),
  );
});

test('pergunta depois do silêncio, e a contagem chega a zero', () => {
  const casos: [paradoMs: number, aviso: number | null][] = [
    [0, null],
    [44_999, null],
    [45_000, 15],
    [45_001, 15],
    [59_500, 1],
    [60_000, 0],
    [500_000, 0],
  ];
  for (const [parado, aviso] of casos) assert.equal(avisoDe(parado, 45, 15), aviso, String(parado));
});

test('a contagem do Pix é dita por minuto, depois aos 30 e aos 10 segundos', () => {
  const ditos = [...Array(600).keys()].map((i) => marcoDe(600 - i));
  assert.deepEqual([...new Set(ditos)], [600, 540, 480, 420, 360, 300, 240, 180, 120, 60, 30, 10]);
  assert.equal(marcoDe(0), null);
  assert.equal(marcoDe(5_000), null);
});

test('as três línguas dizem as mesmas coisas, e nenhuma diz pela outra', () => {
  const frases = (t: object): [string, unknown][] =>
    Object.entries(t).flatMap(([chave, valor]) =>
      typeof valor === 'object'
        ? frases(valor).map(([k, v]): [string, unknown] => [`${chave}.${k}`, v])
        : [[chave, valor]],
    );
  const [pt, en, es] = [frases(textos.pt), frases(textos.en), frases(textos.es)];
  assert.deepEqual(
    en.map(([chave]) => chave),
    pt.map(([chave]) => chave),
  );
  assert.deepEqual(
    es.map(([chave]) => chave),
    pt.map(([chave]) => chave),
  );
  const iguais = pt.filter(([, frase], i) => typeof frase === 'string' && frase === en[i]?.[1]).map(([chave]) => chave);
  assert.deepEqual(iguais, ['marca', 'cpf', 'email', 'total']);
});

test('as partículas de um nome se escrevem pequenas; o nome que começa por uma, como a pessoa o escreve', () => {
  for (const [digitado, nome] of [
    ['Ana Da Silva', 'Ana da Silva'],
    ['João Dos Santos E Souza', 'João dos Santos e Souza'],
    ['Rui De Sá Das Neves Do Ó', 'Rui de Sá das Neves do Ó'],
    ['Da Silva', 'Da Silva'],
    ['Ana Davi Dasilva', 'Ana Davi Dasilva'],
    ['Ana D', 'Ana D'], // nobody knows yet
    ['Ana Da', 'Ana Da'],
    ['Ana Da ', 'Ana da '],
  ] as const)
    assert.equal(comoNome(digitado), nome);
});
