import type { Comanda } from '../src/screens/cozinha/state/comanda.ts';

const nomes = ['Fast Burger da Casa', 'Taco Vegano Volta Rápida', 'Batata Pit Stop', 'Café Ignição'];

/** A comanda that no restaurant has, for a stream of the test's own: one to four itens, some with a wish. */
export function comandaFalsa(i: number, estado: Comanda['estado'], mais: Partial<Comanda> = {}): Comanda {
  const agora = new Date().toISOString();
  return {
    pedidoId: 10_000 + i,
    senha: 100 + i,
    estado,
    consumo: i % 2 ? 'local' : 'viagem',
    historico: [],
    iniciadaEm: estado === 'RECEBIDO' ? null : agora,
    prontaEm: estado === 'PRONTO' ? agora : null,
    entregueEm: null,
    recolhidaEm: null,
    recebidaEm: new Date(Date.now() - (100 - i) * 10_000).toISOString(),
    itens: nomes.slice(0, 1 + (i % nomes.length)).map((nome, n) => ({
      posicao: n + 1,
      produtoId: n + 1,
      nome,
      idCategoriaProduto: n + 1,
      quantidade: 1 + ((i + n) % 3),
      observacoes: n === 0 && i % 5 === 0 ? 'Sem cebola' : null,
      feitoEm: null,
      feitoPor: null,
    })),
    ...mais,
  };
}
