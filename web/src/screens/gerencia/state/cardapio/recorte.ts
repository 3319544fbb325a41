/** The picture a product gets is at most so many pixels wide and high: as many as a kiosk shows. */
const LADO_MAXIMO = 1080;
const ZOOM_MAXIMO = 8;

/** Pixels. */
export type Tamanho = { largura: number; altura: number };
/** The square that is kept: its centre in pixels of the picture, and how much smaller it is than the largest one. */
export type Quadro = { zoom: number; x: number; y: number };

/** The largest square, in the middle. */
export const quadroInicial = ({ largura, altura }: Tamanho): Quadro => ({ zoom: 1, x: largura / 2, y: altura / 2 });

/** Side of the square, in pixels of the picture. */
const ladoDe = ({ largura, altura }: Tamanho, { zoom }: Pick<Quadro, 'zoom'>): number =>
  Math.min(largura, altura) / zoom;

/** The nearest square that lies within the picture. */
function dentro(imagem: Tamanho, { zoom, x, y }: Quadro): Quadro {
  const certo = Math.min(ZOOM_MAXIMO, Math.max(1, zoom));
  const meio = ladoDe(imagem, { zoom: certo }) / 2;
  const entre = (n: number, fim: number) => Math.min(fim - meio, Math.max(meio, n));
  return { zoom: certo, x: entre(x, imagem.largura), y: entre(y, imagem.altura) };
}

/** Drags the picture under the square; distances in sides of the square. */
export function arrastar(imagem: Tamanho, quadro: Quadro, dx: number, dy: number): Quadro {
  const lado = ladoDe(imagem, quadro);
  return dentro(imagem, { ...quadro, x: quadro.x - dx * lado, y: quadro.y - dy * lado });
}

/** Comes closer (`fator` above 1) or goes away; what lies under the point stays there. The point in sides of the square. */
export function aproximar(imagem: Tamanho, quadro: Quadro, fator: number, em = { x: 0.5, y: 0.5 }): Quadro {
  const antes = ladoDe(imagem, quadro);
  const zoom = Math.min(ZOOM_MAXIMO, Math.max(1, quadro.zoom * fator));
  const mudou = antes - ladoDe(imagem, { zoom });
  return dentro(imagem, { zoom, x: quadro.x + (em.x - 0.5) * mudou, y: quadro.y + (em.y - 0.5) * mudou });
}

/** What is cut out, in pixels of the picture, and the side of what comes out of it: never larger than it was. */
export function corte(imagem: Tamanho, quadro: Quadro): { x: number; y: number; lado: number; saida: number } {
  const lado = ladoDe(imagem, quadro);
  return {
    x: quadro.x - lado / 2,
    y: quadro.y - lado / 2,
    lado,
    saida: Math.max(1, Math.min(LADO_MAXIMO, Math.round(lado))),
  };
}

/** Where the whole picture lies so that the square fills its frame, in percent of the frame. */
export function posicao(imagem: Tamanho, quadro: Quadro): { width: string; left: string; top: string } {
  const { x, y, lado } = corte(imagem, quadro);
  const percentual = (n: number) => `${(100 * n) / lado}%`;
  return { width: percentual(imagem.largura), left: percentual(-x), top: percentual(-y) };
}
