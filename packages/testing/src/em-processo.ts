import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MongoClient } from 'mongodb';
import { lanchonete } from './lanchonete.ts';
import { encerrar, environment, freshPlace, rows, spawnSystem } from './place.ts';

/** A system in a process of its own, closed or killed and opened again on the same data. Whoever opens it puts it away. */
export async function emProcesso(env: Record<string, string> = {}) {
  const place = await freshPlace();
  const abrir = () => spawnSystem(place, env);
  let { child } = await abrir().catch((error) => {
    place.remove();
    throw error;
  });
  const casa = await lanchonete(place);
  return {
    ...casa,
    encerrar: (sinal: 'SIGTERM' | 'SIGKILL') => encerrar(child, sinal),
    /** Opens it again, closed in order first if it is still open. */
    async reabrir(): Promise<void> {
      await encerrar(child, 'SIGTERM');
      ({ child } = await abrir());
    },
    /** What its memory takes now, in MiB. */
    async memoria(): Promise<number> {
      const { body } = await casa.gerente('GET', '/metrics');
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(body)?.[1]) / 2 ** 20;
    },
    /** Rows of the database of a service, once it is closed: while it runs a file is its own. */
    linhas: <Linha>(servico: string, consulta: string) => rows<Linha>(place, servico, consulta),
    /** Of which pedidos there are pagamentos, once it is closed. */
    async pagamentos(): Promise<number[]> {
      const { MONGO_URL } = environment(place);
      if (!MONGO_URL) {
        const consulta = 'select pedido_id as id from pagamento order by 1';
        return (await rows<{ id: number }>(place, 'pagamento', consulta)).map(({ id }) => id);
      }
      const client = await MongoClient.connect(MONGO_URL);
      const all = await client.db().collection('pagamento').find().toArray();
      await client.close();
      return all.map(({ pagamento }) => pagamento.pedidoId).sort((a, b) => a - b);
    },
    /** How many charges its bank has made, once it is closed. */
    cobrancas(): number {
      const db = new DatabaseSync(join(place.dataDir, 'pix', 'pix.sqlite'), { readOnly: true });
      const row = db.prepare('select count(*) as n from cobranca').get() as { n: number };
      db.close();
      return row.n;
    },
    async guardar(): Promise<void> {
      await encerrar(child, 'SIGKILL');
      place.remove();
    },
  };
}
