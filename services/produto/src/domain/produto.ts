import { categorias } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { tidy } from '@foodious/kernel/text.ts';

/** What a product is told to be. Money in integer centavos. */
export type Ficha = {
  nome: string;
  idCategoriaProduto: number;
  descricao: string;
  precoCentavos: number;
  ativo: boolean;
};

export type Produto = Ficha & {
  id: number;
  /** Grows by one at every change, so that a copy elsewhere knows which news is newer. */
  versao: number;
  imagem: ImagemGuardada | null;
  /** False while it is sold out: still on the menu, not to be ordered. */
  disponivel: boolean;
};

/** What a product has of an image, in object storage. */
export type ImagemGuardada = {
  /** Of the picture that screens show; null where what came is none. */
  chave: string | null;
  /** Of the text that version 1 of the API was sent and gives back as it came, a picture or not. */
  texto: string | null;
  /** Where there is no such text, whether version 1 gives the picture back as a `data:` URL. */
  dataUrl: boolean;
};

/** Where a picture is served: its name is a hash of what came, so the address never changes meaning. */
export const imagemUrl = (imagem: ImagemGuardada | null): string | null =>
  imagem?.chave ? `/imagens/${imagem.chave}` : null;

const VAZIO =
  'Os seguintes campos são obrigatórios e não podem ter conteúdo vazio ou inválido: nome, idCategoriaProduto, e preço';

/** Checks what a product may be. Throws Refusal `invalid` naming the field. */
export function conferirFicha<F extends Ficha>(ficha: F): F {
  const nome = tidy(ficha.nome);
  if (nome === '') throw new Refusal('invalid', VAZIO, { campo: 'nome' });
  if (ficha.idCategoriaProduto === 0) throw new Refusal('invalid', VAZIO, { campo: 'idCategoriaProduto' });
  if (ficha.precoCentavos <= 0) throw new Refusal('invalid', VAZIO, { campo: 'preco' });
  if (!categorias.some(({ id }) => id === ficha.idCategoriaProduto))
    throw new Refusal('invalid', 'Categoria não existe: use de 1 a 4', { campo: 'idCategoriaProduto' });
  return { ...ficha, nome };
}

/** Two active products never bear the same name, whatever its case, its spaces and what nobody sees. Null frees the name of an inactive one. */
export const nomeReservado = ({ nome, ativo }: Pick<Ficha, 'nome' | 'ativo'>): string | null =>
  ativo ? tidy(nome).toLocaleLowerCase('pt-BR') : null;
