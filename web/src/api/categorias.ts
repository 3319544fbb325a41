/** The four categorias of the house; their numbers are fixed. */
export const categorias = [
  { id: 1, nome: 'Lanche', plural: 'Lanches' },
  { id: 2, nome: 'Acompanhamento', plural: 'Acompanhamentos' },
  { id: 3, nome: 'Bebida', plural: 'Bebidas' },
  { id: 4, nome: 'Sobremesa', plural: 'Sobremesas' },
] as const;
