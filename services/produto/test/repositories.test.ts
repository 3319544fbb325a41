import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { messagingMigrations } from '@foodious/messaging/sql.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { migrations } from '../src/db/migrations.ts';
import { produtos } from '../src/db/produtos.ts';
import type { Database } from '../src/db/schema.ts';
import type { Ficha, ImagemGuardada } from '../src/domain/produto.ts';

const abrirBanco = async (t: TestContext) => (await umBanco<Database>(t, messagingMigrations, migrations)).db;
const abrir = async (t: TestContext) => produtos(await abrirBanco(t));

const umaFicha = (parte: Partial<Ficha & { imagem: ImagemGuardada | null }> = {}) => ({
  nome: 'Turbo Dog',
  idCategoriaProduto: 1,
  descricao: 'Salsicha a 200 km/h',
  precoCentavos: 2020,
  ativo: true,
  imagem: null,
  ...parte,
});

suite('repositório de produtos', () => {
  test('o produto guardado volta inteiro, na versão 1', async (t) => {
    const repository = await abrir(t);
    for (const ficha of [
      umaFicha(),
      umaFicha({ nome: 'Com foto', imagem: { chave: 'abc.webp', texto: null, dataUrl: true } }),
      umaFicha({ nome: 'Com foto e texto', imagem: { chave: 'abc.webp', texto: 'def.json', dataUrl: false } }),
      umaFicha({ nome: 'Com um texto que não é foto', imagem: { chave: null, texto: 'def.json', dataUrl: false } }),
      umaFicha({ nome: 'Fora', ativo: false, precoCentavos: 9_999_999 }),
    ]) {
      const produto = await repository.insert(ficha);
      assert.deepEqual(await repository.get(produto.id), { ...ficha, id: produto.id, versao: 1, disponivel: true });
    }
    assert.equal(await repository.get(999), undefined);
  });

  test('o produto mudado volta como ficou', async (t) => {
    const repository = await abrir(t);
    const produto = await repository.insert(umaFicha({ imagem: { chave: 'a.png', texto: null, dataUrl: true } }));
    const outro = await repository.insert(umaFicha({ nome: 'Outro' }));
    const mudado = {
      ...produto,
      ...umaFicha({ nome: 'Novo', precoCentavos: 1, idCategoriaProduto: 4 }),
      versao: 2,
      disponivel: false,
    };
    assert.equal(await repository.update(mudado, 1), true);
    assert.deepEqual(await repository.get(produto.id), mudado);
    assert.deepEqual(await repository.get(outro.id), outro);
  });

  test('de dois que mudam a mesma versão, um muda; o outro não, e nada se perde', async (t) => {
    const repository = await abrir(t);
    const produto = await repository.insert(umaFicha());
    const mudar = (nome: string) => repository.update({ ...produto, nome, versao: 2 }, 1);
    const [um, outro] = await Promise.all([mudar('Um'), mudar('Outro')]);
    assert.notEqual(um, outro);
    const fica = { ...produto, nome: um ? 'Um' : 'Outro', versao: 2 };
    assert.deepEqual(await repository.get(produto.id), fica);
    assert.equal(await repository.update({ ...produto, ativo: false, versao: 2 }, 1), false);
    assert.deepEqual(await repository.get(produto.id), fica);
  });

  test('da categoria vêm os ativos, pela ordem em que nasceram', async (t) => {
    const repository = await abrir(t);
    const um = await repository.insert(umaFicha({ nome: 'Um' }));
    await repository.insert(umaFicha({ nome: 'Fora', ativo: false }));
    await repository.insert(umaFicha({ nome: 'Suco', idCategoriaProduto: 3 }));
    const dois = await repository.insert(umaFicha({ nome: 'Dois' }));
    await repository.update({ ...um, descricao: 'mudou', versao: 2 }, 1);
    assert.deepEqual(
      (await repository.listByCategoria(1)).map(({ id }) => id),
      [um.id, dois.id],
    );
    assert.deepEqual(await repository.listByCategoria(2), []);
  });

  test('o cardápio são os ativos, por categoria e pela ordem em que nasceram, também os esgotados', async (t) => {
    const repository = await abrir(t);
    const suco = await repository.insert(umaFicha({ nome: 'Suco', idCategoriaProduto: 3 }));
    const dog = await repository.insert(umaFicha());
    await repository.insert(umaFicha({ nome: 'Fora', ativo: false }));
    const agua = await repository.insert(umaFicha({ nome: 'Água', idCategoriaProduto: 3 }));
    const esgotado = { ...suco, disponivel: false, versao: 2 };
    await repository.update(esgotado, 1);
    assert.deepEqual(await repository.listAtivos(), [dog, esgotado, agua]);
  });

  test('a lista de uma categoria tem no máximo 500 produtos, os mais novos, do mais antigo ao mais novo', async (t) => {
    const repository = await abrir(t);
    for (let n = 0; n < 501; n += 1) await repository.insert(umaFicha({ nome: `Produto ${n}` }));
    assert.deepEqual(
      (await repository.listByCategoria(1)).map(({ nome }) => nome),
      Array.from({ length: 500 }, (_, n) => `Produto ${n + 1}`),
    );
  });

  test('dois produtos ativos não têm o mesmo nome, por mais que se escreva diferente', async (t) => {
    const repository = await abrir(t);
    const cafe = await repository.insert(umaFicha({ nome: 'Café Ignição' }));
    for (const nome of ['Café Ignição', 'CAFÉ IGNIÇÃO', ' café  ignição '])
      await assert.rejects(repository.insert(umaFicha({ nome })), isUniqueViolation);
    const outro = await repository.insert(umaFicha({ nome: 'Chá' }));
    await assert.rejects(repository.update({ ...outro, nome: 'café ignição' }, 1), isUniqueViolation);

    await repository.update({ ...cafe, ativo: false }, 1); // its name is free, for any number of inactive ones
    await repository.update({ ...outro, nome: 'Café Ignição' }, 1);
    await repository.insert(umaFicha({ nome: 'Café Ignição', ativo: false }));
    await assert.rejects(repository.update(cafe, 1), isUniqueViolation);
  });

  test('um catálogo sabe se está vazio', async (t) => {
    const repository = await abrir(t);
    assert.equal(await repository.hasAny(), false);
    await repository.insert(umaFicha({ ativo: false }));
    assert.equal(await repository.hasAny(), true);
  });

  test('nomes de antes passam a ser comparados pelo que se vê; de dois iguais, um fica como estava', async (t) => {
    const db = await abrirBanco(t);
    const repository = produtos(db);
    const nomes = ['Turbo Dog\u200b', 'Açaí', 'Açaí\u200b', 'Fora\u200b'];
    for (const nome of nomes) {
      const { id } = await repository.insert(umaFicha({ nome: `${nome} ${nomes.indexOf(nome)}` }));
      const ativo = nome.startsWith('Fora') ? 0 : 1;
      // As the version before wrote them.
      const nome_reservado = ativo ? nome.toLowerCase() : null;
      await db.updateTable('produto').set({ nome, nome_reservado, ativo }).where('id', '=', id).execute();
    }
    for (let vez = 0; vez < 2; vez += 1) await migrations['0113-produto-nomes-reservados']?.up(db);
    const depois = await db.selectFrom('produto').select('nome_reservado').orderBy('id').execute();
    assert.deepEqual(
      depois.map(({ nome_reservado }) => nome_reservado),
      ['turbo dog', 'açaí', 'açaí\u200b', null],
    );
    await assert.rejects(repository.insert(umaFicha({ nome: 'Turbo Dog' })), (error) => isUniqueViolation(error));
  });
});
