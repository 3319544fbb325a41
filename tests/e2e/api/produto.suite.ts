import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { fichaDeProduto, unico } from '@foodious/testing/fixtures.ts';
import { pngPreto, umaImagem } from '@foodious/testing/imagem.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import sharp from 'sharp';
import { recusa, sistema, umProduto } from './compartilhado.ts';

const VAZIO =
  'Os seguintes campos são obrigatórios e não podem ter conteúdo vazio ou inválido: nome, idCategoriaProduto, e preço';
const MIB = 1024 * 1024;

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
    assert.deepEqual(body, { id: body.id, ...ficha, imagemBase64: '', imagemUrl: null, ativo: true });
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
      { imagemBase64: 42 },
      { imagemBase64: Buffer.alloc(MIB + 1).toString('base64') },
      { imagemBase64: 'nem é imagem'.repeat(120_000) },
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
      imagemBase64: (await umaImagem('png', { largura: 590, altura: 590 })).toString('base64'),
    };
    const { status, body } = await criar(limite);
    assert.equal(status, 201);
    assert.deepEqual({ ...body, ...limite }, body);
    assert.equal((await criar({ preco: 0.01 })).body.preco, 0.01);
  });

  test('um corpo maior que o de uma imagem permitida é grande demais', async () => {
    const { status } = await criar({ imagemBase64: Buffer.alloc(2 * MIB).toString('base64') });
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
      assert.deepEqual(body, { id, ...ficha, imagemBase64: '', imagemUrl: null, ativo: true });
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
    for (const prefixo of ['', `data:image/${tipo};base64,`, 'data:image/jpg;base64,'])
      test(`uma imagem ${tipo} depois de “${prefixo}” volta na v1 como veio, e é servida como WebP, para sempre`, async () => {
        const imagemBase64 = prefixo + (await umaImagem(tipo, { largura: 800, altura: 400 })).toString('base64');
        const { id, imagemUrl } = await umProduto({ imagemBase64 });
        assert.equal((await s.totem('GET', `/v1/produto/${id}`)).body.imagemBase64, imagemBase64);

        for (const [w, lado] of [
          ['', 800],
          ['?w=320', 320],
          ['?w=640', 640],
          ['?w=1080', 800],
        ] as const) {
          const answer = await fetch(s.place.gateway + imagemUrl + w);
          assert.equal(answer.status, 200);
          assert.equal(answer.headers.get('content-type'), 'image/webp');
          assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
          assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
          const { format, width } = await sharp(await answer.arrayBuffer()).metadata();
          assert.deepEqual([format, width], ['webp', lado]);
        }
        assert.equal((await s.anyone('GET', `${imagemUrl}?w=9999`)).status, 400);
      });

  for (const [nome, texto] of [
    ['um base64 cortado', async () => (await umaImagem('png')).toString('base64').slice(0, -1)],
    ['uma foto cortada', async () => (await umaImagem('jpeg')).subarray(0, 600).toString('base64')],
    ['só a assinatura de um PNG', async () => Buffer.from('89504e470d0a1a0a', 'hex').toString('base64')],
    ['uma de 400 megapixels', async () => pngPreto(20_000, 20_000).toString('base64')],
    ['um GIF', async () => (await umaImagem('gif')).toString('base64')],
    ['um SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')],
    ['uma frase', async () => 'isto não é base64: \n \u{1f354} "'],
    ['um endereço', async () => 'https://exemplo.com/x.png'],
    ['um texto do maior tamanho', async () => 'não é imagem, '.repeat(99_864)],
  ] as const)
    test(`${nome}, dito imagem pela v1, volta como veio, e nunca é servido como imagem`, async () => {
      const imagemBase64 = await texto();
      const criado = await umProduto({ imagemBase64 });
      const { id } = await umProduto({ imagemBase64: (await umaImagem('png')).toString('base64') });
      const alterado = await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto({ imagemBase64 }));
      assert.equal(alterado.status, 200);
      for (const produto of [criado, alterado.body, (await s.totem('GET', `/v1/produto/${id}`)).body]) {
        assert.equal(produto.imagemUrl, null);
        assert.equal(produto.imagemBase64, imagemBase64);
      }
    });

  test('outra imagem tem outro endereço; sem falar dela fica; nula ou vazia, some', async () => {
    const foto = async () => (await umaImagem('png')).toString('base64');
    const { id, imagemUrl } = await umProduto({ imagemBase64: await foto() });
    const alterar = async (campos: object) =>
      (await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto(campos))).body.imagemUrl;
    assert.equal(await alterar({}), imagemUrl);
    for (const imagemBase64 of [null, '']) {
      assert.notEqual(await alterar({ imagemBase64: await foto() }), imagemUrl);
      assert.equal(await alterar({ imagemBase64 }), null);
      assert.equal((await s.totem('GET', `/v1/produto/${id}`)).body.imagemBase64, '');
    }
    assert.equal((await s.anyone('GET', String(imagemUrl))).status, 200, 'an address never changes meaning');
  });

  test('uma imagem que não existe não fica no cache', async () => {
    const { status, headers } = await s.anyone('GET', `/imagens/${'0'.repeat(64)}.png`);
    assert.deepEqual({ status, cache: headers.get('cache-control') }, { status: 404, cache: 'no-store' });
    assert.equal((await s.anyone('GET', '/imagens/..%2Fcredenciais.json')).status, 400);
  });

  test('a lista de uma categoria traz só os ativos, com endereço de imagem e sem base64', async () => {
    const comImagem = await umProduto({
      idCategoriaProduto: 4,
      imagemBase64: (await umaImagem('png')).toString('base64'),
    });
    const inativo = await umProduto({ idCategoriaProduto: 4, ativo: false });
    const outro = await umProduto({ idCategoriaProduto: 2 });
    const { status, body } = await s.totem('GET', '/v1/produto/categoria/4');
    assert.equal(status, 200);
    type Linha = { id: number; idCategoriaProduto: number; ativo: boolean; imagemBase64: string };
    assert.deepEqual(
      body.find(({ id }: Linha) => id === comImagem.id),
      { ...comImagem, imagemBase64: '' },
    );
    assert.equal(
      body.some(({ id }: Linha) => id === inativo.id || id === outro.id),
      false,
    );
    assert.ok(body.every((p: Linha) => p.idCategoriaProduto === 4 && p.ativo && p.imagemBase64 === ''));
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
        { ...ficha, disponivel: true, versao: 1 },
        { ...ficha, id: bolo?.id, nome: nomes[1], ativo: false, disponivel: true, versao: 2 },
        { ...ficha, id: zebra?.id, nome: nomes[2], disponivel: false, versao: 2 },
      ],
    );
    assert.equal((await s.cozinha('GET', '/v2/gerencia/produtos')).status, 403);
  });

  describe('a ficha da gerência', () => {
    type Editado = { id: number; etag: string; body: { versao: number; imagemUrl: string | null } };
    const umEditavel = async (campos: object = {}): Promise<Editado> => {
      const { status, body, headers } = await s.gerente('POST', '/v2/gerencia/produtos', fichaDeProduto(campos));
      assert.equal(status, 201, JSON.stringify(body));
      return { id: body.id, etag: headers.get('etag') ?? '', body };
    };
    const salvar = (id: number, campos: object, etag?: string) =>
      s.gerente('PUT', `/v2/gerencia/produtos/${id}`, fichaDeProduto(campos), etag ? { 'if-match': etag } : {});
    const ler = (id: number) => s.gerente('GET', `/v2/gerencia/produtos/${id}`);

    test('quem salva sobre uma versão velha não salva, e lê o que vale agora e em que difere', async () => {
      const { id, etag } = await umEditavel({ preco: 10 });
      const deB = await salvar(id, { nome: `B ${id}`, preco: 12, descricao: 'Do A' }, etag);
      assert.equal(deB.status, 200);
      const deA = await salvar(id, { nome: `B ${id}`, preco: 10, descricao: 'Do A' }, etag);
      assert.equal(deA.status, 409);
      assert.match(deA.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.deepEqual(deA.body.campos, ['preco']);
      assert.deepEqual(deA.body.atual, deB.body);
      assert.equal(deA.body.etag, deB.headers.get('etag'));
      assert.deepEqual((await ler(id)).body, deB.body, 'nothing of A was kept');
      assert.equal((await salvar(id, { preco: 10 }, deA.body.etag)).status, 200, 'A has seen it now');
    });

    test('o que B tirou do cardápio, A não põe de volta sem saber; nem tira o que B mudou', async () => {
      const { id, etag } = await umEditavel();
      const tirar = (com: string) =>
        s.gerente('DELETE', `/v2/gerencia/produtos/${id}`, undefined, com ? { 'if-match': com } : {});
      const tirado = await tirar(etag);
      assert.deepEqual([tirado.status, tirado.body.ativo, tirado.body.versao], [200, false, 2]);
      const { status, body } = await salvar(id, { ativo: true }, etag);
      assert.equal(status, 409);
      assert.ok(body.campos.includes('ativo'));
      assert.equal((await ler(id)).body.ativo, false);
      assert.equal((await tirar(etag)).status, 409);
      assert.equal((await tirar('')).status, 428);
    });

    test('de muitos que salvam a mesma versão ao mesmo tempo, um salva', async () => {
      const { id, etag } = await umEditavel();
      const answers = await Promise.all([1, 2, 3, 4, 5].map((preco) => salvar(id, { preco }, etag)));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409, 409]);
      const salvo = answers.find(({ status }) => status === 200)?.body;
      assert.deepEqual((await ler(id)).body, salvo);
    });

    test('sem dizer a versão não se salva; com *, vale sobre qualquer uma; o que não é versão é 400', async () => {
      const { id } = await umEditavel();
      const { status, body } = await salvar(id, {});
      assert.deepEqual([status, body.erros[0].campo], [428, 'If-Match']);
      assert.equal((await salvar(id, {}, '*')).status, 200);
      for (const torta of ['1', 'W/"2"', '"x"', '"1", "2"']) assert.equal((await salvar(id, {}, torta)).status, 400);
      assert.equal((await salvar(99_999_999, {}, '"1"')).status, 404);
    });

    test('a v1 muda a versão, e esgotar muda só o que se esgota', async () => {
      const { id, etag } = await umEditavel({ preco: 10 });
      await s.gerente('PUT', `/v1/produto/${id}`, fichaDeProduto({ preco: 11 }));
      assert.equal((await salvar(id, {}, etag)).status, 409);
      await s.cozinha('PUT', `/v2/produto/${id}/disponibilidade`, { disponivel: false });
      const { body, headers } = await ler(id);
      assert.deepEqual([body.preco, body.disponivel, body.versao], [11, false, 3]);
      const salvo = await salvar(id, { preco: 12 }, headers.get('etag') ?? '');
      assert.deepEqual([salvo.status, salvo.body.disponivel], [200, false]);
    });

    test('uma ficha vazia diz todos os campos, cada um com a sua frase; o preço em reais', async () => {
      const campos = async (corpo: object) => {
        const { status, body } = await s.gerente('POST', '/v2/gerencia/produtos', corpo);
        assert.equal(status, 400);
        return Object.fromEntries(
          body.erros.map((erro: { campo: string; mensagem: string }) => [erro.campo, erro.mensagem]),
        );
      };
      assert.deepEqual(await campos({ nome: ' ', idCategoriaProduto: 0, preco: null }), {
        nome: 'Nome deve ser informado',
        idCategoriaProduto: 'Categoria deve ser de 1 a 4',
        descricao: 'Descrição deve ser um texto',
        preco: 'Preço deve ser um número, como 20,20',
      });
      assert.deepEqual(await campos(fichaDeProduto({ nome: ' \u200b ' })), { nome: 'Nome deve ser informado' });
      // One sign that is written as three: what is too long for the database is the name that is kept.
      assert.deepEqual(await campos(fichaDeProduto({ nome: '\u{1d160}'.repeat(90) })), {
        nome: 'Nome deve ter até 255 caracteres',
      });
      assert.deepEqual(await campos(fichaDeProduto({ preco: 0 })), { preco: 'Preço deve ser maior que zero' });
      assert.deepEqual(await campos(fichaDeProduto({ preco: 100_000 })), {
        preco: 'Preço deve ser de até R$ 99.999,99',
      });
    });

    test('uma foto de celular é servida de pé e sem o lugar onde foi tirada, também pela v1', async () => {
      const foto = await sharp(await umaImagem('jpeg', { largura: 800, altura: 400 }))
        .withExif({ IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '23/1 33/1 0/1' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer();
      const { id, body } = await umEditavel({ imagemBase64: foto.toString('base64') });
      const servida = Buffer.from(await (await fetch(s.place.gateway + body.imagemUrl)).arrayBuffer());
      const naV1 = Buffer.from((await s.totem('GET', `/v1/produto/${id}`)).body.imagemBase64, 'base64');
      for (const bytes of [servida, naV1]) {
        const { width, height, exif, orientation } = await sharp(bytes).metadata();
        assert.deepEqual([width, height, exif, orientation], [400, 800, undefined, undefined]);
      }
    });

    test('o que não é uma imagem é recusado em seu campo, ao criar e ao alterar', async () => {
      const { id, etag, body: antes } = await umEditavel();
      for (const [bytes, mensagem] of [
        ['', 'Imagem deve ser um base64 válido'],
        ['isto não é base64', 'Imagem deve ser um base64 válido'],
        [await umaImagem('gif'), 'Imagem deve ser PNG, JPEG ou WebP'],
        [Buffer.from('89504e470d0a1a0a', 'hex'), 'Imagem não se deixa abrir: o arquivo está cortado ou estragado'],
        [(await umaImagem('jpeg')).subarray(0, 600), 'Imagem não se deixa abrir: o arquivo está cortado ou estragado'],
        [pngPreto(20_000, 20_000), 'Imagem deve ter até 16 megapixels'],
        [Buffer.alloc(MIB + 1), 'Imagem deve ter até 1 MiB'],
      ] as const) {
        const imagemBase64 = typeof bytes === 'string' ? bytes : bytes.toString('base64');
        for (const { status, body } of [
          await s.gerente('POST', '/v2/gerencia/produtos', fichaDeProduto({ imagemBase64 })),
          await salvar(id, { imagemBase64 }, etag),
        ])
          assert.deepEqual([status, body.erros], [400, [{ campo: 'imagemBase64', mensagem }]]);
      }
      assert.deepEqual((await ler(id)).body, antes);
    });

    test('só quem edita o cardápio a lê e a salva', async () => {
      const { id, etag } = await umEditavel();
      for (const quem of [s.totem, s.cozinha])
        for (const [method, path] of [
          ['GET', `/v2/gerencia/produtos/${id}`],
          ['POST', '/v2/gerencia/produtos'],
          ['PUT', `/v2/gerencia/produtos/${id}`],
          ['DELETE', `/v2/gerencia/produtos/${id}`],
        ] as const) {
          const corpo = method === 'GET' || method === 'DELETE' ? undefined : fichaDeProduto();
          assert.equal((await quem(method, path, corpo, { 'if-match': etag })).status, 403);
        }
    });
  });
});
