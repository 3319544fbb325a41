import { type Figura, ladoDe, type Pista, type Seta } from './layout.ts';

/** In units of the picture; sixteen of them are one rem. */
export const LINHA = 32;
const MARGEM = 8;
/** Room for the instants, at the left. */
export const TEMPO = 88;
/** Between a lane and what is drawn in it, where arrows go down. */
export const CALHA = 14;
const larguras: Readonly<Record<Pista, number>> = {
  pessoas: 90,
  pedido: 198,
  pagamento: 204,
  provedor: 84,
  cozinha: 166,
  email: 202,
};

export type Faixa = { pista: Pista; x: number; largura: number };

/** Where each lane lies, and how large the picture is. */
export function faixas({ pistas, linhas }: Pick<Figura, 'pistas' | 'linhas'>): {
  faixas: Faixa[];
  largura: number;
  altura: number;
} {
  let x = TEMPO;
  const lista = pistas.map((pista) => {
    const faixa = { pista, x, largura: larguras[pista] };
    x += larguras[pista];
    return faixa;
  });
  return { faixas: lista, largura: x, altura: MARGEM + linhas * LINHA + MARGEM };
}

/** The middle of a row. */
export const yDe = (linha: number): number => MARGEM + linha * LINHA + LINHA / 2;

/** Outside lanes hold a word in their middle, the others blocks from edge to edge. */
export const deFora = (pista: Pista): boolean => pista === 'pessoas' || pista === 'provedor';

/** The way of an arrow: along its row to the gutter of the lane it goes to, down there, and in. Crosses no words. */
export function caminho(seta: Seta, de: Faixa, para: Faixa): string {
  const [y1, y2] = [yDe(seta.de.linha), yDe(seta.para.linha)];
  const lado = ladoDe(seta);
  const sentido = lado === 'esquerda' ? 1 : -1;
  const fim = borda(para, lado);
  if (seta.tipo === 'tentativa') {
    const x = de.x + CALHA; // out and in again on the same side
    const fora = x - 10 - (seta.trilho % 2) * 4;
    return `M${x} ${y1}H${fora + 4}q-4 0 -4 4V${y2 - 4}q0 4 4 4H${x - 2}`;
  }
  const inicio = borda(de, lado === 'esquerda' ? 'direita' : 'esquerda');
  if (y1 === y2) {
    if (seta.tipo === 'pendente') return `M${inicio} ${y1}H${fim - sentido * 4}`;
    return `M${inicio} ${y1}H${fim - sentido * 2}`;
  }
  const vao = 11 - Math.min(seta.trilho, 2) * 3;
  const calha = fim - sentido * vao;
  const r = Math.min(6, (y2 - y1) / 2);
  const chegada = Math.min(r, vao - 3); // the head points into the lane: its last bit goes that way
  return `M${inicio} ${y1}H${calha - sentido * r}q${sentido * r} 0 ${sentido * r} ${r}V${y2 - chegada}q0 ${chegada} ${sentido * chegada} ${chegada}H${fim - sentido * 2}`;
}

function borda({ pista, x, largura }: Faixa, lado: 'esquerda' | 'direita'): number {
  const recuo = deFora(pista) ? 8 : CALHA;
  return lado === 'esquerda' ? x + recuo : x + largura - recuo;
}
