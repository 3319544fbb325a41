import type { Context } from '@foodious/kernel/context.ts';
import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import { adiarEstorno, type Estorno, type Mudanca, type Pagamento, recusarEstorno } from '../domain/pagamento.ts';
import { type Cobranca, EstornoRecusado, type PagamentoStore, type Provedores } from '../ports.ts';
import { conciliar, conhecida, jaAnda } from './conciliar.ts';
import { mudarPagamento } from './mudar-pagamento.ts';
import { passosDe } from './passos.ts';

/**
 * How long until a refund is asked for again, by how often it was, in milliseconds; after the last, that again and again. An account
 * may lack balance for days.
 */
const ESPERAS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000, 12 * 3_600_000];

/**
 * How long a provider certainly knows again what it was asked before, by the id of the refund, in milliseconds. One asked for longer
 * ago may have been done and forgotten: it is looked for first.
 */
const LEMBRA_MS = 3_600_000;

/**
 * How long a refund that somebody of the gerência chose is asked for, though the provider refuses it by the state of its charge or says
 * not why, in milliseconds. What is owed without anybody's choice is asked for until it is done, and counted as waiting.
 */
const INSISTE_MS = 24 * 3_600_000;

/**
 * Asks the provider for every refund of a pagamento that is due. Repeatable: the id of a refund is its idempotency key. What the
 * provider does not do now is kept for later; what it will never do is refused.
 */
export async function devolver(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  transacaoId: string,
): Promise<void> {
  const read = await store.get(transacaoId);
  for (const { id, proximaEm } of read?.pagamento.estornos ?? [])
    if (proximaEm !== null && Date.parse(proximaEm) <= context.agora.getTime())
      await devolverUm(store, provedores, context, transacaoId, id);
}

async function devolverUm(
  store: PagamentoStore,
  provedores: Provedores,
  context: Context,
  transacaoId: string,
  id: string,
): Promise<void> {
  const read = await store.get(transacaoId);
  const estorno = aCaminho(read?.pagamento, id);
  if (!read?.pagamento.cobranca || !estorno) return;
  const { pedidoId, meio, cobranca } = read.pagamento;
  const passos = passosDe(store, context, pedidoId);
  const provedor = provedores[meio];
  const passados = context.agora.getTime() - Date.parse(estorno.pedidoEm);
  const seguir = (onde: Cobranca) => conciliar(store, context, { transacaoId }, onde, { passos: passos.take() });
  /** Looks where the charge stands; says whether this one is still to be done, and whether the provider is about to. */
  const olhar = async () => {
    const onde = await passos.chamar('obter', async () => conhecida(await provedor.obter(cobranca.id), cobranca.id));
    const depois = await seguir(onde);
    return { falta: aCaminho(depois, id) !== undefined, andando: jaAnda(depois, id, onde) };
  };
  const mudar = (decidir: (lido: Pagamento) => Mudanca) =>
    mudarPagamento(store, context, transacaoId, decidir, { passos: passos.take() });
  const mais = (erro: string) => {
    const espera = ESPERAS_MS[Math.min(estorno.tentativas, ESPERAS_MS.length - 1)] as number;
    const proxima = new Date(context.agora.getTime() + espera);
    return mudar((lido) => ({ pagamento: adiarEstorno(lido, id, proxima, erro), fatos: [] }));
  };
  const recusada = (codigo: EstornoRecusado['codigo']) =>
    codigo === 'prazo' ||
    codigo === 'valor' ||
    (codigo !== 'saldo' && estorno.causa === 'gerencia' && passados > INSISTE_MS);
  /** Asks once; says why it is still on its way. */
  const perguntar = async (): Promise<string | null> => {
    if (passados > LEMBRA_MS) {
      const { falta, andando } = await olhar();
      // What is only on its way there is not asked for again: its key may be forgotten before it is done.
      if (!falta || andando) return falta ? 'pendente' : null;
    }
    try {
      const { centavos } = estorno;
      const onde = await passos.chamar('estornar', () => provedor.estornar(cobranca.id, { id, centavos }));
      return aCaminho(await seguir(onde), id) ? 'pendente' : null;
    } catch (error) {
      if (!(error instanceof EstornoRecusado && recusada(error.codigo))) throw error;
      // It may refuse because the money went back already: by a try whose answer was lost, or by somebody's hand.
      const { falta, andando } = await olhar();
      if (falta && andando) return 'pendente';
      if (falta) await mudar((lido) => recusarEstorno(lido, id, context.agora, error.codigo));
      return null;
    }
  };
  try {
    const ainda = await perguntar();
    if (ainda) await mais(ainda);
  } catch (error) {
    if (error instanceof EstornoRecusado) await mais(error.codigo);
    else if (error instanceof Unavailable || error instanceof BadAnswer) await mais('fora-do-ar');
    else throw error;
  }
}

/** A refund while it is on its way. */
const aCaminho = (pagamento: Pagamento | undefined, id: string): Estorno | undefined =>
  pagamento?.estornos.find((each) => each.id === id && each.estado === 'PEDIDO');
