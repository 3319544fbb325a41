import { acesso, contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { type ClienteNaGerencia, clientesNaGerencia, type Pagina } from '../db/gerencia.ts';
import { cpfEncoberto, talvezCpf } from '../domain/cliente.ts';
import { apagarCliente } from '../use-cases/cliente.ts';
import { ProtocoloDto, protocoloDto } from './cliente.ts';
import { emPagina, paginaCampos, SEGUINTE } from './pagina.ts';
import { type PedidoWorld, params } from './pedido.ts';

const Busca = paginaCampos
  .extend({
    texto: z
      .string('Texto deve ser um texto')
      .max(255, 'Texto deve ter até 255 caracteres')
      .trim()
      .describe('Um CPF inteiro, ou o começo de um nome ou e-mail; vazio, os mais novos'),
  })
  .meta({ id: 'BuscaDeClientes' });

const ClienteDto = z
  .object({
    id: z.int(),
    nome: z.string(),
    email: z.string(),
    cpf: z.string().describe('Encoberto: `***.982.247-**`'),
    criadoEm: z.iso.datetime(),
    aceitaMarketing: z.boolean(),
    pedidos: z.int().describe('Quantos já fez'),
  })
  .meta({ id: 'ClienteNaGerencia' });

const tags = ['gerência'];

/** Who is registered, for the gerência. What is looked for is personal: it is in no address. */
export function gerenciaClientesRoutes(app: Http, { db, inTransaction, emails, hoje }: PedidoWorld) {
  const clientes = clientesNaGerencia(db);

  function buscar(texto: string, pagina: Pagina): Promise<ClienteNaGerencia[]> {
    if (texto === '') return clientes.todos(pagina);
    const cpf = talvezCpf(texto);
    return cpf === undefined ? clientes.comecando(texto, pagina) : clientes.porCpf(cpf, pagina);
  }

  app.post(
    '/v2/gerencia/clientes/busca',
    {
      schema: {
        tags,
        summary: 'Procura clientes por CPF, nome ou e-mail; o mais novo primeiro',
        security: acesso('cliente:ler'),
        body: Busca,
        response: {
          200: z.object({ clientes: z.array(ClienteDto), proximo: z.int().nullable().describe(SEGUINTE) }),
          ...problems(),
        },
      },
    },
    async ({ body: { texto, ...pedida } }) => {
      const { lista, proximo } = await emPagina(pedida, (pagina) => buscar(texto, pagina));
      const pedidos = await clientes.pedidosDe(lista.map(({ id }) => id));
      const dto = ({ cpf, criadoEm, marketingEm, ...cliente }: ClienteNaGerencia) => ({
        ...cliente,
        cpf: cpfEncoberto(cpf),
        criadoEm: new Date(criadoEm).toISOString(),
        aceitaMarketing: marketingEm !== null,
        pedidos: pedidos.get(cliente.id) ?? 0,
      });
      return { clientes: lista.map(dto), proximo };
    },
  );

  app.delete(
    '/v2/gerencia/clientes/:id',
    {
      schema: {
        tags,
        summary: 'Apaga os dados pessoais de um cliente (LGPD)',
        security: acesso('cliente:apagar'),
        params,
        response: { 200: ProtocoloDto, ...problems(404) },
      },
    },
    async (request) => {
      const protocolo = await inTransaction(contextOf(request), (tx) => apagarCliente(tx, request.params.id));
      emails.wake();
      return protocoloDto(protocolo, hoje);
    },
  );
}
