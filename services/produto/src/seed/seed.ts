import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newStory } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Kysely } from 'kysely';
import { type Database, produtos } from '../db/database.ts';
import { criarProdutos, type World } from '../use-cases.ts';
import cardapio from './cardapio.json' with { type: 'json' };

/** Loads the menu of the house into an empty catalogue, all or nothing; does nothing where there is any product. */
export async function carregarCardapio(world: World & { db: Kysely<Database> }): Promise<void> {
  if (await produtos(world.db).existeAlgum()) return;
  const novos = await Promise.all(
    cardapio.map(async ({ imagem, ...ficha }, i) => ({
      id: i + 1, // left to the database, instances that load at once would leave gaps
      ficha: { ...ficha, ativo: true },
      imagem: {
        bytes: await readFile(join(import.meta.dirname, 'imagens', imagem)),
        tipo: 'webp' as const,
        dataUrl: false,
      },
    })),
  );
  try {
    await criarProdutos(world, newStory(randomUUID(), new Date(), 'produto'), novos);
  } catch (error) {
    // Another instance was loading it too: all of it, or the names would not be taken.
    if (!(error instanceof Refusal && (await produtos(world.db).existeAlgum()))) throw error;
  }
}
