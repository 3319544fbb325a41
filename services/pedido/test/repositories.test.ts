import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import type { Data } from '@foodious/contracts/messages.ts';
import { EstadoPedido } from '@foodious/kernel/estados.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { cardapio } from '../src/db/cardapio.ts';
import { clientes } from '../src/db/clientes.ts';
import { pedidos } from '../src/db/pedidos.ts';
import { senhas } from '../src/db/senhas.ts';
import type { Pedido } from '../src/domain/pedido.ts';
import { AGORA, abrirBanco, emBranco, umItem, umProduto } from './builders.ts';

/** The repository itself, where a test already has one of that name. */
const repositorio = pedidos;

async function abrir(t: TestContext) {
  const { db, transact } = await abrirBanco(t);
  return { db, transact, pedidos: pedidos(db), clientes: clientes(db), cardapio: cardapio(db) };
}

const umCliente = (parte: Partial<Record<'nome' | 'email' | 'cpf', string>> = {}) => ({
  nome: 'Maria da Silva',
  email: 'maria@exemplo.com',
  cpf: '52998224725',
  ...parte,
});

suite('repositório de pedidos', () => {
  test('um pedido novo fica inteiro, com os itens na ordem em que foram pedidos', async (t) => {
    const { pedidos } = await abrir(t);
    const itens = [
      umItem({ produtoId: 4, nome: 'Suco', idCategoriaProduto: 3, observacoes: 'sem gelo' }),
      umItem({ produtoId: 3, quantidade: 99 }),
      umItem({ produtoId: 4, nome: 'Suco', idCategoriaProduto: 3 }),
    ];
    for (const novo of [
      emBranco({ clienteId: 5, ativo: false }),
      emBranco({ estado: 'CHECKOUT', itens, totalCentavos: 2020, tentativa: 1, transacaoId: 't1', consumo: 'viagem' }),
    ]) {
      const pedido = await pedidos.insert(novo, AGORA);
      assert.deepEqual(pedido, { ...novo, id: pedido.id });
      const guardado = (await pedidos.get(pedido.id)) ?? assert.fail();
      assert.deepEqual({ ...guardado, itens: guardado.itens.map((item) => ({ ...item, id: 1 })) }, pedido);
      assert.equal(new Set(guardado.itens.map(({ id }) => id)).size, novo.itens.length);
    }
    assert.equal(await pedidos.get(999), undefined);
  });

  test('tudo o que muda num pedido é lembrado, em cada estado', async (t) => {
    const { pedidos } = await abrir(t);
    const { id } = await pedidos.insert(emBranco(), AGORA);
    const outro = await pedidos.insert(emBranco(), AGORA);
    for (const estado of Object.keys(EstadoPedido) as Pedido['estado'][]) {
      const pedido = emBranco({
        id,
        clienteId: 9,
        estado,
        ativo: false,
        totalCentavos: 4040,
        senha: 12,
        tentativa: 2,
        transacaoId: '00000000-0000-4000-8000-000000000001',
        transacaoPaga: '00000000-0000-4000-8000-000000000002',
        movimentos: 3,
        mudouEm: 4,
        recebidoEm: 1,
        iniciadoEm: 2,
        prontoEm: 3,
      });
      await pedidos.update(pedido);
      assert.deepEqual(await pedidos.get(id), pedido);
      const { itens, ...capa } = pedido;
      assert.deepEqual(await pedidos.getCapa(id), capa);
    }
    assert.deepEqual(await pedidos.get(outro.id), outro);
  });

  test('o dia em que o pedido começou não muda', async (t) => {
    const { pedidos } = await abrir(t);
    const pedido = await pedidos.insert(emBranco(), AGORA);
    await pedidos.update({ ...pedido, dataInicio: '2030-01-01' });
    assert.equal((await pedidos.get(pedido.id))?.dataInicio, '2026-05-04');
  });

  test('os itens são os do seu pedido, na ordem em que entraram', async (t) => {
    const { pedidos } = await abrir(t);
    const [um, outro] = [await pedidos.insert(emBranco(), AGORA), await pedidos.insert(emBranco(), AGORA)];
    const dog = await pedidos.insertItem(um.id, umProduto({ id: 3, nome: 'Turbo Dog' }), 2);
    const alheio = await pedidos.insertItem(outro.id, umProduto(), 1);
    const suco = await pedidos.insertItem(um.id, umProduto({ id: 4, nome: 'Suco', idCategoriaProduto: 3 }), 1);
    assert.deepEqual(dog, umItem({ id: dog.id, produtoId: 3, nome: 'Turbo Dog', quantidade: 2 }));
    assert.deepEqual((await pedidos.get(um.id))?.itens, [dog, suco]);
    assert.deepEqual((await pedidos.get(outro.id))?.itens, [alheio]);
    assert.equal(await pedidos.getIdByItem(alheio.id), outro.id);
    assert.equal(await pedidos.getIdByItem(999), undefined);
  });

  test('mudar ou tirar um item não toca nos outros', async (t) => {
    const { pedidos } = await abrir(t);
    const { id } = await pedidos.insert(emBranco(), AGORA);
    const [dog, suco] = [await pedidos.insertItem(id, umProduto(), 1), await pedidos.insertItem(id, umProduto(), 1)];
    const mudado = { ...dog, produtoId: 8, nome: 'Outro', precoCentavos: 1, idCategoriaProduto: 4, quantidade: 99 };
    await pedidos.updateItem(mudado);
    assert.deepEqual((await pedidos.get(id))?.itens, [mudado, suco]);
    await pedidos.deleteItem(dog.id);
    assert.deepEqual((await pedidos.get(id))?.itens, [suco]);
  });

  test('num estado vêm os ativos mais novos, do mais novo ao mais antigo, com seus itens, no máximo 500', async (t) => {
    const { transact, pedidos } = await abrir(t);
    await transact(async (trx) => {
      for (let n = 0; n < 503; n += 1) {
        const pedido = await repositorio(trx).insert(emBranco({ ativo: n !== 1 }), AGORA);
        if (n === 2) await repositorio(trx).update({ ...pedido, estado: 'PRONTO' });
        await repositorio(trx).insertItem(pedido.id, umProduto({ id: n + 1 }), 1);
      }
    });
    const pendentes = await pedidos.completar(await pedidos.listByEstado('PAGAMENTO_PENDENTE', 'todos'));
    assert.equal(pendentes.length, 500);
    assert.deepEqual(
      pendentes.slice(0, 3).map(({ id }) => id),
      [503, 502, 501],
    );
    for (const { id, itens } of pendentes)
      assert.deepEqual(
        itens.map(({ produtoId }) => produtoId),
        [id],
      );
    assert.deepEqual(
      (await pedidos.listByEstado('PRONTO', 'todos')).map(({ id }) => id),
      [3],
    );
    assert.deepEqual(await pedidos.listByEstado('CHECKOUT', 'todos'), []);
  });

  test('o motivo do cancelamento fica com o pedido', async (t) => {
    const { db, pedidos } = await abrir(t);
    const { id } = await pedidos.insert(emBranco(), AGORA);
    await pedidos.updateMotivo(id, 'acabou o pão');
    const row = await db.selectFrom('pedido').select('motivo_cancelamento').executeTakeFirst();
    assert.equal(row?.motivo_cancelamento, 'acabou o pão');
  });

  test('quem está parado num estado é contado, se ativo e desde antes', async (t) => {
    const { pedidos } = await abrir(t);
    const desde = (mudouEm: number, parte: Partial<Pedido> = {}) =>
      pedidos.insert(emBranco({ estado: 'CHECKOUT', mudouEm, ...parte }), AGORA);
    await Promise.all([desde(1), desde(2), desde(3), desde(1, { ativo: false }), desde(1, { estado: 'RECEBIDO' })]);
    assert.deepEqual(
      [
        await pedidos.countParados('CHECKOUT', { de: 0, ate: 3 }),
        await pedidos.countParados('CHECKOUT', { de: 0, ate: 1 }),
      ],
      [2, 0],
    );
  });

  test('as senhas de um dia são 1, 2, 3…, e cada dia recomeça', async (t) => {
    const { db, transact } = await abrir(t);
    const juntas = [...Array(5)].map(() => transact((trx) => senhas(trx).next('2026-05-04')));
    assert.deepEqual((await Promise.all(juntas)).sort(), [1, 2, 3, 4, 5]);
    assert.equal(await senhas(db).next('2026-05-05'), 1);
    assert.equal(await senhas(db).next('2026-05-04'), 6);
  });

  test('a senha de quem não conseguiu ser recebido é dada ao seguinte', async (t) => {
    const { transact } = await abrir(t);
    const fins = await Promise.allSettled([
      transact((trx) => senhas(trx).next('2026-05-04')),
      transact(async (trx) => {
        await senhas(trx).next('2026-05-04');
        throw new Error('caiu a luz');
      }),
      transact((trx) => senhas(trx).next('2026-05-04')),
    ]);
    const dadas = fins.flatMap((fim) => (fim.status === 'fulfilled' ? [fim.value] : []));
    assert.deepEqual(dadas.toSorted(), [1, 2]); // on a server whoever comes first
  });
});

