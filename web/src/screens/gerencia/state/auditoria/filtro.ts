const CAMPOS = ['quem', 'acao', 'sobre', 'de', 'ate'] as const;

/** What of the audit log is looked at: an id, an action, `tipo:id`, and days of the restaurant, `AAAA-MM-DD`. */
export type Filtro = Partial<Record<(typeof CAMPOS)[number], string>>;

/** The filter an address holds. */
export const filtroDe = (busca: URLSearchParams): Filtro =>
  Object.fromEntries(CAMPOS.flatMap((campo) => (busca.get(campo) ? [[campo, busca.get(campo)]] : [])));
