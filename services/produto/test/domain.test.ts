import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { categorias } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { lerImagem, MAIOR_IMAGEM } from '../src/domain/imagem.ts';
import { conferirFicha, type Ficha, nomeReservado } from '../src/domain/produto.ts';

const VAZIO =
  'Os seguintes campos são obrigatórios e não podem ter conteúdo vazio ou inválido: nome, idCategoriaProduto, e preço';

const umaFicha = (parte: Partial<Ficha> = {}): Ficha => ({
  nome: 'X-Burguer',
  idCategoriaProduto: 1,
  descricao: 'Pão, carne e queijo',
  precoCentavos: 2020,
  ativo: true,
  ...parte,
});

const recusa =
  (campo: string, mensagem?: string) =>
  (error: unknown): true => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.kind, 'invalid');
    assert.equal(error.campo, campo);
    if (mensagem) assert.equal(error.message, mensagem);
    return true;
  };

suite('ficha do produto', () => {
  test('as categorias são quatro, e sempre as mesmas', () => {
    assert.deepEqual(
      categorias.map(({ id, nome }) => `${id} ${nome}`),
      ['1 Lanche', '2 Acompanhamento', '3 Bebida', '4 Sobremesa'],
    );
  });

  for (const [descricao, parte, campo, mensagem] of [
    ['nome vazio', { nome: '' }, 'nome', VAZIO],
    ['nome só de espaços', { nome: ' \t\n ' }, 'nome', VAZIO],
    ['categoria 0', { idCategoriaProduto: 0 }, 'idCategoriaProduto', VAZIO],
    ['preço 0', { precoCentavos: 0 }, 'preco', VAZIO],
    ['preço negativo', { precoCentavos: -1 }, 'preco', VAZIO],
    ['categoria 5', { idCategoriaProduto: 5 }, 'idCategoriaProduto', undefined],
    ['categoria -1', { idCategoriaProduto: -1 }, 'idCategoriaProduto', undefined],
  ] as const)
    test(`um produto com ${descricao} é recusado`, () => {
      assert.throws(() => conferirFicha(umaFicha(parte)), recusa(campo, mensagem));
    });

  test('um produto de qualquer das quatro categorias, a partir de um centavo, é aceito como veio', () => {
    for (const { id } of categorias) {
      const ficha = umaFicha({ idCategoriaProduto: id, precoCentavos: 1, descricao: '' });
      assert.deepEqual(conferirFicha(ficha), ficha);
    }
  });

  test('o nome perde os espaços das pontas', () => {
    assert.equal(conferirFicha(umaFicha({ nome: '  X-Burguer ' })).nome, 'X-Burguer');
  });

  test('um nome de que nada se vê é vazio; do que se vê, guarda-se só isso', () => {
    for (const nome of ['\u200b', '\ufeff \u200d', '\u3164'])
      assert.throws(() => conferirFicha(umaFicha({ nome })), recusa('nome', VAZIO));
    assert.equal(conferirFicha(umaFicha({ nome: 'Turbo\u00a0Dog\u200b' })).nome, 'Turbo Dog');
  });

  test('dois nomes que só mudam em maiúsculas, espaços e no que não se vê são o mesmo nome', () => {
    const reservado = nomeReservado({ nome: 'pão de açúcar', ativo: true });
    for (const nome of ['Pão de Açúcar', 'PÃO  DE\tAÇÚCAR', '  pão de açúcar ', 'Pa\u0303o\u200b de Açúcar\u200b'])
      assert.equal(nomeReservado({ nome, ativo: true }), reservado);
    for (const nome of ['pãode açúcar', 'pao de acucar', 'pão de açúcar 2'])
      assert.notEqual(nomeReservado({ nome, ativo: true }), reservado);
  });

  test('um produto inativo deixa o nome livre', () => {
    assert.equal(nomeReservado({ nome: 'X-Burguer', ativo: false }), null);
  });
});

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const jpeg = [0xff, 0xd8, 0xff, 0xe0];
const webp = [...Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1')];
const umaImagem = (inicio: readonly number[], tamanho = 64) => {
  const bytes = Buffer.alloc(tamanho);
  bytes.set(inicio);
  return bytes;
};

suite('imagem do produto', () => {
  for (const [tipo, inicio] of Object.entries({ png, jpeg, webp })) {
    test(`um ${tipo} em base64 é lido byte a byte`, () => {
      const bytes = umaImagem(inicio);
      assert.deepEqual(lerImagem(bytes.toString('base64')), { bytes, tipo });
    });

    test(`um ${tipo} em data URL é lido igual`, () => {
      const bytes = umaImagem(inicio, 65);
      const texto = `data:image/${tipo};base64,${bytes.toString('base64')}`;
      assert.deepEqual(lerImagem(texto), { bytes, tipo });
    });
  }

  test('o formato é o dos bytes, e não o que a data URL diz', () => {
    const texto = `data:image/png;base64,${umaImagem(jpeg).toString('base64')}`;
    assert.deepEqual(lerImagem(texto), { bytes: umaImagem(jpeg), tipo: 'jpeg' });
  });

  test('a imagem tem até 1 MiB depois de decodificada, nem um byte a mais', () => {
    assert.equal(MAIOR_IMAGEM, 1_048_576);
    assert.ok('bytes' in lerImagem(umaImagem(png, MAIOR_IMAGEM).toString('base64')));
    for (const prefixo of ['', 'data:image/png;base64,']) {
      for (const texto of [umaImagem(png, MAIOR_IMAGEM + 1).toString('base64'), 'não é imagem'.padEnd(1_398_105)])
        assert.throws(() => lerImagem(prefixo + texto), recusa('imagemBase64', 'Imagem deve ter até 1 MiB'));
    }
  });

  const certo = umaImagem(png).toString('base64');
  for (const texto of [
    '',
    'data:image/png;base64,',
    'data:image/png;base64',
    'não é base64',
    certo.slice(0, -1),
    `${certo}\n`,
    `=${certo.slice(1)}`,
    umaImagem([0xfb, 0xff]).toString('base64url'),
    'https://exemplo.com/x.png',
  ])
    test(`${JSON.stringify(texto.slice(0, 30))} não é base64, e não é imagem`, () => {
      assert.deepEqual(lerImagem(texto), { defeito: 'Imagem deve ser um base64 válido' });
    });

  for (const [nome, bytes] of [
    ['um GIF', Buffer.from('GIF89a..........')],
    ['um SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['um HTML', Buffer.from('<script>alert(1)</script>')],
    ['um WAV, que também é RIFF', Buffer.from('RIFF\x10\x00\x00\x00WAVEfmt ', 'latin1')],
    ['um PNG cortado na assinatura', Buffer.from(png.slice(0, 7))],
    ['um PNG que não está no começo', Buffer.from([0, ...png])],
  ] as const)
    test(`${nome} não é imagem de produto`, () => {
      const defeito = 'Imagem deve ser PNG, JPEG ou WebP';
      assert.deepEqual(lerImagem(bytes.toString('base64')), { defeito });
      const disfarce = `data:image/png;base64,${bytes.toString('base64')}`;
      assert.deepEqual(lerImagem(disfarce), { defeito });
    });
});