suite('cópia do cardápio', () => {
  const umaNoticia = (parte: Partial<Data<'produto-alterado'>> = {}): Data<'produto-alterado'> => ({
    id: 3,
    versao: 1,
    nome: 'Turbo Dog',
    idCategoriaProduto: 1,
    descricao: 'Salsicha a 200 km/h',
    precoCentavos: 2020,
    imagemUrl: '/imagens/abc.webp',
    ativo: true,
    disponivel: true,
    ...parte,
  });

  test('a notícia de um produto fica inteira', async (t) => {
    const { cardapio } = await abrir(t);
    for (const noticia of [
      umaNoticia(),
      umaNoticia({ id: 4, ativo: false, imagemUrl: null }),
      umaNoticia({ id: 5, disponivel: false }),
    ]) {
      await cardapio.update(noticia);
      const { versao, ...produto } = noticia;
      assert.deepEqual((await cardapio.get([noticia.id])).get(noticia.id), produto);
    }
  });

  test('a notícia mais nova fica, chegue quando chegar', async (t) => {
    const { cardapio } = await abrir(t);
    for (const versao of [2, 1, 4, 3, 4]) await cardapio.update(umaNoticia({ versao, nome: `Versão ${versao}` }));
    assert.equal((await cardapio.get([3])).get(3)?.nome, 'Versão 4');
    await cardapio.update(umaNoticia({ versao: 5, ativo: false, disponivel: false, precoCentavos: 1 }));
    const { ativo, disponivel, precoCentavos } = (await cardapio.get([3])).get(3) ?? assert.fail();
    assert.deepEqual({ ativo, disponivel, precoCentavos }, { ativo: false, disponivel: false, precoCentavos: 1 });
  });

  test('a mesma versão de novo não muda nada', async (t) => {
    const { cardapio } = await abrir(t);
    await cardapio.update(umaNoticia({ nome: 'Primeira' }));
    await cardapio.update(umaNoticia({ nome: 'Repetida' }));
    assert.equal((await cardapio.get([3])).get(3)?.nome, 'Primeira');
  });

  test('o que se lê por fora, sem versão, vale até a primeira notícia e nunca contra ela', async (t) => {
    const { cardapio } = await abrir(t);
    await cardapio.update(umaNoticia({ versao: 0, nome: 'Lido' }));
    await cardapio.update(umaNoticia({ versao: 1, nome: 'Notícia' }));
    await cardapio.update(umaNoticia({ versao: 0, nome: 'Lido tarde' }));
    assert.equal((await cardapio.get([3])).get(3)?.nome, 'Notícia');
  });

  test('pergunta-se por vários, repetidos ou nenhum', async (t) => {
    const { cardapio } = await abrir(t);
    await cardapio.update(umaNoticia());
    await cardapio.update(umaNoticia({ id: 4 }));
    assert.deepEqual([...(await cardapio.get([4, 3, 3, 99])).keys()].toSorted(), [3, 4]);
    assert.equal((await cardapio.get([])).size, 0);
  });
});

