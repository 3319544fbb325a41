import { reais } from '@foodious/kernel/money.ts';
import { acesso, type Http, problems } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { cancelados, vendas } from '../db/relatorio.ts';
import { diasDe, diasDepois, inicioDe, relatorio, type Vendas } from '../domain/relatorio.ts';

const pedidos = z.int();
const total = z.number().describe('Reais, duas casas');
const segundos = z.int().nullable().describe('Nulo onde nada foi preparado');

const RelatorioDto = z
  .object({
    de: z.iso.date(),
    ate: z.iso.date(),
    resumo: z.object({
      ...{ pedidos, total },
      ticketMedio: z.number().nullable().describe('Reais; nulo onde nada foi vendido'),
      cancelados: z.int().describe('Os abertos nestes dias e cancelados, pagos ou não'),
      ...{ preparoMedianoS: segundos, preparoP90S: segundos },
    }),
    dias: z.array(z.object({ dia: z.iso.date(), pedidos, total })).describe('Todos os dias, por quando foram pagos'),
    horas: z.array(z.object({ hora: z.int(), pedidos, total })).describe('De 0 a 23, por quando foram pagos'),
    produtos: z
      .array(
        z.object({
          ...{ produtoId: z.int(), nome: z.string(), idCategoriaProduto: z.int(), quantidade: z.int(), total },
        }),
      )
      .describe('O que mais rendeu primeiro'),
    preparo: z
      .array(z.object({ ateS: z.int().nullable().describe('Menos que estes segundos; nulo: os demais'), pedidos }))
      .describe('Quantos levaram quanto tempo, do início até prontos'),
  })
  .meta({ id: 'Relatorio' });

/** What day and what hour an instant is at the restaurant. */
export type Calendario = { hoje(agora: Date): string; hora(agora: Date): number };

const dia = (nome: string) => {
  const mensagem = `${nome} deve ser uma data, AAAA-MM-DD`;
  return z.iso.date(mensagem).regex(/^2/, mensagem);
};

/** What was sold, for the gerência. A sale is a pedido that was paid and not cancelled, on the day it was paid. */
export function relatorioRoutes(app: Http, { db, hoje, hora }: { db: Kysely<Database> } & Calendario) {
  app.get(
    '/v2/gerencia/relatorios',
    {
      schema: {
        tags: ['gerência'],
        summary: 'As vendas de até 92 dias: por dia, por hora, por produto, e quanto levou o preparo',
        description: 'Conta como venda o pedido pago e não cancelado, no dia e na hora do restaurante em que foi pago.',
        security: acesso('gerencia:ler'),
        querystring: z.object({ de: dia('de'), ate: dia('ate') }),
        response: { 200: RelatorioDto, ...problems() },
      },
    },
    async ({ query: { de, ate } }) => {
      const dias = diasDe(de, ate);
      const doPeriodo = vendas(db, inicioDe(de, hoje), inicioDe(diasDepois(ate, 1), hoje));
      const { resumo, ...partes } = relatorio(
        {
          dias,
          vendas: await doPeriodo.porFatia(),
          produtos: await doPeriodo.porProduto(),
          preparos: await doPeriodo.porPreparo(),
          cancelados: await cancelados(db, de, ate),
        },
        { diaDe: hoje, horaDe: hora },
      );
      const { ticketMedioCentavos, ...contagens } = emReais(resumo);
      return {
        ...{ de, ate },
        resumo: { ...contagens, ticketMedio: ticketMedioCentavos === null ? null : reais(ticketMedioCentavos) },
        dias: partes.dias.map(emReais),
        horas: partes.horas.map(emReais),
        produtos: partes.produtos.map(emReais),
        preparo: partes.preparo,
      };
    },
  );
}

const emReais = <T extends Pick<Vendas, 'totalCentavos'>>({ totalCentavos, ...outros }: T) => ({
  ...outros,
  total: reais(totalCentavos),
});
