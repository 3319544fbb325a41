import { PAPEIS } from '@foodious/contracts/scopes.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { z } from 'zod';
import type { Sessao as SessaoDaTela } from '../db/sessoes.ts';

export const Token = z
  .object({
    token: z.string(),
    access_token: z.string().describe('O mesmo token, pelo nome da RFC 6749'),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Segundos'),
    refresh_token: z.string().optional().describe('Vale uma vez, por outro token e outro destes'),
  })
  .meta({ id: 'Token' });

const quantas = z.int().nullable().describe('Nulo enquanto quem sabe não responde');
const Contagem = z.object({ esperando: quantas, emVoo: quantas, maisAntigaEm: z.iso.datetime().nullable() });

export const FilaDto = z
  .object({ fila: z.string(), de: z.string(), para: z.string() })
  .extend(Contagem.shape)
  .extend({ mortas: Contagem, recusadas: quantas });

export const faltam = z.array(z.string()).describe('Serviços que não responderam: a parte deles falta');

const Quem = z.object({ id: z.int(), nome: z.string() });

export const Sessao = z
  .object({
    papel: z.enum(PAPEIS),
    ate: z.iso.datetime().describe('Quando acaba, se ninguém a usar mais'),
    cliente: z
      .object({ id: z.int(), nome: z.string().describe('Só o primeiro'), email: z.string().describe('Mascarado') })
      .nullable()
      .describe('Quem se identificou por CPF no totem'),
    pessoa: Quem.nullable().describe('Quem entrou, da equipe'),
    aparelho: Quem.nullable().describe('O aparelho pareado em que está'),
  })
  .meta({ id: 'Sessao' });

/** A session, as the screen that has it is told of it, and who is there by name. */
export const sessaoDto = (
  { papel, clienteId, ate }: SessaoDaTela,
  {
    cliente = null,
    pessoa = null,
    aparelho = null,
  }: Partial<Pick<z.infer<typeof Sessao>, 'cliente' | 'pessoa' | 'aparelho'>> = {},
): z.infer<typeof Sessao> => ({
  papel: clienteId === null ? (PAPEIS.find((um) => um === papel) ?? 'totem') : 'cliente',
  ate: iso(ate),
  cliente: cliente && { id: cliente.id, nome: cliente.nome, email: cliente.email },
  pessoa,
  aparelho: aparelho && { id: aparelho.id, nome: aparelho.nome },
});
