import type { InTransaction } from '@foodious/messaging/sql.ts';
import { acesso, contextOf, type Http, problems } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { clientes } from '../db/repositories.ts';
import { lerCpf, resumido } from '../domain/cliente.ts';
import { apagarPorCpf, cadastrarCliente, obterPorCpf, type Protocolo } from '../use-cases/cliente.ts';

const CPF = 'CPF deve ser válido';

const NovoCliente = z
  .object({
    nome: z
      .string('Nome deve ser válido')
      .max(255, 'Nome deve ter até 255 caracteres')
      .refine((nome) => nome.trim() !== '', 'Nome deve ser válido'),
    email: z.email('Email deve ser válido').max(255, 'Email deve ter até 255 caracteres'),
    cpf: z.string(CPF).min(1, CPF),
    aceitaMarketing: z
      .boolean('Aceita marketing deve ser verdadeiro ou falso')
      .default(false)
      .describe('Concorda em receber ofertas por e-mail'),
  })
  .meta({ id: 'NovoCliente' });

const ClienteDto = z
  .object({ id: z.int(), nome: z.string(), email: z.string(), cpf: z.string() })
  .meta({ id: 'Cliente' });

/** The receipt of an erasure, in days of the restaurant. */
export const ProtocoloDto = z.object({ protocolo: z.uuid(), dataDelecao: z.string(), dataSolicitacao: z.string() });

export const protocoloDto = (
  { id, solicitadoEm, apagadoEm }: Protocolo,
  hoje: (agora: Date) => string,
): z.infer<typeof ProtocoloDto> => ({
  protocolo: id,
  dataDelecao: hoje(apagadoEm),
  dataSolicitacao: hoje(solicitadoEm),
});

const querystring = z.object({ cpf: z.string(CPF).min(1, CPF) });
const tags = ['cliente'];

export function clienteRoutes(
  app: Http,
  {
    db,
    inTransaction,
    hoje,
    emails,
  }: {
    db: Kysely<Database>;
    inTransaction: InTransaction<Database>;
    hoje(agora: Date): string;
    emails: { wake(): void };
  },
) {
  // v2 is the same through the identity provider; here both are one.
  for (const versao of ['v1', 'v2']) {
    app.post(
      `/${versao}/cliente`,
      {
        schema: {
          tags,
          summary: 'Cadastra um cliente',
          security: acesso('cliente:cadastrar'),
          body: NovoCliente,
          response: { 201: ClienteDto, ...problems() },
        },
      },
      async (request, reply) =>
        reply.status(201).send(await inTransaction(contextOf(request), (tx) => cadastrarCliente(tx, request.body))),
    );

    app.delete(
      `/${versao}/cliente`,
      {
        schema: {
          tags,
          summary: 'Apaga os dados pessoais de um cliente (LGPD)',
          security: acesso('cliente:apagar'),
          querystring,
          response: { 200: ProtocoloDto, ...problems(404) },
        },
      },
      async (request) => {
        const protocolo = await inTransaction(contextOf(request), (tx) => apagarPorCpf(tx, request.query.cpf));
        emails.wake();
        return protocoloDto(protocolo, hoje);
      },
    );
  }

  app.get(
    '/v1/cliente',
    {
      schema: {
        tags,
        summary: 'O cadastro de um cliente',
        security: acesso('cliente:ler'),
        querystring,
        response: { 200: ClienteDto, ...problems(404) },
      },
    },
    async (request) => obterPorCpf(db, request.query.cpf),
  );

  app.post(
    '/v1/cliente/identifica',
    {
      schema: {
        tags,
        summary: 'Reconhece um cliente pelo CPF',
        description: 'Totens recebem só o primeiro nome e o e-mail mascarado.',
        security: acesso('cliente:identificar'),
        querystring: z.object({ cpf: z.string(CPF).optional() }),
        response: { 200: z.union([ClienteDto, z.object({ anonimo: z.literal(true) })]), ...problems() },
      },
    },
    async (request) => {
      const anonimo = { anonimo: true as const };
      if (!request.query.cpf) return anonimo;
      const cliente = await clientes(db).porCpf(lerCpf(request.query.cpf));
      if (!cliente) return anonimo;
      return request.principal?.scopes.has('cliente:ler') ? cliente : resumido(cliente);
    },
  );
}
