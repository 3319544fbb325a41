import { textoDoConsentimento } from '@foodious/contracts/consentimentos.ts';
import type { TipoDeConsentimento } from '@foodious/kernel/estados.ts';
import { nomeConfere } from '@foodious/kernel/nome.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { z } from 'zod';
import { CPF_ESCRITO } from '../../domain/cliente.ts';
import type { Protocolo } from '../../domain/protocolo.ts';

const CPF = 'CPF deve ser válido';
/** Whether it is a CPF, the domain says; the document tells how one looks. */
const cpf = z.string(CPF).min(1, CPF).meta({ pattern: CPF_ESCRITO.source });

/** A name as a cliente gives it. Older ones, which may hold anything, are read as they are. */
export const nome = z
  .string('Nome deve ser válido')
  .overwrite(tidy)
  .max(255, 'Nome deve ter até 255 caracteres')
  .regex(/\S/, 'Nome deve ser válido')
  .refine(nomeConfere, 'Nome deve ter só letras, espaços, apóstrofos, hífens e pontos de abreviação');

export const email = z
  .string('Email deve ser válido')
  .overwrite(tidy)
  .check(z.email('Email deve ser válido'))
  .max(255, 'Email deve ter até 255 caracteres');

const VERSAO = 'Versão deve ser a de um texto que mostramos';
/** The version of a text of ours that somebody read before they said yes or no. */
export const versaoDe = (tipo: TipoDeConsentimento) =>
  z.int(VERSAO).refine((versao) => textoDoConsentimento(tipo, versao) !== undefined, VERSAO);

export const NovoCliente = z
  .object({
    nome,
    email,
    cpf,
    aceitaMarketing: z
      .boolean('Aceita marketing deve ser verdadeiro ou falso')
      .default(false)
      .describe('Concorda em receber ofertas por e-mail'),
    versaoMarketing: versaoDe('marketing').optional().describe('Qual dos nossos textos leu, se foi um deles'),
  })
  .meta({ id: 'NovoCliente' });

export const ClienteDto = z
  .object({ id: z.int(), nome: z.string(), email: z.string(), cpf: z.string() })
  .meta({ id: 'Cliente' });

/** The receipt of an erasure. */
export const ProtocoloDto = z.object({ protocolo: z.uuid(), dataDelecao: z.string(), dataSolicitacao: z.string() });

/** A receipt, its instants as the days of the restaurant they were on. */
export const protocoloDto = (
  { id, solicitadoEm, apagadoEm }: Protocolo,
  hoje: (agora: Date) => string,
): z.infer<typeof ProtocoloDto> => ({
  protocolo: id,
  dataDelecao: hoje(apagadoEm),
  dataSolicitacao: hoje(solicitadoEm),
});

/** The CPF a query must give. */
export const cpfQuery = z.object({ cpf });

/** The CPF a query may give. */
export const talvezCpfQuery = z.object({
  cpf: z
    .string(CPF)
    .meta({ pattern: `^$|${CPF_ESCRITO.source}` })
    .optional(),
});
