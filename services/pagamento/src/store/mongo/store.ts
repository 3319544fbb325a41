import { DONOS_PESSOAIS } from '@foodious/contracts/dono.ts';
import { semMotivo } from '@foodious/messaging/forget.ts';
import type { Db, Filter, MongoClient } from 'mongodb';
import { completar, mexidoEm, type Pagamento } from '../../domain/pagamento.ts';
import type { Guardado, OpenStore, PagamentoStore } from '../../ports.ts';
import { type Colecao, colecoes } from '../colecoes.ts';
import { bodyOf, type Collections, collectionsOf, type Documento, toNota, toSaida } from './document.ts';
import { documentosMongo, prepararColecao } from './documentos.ts';
import { explained, isDuplicate, onlyDuplicates, rethrow } from './errors.ts';
import { mongoOutbox } from './outbox.ts';
import { type Publisher, startPublisher } from './publisher.ts';
import { bancoDe, clienteMongo, type MongoServidor } from './server.ts';
import { mongoPrune, mongoTrail } from './trail.ts';

/**
 * The store on a server that speaks MongoDB's wire protocol, within what DocumentDB 5 supports
 * (https://docs.aws.amazon.com/documentdb/latest/developerguide/mongo-apis.html). A server that is away throws Unavailable; so does one
 * that no longer knows us, and the process gives up.
 * @param watch sees the client first, to listen to what it asks
 */
export async function mongoStore(servidor: MongoServidor, watch?: (client: MongoClient) => void): Promise<OpenStore> {
  const client = await clienteMongo(servidor, { monitorCommands: watch !== undefined });
  watch?.(client);
  const db = client.db(bancoDe(servidor.MONGO_URL));
  const collections = collectionsOf(db);
  const publisher = startPublisher(collections);
  const { outbox, remember } = mongoOutbox(collections, publisher);
  const trail = mongoTrail(collections, publisher);
  const prune = mongoPrune(collections, trail);
  return {
    migrate: () => prepare(db, collections).catch(rethrow),
    ...explained(documents(collections, publisher, remember)),
    notificacoes: documentosMongo(db, colecoes.notificacoes),
    divergencias: documentosMongo(db, colecoes.divergencias),
    comparacoes: documentosMongo(db, colecoes.comparacoes),
    balcao: documentosMongo(db, colecoes.balcao),
    fechamentos: documentosMongo(db, colecoes.fechamentos),
    scrub: async () => {}, // what a server keeps of what was deleted is its own to purge
    ping: () => db.command({ ping: 1 }).catch(rethrow),
    outbox: explained(outbox),
    trail: explained(trail),
    prunes: [(before, limit) => prune(before, limit).catch(rethrow)],
    async close() {
      await publisher.flushed(); // what could not be is in its document, for the next start
      await client.close();
    },
  };
}

/** Makes what the store needs on the server. Repeatable, by several instances at once: what is there stays. */
async function prepare(db: Db, { pagamentos, trilha, contadores }: Collections): Promise<void> {
  await pagamentos.createIndex({ 'pagamento.pedidoId': 1, 'pagamento.tentativa': 1 }, { unique: true });
  for (const key of ['expiraEm', 'acordarEm', 'saida.id', 'notas.em', 'recusadas.id'])
    await pagamentos.createIndex({ [key]: 1 });
  await trilha.createIndex({ nota: 1 }, { unique: true });
  await trilha.createIndex({ pedidoId: 1, _id: 1 });
  await trilha.createIndex({ fila: 1, tipo: 1, _id: 1 });
  await contadores
    .updateOne({ _id: 'trilha' }, { $setOnInsert: { ultimo: 0 } }, { upsert: true })
    .catch(onlyDuplicates);
  await pagamentos.createIndex({ mexidoEm: 1, _id: 1 });
  await pagamentos.createIndex({ expiraEm: 1, acordarEm: 1 });
  await pagamentos.createIndex({ 'pagamento.meio': 1, expiraEm: 1 });
  await pagamentos.createIndex({ expiraEm: 1, 'pagamento.cobranca.expiraEm': 1 });
  for await (const { _id, rev, pagamento } of pagamentos.find({ mexidoEm: null }))
    await pagamentos.updateOne({ _id, rev }, { $set: bodyOf(completar(pagamento)), $inc: { rev: 1 } });
  for (const colecao of Object.values(colecoes)) await prepararColecao(db, colecao as Colecao<unknown, string>);
}

/** What is read of a document. */
const READ = { _id: 0, pagamento: 1, rev: 1 } as const;

const toGuardado = ({ pagamento, rev }: Guardado): Guardado => ({
  pagamento: completar(pagamento),
  rev,
});

/** Those whose ledger last moved in a range, and of which `mais` is true, by that instant and transacao. */
async function movidos(
  pagamentos: Collections['pagamentos'],
  faixa: { $gte: number; $lt?: number },
  mais: Filter<Documento>,
  depois: Pagamento | null,
  limit: number,
): Promise<Pagamento[]> {
  const alem = depois && [
    { mexidoEm: { ...faixa, $gt: mexidoEm(depois) } },
    { mexidoEm: mexidoEm(depois), _id: { $gt: depois.transacaoId } },
  ];
  const found = await pagamentos
    .find({ ...(alem ? { $or: alem } : { mexidoEm: faixa }), ...mais }, { projection: READ })
    .sort({ mexidoEm: 1, _id: 1 })
    .limit(limit)
    .toArray();
  return found.map((each) => toGuardado(each).pagamento);
}

