import type { Db, Filter } from 'mongodb';
import type { Documentos } from '../../ports.ts';
import { type Colecao, chavesDe } from '../colecoes.ts';
import { explained, isDuplicate } from './errors.ts';

type Guardada<T> = { _id: string; rev: number; chaves: Record<string, string | null>; doc: T };

/** Makes the indexes of a collection: one for each of its keys. Repeatable. */
export async function prepararColecao<T, Chave extends string>(
  db: Db,
  { nome, chaves }: Colecao<T, Chave>,
): Promise<void> {
  for (const chave of Object.keys(chaves)) await db.collection(nome).createIndex({ [`chaves.${chave}`]: 1, _id: 1 });
}

/** A collection on a server that speaks MongoDB's wire protocol. */
export function documentosMongo<T, Chave extends string>(db: Db, colecao: Colecao<T, Chave>): Documentos<T, Chave> {
  const docs = db.collection<Guardada<T>>(colecao.nome);
  const faixa = (chave: Chave, limites: Record<string, string>) =>
    ({ [`chaves.${chave}`]: limites }) as Filter<Guardada<T>>;
  const porId = (_id: string, rev?: number) => ({ _id, ...(rev !== undefined && { rev }) }) as Filter<Guardada<T>>;
  return explained<Documentos<T, Chave>>({
    async get(id) {
      const found = await docs.findOne(porId(id));
      return found ? { doc: found.doc as T, rev: found.rev } : undefined;
    },
    async insert(doc) {
      const novo = { _id: colecao.id(doc), rev: 1, chaves: chavesDe(colecao, doc), doc };
      try {
        await docs.insertOne(novo as Parameters<typeof docs.insertOne>[0]);
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    async replace({ doc: antes, rev }, doc) {
      const { matchedCount } = await docs.updateOne(porId(colecao.id(antes), rev), {
        $set: { rev: rev + 1, chaves: chavesDe(colecao, doc), doc } as Partial<Guardada<T>>,
      });
      return matchedCount === 1;
    },
    async list(chave, { de = '', ate, invertida = false, limite }) {
      const para = invertida ? -1 : 1;
      const found = await docs
        .find(faixa(chave, { $gte: de, ...(ate !== undefined && { $lt: ate }) }))
        .sort({ [`chaves.${chave}`]: para, _id: para })
        .limit(limite)
        .toArray();
      return found.map(({ doc }) => doc as T);
    },
    async deleteBelow(chave, ate, limite) {
      const velhos = await docs
        .find(faixa(chave, { $gte: '', $lt: ate }), { projection: { _id: 1 } })
        .sort({ [`chaves.${chave}`]: 1 })
        .limit(limite)
        .toArray();
      if (velhos.length === 0) return 0;
      const ids = velhos.map(({ _id }) => _id);
      return (await docs.deleteMany({ _id: { $in: ids } } as Filter<Guardada<T>>)).deletedCount;
    },
  });
}
