import { test } from 'node:test';
import { dinheiro } from './dinheiro.ts';

// About two minutes; DINHEIRO_HISTORIAS and DINHEIRO_SEED make it longer, or the same again.
test('por mais que o banco erre e os serviços caiam, livro, banco e pedidos dizem o mesmo, ao centavo', async (t) => {
  const seed = Number(process.env.DINHEIRO_SEED ?? Math.floor(Math.random() * 1e6));
  const historias = Number(process.env.DINHEIRO_HISTORIAS ?? 200);
  await dinheiro({ seed, historias, say: (line) => t.diagnostic(line) });
});
