import type { Relay } from '@foodious/messaging/relay.ts';
import type { Tail } from '@foodious/messaging/tail.ts';
import type { PagamentoStore } from '../ports.ts';

/** A store that wakes the relay and the tail once it has kept something for them, so that nobody who writes has to. */
export function waking<S extends PagamentoStore>(
  store: S,
  { relay, tail }: { relay: Pick<Relay, 'wake'>; tail: Pick<Tail, 'wake'> },
): S {
  return {
    ...store,
    async insert(pagamento, notes) {
      const kept = await store.insert(pagamento, notes);
      if (kept) tail.wake();
      return kept;
    },
    async update(read, pagamento, messages, notes) {
      const kept = await store.update(read, pagamento, messages, notes);
      if (kept) {
        if (messages.length > 0) relay.wake(messages);
        tail.wake();
      }
      return kept;
    },
    trail: {
      ...store.trail,
      async append(notes) {
        await store.trail.append(notes);
        tail.wake();
      },
    },
  };
}
