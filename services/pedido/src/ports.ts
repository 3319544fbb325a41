import type { Data } from '@foodious/contracts/messages.ts';
import type { TipoEmail } from '@foodious/kernel/estados.ts';

/**
 * How an e-mail leaves. Throws when it did not. `evento` is its idempotency reference; `tipo` is told along with it, so that
 * who keeps e-mails may know the one that follows an erasure.
 */
export type Mailer = (email: {
  para: string;
  tipo: TipoEmail;
  evento: string;
  subject: string;
  text: string;
  html: string;
}) => Promise<void>;

/** Asks produto for a product our copy does not have yet; undefined when there is none. Throws Unavailable when produto is away. */
export type ReadCatalogue = (produtoId: number, authorization: string) => Promise<Data<'produto-alterado'> | undefined>;
