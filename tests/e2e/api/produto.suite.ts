import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { fichaDeProduto, unico } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { recusa, sistema, umProduto } from './compartilhado.ts';

const VAZIO =
  'Os seguintes campos são obrigatórios e não podem ter conteúdo vazio ou inválido: nome, idCategoriaProduto, e preço';
const MIB = 1024 * 1024;

/** An image as its first bytes tell it, with something of its own after them. */
const umaImagem = (tipo: 'png' | 'jpeg' | 'webp' | 'gif', tamanho = 200): Buffer => {
  const inicio = { png: '\x89PNG\r\n\x1a\n', jpeg: '\xff\xd8\xff\xe0', webp: 'RIFF\0\0\0\0WEBPVP8 ', gif: 'GIF89a' }[
    tipo
  ];
  return Buffer.concat([Buffer.from(inicio + unico(), 'latin1'), Buffer.alloc(tamanho)]).subarray(0, tamanho);
};

describe('produto', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });
  const criar = (campos: object) => s.gerente('POST', '/v1/produto', fichaDeProduto(campos));

  test('as quatro categorias vêm por id', async () => {
    const { status, body } = await s.totem('GET', '/v1/categoria');
    assert.equal(status, 200);
    assert.deepEqual(body, [
      { id: 1, nome: 'Lanche' },
      { id: 2, nome: 'Acompanhamento' },
      { id: 3, nome: 'Bebida' },
      { id: 4, nome: 'Sobremesa' },
    ]);
  });

  test('um produto novo volta inteiro, ativo e sem imagem, e se lê igual', async () => {
    const ficha = fichaDeProduto({ preco: 19.99 });
    const { status, body } = await s.gerente('POST', '/v1/produto', ficha);
    assert.equal(status, 201);
    assert.deepEqual(body, { id: body.id, ...ficha, imagemBase64: null, imagemUrl: null, ativo: true });
    assert.ok(Number.isInteger(body.id) && body.id > 0);
    assert.deepEqual((await s.totem('GET', `/v1/produto/${body.id}`)).body, body);
  });

  test('um produto pode nascer inativo', async () => {
    assert.equal((await criar({ ativo: false })).body.ativo, false);
  });

  test('um corpo vazio diz os quatro campos que faltam', async () => {
    for (const body of [{}, undefined]) {
      const answer = await s.gerente('POST', '/v1/produto', body);
      assert.deepEqual(recusa(answer), {
        status: 400,
        message: [
          'Nome deve ser válido',
          'Id da categoria deve ser válido',
          'Descrição deve ser válida',
          'Preço não pode ser vazio',
        ],
      });
      assert.deepEqual(
        answer.body.erros.map(({ campo }: { campo: string }) => campo),
        ['nome', 'idCategoriaProduto', 'descricao', 'preco'],
      );
    }
  });

  for (const campos of [
    { nome: '' },
    { nome: ' \t ' },
    { nome: '\u200b\ufeff' },
    { idCategoriaProduto: 0 },
    { preco: 0 },
    { preco: -1 },
  ]) {
    test(`recusa ${JSON.stringify(campos)} com a frase dos campos obrigatórios, ao criar e ao alterar`, async () => {
      const { id } = await umProduto();
      for (const answer of [await criar(campos), await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto(campos))]) {
        assert.deepEqual(recusa(answer), { status: 400, message: VAZIO });
        assert.equal(answer.body.erros[0].campo, Object.keys(campos)[0]);
      }
    });
  }

  test('recusa o que passa dos limites, dizendo o campo', async (t) => {
    const fora: object[] = [
      { nome: 'x'.repeat(256) },
      { nome: 7 },
      { nome: null },
      { descricao: 'x'.repeat(1001) },
      { descricao: null },
      { idCategoriaProduto: 5 },
      { idCategoriaProduto: -1 },
      { idCategoriaProduto: 1.5 },
      { idCategoriaProduto: '1' },
      { preco: 100_000 },
      { preco: 99_999.991 },
      { preco: 0.105 },
      { preco: 1e308 },
      { preco: '10.00' },
      { preco: null },
      { ativo: 'sim' },
      { imagemBase64: 'isto não é base64' },
      { imagemBase64: 'abc' },
      { imagemBase64: 42 },
      { imagemBase64: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64') },
      { imagemBase64: umaImagem('gif').toString('base64') },
      { imagemBase64: `data:image/png;base64,${umaImagem('gif').toString('base64')}` },
      { imagemBase64: umaImagem('png', MIB + 1).toString('base64') },
    ];
    const { id } = await umProduto();
    for (const campos of fora) {
      await t.test(JSON.stringify(campos).slice(0, 60), async () => {
        for (const [method, path] of [
          ['POST', '/v1/produto'],
          ['PUT', `/v1/produto/${id}`],
        ] as const) {
          const { status, body } = await s.gerente(method, path, fichaDeProduto(campos));
          assert.equal(status, 400);
          assert.deepEqual(
            body.erros.map(({ campo }: { campo: string }) => campo),
            Object.keys(campos),
          );
        }
      });
    }
  });

  test('aceita o que está no limite', async () => {
    const limite = {
      nome: unico().padEnd(255, 'x'),
      descricao: 'x'.repeat(1000),
      preco: 99_999.99,
      imagemBase64: umaImagem('png', MIB).toString('base64'),
    };
    const { status, body } = await criar(limite);
    assert.equal(status, 201);
    assert.deepEqual({ ...body, ...limite }, body);
    assert.equal((await criar({ preco: 0.01 })).body.preco, 0.01);
  });

  test('um corpo maior que o de uma imagem permitida é grande demais', async () => {
    const { status } = await criar({ imagemBase64: umaImagem('png', 2 * MIB).toString('base64') });
    assert.equal(status, 413);
  });

  test('campos desconhecidos são ignorados', async () => {
    const { status, body } = await criar({
      id: 987_654,
      versao: 9,
      imagemUrl: 'https://exemplo.com/x.png',
      admin: true,
    });
    assert.equal(status, 201);
    assert.notEqual(body.id, 987_654);
    assert.equal(body.imagemUrl, null);
    assert.equal('admin' in body, false);
  });

  test('dois produtos ativos não têm o mesmo nome, nem quando disputam', async () => {
    const nome = `Disputa ${unico()}`;
    const answers = await Promise.all([...Array(5)].map(() => criar({ nome })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 400, 400, 400, 400]);
    assert.equal((await criar({ nome: `  ${nome.toUpperCase()} ` })).status, 400);
    assert.equal((await criar({ nome: `\u200e${nome.replace(' ', '\u200b ')}\u200b` })).status, 400);
    const outro = await umProduto();
    assert.equal((await s.gerente('PUT', `/v1/produto/${outro.id}`, fichaDeProduto({ nome }))).status, 400);
  });

  test('alterar troca tudo o que a ficha diz, e se repete', async () => {
    const { id } = await umProduto();
    const ficha = fichaDeProduto({ idCategoriaProduto: 3, descricao: 'Gelada', preco: 7.5 });
    for (let vez = 0; vez < 2; vez += 1) {
      const { status, body } = await s.gerente('PUT', `/v1/produto/${id}`, ficha);
      assert.equal(status, 200);
      assert.deepEqual(body, { id, ...ficha, imagemBase64: null, imagemUrl: null, ativo: true });
    }
  });

  test('tirar do cardápio se repete, libera o nome, e o produto ainda se lê', async () => {
    const { id, nome } = await umProduto();
    for (let vez = 0; vez < 2; vez += 1) {
      const { status, body } = await s.gerente('DELETE', `/v1/produto/${id}`);
      assert.deepEqual({ status, body }, { status: 200, body: true });
    }
    const { status, body } = await s.totem('GET', `/v1/produto/${id}`);
    assert.deepEqual({ status, ativo: body.ativo }, { status: 200, ativo: false });

    assert.equal((await criar({ nome })).status, 201);
    const volta = await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto({ nome, ativo: true }));
    assert.equal(volta.status, 400, 'the name has another owner now');
  });

  test('alterar sem falar de ativo não traz de volta; com ativo, traz', async () => {
    const { id } = await umProduto({ ativo: false });
    assert.equal((await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto())).body.ativo, false);
    const { status, body } = await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto({ ativo: true }));
    assert.deepEqual({ status, ativo: body.ativo }, { status: 200, ativo: true });
  });

  for (const tipo of ['png', 'jpeg', 'webp'] as const)
    for (const prefixo of ['', `data:image/${tipo};base64,`])
      test(`uma imagem ${tipo} ${prefixo ? 'em data URL' : 'em base64'} volta como veio, e se guarda no navegador para sempre`, async () => {
        const bytes = umaImagem(tipo);
        const imagemBase64 = prefixo + bytes.toString('base64');
        const { id, imagemUrl } = await umProduto({ imagemBase64 });
        assert.equal((await s.totem('GET', `/v1/produto/${id}`)).body.imagemBase64, imagemBase64);

        const answer = await fetch(s.place.gateway + imagemUrl);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get('content-type'), `image/${tipo}`);
        assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
        assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
      });

  test('outra imagem tem outro endereço; sem falar dela fica, nula some', async () => {
    const { id, imagemUrl } = await umProduto({ imagemBase64: umaImagem('png').toString('base64') });
    const alterar = async (campos: object) =>
      (await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto(campos))).body.imagemUrl;
    assert.equal(await alterar({}), imagemUrl);
    const outra = await alterar({ imagemBase64: umaImagem('png').toString('base64') });
    assert.notEqual(outra, imagemUrl);
    assert.equal(await alterar({ imagemBase64: null }), null);
    assert.equal((await s.anyone('GET', String(imagemUrl))).status, 200, 'an address never changes meaning');
  });

  test('uma imagem que não existe não fica no cache', async () => {
    const { status, headers } = await s.anyone('GET', `/imagens/${'0'.repeat(64)}.png`);
    assert.deepEqual({ status, cache: headers.get('cache-control') }, { status: 404, cache: 'no-store' });
    assert.equal((await s.anyone('GET', '/imagens/..%2Fcredenciais.json')).status, 400);
  });

  test('a lista de uma categoria traz só os ativos, com endereço de imagem e sem base64', async () => {
    const comImagem = await umProduto({ idCategoriaProduto: 4, imagemBase64: umaImagem('png').toString('base64') });
    const inativo = await umProduto({ idCategoriaProduto: 4, ativo: false });
    const outro = await umProduto({ idCategoriaProduto: 2 });
    const { status, body } = await s.totem('GET', '/v1/produto/categoria/4');
    assert.equal(status, 200);
    type Linha = { id: number; idCategoriaProduto: number; ativo: boolean; imagemBase64: string | null };
    assert.deepEqual(
      body.find(({ id }: Linha) => id === comImagem.id),
      { ...comImagem, imagemBase64: null },
    );
    assert.equal(
      body.some(({ id }: Linha) => id === inativo.id || id === outro.id),
      false,
    );
    assert.ok(body.every((p: Linha) => p.idCategoriaProduto === 4 && p.ativo && p.imagemBase64 === null));
  });

  test('uma categoria sem produtos é 404', async () => {
    assert.equal((await s.totem('GET', '/v1/produto/categoria/9')).status, 404);
  });

  test('um produto desconhecido é 404 para ler, alterar e tirar', async () => {
    assert.equal((await s.totem('GET', '/v1/produto/99999999')).status, 404);
    assert.equal((await s.gerente('PUT', '/v1/produto/99999999', fichaDeProduto())).status, 404);
    assert.equal((await s.gerente('DELETE', '/v1/produto/99999999')).status, 404);
  });

  test('o pedido fica sabendo do que muda no cardápio', async () => {
    const { id } = await umProduto();
    const pedido = (await s.totem('POST', '/v1/pedido', {})).body;
    await s.totem('POST', '/v1/item', { pedidoId: pedido.id, produtoId: id, quantidade: 1 });
    const descricao = `Nova receita ${unico()}`;
    await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto({ descricao }));
    await until('the news', async () => {
      const { body } = await s.totem('GET', `/v1/pedido/${pedido.id}`);
      return body.itensPedido[0].produto.descricao === descricao;
    });
  });

  test('a gerência vê todos, também inativos e esgotados, por categoria e nome', async () => {
    const nomes = ['Água', 'bolo', 'Zebra'].map((nome) => `!${nome} ${unico()}`);
    const novos: { id: number }[] = [];
    for (const nome of nomes.toReversed()) novos.unshift(await umProduto({ nome, idCategoriaProduto: 4, preco: 5.5 }));
    const [agua, bolo, zebra] = novos;
    await s.gerente('DELETE', `/v1/produto/${bolo?.id}`);
    await s.cozinha('PUT', `/v2/produto/${zebra?.id}/disponibilidade`, { disponivel: false });

    const { status, body } = await s.gerente('GET', '/v2/gerencia/produtos');
    assert.equal(status, 200);
    type Listado = { id: number; idCategoriaProduto: number };
    const { produtos } = body as { produtos: Listado[] };
    const categorias = produtos.map(({ idCategoriaProduto }) => idCategoriaProduto);
    assert.deepEqual(categorias, categorias.toSorted());
    const { imagemBase64: _, ...ficha } = (await s.totem('GET', `/v1/produto/${agua?.id}`)).body;
    assert.deepEqual(
      produtos.filter(({ id }) => novos.some((novo) => novo.id === id)),
      [
        { ...ficha, disponivel: true },
        { ...ficha, id: bolo?.id, nome: nomes[1], ativo: false, disponivel: true },
        { ...ficha, id: zebra?.id, nome: nomes[2], disponivel: false },
      ],
    );
    assert.equal((await s.cozinha('GET', '/v2/gerencia/produtos')).status, 403);
  });
});
