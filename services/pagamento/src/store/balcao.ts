import type { CobrancaDoBalcao } from '../domain/balcao.ts';
import type { BalcaoStore } from '../ports.ts';
import { colecoes } from './colecoes.ts';

/** Charges read at once. */
const PAGINA = 200;

/**
 * Changes a charge of the counter by a decision. Of two at once one wins, and the other decides anew on what it left.
 * @returns the charge as it is then; undefined for one that is not in the book
 */
export async function mudarNoLivro(
  livro: BalcaoStore,
  id: string,
  decidir: (cobranca: CobrancaDoBalcao) => CobrancaDoBalcao,
): Promise<CobrancaDoBalcao | undefined> {
  for (;;) {
    const lida = await livro.get(id);
    if (!lida) return undefined;
    const depois = decidir(lida.doc);
    if (depois === lida.doc || (await livro.replace(lida, depois))) return depois;
  }
}

/** Every charge whose key is in [de, ate), in its order, each once. */
export async function* todasNoLivro(
  livro: BalcaoStore,
  chave: Parameters<BalcaoStore['list']>[0],
  { de, ate }: { de: string; ate?: string },
): AsyncGenerator<CobrancaDoBalcao> {
  const vistas = new Set<string>();
  let limite = PAGINA;
  for (let desde = de; ; ) {
    const pagina = await livro.list(chave, { de: desde, ...(ate !== undefined && { ate }), limite });
    for (const cobranca of pagina)
      if (!vistas.has(cobranca.id)) {
        vistas.add(cobranca.id);
        yield cobranca;
      }
    const ultima = pagina.at(-1);
    if (!ultima || pagina.length < limite) return;
    const fim = colecoes.balcao.chaves[chave](ultima) ?? desde;
    limite = fim === desde ? limite * 2 : PAGINA; // more of one instant than a page holds
    desde = fim;
  }
}

/** Every charge that was made, paid, called off or given back in [de, ate), or was to be; each once. */
export async function* mexidasNoLivro(livro: BalcaoStore, de: Date, ate: Date): AsyncGenerator<CobrancaDoBalcao> {
  const faixa = { de: de.toISOString(), ate: ate.toISOString() };
  const nela = (em: string | null) => em !== null && em >= faixa.de && em < faixa.ate;
  const vistas = new Set<string>();
  // Of several refunds the key tells the last one: an earlier one may be in the range.
  for (const chave of ['criadaEm', 'recebidaEm', 'mexidaEm', 'devolverEm', 'devolvidaEm'] as const)
    for await (const cobranca of todasNoLivro(livro, chave, chave === 'devolvidaEm' ? { de: faixa.de } : faixa)) {
      const { id, devolucoes } = cobranca;
      const dentro =
        chave !== 'devolvidaEm' ||
        devolucoes.some(({ pedidaEm, entregue }) => nela(pedidaEm) || nela(entregue?.em ?? null));
      if (!dentro || vistas.has(id)) continue;
      vistas.add(id);
      yield cobranca;
    }
}
