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

/** Asks pagamento whether it has made the pagamento of a checkout. Throws Unavailable when pagamento is away. */
export type TemPagamento = (
  checkout: { pedidoId: number; transacaoId: string },
  authorization: string,
) => Promise<boolean>;

/** Asks the cozinha which pedidos have a comanda at its counter. Throws Unavailable when the cozinha is away. */
export type ListComandas = (authorization: string) => Promise<ReadonlySet<number>>;
