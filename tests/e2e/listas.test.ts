import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { feito } from '@foodious/testing/client.ts';
import { emProcesso } from '@foodious/testing/em-processo.ts';
import { listen } from '@foodious/testing/sse.ts';

/** More than a list holds. */
const DEIXADOS = 505;

type Linha = Record<string, SQLInputValue>;

/** Adds to a table so many rows like the latest one, each changed; in the file of a service that is closed. */
function multiplicar(arquivo: string, tabela: string, vezes: number, mudar: (linha: Linha, n: number) => Linha): void {
  const db = new DatabaseSync(arquivo);
  const modelo = db.prepare(`select * from ${tabela} order by 1 desc limit 1`).get() as Linha;
  db.exec('begin');
  for (let n = 1; n <= vezes; n += 1) {
    const linha = { ...modelo, ...mudar(modelo, n) };
    const colunas = Object.keys(linha);
    const valores = colunas.map(() => '?').join(', ');
    db.prepare(`insert into ${tabela} (${colunas.join(', ')}) values (${valores})`).run(...Object.values(linha));
  }
  db.exec('commit');
  db.close();
}

// Rows are written into files; what the queries say of MariaDB, local/test/bancos.test.ts asks.
describe('listas que não perdem o que há por fazer', { skip: process.env.MYSQL_URL !== undefined }, () => {
  let s: Awaited<ReturnType<typeof emProcesso>>;
  let novo: number;
  let senha: number;

  before(async () => {
    s = await emProcesso();
    const { id } = await s.pago();
    await s.ateComanda(id);
    for (const acao of ['iniciar', 'pronto']) await s.moverComanda(id, acao);
    await s.ate(id, 'PRONTO');
    await s.encerrar('SIGTERM');
    const em = (servico: string) => join(s.place.dataDir, `${servico}.sqlite`);
    // Oldest first in every way there is: a list cut at its end would lose the newest.
    multiplicar(em('pedido'), 'pedido', DEIXADOS - 1, (linha, n) => ({
      id: Number(linha.id) + n,
      senha: Number(linha.senha) + n,
      codigo: null,
      chamado_em: Number(linha.chamado_em) + n,
    }));
    multiplicar(em('pedido'), 'item', 1, (linha) => ({ id: Number(linha.id) + 1, pedido_id: id + DEIXADOS - 1 }));
    multiplicar(em('cozinha'), 'comanda', DEIXADOS - 1, (linha, n) => ({
      pedido_id: Number(linha.pedido_id) + n,
      senha: Number(linha.senha) + n,
      recebida_em: Number(linha.recebida_em) + n,
      mudou_em: Number(linha.mudou_em) + n,
    }));
    multiplicar(em('produto'), 'produto', 600, (linha, n) => ({
      id: Number(linha.id) + n,
      nome: `Repetido ${n}`,
      nome_reservado: `repetido ${n}`,
      id_categoria: 1 + (n % 4),
    }));
    const db = new DatabaseSync(em('pedido'));
    db.exec(`update senha set ultima = ultima + ${DEIXADOS - 1}`);
    db.close();
    await s.reabrir();
    ({ id: novo } = await s.pago());
    await s.ateComanda(novo);
    ({ senha } = await s.pedido(novo));
  });
  after(() => s?.guardar());

  test('com 505 deixados em PRONTO, o recém-pago está na cozinha, no retrato dela, no painel e em GET /v1/pedido', async () => {
    const comandas = await feito(s.cozinha, 'GET', '/v2/cozinha/comandas');
    const ao = await listen(s.cozinha, '/v2/cozinha/eventos');
    const [retrato] = await ao.take(1);
    ao.cut();
    const pedidos = await feito(s.totem, 'GET', '/v1/pedido');
    const painel = await feito(s.totem, 'GET', '/v2/painel');

    for (const [onde, lista] of [
      ['cozinha', comandas],
      ['retrato', retrato?.data],
    ] as const) {
      assert.equal(lista.length, 500, onde);
      assert.equal(lista.at(-1).pedidoId, novo, onde); // who came last comes last
      // What does not fit is the oldest that is ready.
      assert.equal(lista[0].pedidoId, novo - DEIXADOS + 6, onde);
    }
    assert.deepEqual([pedidos.length, pedidos.at(-1).id, pedidos[0].id], [500, novo, novo - DEIXADOS + 6]);
    assert.deepEqual(
      painel.emPreparacao.map((linha: { senha: number }) => linha.senha),
      [senha],
    );
    assert.equal(painel.prontos.length, 500);
    assert.equal(painel.prontos[0].senha, senha - 1);
  });

  test('com mais de 500 por fazer, todos estão nas listas da cozinha e do painel', async () => {
    await s.encerrar('SIGTERM');
    for (const [servico, tabela] of [
      ['pedido', 'pedido'],
      ['cozinha', 'comanda'],
    ] as const) {
      const db = new DatabaseSync(join(s.place.dataDir, `${servico}.sqlite`));
      db.exec(`update ${tabela} set estado = 2 where estado = 3`);
      db.close();
    }
    await s.reabrir();
    assert.equal((await feito(s.cozinha, 'GET', '/v2/cozinha/comandas')).length, DEIXADOS + 1);
    assert.equal((await feito(s.totem, 'GET', '/v1/pedido')).length, DEIXADOS + 1);
    assert.equal((await feito(s.totem, 'GET', '/v2/painel')).emPreparacao.length, DEIXADOS + 1);
  });

  test('um cardápio de 600 produtos está inteiro: no totem, por categoria e na gerência', async () => {
    const { categorias } = await feito(s.totem, 'GET', '/v2/cardapio');
    const nomes = (lista: { nome: string }[]) => lista.filter(({ nome }) => nome.startsWith('Repetido')).length;
    assert.equal(nomes(categorias.flatMap(({ produtos }: { produtos: { nome: string }[] }) => produtos)), 600);
    const { produtos } = await feito(s.gerente, 'GET', '/v2/gerencia/produtos');
    assert.equal(nomes(produtos), 600);
    for (const id of [1, 2, 3, 4])
      assert.equal(nomes(await feito(s.totem, 'GET', `/v1/produto/categoria/${id}`)), 150, `categoria ${id}`);
  });
});
