import { test } from 'node:test';
import { crash } from './crash.ts';

// About two minutes with what it needs to start and calm down; CRASH_SECONDS and CRASH_SEED make it longer, or the same again.
test('mortos a qualquer instante, os processos não perdem nem dobram pedido nem dinheiro', async (t) => {
  const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1e6));
  await crash({ seed, seconds: Number(process.env.CRASH_SECONDS ?? 40), say: (line) => t.diagnostic(line) });
});
