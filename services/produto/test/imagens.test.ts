import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Objects } from '@foodious/platform/aws.ts';
import { pngPreto, umaImagem } from '@foodious/testing/imagem.ts';
import sharp from 'sharp';
import { revelarComSharp } from '../src/adapters/imagem/sharp.ts';
import { LARGURAS } from '../src/domain/imagem.ts';
import { obterImagem } from '../src/use-cases/guardar-imagem.ts';

const revelar = revelarComSharp();

/** The picture in every size, and what each of them is. */
async function revelada(bytes: Uint8Array) {
  const reveladas = await revelar(bytes);
  if ('defeito' in reveladas) throw new Error(reveladas.defeito);
  return Promise.all(
    LARGURAS.map(async (largura) => {
      const { format, width, height, exif, orientation, hasAlpha } = await sharp(reveladas[largura]).metadata();
      return { format, width, height, exif, orientation, hasAlpha };
    }),
  );
}

/** A bucket in memory. */
function umBalde(): Objects & { chaves(): string[] } {
  const objetos = new Map<string, { bytes: Uint8Array; contentType: string }>();
  return {
    put: async (key, bytes, contentType) => void objetos.set(key, { bytes, contentType }),
    get: async (key) => objetos.get(key),
    chaves: () => [...objetos.keys()],
  };
}

suite('revelar uma imagem', () => {
  for (const tipo of ['png', 'jpeg', 'webp'] as const)
    test(`um ${tipo} vira WebP em cada tamanho que as telas pedem`, async () => {
      const tamanhos = await revelada(await umaImagem(tipo, { largura: 1600, altura: 800 }));
      assert.deepEqual(
        tamanhos.map(({ format, width, height }) => [format, width, height]),
        [
          ['webp', 320, 160],
          ['webp', 640, 320],
          ['webp', 1080, 540],
        ],
      );
    });

  test('uma imagem pequena não é aumentada', async () => {
    const tamanhos = await revelada(await umaImagem('png', { largura: 400, altura: 300 }));
    assert.deepEqual(
      tamanhos.map(({ width }) => width),
      [320, 400, 400],
    );
  });

  test('uma foto de celular fica de pé, e perde onde foi tirada', async () => {
    const gps = { IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '23/1 33/1 0/1' } };
    const foto = await sharp(await umaImagem('jpeg', { largura: 800, altura: 400 }))
      .withExif({ IFD0: { Copyright: 'Ana Souza' }, ...gps })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    assert.ok((await sharp(foto).metadata()).exif, 'the camera wrote something into it');
    for (const { width, height, exif, orientation } of await revelada(foto)) {
      assert.ok(height > width);
      assert.deepEqual([exif, orientation], [undefined, undefined]);
    }
  });

  test('o que é transparente fica transparente', async () => {
    const desenho = await sharp({ create: { width: 50, height: 50, channels: 4, background: '#f000' } })
      .png()
      .toBuffer();
    for (const { hasAlpha } of await revelada(desenho)) assert.equal(hasAlpha, true);
  });

  test('o que não se abre, se mexe ou tem pontos demais é dito, e não se decodifica', async () => {
    const jpeg = await umaImagem('jpeg', { largura: 300, altura: 300 });
    const quadro = await umaImagem('png');
    const animada = await sharp([quadro, await umaImagem('png')], { join: { animated: true } })
      .webp()
      .toBuffer();
    for (const [bytes, defeito] of [
      [Buffer.from('89504e470d0a1a0a', 'hex'), /não se deixa abrir/],
      [jpeg.subarray(0, jpeg.length / 2), /não se deixa abrir/],
      [pngPreto(20_000, 20_000), /até 16 megapixels/],
      [animada, /sem animação/],
    ] as const) {
      const comecou = performance.now();
      assert.match(JSON.stringify(await revelar(bytes)), defeito);
      assert.ok(performance.now() - comecou < 500, 'it was decoded: 400 megapixels take seconds');
    }
  });
});

suite('imagens guardadas inteiras, como eram antes', () => {
  const comChave = async (bytes: Buffer, tipo: 'png' | 'jpeg') => {
    const objects = umBalde();
    const chave = `${'0'.repeat(64)}.${tipo}`;
    await objects.put(chave, bytes, `image/${tipo}`);
    return { imagens: { objects, revelar }, chave, objects };
  };

  test('são reveladas quando alguém as pede, uma vez, e o endereço é o mesmo', async () => {
    const { imagens, chave, objects } = await comChave(await umaImagem('jpeg', { largura: 700, altura: 700 }), 'jpeg');
    const bytes = (await obterImagem(imagens, chave, 640)) ?? assert.fail('no picture');
    assert.equal((await sharp(bytes).metadata()).width, 640);
    assert.equal(objects.chaves().length, 4);
    const semRevelar = { objects, revelar: () => assert.fail('once is enough') };
    assert.deepEqual(await obterImagem(semRevelar, chave, 640), bytes);
    assert.ok(await obterImagem(semRevelar, chave, 320));
  });

  test('as que não eram imagem deixam de ser servidas', async () => {
    const { imagens, chave } = await comChave(Buffer.from('89504e470d0a1a0a', 'hex'), 'png');
    assert.equal(await obterImagem(imagens, chave, 320), undefined);
  });
});
