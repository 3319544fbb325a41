/**
 * A disaster: every database is lost, and what comes back are two copies of different instants, pagamento's the earlier one, as two
 * clusters of a cloud are restored. Queues, object storage and the bank are elsewhere, and know what happened since.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { lanchonete } from '@foodious/testing/lanchonete.ts';
import { encerrar, environment, freshPlace, type Place, spawnSystem } from '@foodious/testing/place.ts';
import { until } from '@foodious/testing/waiting.ts';

const project = join(import.meta.dirname, '../..');
/** What is restored together: on Amazon pagamento has a cluster of its own, and all the others share one. */
export const CLUSTERS = { documentos: ['pagamento'], tabelas: ['produto', 'pedido', 'cozinha', 'gateway'] } as const;
export type Cluster = keyof typeof CLUSTERS;

/** Copies of the databases of a place, and how they come back. */
export type Copias = {
  /** What the system is told, to find them. */
  ambiente: Record<string, string>;
  /** Copies a cluster as it is at one instant, while it is in use. */
  copiar(cluster: Cluster): Promise<void>;
  /** Nobody runs: what there is goes away, and the copy takes its place. */
  repor(cluster: Cluster): Promise<void>;
};

/** The restaurant in a process of its own, with the hands that copy, lose and bring back its data. */
export async function restauravel(t: TestContext, abrirCopias: (place: Place) => Copias) {
  const place = await freshPlace();
  t.after(() => place.remove());
  const { ambiente, copiar, repor } = abrirCopias(place);
  const rapido = { ...ambiente, CONCILIACAO_S: '1', CONCILIACAO_GRACA_S: '1', PIX_CONSULTA_S: '1' };
  let { child } = await spawnSystem(place, rapido);
  t.after(() => encerrar(child, 'SIGKILL'));
  const v = await lanchonete(place);
  const iniciar = async () => {
    ({ child } = await spawnSystem(place, rapido));
  };
  const comando = (arquivo: string, ...args: string[]) => {
    const env = environment(place, ambiente);
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, arquivo), ...args], {
      env,
      encoding: 'utf8',
    });
    return { status, disse: stdout + stderr };
  };
  return {
    v,
    copiar,
    /** It dies, and its databases are as they were copied. @returns how long it took, in milliseconds */
    async desastre(clusters: readonly Cluster[]): Promise<number> {
      await encerrar(child, 'SIGKILL');
      const desde = performance.now();
      for (const cluster of clusters) await repor(cluster);
      await iniciar();
      return performance.now() - desde;
    },
    /** A command of whoever operates, while no service runs. */
    async parado(arquivo: string, ...args: string[]) {
      await encerrar(child, 'SIGTERM');
      const dito = comando(arquivo, ...args);
      await iniciar();
      return dito;
    },
    /** What whoever verifies the ledger reads: files that nobody uses, or a server and the bank, both at work. */
    async conferirLivro() {
      if (!ambiente.MONGO_URL) await encerrar(child, 'SIGTERM');
      return comando('local/src/livro-main.ts');
    },
    /** What bank and ledger do not agree on. */
    abertas: async (): Promise<Divergencia[]> =>
      (await v.gerente('GET', '/v2/conciliacao/abertas')).body.divergencias ?? [],
    /** How a charge stands at the bank. */
    async noBanco(transacaoId: string): Promise<string> {
      const answer = await fetch(`${place.pix}/transacoes/${transacaoId}`, { headers: { accept: 'application/json' } });
      return ((await answer.json()) as { status: string }).status;
    },
  };
}
type Divergencia = { id: string; tipo: string; deles: { estado: string } };
type Casa = Awaited<ReturnType<typeof restauravel>>;