/** The pagamentos, each written in one atomic change of its document. */
const documents = (
  { pagamentos, trilha }: Collections,
  { publishFrom }: Publisher,
  remember: (_id: string, saida: Documento['saida']) => void,
): Pick<
  PagamentoStore,
  | 'get'
  | 'getLatest'
  | 'listOf'
  | 'insert'
  | 'update'
  | 'listDue'
  | 'listPending'
  | 'listOwing'
  | 'listMoved'
  | 'listAlive'
  | 'unlink'
  | 'deleteBefore'
> => ({
  async get(transacaoId) {
    const found = await pagamentos.findOne({ _id: transacaoId }, { projection: READ });
    return found ? toGuardado(found) : undefined;
  },
  async getLatest(pedidoId) {
    const [found] = await pagamentos
      .find({ 'pagamento.pedidoId': pedidoId }, { projection: READ })
      .sort({ 'pagamento.tentativa': -1 })
      .limit(1)
      .toArray();
    return found && toGuardado(found);
  },
  async insert(pagamento, notes) {
    const { transacaoId: _id } = pagamento;
    const notas = notes.map((note) => toNota(note));
    try {
      await pagamentos.insertOne({ _id, rev: 1, ...bodyOf(pagamento), saida: [], notas });
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
    void publishFrom(_id, notas);
    return true;
  },
  async update(read, pagamento, messages, notes) {
    const { transacaoId: _id } = read.pagamento;
    const written = await pagamentos.findOneAndUpdate(
      { _id, rev: read.rev },
      {
        $set: bodyOf(pagamento),
        $inc: { rev: 1 },
        $push: { saida: { $each: messages.map(toSaida) }, notas: { $each: notes.map((note) => toNota(note)) } },
      },
      { returnDocument: 'after', projection: { notas: 1, saida: 1 } },
    );
    if (!written) return false;
    if (messages.length > 0) remember(_id, written.saida);
    void publishFrom(_id, written.notas); // those of a change before it come first
    return true;
  },
  async listOf(pedidoId) {
    const found = await pagamentos
      .find({ 'pagamento.pedidoId': pedidoId }, { projection: READ })
      .sort({ 'pagamento.tentativa': -1 })
      .toArray();
    return found.map((each) => toGuardado(each).pagamento);
  },
  async listDue(before, limit) {
    const found = await pagamentos
      .find({ acordarEm: { $lt: before.getTime() } }, { projection: READ })
      .sort({ acordarEm: 1 })
      .limit(limit)
      .toArray();
    return found.map(toGuardado);
  },
  async listPending(limit, meio) {
    const found = await pagamentos
      .find({ expiraEm: { $gt: 0 }, ...(meio && { 'pagamento.meio': meio }) }, { projection: READ })
      .sort({ expiraEm: 1 })
      .limit(limit)
      .toArray();
    return found.map((each) => toGuardado(each).pagamento);
  },
  async listOwing(limit) {
    const found = await pagamentos
      .find({ expiraEm: null, acordarEm: { $gt: 0 } }, { projection: READ })
      .sort({ acordarEm: 1 })
      .limit(limit)
      .toArray();
    return found.map((each) => toGuardado(each).pagamento);
  },
  listMoved: (de, ate, depois, limit) =>
    movidos(pagamentos, { $gte: de.getTime(), $lt: ate.getTime() }, {}, depois, limit),
  listAlive: (de, ate, depois, limit) =>
    movidos(pagamentos, { $gte: de.getTime() }, { 'pagamento.criadoEm': { $lt: ate.toISOString() } }, depois, limit),
  async unlink(pedidoIds) {
    const seus = { 'pagamento.pedidoId': { $in: [...pedidoIds] } };
    // Another `rev`: who has read whose it was writes it back no more.
    await pagamentos.updateMany(seus, { $set: { 'pagamento.clienteId': null }, $inc: { rev: 1 } });
    const dePessoas = { ...seus, 'pagamento.dono': { $regex: `^(${DONOS_PESSOAIS.join('|')})` } };
    await pagamentos.updateMany(dePessoas, { $set: { 'pagamento.dono': null } });
    const notadas = { pedidoId: { $in: [...pedidoIds] }, tipo: 'morta-descartada' as const };
    for (const { _id, dados } of await trilha.find(notadas).toArray())
      await trilha.updateOne({ _id }, { $set: { dados: semMotivo(dados) } });
    const cobrados = { ...seus, 'pagamento.cobranca': { $ne: null } };
    return (await pagamentos.find(cobrados, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  },
  async deleteBefore(before, limit) {
    const velhos = await pagamentos
      .find(
        { 'pagamento.cobranca.expiraEm': { $lt: before.toISOString() }, expiraEm: null },
        { projection: { _id: 1 } },
      )
      .sort({ 'pagamento.cobranca.expiraEm': 1 })
      .limit(limit)
      .toArray();
    const ids = velhos.map(({ _id }) => _id);
    if (ids.length > 0) await pagamentos.deleteMany({ _id: { $in: ids } });
    return ids.length;
  },
});
