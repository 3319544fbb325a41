import type { Outgoing } from '@foodious/contracts/messages.ts';
import { ASIDE, type Outbox } from '@foodious/messaging/relay.ts';
import { type Collections, type Documento, SWEEP_MS, toNota, toOutgoing, toSaida } from './document.ts';
import type { Publisher } from './publisher.ts';

/** Documents remembered until their messages are sent; while the queues are away for long, the rest is looked for. */
const MOST = 1_000;

/** Documents with something to send. */
const WAITING = { 'saida.id': { $gt: '' } };

/** The messages that lie in the documents. */
export function mongoOutbox({ pagamentos }: Collections, publisher: Publisher) {
  /** What was written here and is still to be sent, by its document. */
  const escritos = new Map<string, Documento['saida']>();
  let nextSweep = 0;

  const anyWaiting = (limit: number) =>
    pagamentos
      .find(WAITING, { projection: { saida: 1 } })
      .sort({ 'saida.id': 1 })
      .limit(limit)
      .toArray();

  const forget = (messages: readonly Outgoing[]) => {
    const gone = new Set(messages.map(({ envelope }) => envelope.id));
    for (const [_id, saida] of escritos) {
      const left = saida.filter(({ id }) => !gone.has(id));
      if (left.length === 0) escritos.delete(_id);
      else if (left.length < saida.length) escritos.set(_id, left);
    }
  };

  const outbox: Outbox = {
    async pending(limit, except = []) {
      // What others wrote is theirs to send, or left by a crash: looking for it now and then is enough.
      const due = Date.now() >= nextSweep;
      const found = due ? await anyWaiting(limit) : [];
      if (due && found.length < limit) nextSweep = Date.now() + SWEEP_MS;
      const others = found.filter(({ _id }) => !escritos.has(_id)).map(({ saida }) => saida);
      return [...escritos.values(), ...others]
        .map((saida) => saida.filter(({ queue }) => !except.includes(queue)))
        .filter((saida) => saida.length > 0)
        .toSorted(([a], [b]) => ((a?.id ?? '') < (b?.id ?? '') ? -1 : 1)) // those of one document in the order it has them
        .flat()
        .slice(0, limit)
        .map(toOutgoing);
    },
    async ofGroup(group) {
      const ofPedido = { 'pagamento.pedidoId': Number(group) };
      const documents = await pagamentos.find(ofPedido, { projection: { saida: 1 } }).toArray();
      return documents
        .flatMap(({ saida }) => saida)
        .filter((message) => message.group === group)
        .slice(0, 100)
        .map(toOutgoing);
    },
    async size() {
      const documents = await pagamentos.find(WAITING, { projection: { 'saida.id': 1 } }).toArray();
      return documents.reduce((total, { saida }) => total + saida.length, 0);
    },
    async sent(messages, notes) {
      // Known by their message, these notes enter once though a crash may repeat them: no document has to carry them.
      const notas = notes.map((note, i) => toNota(note, `${messages[i]?.envelope.id} ${note.tipo}`));
      const depois = messages.map(({ envelope }) => ({
        updateOne: {
          filter: { 'saida.id': envelope.id },
          update: { $pull: { saida: { id: envelope.id } } },
        },
      }));
      await publisher.publish({ notas, depois });
      forget(messages);
    },
    async setAside(refused, notes) {
      const notas = notes.map((note, i) => toNota(note, `${refused[i]?.message.envelope.id} ${note.tipo}`));
      const depois = refused.map(({ message, motivo, em }) => ({
        updateOne: {
          // Another instance may have been faster.
          filter: { 'saida.id': message.envelope.id },
          update: {
            $pull: { saida: { id: message.envelope.id } },
            $push: { recusadas: { ...toSaida(message), motivo, em } },
          },
        },
      }));
      await publisher.publish({ notas, depois });
      forget(refused.map(({ message }) => message));
    },
    async aside() {
      const documents = await pagamentos
        .find({ 'recusadas.id': { $gt: '' } }, { projection: { recusadas: 1 } })
        .sort({ 'recusadas.id': 1 })
        .limit(ASIDE)
        .toArray();
      return documents
        .flatMap(({ recusadas = [] }) => recusadas)
        .map(({ motivo, em, ...saida }) => ({ message: toOutgoing(saida), motivo, em }))
        .slice(0, ASIDE);
    },
    async settle(message, again) {
      const { id } = message.envelope;
      await pagamentos.updateOne(
        { 'recusadas.id': id },
        { $pull: { recusadas: { id } }, ...(again ? { $push: { saida: toSaida(message) } } : {}) },
      );
    },
  };
  return {
    outbox,
    /** Takes what a document has just been written with: the relay need not read it again. */
    remember(_id: string, saida: Documento['saida']): void {
      if (escritos.size < MOST) escritos.set(_id, saida);
    },
  };
}