/** A pedido of one lanche by one call, charged: its id and its transacao. */
async function cobrado({ v }: Casa, campos: object = {}): Promise<{ id: number; transacaoId: string }> {
  const { id, pagamento } = await v.pedir(campos);
  await v.cobrado(id, pagamento.transacaoId);
  return { id, transacaoId: pagamento.transacaoId };
}
async function pago(casa: Casa) {
  const pedido = await cobrado(casa);
  await casa.v.aprovar(pedido.transacaoId);
  await casa.v.ate(pedido.id, 'RECEBIDO');
  await casa.v.ateComanda(pedido.id);
  return pedido;
}
/** Offers the counter beside Pix. */
async function abrirBalcao({ v }: Casa): Promise<void> {
  const { body, headers } = await v.gerente('GET', '/v2/ajustes');
  const ajustes = { ...body, meios: { pix: true, balcao: true } };
  assert.equal((await v.gerente('PUT', '/v2/ajustes', ajustes, { 'if-match': headers.get('etag') ?? '' })).status, 200);
}
/** Takes what is owed for a pedido at the counter, in cash. */
async function receber({ v }: Casa, { id, transacaoId }: { id: number; transacaoId: string }) {
  const corpo = { transacaoId, forma: 'dinheiro' };
  const chave = { 'idempotency-key': crypto.randomUUID() };
  const { status, body } = await v.gerente('POST', '/v2/balcao/recebimentos', corpo, chave);
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`);
  await v.ate(id, 'RECEBIDO');
}
async function cancelar({ v }: Casa, { id, transacaoId }: { id: number; transacaoId: string }) {
  assert.equal((await v.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6 })).status, 200);
  await v.atePagamento(id, transacaoId, 'ESTORNADO');
}

/** The story: what mends itself, what a command asks for again, what a person decides. `say` hears how long each took. */
export async function pagamentoMaisAntigo(casa: Casa, say: (line: string) => void): Promise<void> {
  const { v } = casa;
  await abrirBalcao(casa);
  const antigo = await pago(casa);
  const pendente = await cobrado(casa);
  const devolvido = await pago(casa);
  await v.calmaria([antigo, pendente, devolvido].map(({ id }) => id));
  const t1 = new Date();
  await casa.copiar('documentos');

  // What pagamento will have forgotten, and pedido knows.
  await v.aprovar(pendente.transacaoId);
  await v.ate(pendente.id, 'RECEBIDO');
  await cancelar(casa, devolvido);
  const novo = await pago(casa);
  const porPagar = await cobrado(casa);
  const noBalcao = await cobrado(casa, { meio: 'balcao' });
  await receber(casa, noBalcao);
  await v.calmaria([pendente, devolvido, novo, porPagar, noBalcao].map(({ id }) => id));
  await casa.copiar('tabelas');

  // What nobody will know, but the bank.
  const perdido = await pago(casa);
  const senhaPerdida: number = (await v.pedido(perdido.id)).senha;

  say(`databases back and the house up: ${Math.round(await casa.desastre(['documentos', 'tabelas']))} ms`);
  const desde = performance.now();

  // By itself: what pagamento knew of is asked for at the bank, and pedido takes a second telling for what it is.
  await v.atePagamento(pendente.id, pendente.transacaoId, 'CONFIRMADO');
  await v.atePagamento(devolvido.id, devolvido.transacaoId, 'ESTORNADO');
  assert.equal(await v.estado(pendente.id), 'RECEBIDO');
  assert.equal(await v.estado(antigo.id), 'RECEBIDO');
  assert.equal(await v.estado(devolvido.id), 'CANCELADO');
  // What it does not know of is money or an open charge nobody asked for: found, and touched by nobody.
  await until('three unknown charges', async () => (await casa.abertas()).length === 3);
  const desconhecidas = await casa.abertas();
  assert.deepEqual(desconhecidas.map(({ tipo, deles }) => `${tipo} ${deles.estado}`).sort(), [
    'desconhecida aprovada',
    'desconhecida aprovada',
    'desconhecida pendente',
  ]);
  assert.equal(await casa.noBanco(novo.transacaoId), 'approved');
  say(`mended by itself, and the rest named: ${Math.round(performance.now() - desde)} ms`);

  // One command: pedido asks again for what it counts on, and skips the numbers it may have given.
  const repedido = await casa.parado('local/src/recuperar-main.ts', '--desde', t1.toISOString());
  assert.equal(repedido.status, 0, repedido.disse);
  assert.match(repedido.disse, /pagamento of 5 pedidos/);
  await v.atePagamento(novo.id, novo.transacaoId, 'CONFIRMADO');
  await v.atePagamento(porPagar.id, porPagar.transacaoId, 'PENDENTE');
  await until('one unknown charge', async () => (await casa.abertas()).length === 1);
  await v.aprovar(porPagar.transacaoId);
  await v.ate(porPagar.id, 'RECEBIDO');
  assert.equal(await v.estado(novo.id), 'RECEBIDO');
  // The counter's own book was pagamento's: who has the money in the drawer says so once more.
  await v.atePagamento(noBalcao.id, noBalcao.transacaoId, 'PENDENTE');
  await receber(casa, noBalcao);
  await v.atePagamento(noBalcao.id, noBalcao.transacaoId, 'CONFIRMADO');

  // A person: the money of a pedido nobody knows any more goes back.
  assert.equal((await v.gerente('GET', `/v1/pedido/${perdido.id}`)).status, 404);
  const [sobra] = await casa.abertas();
  const reparo = `/v2/conciliacao/divergencias/${encodeURIComponent(sobra?.id ?? '')}`;
  assert.equal((await v.gerente('POST', reparo, { acao: 'estornar' })).status, 200);
  await until('nothing open', async () => (await casa.abertas()).length === 0);
  assert.equal(await casa.noBanco(perdido.transacaoId), 'refunded');

  // Whatever still speaks of the lost pedido, in a queue or in the cozinha, speaks of no other one.
  const seguinte = await pago(casa);
  assert.ok(seguinte.id > perdido.id);
  assert.ok((await v.pedido(seguinte.id)).senha > senhaPerdida);

  // Nothing was charged, given back or cooked twice.
  const todos = [antigo, pendente, devolvido, novo, porPagar, noBalcao, seguinte];
  await v.calmaria(todos.map(({ id }) => id));
  for (const corpo of Object.values(await v.mortas()).flat())
    assert.equal(JSON.parse(corpo).pedidoId, perdido.id, corpo);
  for (const { id } of todos) {
    const { pago, estornado, aCaminho } = (await v.gerente('GET', `/v2/pedido/${id}/estornos`)).body;
    assert.deepEqual({ id, estornado, aCaminho }, { id, estornado: id === devolvido.id ? pago : 0, aCaminho: 0 });
  }
  const senhas = await Promise.all(todos.map(async ({ id }) => (await v.pedido(id)).senha));
  assert.equal(new Set(senhas).size, todos.length);
  const livro = await casa.conferirLivro();
  assert.equal(livro.status, 0, livro.disse);
  say(livro.disse.trim());
}
