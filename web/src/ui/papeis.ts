import type { PapelDaEquipe } from '@foodious/contracts/scopes.ts';

/** Who works here, as people say it, and what each is there for. */
export const papeis: Readonly<Record<PapelDaEquipe, { nome: string; para: string }>> = {
  gerente: { nome: 'Gerente', para: 'Cuida de tudo: cardápio, pedidos, equipe e aparelhos.' },
  balcao: { nome: 'Balcão', para: 'Atende no balcão: caixa, entregas e esgotados.' },
  cozinha: { nome: 'Cozinha', para: 'Prepara: comandas e esgotados.' },
};
