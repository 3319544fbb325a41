import { NEWEST, type Prune } from '@foodious/messaging/retention.ts';
import { OF_SUBJECT, type Trail } from '@foodious/messaging/trail.ts';
import { type Collections, pedidoOf, toEntry, toNota } from './document.ts';
import type { Publisher } from './publisher.ts';

/** The trail. Who reads it waits for what is being published here. */
export function mongoTrail({ trilha }: Collections, { publish, published }: Publisher): Trail {
  return {
    async since(position, limit, subject) {
      await published();
      const after = { _id: { $gt: position }, ...(subject === undefined ? {} : { pedidoId: pedidoOf(subject) }) };
      return (await trilha.find(after).sort({ _id: 1 }).limit(limit).toArray()).map(toEntry);
    },
    async ofSubject(subject) {
      await published();
      const newest = await trilha
        .find({ pedidoId: pedidoOf(subject) })
        .sort({ _id: -1 })
        .limit(OF_SUBJECT)
        .toArray();
      return newest.reverse().map(toEntry);
    },
    async last() {
      await published();
      const [last] = await trilha
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: -1 })
        .limit(1)
        .toArray();
      return last?._id ?? 0;
    },
    async nthLast(tipo, queue, n) {
      await published();
      const [nth] = await trilha
        .find({ fila: queue, tipo })
        .sort({ _id: -1 })
        .skip(n - 1)
        .limit(1)
        .toArray();
      return nth?.em;
    },
    async append(notes) {
      await publish({ notas: notes.map((note) => toNota(note)) });
    },
  };
}

/** Removes what is old from the trail, which alone grows for ever: messages and notes leave their document, its own inbox. */
export const mongoPrune =
  ({ trilha }: Collections, trail: Pick<Trail, 'last'>): Prune =>
  async (before, limit) => {
    const oldest = await trilha
      .find({}, { projection: { em: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    const upTo = (await trail.last()) - NEWEST;
    const old = oldest.filter(({ _id, em }) => em < before.getTime() && _id <= upTo).map(({ _id }) => _id);
    if (old.length > 0) await trilha.deleteMany({ _id: { $in: old } });
    return old.length;
  };
