/** What a key asks of the kitchen. */
export type Comando =
  | { tipo: 'cartao'; posicao: number }
  | { tipo: 'mover'; para: 'esquerda' | 'direita' | 'cima' | 'baixo' }
  | { tipo: 'passo' | 'desfazer' | 'voltar' | 'contagem' | 'som' | 'legenda' };

const comandos: Record<string, Comando> = {
  ArrowLeft: { tipo: 'mover', para: 'esquerda' },
  ArrowRight: { tipo: 'mover', para: 'direita' },
  ArrowUp: { tipo: 'mover', para: 'cima' },
  ArrowDown: { tipo: 'mover', para: 'baixo' },
  ' ': { tipo: 'passo' },
  z: { tipo: 'desfazer' },
  v: { tipo: 'voltar' },
  t: { tipo: 'contagem' },
  m: { tipo: 'som' },
  '?': { tipo: 'legenda' },
};

/** The keys, for people. */
export const legenda: readonly [teclas: string[], oQue: string][] = [
  [['1', '…', '9'], 'Escolhe a comanda com esse número, na coluna em uso'],
  [['←', '→'], 'Muda de coluna'],
  [['↑', '↓'], 'Muda de comanda'],
  [['Espaço'], 'Dá o próximo passo: inicia, apronta ou entrega'],
  [['Tab', 'Espaço'], 'Vai ao item e marca'],
  [['V'], 'Volta um passo a comanda escolhida'],
  [['Z'], 'Desfaz o último passo, por um minuto'],
  [['T'], 'Mostra ou esconde o total a fazer'],
  [['M'], 'Liga ou desliga o som'],
  [['?'], 'Abre esta ajuda'],
];

/** The command of a key; undefined for the browser's own, and for what means nothing here. */
export function comandoDe({
  key,
  ctrlKey,
  metaKey,
  altKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): Comando | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (/^[1-9]$/.test(key)) return { tipo: 'cartao', posicao: Number(key) };
  return comandos[key.length === 1 ? key.toLowerCase() : key];
}

/** Where on the rail: which column, and which card of it, from 0. */
export type Lugar = { coluna: number; posicao: number };

/** The place an arrow leads to; the very end stays the end. Columns without cards are passed over. */
export function vizinho(tamanhos: readonly number[], { coluna, posicao }: Lugar, para: string): Lugar {
  const ultima = (c: number) => (tamanhos[c] ?? 0) - 1;
  if (para === 'cima') return { coluna, posicao: Math.max(0, posicao - 1) };
  if (para === 'baixo') return { coluna, posicao: Math.min(ultima(coluna), posicao + 1) };
  const passo = para === 'esquerda' ? -1 : 1;
  for (let c = coluna + passo; c >= 0 && c < tamanhos.length; c += passo)
    if (ultima(c) >= 0) return { coluna: c, posicao: Math.min(posicao, ultima(c)) };
  return { coluna, posicao };
}
