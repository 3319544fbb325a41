import { acesso } from '@foodious/contracts/scopes.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { clientesNaGerencia } from '../../db/gerencia/clientes.ts';
import type { Deps } from '../../deps.ts';
import { apagarCliente } from '../../use-cases/clientes/apagar-cliente.ts';
import { buscarClientes } from '../../use-cases/gerencia/buscar-clientes.ts';
import { ProtocoloDto, protocoloDto } from '../clientes/dto.ts';
import { emPagina, SEGUINTE } from '../pagina.ts';
import { idParams } from '../params.ts';
import { BuscaDeClientes, ClienteDto, clienteDto } from './dto.ts';

const tags = ['gerência'];

/** Who is registered, for the gerência. What is looked for is personal: it is in no address. */
export function gerenciaClientesRoutes(app: Http, { db, inTransaction, emails, esquecer, hoje }: Deps): void {
  app.post(
    '/v2/gerencia/clientes/busca',
    {
      schema: {
        tags,
        summary: 'Procura clientes por CPF, nome ou e-mail; o mais novo primeiro',
        security: acesso('cliente:ler'),
        alcance: 'loja',
        body: BuscaDeClientes,
        response: {
          200: z.object({ clientes: z.array(ClienteDto), proximo: z.int().nullable().describe(SEGUINTE) }),
          ...problems(),
        },
      },
    },
    async (request) => {
      const { texto, ...pedida } = request.body;
      const { lista, proximo } = await emPagina(pedida, (pagina) => buscarClientes({ db }, texto, pagina));
      const pedidos = await clientesNaGerencia(db).countPedidos(lista.map(({ id }) => id));
      const depois = { quantos: lista.length };
      await inTransaction(contextOf(request), async (tx) =>
        auditar(tx, { acao: 'clientes-listados', sobre: null, depois }),
      );
      return { clientes: lista.map((cliente) => clienteDto(cliente, pedidos.get(cliente.id) ?? 0)), proximo };
    },
  );

  app.delete(
    '/v2/gerencia/clientes/:id',
    {
      schema: {
        tags,
        summary: 'Apaga os dados pessoais de um cliente (LGPD)',
        security: acesso('cliente:apagar'),
        alcance: 'loja',
        params: idParams,
        response: { 200: ProtocoloDto, ...problems(404) },
      },
    },
    async (request) => {
      const protocolo = await inTransaction(contextOf(request), (tx) => apagarCliente(tx, request.params.id));
      esquecer.wake();
      emails.wake();
      return protocoloDto(protocolo, hoje);
    },
  );
}
