import { Campos, nomesDeAcoes, TIPOS } from '@foodious/contracts/auditoria.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { listarAuditoria } from '../use-cases/auditoria/listar.ts';

const LIMITE = 'limite deve ser de 1 a 100';
const dia = (nome: string) => {
  const mensagem = `${nome} deve ser uma data, AAAA-MM-DD`;
  return z.iso.date(mensagem).regex(/^2/, mensagem).optional();
};
const SOBRE = 'sobre deve ser um tipo, ou tipo:id';

const Entrada = z
  .object({
    n: z.int(),
    em: z.iso.datetime(),
    quem: z.string().describe('Um id, nunca um nome'),
    nome: z.string().nullable().describe('De quem ainda trabalha aqui'),
    papel: z.string().nullable(),
    acao: z.enum(nomesDeAcoes),
    sobre: z.object({ tipo: z.string(), id: z.string() }).nullable(),
    antes: Campos.nullable(),
    depois: Campos.nullable(),
    correlacao: z.string(),
  })
  .meta({ id: 'EntradaDaAuditoria' });

/** What the staff did, and what touched personal data. */
export function auditoriaRoutes(app: Http, { db, fuso }: Pick<Deps, 'db' | 'fuso'>): void {
  app.get(
    '/v2/auditoria',
    {
      schema: {
        tags: ['auditoria'],
        summary: 'O que a equipe fez, e o que tocou em dados pessoais; o mais novo primeiro',
        description: 'A página seguinte começa em `antesDe`, o `n` da última entrada. Os dias são os do restaurante.',
        security: acesso('auditoria:ler'),
        alcance: 'loja',
        querystring: z.object({
          antesDe: idParam('antesDe').optional(),
          limite: z
            .string(LIMITE)
            .regex(/^0*([1-9]\d?|100)$/, LIMITE)
            .transform(Number)
            .default(50),
          quem: z.string().min(1).max(80).optional(),
          acao: z.enum(nomesDeAcoes, 'acao deve ser uma das ações').optional(),
          sobre: z
            .string(SOBRE)
            .regex(new RegExp(`^(${TIPOS.join('|')})(:[\\w.:-]{1,80})?$`), SOBRE)
            .transform((texto) => {
              const [tipo = '', ...id] = texto.split(':');
              return { tipo, id: id.length > 0 ? id.join(':') : undefined };
            })
            .optional()
            .describe('`tipo`, ou `tipo:id`'),
          de: dia('de'),
          ate: dia('ate'),
        }),
        response: { 200: z.object({ entradas: z.array(Entrada), mais: z.boolean() }), ...problems() },
      },
    },
    ({ query }) => listarAuditoria({ db }, query, fuso),
  );
}
