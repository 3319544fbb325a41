import { acesso, daEquipe } from '@foodious/contracts/scopes.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { resumido } from '../../domain/cliente.ts';
import { apagarCliente } from '../../use-cases/clientes/apagar-cliente.ts';
import { cadastrarCliente } from '../../use-cases/clientes/cadastrar-cliente.ts';
import { acharCliente, existente, obterCliente, procurarCliente } from '../../use-cases/clientes/obter-cliente.ts';
import { ClienteDto, cpfQuery, NovoCliente, ProtocoloDto, protocoloDto, talvezCpfQuery } from './dto.ts';

const tags = ['cliente'];

/** Who orders: registered, recognised and erased by CPF. */
export function clientesRoutes(app: Http, deps: Deps): void {
  const { inTransaction, hoje, emails, esquecer } = deps;

  // On a cloud v2 goes through the identity provider; here both versions are one.
  for (const versao of ['v1', 'v2']) {
    app.post(
      `/${versao}/cliente`,
      {
        schema: {
          tags,
          summary: 'Cadastra um cliente',
          security: acesso('cliente:cadastrar'),
          alcance: 'loja',
          body: NovoCliente,
          response: { 201: ClienteDto, ...problems(429) },
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
          alcance: 'loja',
          querystring: cpfQuery,
          response: { 200: ProtocoloDto, ...problems(404) },
        },
      },
      async (request) => {
        const protocolo = await inTransaction(contextOf(request), async (tx) => {
          const cliente = await obterCliente(tx, request.query.cpf);
          return apagarCliente(tx, cliente.id);
        });
        esquecer.wake();
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
        alcance: 'loja',
        querystring: cpfQuery,
        response: { 200: ClienteDto, ...problems(404) },
      },
    },
    async (request) => {
      const { cpf } = request.query;
      return existente(await inTransaction(contextOf(request), (tx) => procurarCliente(tx, cpf)), cpf);
    },
  );

  app.post(
    '/v1/cliente/identifica',
    {
      schema: {
        tags,
        summary: 'Reconhece um cliente pelo CPF',
        description: 'Totens recebem só o primeiro nome e o e-mail mascarado.',
        security: acesso('cliente:identificar'),
        alcance: 'loja',
        querystring: talvezCpfQuery,
        response: { 200: z.union([ClienteDto, z.object({ anonimo: z.literal(true) })]), ...problems(429) },
      },
    },
    async (request) => {
      const anonimo = { anonimo: true as const };
      const { cpf } = request.query;
      if (!cpf) return anonimo;
      const context = contextOf(request);
      const cliente = await (daEquipe(context.papel)
        ? inTransaction(context, (tx) => procurarCliente(tx, cpf))
        : acharCliente(deps, cpf));
      if (!cliente) return anonimo;
      return request.principal?.scopes.has('cliente:ler') ? cliente : resumido(cliente);
    },
  );
}
