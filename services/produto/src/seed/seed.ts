import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newStory } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Kysely } from 'kysely';
import { produtos } from '../db/produtos.ts';
import type { Database, ProdutoInTransaction } from '../db/schema.ts';
import { criarProduto } from '../use-cases/criar-produto.ts';
import { guardarDesenho } from '../use-cases/guardar-imagem.ts';
import cardapio from './cardapio.json' with { type: 'json' };

/** Loads the menu of the house into an empty catalogue, all or nothing; does nothing where there is any product. */
export async function carregarCardapio({
  db,
  inTransaction,
  objects,
}: {
  db: Kysely<Database>;
  inTransaction: ProdutoInTransaction;
  objects: Objects;
}): Promise<void> {
  if (await produtos(db).hasAny()) return;
  const novos: Parameters<typeof criarProduto>[1][] = [];
  for (const { imagem, ...ficha } of cardapio) {
    const bytes = await readFile(join(import.meta.dirname, 'imagens', imagem));
    novos.push({
      ...ficha,
      id: novos.length + 1, // left to the database, instances that load at once would leave gaps
      ativo: true,
      imagem: await guardarDesenho(objects, { bytes, tipo: 'webp' }),
    });
  }
  try {
    await inTransaction(newStory(randomUUID(), new Date(), 'produto'), async (tx) => {
      for (const novo of novos) await criarProduto(tx, novo);
    });
  } catch (error) {
    // Another instance was loading it too: all of it, or the names would not be taken.
    if (!(error instanceof Refusal && (await produtos(db).hasAny()))) throw error;
  }
}
