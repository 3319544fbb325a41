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
import { guardarPronta } from '../use-cases/guardar-imagem.ts';
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
    const ler = (lado: number) => readFile(join(import.meta.dirname, 'imagens', `${imagem}-${lado}.webp`));
    const [pequena, grande] = await Promise.all([ler(320), ler(640)]);
    novos.push({
      ...ficha,
      id: novos.length + 1, // left to the database, instances that load at once would leave gaps
      ativo: true,
      imagem: await guardarPronta(objects, { 320: pequena, 640: grande, 1080: grande }),
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
