import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { EstadoPedido } from '@foodious/kernel/estados.ts';
import { cardapio } from '../src/db/cardapio.ts';
import { pedidos } from '../src/db/pedidos.ts';
import type { Capa, Estado } from '../src/domain/pedido.ts';
import { escreverLista } from '../src/http/pedidos/lista.ts';
import { AGORA, abrirBanco, emBranco, umItem } from './builders.ts';

const MIB = 1024 * 1024;

/** A database with so many pedidos in an estado, each with so many itens of a product with a long description. */
async function abrir(t: TestContext, ...grupos: { estado: Estado; pedidos: number; itens: number }[]) {
  const { db, transact } = await abrirBanco(t);
  await transact(async (trx) => {
    const produto = { id: 1, versao: 1, nome: 'X-Burguer', idCategoriaProduto: 1, precoCentavos: 1010 };
    const descricao = 'ç'.repeat(300);
    await cardapio(trx).update({ ...produto, descricao, imagemUrl: null, ativo: true, disponivel: true });
    for (const { estado, pedidos: quantos, itens } of grupos)
      for (let n = 0; n < quantos; n += 1)
        await pedidos(trx).insert(emBranco({ estado, itens: Array(itens).fill(umItem()) }), AGORA);
  });
  const escrever = async (capas: Capa[], como: Parameters<typeof escreverLista>[2]) => {
    const bytes = await escreverLista({ db }, capas, como);
    return {
      bytes: bytes.length,
      lista: JSON.parse(bytes.toString()) as { id: number; estadoPedido: number; itensPedido: unknown[] }[],
    };
  };
  return { db, escrever };
}

suite('listas da v1', () => {
  test('não passam de 4 MiB: ficam os mais novos, inteiros, na ordem de sempre', async (t) => {
    const { db, escrever } = await abrir(t, { estado: 'PAGAMENTO_PENDENTE', pedidos: 500, itens: 50 });
    const capas = await pedidos(db).listByEstado('PAGAMENTO_PENDENTE', 'todos');
    const { bytes, lista } = await escrever(capas, { ordem: 'inversa' });
    assert.ok(bytes > 3.9 * MIB && bytes <= 4 * MIB, `${bytes} bytes`);
    assert.ok(lista.every(({ itensPedido }) => itensPedido.length === 50));
    const novos = capas.slice(0, lista.length).map(({ id }) => id);
    assert.deepEqual(
      lista.map(({ id }) => id),
      novos.toReversed(),
    );
    assert.deepEqual(
      (await escrever(capas, { ordem: 'dada' })).lista.map(({ id }) => id),
      novos,
    );
  });

  test('enquanto uma se escreve, os outros têm a sua vez muitas vezes', async (t) => {
    const { db, escrever } = await abrir(t, { estado: 'RECEBIDO', pedidos: 200, itens: 50 });
    let vezes = 0;
    let escrita = false;
    const escrevendo = escrever(await pedidos(db).listDoBalcao('todos'), { sempre: () => true, ordem: 'dada' });
    void escrevendo.finally(() => {
      escrita = true;
    });
    for (; !escrita; vezes += 1) await turn();
    assert.equal((await escrevendo).lista.length, 200);
    assert.ok(vezes >= 20, `${vezes} turns for 10 000 itens`);
  });

  test('o trabalho por fazer nunca se corta: o que não cabe são os prontos mais antigos', async (t) => {
    const { db, escrever } = await abrir(
      t,
      { estado: 'PRONTO', pedidos: 60, itens: 50 },
      { estado: 'RECEBIDO', pedidos: 50, itens: 50 },
      { estado: 'EM_PREPARACAO', pedidos: 10, itens: 50 },
    );
    const como = { sempre: ({ estado }: Capa) => estado !== 'PRONTO', ordem: 'inversa' as const };
    const contar = async () => {
      const { bytes, lista } = await escrever(await pedidos(db).listDoBalcao('todos'), como);
      const ids = (estado: Estado) =>
        lista.filter(({ estadoPedido }) => estadoPedido === EstadoPedido[estado]).map(({ id }) => id);
      return { bytes, prontos: ids('PRONTO'), porFazer: [...ids('EM_PREPARACAO'), ...ids('RECEBIDO')].length };
    };
    const antes = await contar();
    assert.ok(antes.bytes <= 4 * MIB && antes.porFazer === 60 && antes.prontos.length > 20);
    assert.deepEqual(
      antes.prontos,
      Array.from({ length: antes.prontos.length }, (_, i) => 61 - antes.prontos.length + i),
      'the newest ones, oldest first',
    );
    await db.updateTable('pedido').set({ estado: EstadoPedido.RECEBIDO }).execute();
    const { bytes, prontos, porFazer } = await contar();
    assert.deepEqual([prontos, porFazer], [[], 120]);
    assert.ok(bytes > 4 * MIB, 'more than a list may have, all of it to be done');
  });

  test('um pedido antigo com itens demais para uma lista não leva os outros consigo', async (t) => {
    const { db, escrever } = await abrir(t, { estado: 'PAGAMENTO_PENDENTE', pedidos: 3, itens: 1 });
    const [, { id } = assert.fail()] = await pedidos(db).listByEstado('PAGAMENTO_PENDENTE', 'todos');
    const { id: _, ...item } = await db
      .selectFrom('item')
      .selectAll()
      .where('pedido_id', '=', id)
      .executeTakeFirstOrThrow();
    for (let n = 0; n < 28; n += 1) await db.insertInto('item').values(Array(1_000).fill(item)).execute();
    const { lista } = await escrever(await pedidos(db).listByEstado('PAGAMENTO_PENDENTE', 'todos'), { ordem: 'dada' });
    assert.deepEqual(
      lista.map((pedido) => pedido.id),
      [3, 1],
    );
  });
});
