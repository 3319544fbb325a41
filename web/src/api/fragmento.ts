/**
 * What a link brought behind its `#` under a name (`#parear=CODE`); null without it. It is a secret that works once: it leaves the
 * address as it is read, and stays with this entry of the history, for when the page is loaded anew, until `esquecerTrazido`.
 */
export function tirarDoEndereco(nome: string): string | null {
  const valor = new URLSearchParams(location.hash.slice(1)).get(nome);
  if (valor !== null)
    history.replaceState({ ...history.state, [nome]: valor }, '', location.pathname + location.search);
  return history.state?.[nome] ?? null;
}

/** Forgets what a link brought: it was used, or nobody wants it. */
export const esquecerTrazido = (nome: string): void =>
  history.replaceState({ ...history.state, [nome]: undefined }, '');
