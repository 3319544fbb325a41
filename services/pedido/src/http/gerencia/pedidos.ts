import { reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { acesso, type Http, idParam, problems } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { type PedidoNaGerencia, pedidosNaGerencia } from '../db/gerencia.ts';
import { somar } from '../domain/pedido.ts';
import { acompanharEm } from './codigo.ts';
import { emPagina, paginaParams, SEGUINTE } from './pagina.ts';
import { params } from './pedido.ts';
import { estados, ItensV2Dto, itensV2 } from './pedido-v2.ts';

const Capa = z.object({
  id: z.int(),
  senha: z.int().nullable(),
  estado: z.enum(estados),
  dia: z.iso.date().describe('O dia do restaurante em que foi aberto'),
  criadoEm: z.iso.datetime(),
  mudouEm: z.iso.datetime().describe('Desde quando está neste estado'),
  total: z.number().describe('Reais, duas casas'),
  consumo: z.enum(['local', 'viagem']).nullable(),
  identificado: z.boolean().describe('Se é de um cliente cadastrado'),
  motivoCancelamento: z.string().nullable(),
});
const PedidoDto = Capa.extend({ itens: z.array(z.object({ nome: z.string(), quantidade: z.int() })) }).meta({
  id: 'PedidoNaGerencia',
});
const instante = z.iso.datetime().nullable();
const PedidoInteiroDto = Capa.extend({
  tentativa: z.int().describe('Quantos checkouts teve'),
  recebidoEm: instante.describe('Quando foi pago'),
  iniciadoEm: instante,
  prontoEm: instante,
  acompanhar: z.string().nullable(),
  itens: ItensV2Dto,
}).meta({ id: 'PedidoInteiroNaGerencia' });

const tags = ['gerência'];

/** The pedidos of all days, for the gerência: without whose they are. */
export function gerenciaPedidosRoutes(app: Http, { db }: { db: Kysely<Database> }) {
  app.get(
    '/v2/gerencia/pedidos',
    {
      schema: {
        tags,
        summary: 'Os pedidos, o mais novo primeiro',
        security: acesso('gerencia:ler'),
        querystring: paginaParams.extend({
          estado: z.enum(estados, 'estado deve ser um estado de pedido').optional(),
          dia: z.iso.date('dia deve ser uma data, AAAA-MM-DD').optional(),
          senha: idParam('senha').optional(),
        }),
        response: {
          200: z.object({ pedidos: z.array(PedidoDto), proximo: z.int().nullable().describe(SEGUINTE) }),
          ...problems(),
        },
      },
    },
    async ({ query: { antesDe, limite, ...filtro } }) => {
      const { lista, proximo } = await emPagina({ antesDe, limite }, (pagina) =>
        pedidosNaGerencia(db).pagina(filtro, pagina),
      );
      const pedidos = lista.map((pedido) => ({
        ...capa(pedido),
        itens: pedido.itens.map(({ nome, quantidade }) => ({ nome, quantidade })),
      }));
      return { pedidos, proximo };
    },
  );

  app.get(
    '/v2/gerencia/pedidos/:id',
    {
      schema: {
        tags,
        summary: 'Um pedido inteiro, com os seus instantes',
        security: acesso('gerencia:ler'),
        params,
        response: { 200: PedidoInteiroDto, ...problems(404) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const pedido = await pedidosNaGerencia(db).get(id);
      if (!pedido) throw new Refusal('not-found', `Pedido não encontrado: ${id}`);
      request.pedidoId = id;
      const { tentativa, recebidoEm, iniciadoEm, prontoEm } = pedido;
      return {
        ...capa(pedido),
        tentativa,
        ...{ recebidoEm: iso(recebidoEm), iniciadoEm: iso(iniciadoEm), prontoEm: iso(prontoEm) },
        acompanhar: acompanharEm(pedido.codigo),
        itens: itensV2(pedido.itens),
      };
    },
  );
}

const iso = (instante: number | null) => (instante === null ? null : new Date(instante).toISOString());

const capa = (pedido: PedidoNaGerencia): z.infer<typeof Capa> => ({
  id: pedido.id,
  senha: pedido.senha,
  estado: pedido.estado,
  dia: pedido.dataInicio,
  criadoEm: new Date(pedido.criadoEm).toISOString(),
  mudouEm: new Date(pedido.mudouEm).toISOString(),
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  consumo: pedido.consumo,
  identificado: pedido.clienteId !== null,
  motivoCancelamento: pedido.motivoCancelamento,
});
