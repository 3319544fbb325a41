import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { pedidos } from '../src/db/pedidos.ts';
import { criarPedido } from '../src/use-cases/pedidos/criar-pedido.ts';
import { fazerPedido } from '../src/use-cases/pedidos/fazer-pedido.ts';
import { AGORA, abrirBanco, emBranco, umItem, umProduto } from './builders.ts';

const CODIGO = 'AbCdEfGhIjKlMnOpQrSt-_';

suite('o código de um pedido', () => {
  test('é o que se deu a ele, para sempre, e por ele se acha', async (t) => {
    const { db } = await abrirBanco(t);
    const repositorio = pedidos(db);
    await repositorio.insert(emBranco(), AGORA);
    await repositorio.insert(emBranco(), AGORA); // of those from before it, none has one
    const pedido = await repositorio.insert(emBranco({ codigo: CODIGO, itens: [umItem()] }), AGORA);
    await repositorio.update({ ...pedido, codigo: null });
    const achado = (await repositorio.getByCodigo(CODIGO)) ?? assert.fail();
    assert.deepEqual([achado.id, achado.codigo, achado.itens.length], [pedido.id, CODIGO, 1]);
    assert.equal(await repositorio.getByCodigo(CODIGO.toLowerCase()), undefined);
    await assert.rejects(repositorio.insert(emBranco({ codigo: CODIGO }), AGORA));
  });

  test('nem a trilha nem as filas o contam', async (t) => {
    const { db, fazer, vender } = await abrirBanco(t);
    const repositorio = pedidos(db);
    await vender(umProduto());
    const comum = { clienteId: null, dono: null, dataInicio: '2026-05-04' };
    const itens = [{ produtoId: 1, quantidade: 1, observacoes: null }];
    const [um, outro] = [CODIGO, CODIGO.replace('A', 'B')];
    await fazer((tx) =>
      fazerPedido(tx, {
        ...comum,
        itens,
        consumo: 'local',
        checkout: true,
        totalEsperado: undefined,
        codigo: um,
      }),
    );
    await fazer((tx) => criarPedido(tx, { ...comum, ativo: true, codigo: outro }));
    for (const codigo of [um, outro]) {
      assert.equal((await repositorio.getByCodigo(codigo))?.codigo, codigo);
      for (const tabela of ['trilha', 'outbox'] as const) {
        const linhas = await db.selectFrom(tabela).selectAll().execute();
        assert.ok(linhas.length > 0);
        assert.ok(!JSON.stringify(linhas).includes(codigo));
      }
    }
  });
});
