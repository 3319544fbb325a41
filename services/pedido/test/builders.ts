import type { TestContext } from 'node:test';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { messagingMigrations, sqlTransaction } from '@foodious/messaging/sql.ts';
import { sqlTrail } from '@foodious/messaging/trail.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { cardapio } from '../src/db/cardapio.ts';
import { migrations } from '../src/db/migrations.ts';
import type { Database, PedidoTx } from '../src/db/schema.ts';
import type { Estorno } from '../src/domain/estorno.ts';
import type { Item, Pedido, ProdutoAtual } from '../src/domain/pedido.ts';

export const AGORA = new Date('2026-05-04T12:00:00Z');
export const HISTORIA = '0199c0de-0000-7000-8000-00000000cafe';

export const umItem = (parte: Partial<Item> = {}): Item => ({
  id: 1,
  produtoId: 1,
  idCategoriaProduto: 1,
  nome: 'X-Burguer',
  precoCentavos: 1010,
  quantidade: 2,
  observacoes: null,
  ...parte,
});

/** A pedido nobody has done anything with; without an id of its own, as long as nobody keeps it. */
export const emBranco = (parte: Partial<Pedido> = {}): Pedido => ({
  id: 0,
  clienteId: null,
  dono: null,
  dataInicio: '2026-05-04',
  estado: 'PAGAMENTO_PENDENTE',
  ativo: true,
  itens: [],
  totalCentavos: null,
  senha: null,
  tentativa: 0,
  transacaoId: null,
  meio: 'pix',
  transacaoPaga: null,
  movimentos: 0,
  consumo: null,
  mudouEm: AGORA.getTime(),
  recebidoEm: null,
  iniciadoEm: null,
  prontoEm: null,
  chamadoEm: null,
  recolhidoEm: null,
  codigo: null,
  ...parte,
});

export const umEstorno = (parte: Partial<Estorno> = {}): Estorno => ({
  id: '0199c0de-0000-7000-8000-00000000e570',
  pedidoId: 7,
  transacaoId: 't1',
  centavos: 2020,
  itens: null,
  causa: 'gerencia',
  motivo: 'veio frio',
  por: 'pessoa-1',
  estado: 'PEDIDO',
  pedidoEm: AGORA.getTime(),
  feitoEm: null,
  erro: null,
  ...parte,
});

export const umProduto = (parte: Partial<ProdutoAtual> = {}): ProdutoAtual => ({
  id: 1,
  idCategoriaProduto: 1,
  nome: 'X-Burguer',
  precoCentavos: 1010,
  ativo: true,
  disponivel: true,
  ...parte,
});

/** An empty database of the service, and transactions on it. */
export async function abrirBanco(t: TestContext) {
  const fins: (() => unknown)[] = [];
  t.after(async () => {
    for (const stop of fins.reverse()) await stop();
  });
  const { db, transact } = await umBanco<Database>(t, messagingMigrations, migrations);
  const trail = sqlTrail(db, transact);
  const nobody = { wake() {} };
  const inTransaction = sqlTransaction<Database, TrailOf<'pedido'>>(transact, { relay: nobody, tail: nobody });
  return {
    db,
    transact,
    inTransaction,
    /** What the trail tells of a pedido. */
    trilhaDe: (pedidoId: number) => trail.ofSubject(aboutPedido(pedidoId)),
    /** Stops something at the end, before the database is closed. */
    aoFim: (stop: () => unknown) => fins.push(stop),
    /** Runs work in a transaction of its own, at a given instant. */
    fazer: <T>(work: (tx: PedidoTx) => Promise<T>, agora = AGORA) =>
      inTransaction(newStory(HISTORIA, agora, 'totem'), work),
    /** Puts products on our copy of the catalogue. */
    async vender(...produtos: ProdutoAtual[]) {
      for (const produto of produtos)
        await cardapio(db).update({ ...produto, versao: 1, descricao: '', imagemUrl: null });
    },
  };
}
