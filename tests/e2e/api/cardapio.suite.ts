import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { fichaDeProduto } from '@foodious/testing/fixtures.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { listen } from '@foodious/testing/sse.ts';
import sharp from 'sharp';
import { sistema, umProduto } from './compartilhado.ts';

type ProdutoDoCardapio = {
  id: number;
  nome: string;
  descricao: string;
  preco: number;
  imagemUrl: string | null;
  disponivel: boolean;
};
type Categoria = { id: number; nome: string; produtos: ProdutoDoCardapio[] };

describe('cardápio', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });
  const pedir = (headers: Record<string, string> = {}) => s.totem('GET', '/v2/cardapio', undefined, headers);
  const ler = async (): Promise<Categoria[]> => (await pedir()).body.categorias;
  const lerProduto = async (id: number) =>
    (await ler()).flatMap(({ produtos }) => produtos).find((produto) => produto.id === id);
  const disponivel = (id: number, sim: unknown) =>
    s.cozinha('PUT', `/v2/produto/${id}/disponibilidade`, { disponivel: sim });

  test('vem inteiro, por categoria, com o que a v1 diz de cada produto', async () => {
    await umProduto({ idCategoriaProduto: 4, preco: 0.01 });
    const cardapio = await ler();
    assert.deepEqual(
      cardapio.map(({ id, nome }) => ({ id, nome })),
      (await s.totem('GET', '/v1/categoria')).body,
    );
    for (const { id, produtos } of cardapio) {
      const daV1 = (await s.totem('GET', `/v1/produto/categoria/${id}`)).body as (ProdutoDoCardapio & object)[];
      const iguais = (lista: ProdutoDoCardapio[]) =>
        lista
          .map(({ id, nome, descricao, preco, imagemUrl }) => ({ id, nome, descricao, preco, imagemUrl }))
          .sort((a, b) => a.id - b.id);
      assert.deepEqual(iguais(produtos), iguais(daV1));
      assert.ok(produtos.length > 0);
    }
  });

  test('tem ETag forte; quem a traz de volta recebe 304 sem corpo, até que algo mude', async () => {
    const primeira = await pedir();
    const etag = primeira.headers.get('etag') ?? '';
    assert.match(etag, /^"[^"]+"$/);
    assert.equal(primeira.headers.get('cache-control'), 'private, no-cache');
    for (const tags of [etag, `"outra", ${etag}`]) {
      const igual = await pedir({ 'if-none-match': tags });
      assert.deepEqual([igual.status, igual.body, igual.headers.get('etag')], [304, '', etag]);
    }
    assert.equal((await pedir({ 'if-none-match': '"outra"' })).status, 200);

    const { id } = await umProduto();
    const mudou = await pedir({ 'if-none-match': etag });
    assert.equal(mudou.status, 200);
    assert.notEqual(mudou.headers.get('etag'), etag);
    await s.gerente('DELETE', `/v1/produto/${id}`);
    const deVolta = await pedir({ 'if-none-match': etag });
    assert.equal(deVolta.status, 304); // the very menu of before
  });

  test('vem comprimido para quem aceita, e é o mesmo', async () => {
    const { body: inteiro } = await pedir({ 'accept-encoding': 'identity' });
    const etags = new Set<string | null>();
    for (const [aceita, vem] of [
      ['identity', null],
      ['gzip', 'gzip'],
      ['gzip, deflate, br', 'br'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
    ] as const) {
      const { status, headers, body } = await pedir({ 'accept-encoding': aceita });
      assert.deepEqual([status, headers.get('content-encoding')], [200, vem], aceita);
      assert.match(headers.get('vary') ?? '', /accept-encoding/i);
      assert.deepEqual(body, inteiro);
      etags.add(headers.get('etag'));
    }
    assert.equal(etags.size, 3); // a representation each: the two gzip answers are one
  });

  test('quem muda um produto lê a mudança na pergunta seguinte', async () => {
    const { id } = await umProduto();
    for (let preco = 1; preco <= 20; preco += 1) {
      const ficha = fichaDeProduto({ preco });
      assert.equal((await s.gerente('PUT', `/v1/produto/${id}`, ficha)).status, 200);
      const { nome, descricao } = ficha;
      assert.deepEqual(await lerProduto(id), { id, nome, descricao, preco, imagemUrl: null, disponivel: true });
    }
    await s.gerente('DELETE', `/v1/produto/${id}`);
    assert.equal(await lerProduto(id), undefined);
  });

  test('o esgotado fica à vista, marcado, na pergunta seguinte; e a ficha nova não o repõe', async () => {
    const { id } = await umProduto();
    for (const sim of [false, false, true, true, false]) {
      const { status, body } = await disponivel(id, sim);
      assert.deepEqual([status, body], [200, { id, disponivel: sim }]);
      assert.equal((await lerProduto(id))?.disponivel, sim);
    }
    await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto());
    assert.equal((await lerProduto(id))?.disponivel, false);
    assert.equal((await s.gerente('GET', `/v1/produto/${id}`)).body.ativo, true);
  });

  test('marcar o que não existe é 404; dizer outra coisa que sim ou não, 400', async () => {
    assert.equal((await disponivel(99_999_999, false)).status, 404);
    const { id } = await umProduto();
    for (const outra of [undefined, null, 'sim', 1]) {
      const { status, body } = await disponivel(id, outra);
      assert.equal(status, 400);
      assert.equal(body.erros[0].campo, 'disponivel');
    }
  });

  test('a imagem tem endereço que não muda, e pode ser guardada para sempre', async () => {
    const imagem = async (background: string) => {
      const create = { width: 8, height: 8, channels: 3 as const, background };
      return (await sharp({ create }).png().toBuffer()).toString('base64');
    };
    const { id } = await umProduto({ imagemBase64: await imagem('blue') });
    const antes = (await lerProduto(id))?.imagemUrl ?? '';
    await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto({ imagemBase64: await imagem('lime') }));
    const depois = (await lerProduto(id))?.imagemUrl ?? '';
    assert.notEqual(antes, depois);
    for (const [url, cor] of [
      [antes, 'b'],
      [depois, 'g'],
    ] as const) {
      const answer = await fetch(s.place.gateway + url);
      const { channels } = await sharp(await answer.arrayBuffer()).stats();
      assert.equal(['r', 'g', 'b'][channels.findIndex(({ mean }) => mean > 200)], cor);
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    }
  });

  test('ao vivo: um retrato, depois cada produto como ficou, o tirado também', async () => {
    const vivo = await listen(s.totem, '/v2/cardapio/eventos');
    const [retrato] = await vivo.take(1);
    assert.equal(retrato?.event, 'retrato');
    assert.deepEqual(retrato?.data, (await pedir()).body);
    const { id } = await umProduto({ preco: 7.5 });
    await disponivel(id, false);
    await s.gerente('DELETE', `/v1/produto/${id}`);
    const eventos = (await vivo.take(4)).slice(1);
    vivo.cut();
    assert.deepEqual(
      eventos.map(({ event, data }) => [event, data.id, data.preco, data.disponivel, data.ativo]),
      [
        ['produto', id, 7.5, true, true],
        ['produto', id, 7.5, false, true],
        ['produto', id, 7.5, false, false],
      ],
    );
    const posicoes = [retrato, ...eventos].map((evento) => evento?.id ?? 0);
    assert.deepEqual(
      posicoes,
      posicoes.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(posicoes).size, 4);
  });
});