suite('repositório de clientes', () => {
  test('um cliente se acha pelo id, pelo CPF e pelo e-mail, maiúsculas ou não', async (t) => {
    const { clientes } = await abrir(t);
    const maria = await clientes.insert(umCliente({ email: 'Maria@Exemplo.com' }), AGORA);
    assert.equal(maria.email, 'Maria@Exemplo.com');
    for (const achado of [
      await clientes.get(maria.id),
      await clientes.getByCpf('52998224725'),
      await clientes.getByEmail('maria@EXEMPLO.com'),
    ])
      assert.deepEqual({ ...achado }, maria);
    assert.equal(await clientes.get(999), undefined);
    assert.equal(await clientes.getByCpf('11144477735'), undefined);
    assert.equal(await clientes.getByEmail('joao@exemplo.com'), undefined);
  });

  test('CPF e e-mail são de um cliente só, mesmo que dois cheguem juntos', async (t) => {
    const { clientes } = await abrir(t);
    for (const [campo, um, outro] of [
      ['cpf', {}, { email: 'outra@exemplo.com' }],
      [
        'email_reservado',
        { cpf: '11144477735', email: 'joao@exemplo.com' },
        { cpf: '39053344705', email: 'JOAO@exemplo.com' },
      ],
    ] as const) {
      const fins = await Promise.allSettled([um, outro].map((dados) => clientes.insert(umCliente(dados), AGORA)));
      const recusas = fins.flatMap((fim) => (fim.status === 'rejected' ? [fim.reason] : []));
      // the message to the person depends on it
      assert.deepEqual(
        recusas.map((recusa) => ['cpf', 'email_reservado'].filter((coluna) => isUniqueViolation(recusa, coluna))),
        [[campo]],
      );
    }
  });

  test('apagar leva a pessoa, e só ela', async (t) => {
    const { clientes } = await abrir(t);
    const [maria, joao] = [
      await clientes.insert(umCliente(), AGORA),
      await clientes.insert(umCliente({ cpf: '11144477735', email: 'joao@exemplo.com' }), AGORA),
    ];
    await clientes.delete(maria.id, crypto.randomUUID());
    assert.equal(await clientes.get(maria.id), undefined);
    assert.equal(await clientes.getByCpf('52998224725'), undefined);
    assert.deepEqual({ ...(await clientes.get(joao.id)) }, joao);
    assert.equal((await clientes.insert(umCliente(), AGORA)).cpf, '52998224725'); // free again
  });
});
