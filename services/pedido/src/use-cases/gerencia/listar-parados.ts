import type { Meio } from '@foodious/kernel/estados.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import { ajustes } from '../../db/ajustes.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { Reader } from '../../db/schema.ts';
import { type EstadoSuspeito, type Prazos, suspeitosEm, type TipoDeParado, tipoDeParado } from '../../domain/parado.ts';
import type { Pedido } from '../../domain/pedido.ts';
import type { ListComandas, TemPagamento } from '../../ports.ts';

/** Pedidos of an estado that are looked at, the longest there first. */
const LIMITE = 200;
/** Questions to pagamento at once. */
const JUNTAS = 8;
/** Pagamentos remembered to have been made. */
const LEMBRADOS = 10_000;

/** Who else knows what became of a pedido. */
export const OUTROS = ['pagamento', 'cozinha'] as const;
type Outro = (typeof OUTROS)[number];

export type Parado = { pedido: Pedido; tipo: TipoDeParado };
export type Parados = { parados: Parado[]; naoResponderam: Outro[] };

/** What goes for the restaurant now. */
export async function prazosDe({ db }: Reader, validadeMs: Record<Meio, number>): Promise<Prazos> {
  const { recolherMin } = (await ajustes(db).get()).ajustes.cozinha;
  return { validadeMs, prontoMs: recolherMin * MINUTO_MS };
}

/**
 * Makes the list of pedidos that nobody moves on, the longest stuck first: those that have stood too long by what is known here
 * are asked about where more is known. Who does not answer is named, and the others are told all the same.
 */
export function listarParados({
  db,
  temPagamento,
  listComandas,
  validadeMs,
}: Reader & { temPagamento: TemPagamento; listComandas: ListComandas; validadeMs: Record<Meio, number> }) {
  /** A pagamento that was made once is never asked for again. */
  const feitos = new Set<string>();

  async function perguntar({ id: pedidoId, transacaoId }: Pedido, authorization: string): Promise<boolean> {
    if (transacaoId === null) return false;
    if (feitos.has(transacaoId)) return true;
    const tem = await temPagamento({ pedidoId, transacaoId }, authorization);
    if (tem) {
      if (feitos.size >= LEMBRADOS) feitos.clear();
      feitos.add(transacaoId);
    }
    return tem;
  }

  return async (authorization: string, agora: number): Promise<Parados> => {
    const prazos = await prazosDe({ db }, validadeMs);
    const suspeitos = suspeitosEm(prazos, agora);
    const listar = (estado: EstadoSuspeito) => pedidos(db).listParados(estado, suspeitos[estado], LIMITE);
    const [emCheckout, recebidos, prontos] = [
      await listar('CHECKOUT'),
      await listar('RECEBIDO'),
      await listar('PRONTO'),
    ];

    const pagamentos = new Map<number, boolean>();
    const doPagamento = await respostaDe(async () => {
      for (let i = 0; i < emCheckout.length; i += JUNTAS)
        await Promise.all(
          emCheckout.slice(i, i + JUNTAS).map(async (pedido) => {
            pagamentos.set(pedido.id, await perguntar(pedido, authorization));
          }),
        );
      return true;
    });
    const comandas = recebidos.length === 0 ? new Set<number>() : await respostaDe(() => listComandas(authorization));

    const parados = [...emCheckout, ...recebidos, ...prontos].flatMap((pedido): Parado[] => {
      const sabido = { temPagamento: pagamentos.get(pedido.id), temComanda: comandas?.has(pedido.id) };
      const tipo = tipoDeParado(pedido, sabido, prazos, agora);
      return tipo ? [{ pedido, tipo }] : [];
    });
    return {
      parados: parados.sort((a, b) => a.pedido.mudouEm - b.pedido.mudouEm),
      naoResponderam: [...(doPagamento ? [] : (['pagamento'] as const)), ...(comandas ? [] : (['cozinha'] as const))],
    };
  };
}
export type ListarParados = ReturnType<typeof listarParados>;

/** What another service says; undefined while it cannot. */
const respostaDe = <T>(pergunta: () => Promise<T>): Promise<T | undefined> =>
  pergunta().catch((error) => {
    if (error instanceof Unavailable || error instanceof BadAnswer) return undefined;
    throw error;
  });
