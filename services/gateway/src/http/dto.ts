import { PAPEIS } from '@foodious/contracts/scopes.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { idField } from '@foodious/platform/http.ts';
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
  pessoa: pessoa && { id: pessoa.id, nome: pessoa.nome },
  aparelho: aparelho && { id: aparelho.id, nome: aparelho.nome },
});

/** What somebody tells to come in at a screen of the staff. */
export const Entrada = z.union(
  [
    z.object({
      usuario: z.string('Usuário deve ser informado').overwrite(tidy).min(1, 'Usuário deve ser informado').max(255),
      senha: z
        .string('Senha deve ser informada')
        .min(1, 'Senha deve ser informada')
        .max(512)
        .describe('A palavra-passe'),
    }),
    z.object({
      pessoaId: idField('Pessoa deve ser informada'),
      pin: z.string('PIN deve ser informado').min(1).max(20),
    }),
    z.object({ desafio: z.string().min(1).max(100), codigo: z.string('Código deve ser informado').min(1).max(20) }),
  ],
  'Informe usuario e senha, pessoaId e pin, ou desafio e codigo',
);

/** Not in yet: a code was sent, which has to come back with the `desafio`. */
export const SegundoFator = z
  .object({ segundoFator: z.literal(true), desafio: z.string(), ate: z.iso.datetime() })
  .meta({ id: 'SegundoFator' });
