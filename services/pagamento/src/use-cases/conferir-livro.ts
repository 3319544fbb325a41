import { Unavailable } from '@foodious/kernel/refusal.ts';
import { comparar } from '../domain/conciliacao.ts';
import { faltasDoLivro } from '../domain/conferencia.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { PagamentoStore, Provedores } from '../ports.ts';

/** Something that does not agree: of which pagamento, told by ids, and what, in a few words. */
export type Diferenca = Pick<Pagamento, 'transacaoId' | 'pedidoId'> & { cobrancaId: string | null; que: string };

export type Conferencia = {
  pagamentos: number;
  /** Charges the provider told of; and those it did not answer for, which were compared with nothing. */
  comparadas: number;
  semResposta: number;
  diferencas: Diferenca[];
};

/** Pagamentos read at once, and charges asked for at once. */
const PAGINA = 200;
const JUNTAS = 8;
/** An instant after everything, on whichever clock. */
const DEPOIS_DE_TUDO = new Date(8_640_000_000_000_000);

/**
 * Compares, for every pagamento there is, its ledger with its estado, and both with the charge at its provider as that is now.
 * Changes nothing.
 */
export async function conferirLivro(
  store: Pick<PagamentoStore, 'listMoved'>,
  provedores: Provedores,
): Promise<Conferencia> {
  const conferencia: Conferencia = { pagamentos: 0, comparadas: 0, semResposta: 0, diferencas: [] };
  for (let ultimo: Pagamento | null = null; ; ) {
    const pagina: Pagamento[] = await store.listMoved(new Date(0), DEPOIS_DE_TUDO, ultimo, PAGINA);
    conferencia.pagamentos += pagina.length;
    const porVer = [...pagina];
    const ver = async () => {
      for (let cada = porVer.shift(); cada; cada = porVer.shift()) await conferirUm(conferencia, provedores, cada);
    };
    await Promise.all(Array.from({ length: JUNTAS }, ver));
    ultimo = pagina.at(-1) ?? null;
    if (pagina.length < PAGINA) return conferencia;
  }
}

async function conferirUm(conferencia: Conferencia, provedores: Provedores, pagamento: Pagamento): Promise<void> {
  const { transacaoId, pedidoId, cobranca, meio } = pagamento;
  const difere = (que: string) =>
    conferencia.diferencas.push({ transacaoId, pedidoId, cobrancaId: cobranca?.id ?? null, que });
  for (const falta of faltasDoLivro(pagamento)) difere(falta);
  if (!cobranca) return;
  try {
    const dele = (await provedores[meio].obter(cobranca.id)) ?? null;
    conferencia.comparadas += 1;
    for (const { tipo, nossoCentavos, deleCentavos } of comparar(pagamento, dele, DEPOIS_DE_TUDO, 0) ?? []) {
      // No money is apart: a code that was not shown, or a charge that ended there and is still waited for here.
      const semDinheiro = tipo === 'codigo-invalido' || (tipo === 'notificacao-perdida' && deleCentavos === 0);
      if (!semDinheiro) difere(`${tipo}: ${nossoCentavos} here, ${deleCentavos} there`);
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    conferencia.semResposta += 1;
  }
}
