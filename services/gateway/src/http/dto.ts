import { PAPEIS } from '@foodious/contracts/scopes.ts';
import { iso } from '@foodious/kernel/instant.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import { z } from 'zod';

export const Token = z
  .object({
    token: z.string(),
    access_token: z.string().describe('O mesmo token, pelo nome da RFC 6749'),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Segundos'),
  })
  .meta({ id: 'Token' });

const quantas = z.int().nullable().describe('Nulo enquanto quem sabe não responde');
const Contagem = z.object({ esperando: quantas, emVoo: quantas, maisAntigaEm: z.iso.datetime().nullable() });

export const FilaDto = z
  .object({ fila: z.string(), de: z.string(), para: z.string() })
  .extend(Contagem.shape)
  .extend({ mortas: Contagem, recusadas: quantas });

export const faltam = z.array(z.string()).describe('Serviços que não responderam: a parte deles falta');

export const Sessao = z
  .object({
    papel: z.enum(PAPEIS),
    ate: z.iso.datetime(),
    cliente: z
      .object({ id: z.int(), nome: z.string().describe('Só o primeiro'), email: z.string().describe('Mascarado') })
      .nullable()
      .describe('Quem se identificou por CPF no totem'),
  })
  .meta({ id: 'Sessao' });

/** A session, as the screen that has it is told of it. */
export const sessaoDto = (
  { papel, clienteId, until }: Principal,
  cliente: { id: number; nome: string; email: string } | null = null,
): z.infer<typeof Sessao> => ({
  papel: clienteId === null ? (PAPEIS.find((um) => um === papel) ?? 'totem') : 'cliente',
  ate: iso(until),
  cliente: cliente && { id: cliente.id, nome: cliente.nome, email: cliente.email },
});
