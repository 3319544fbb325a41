/**
 * What a link brought behind its `#` under a name (`#parear=CODE`); null without it. It is a secret that works once: it leaves
 * the address, and the history, as it is read.
 */
export function tirarDoEndereco(nome: string): string | null {
  const valor = new URLSearchParams(location.hash.slice(1)).get(nome);
  if (valor !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return valor;
}
