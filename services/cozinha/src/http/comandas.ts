import type { InTransaction } from '@foodious/messaging/sql.ts';
import type { Streams, Topic } from '@foodious/messaging/streams.ts';
import { acesso, contextOf, EVENTOS, type Http, idParam, problems } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { comandas, type Database } from '../db/database.ts';
import { type Comanda, EstadoComanda } from '../domain/comanda.ts';
import { type MudouAComanda, marcarItemDaComanda, moverComanda } from '../use-cases.ts';

const instante = z.iso.datetime().nullable();
const ComandaDto = z
  .object({
    pedidoId: z.int(),
    senha: z.int(),
    estado: z.enum(Object.keys(EstadoComanda) as [keyof typeof EstadoComanda]),
    consumo: z.enum(['local', 'viagem']).nullable(),
    itens: z.array(
      z.object({
        posicao: z.int().describe('A partir de 1'),
        produtoId: z.int(),
        nome: z.string(),
        idCategoriaProduto: z.int(),
        quantidade: z.int(),
        observacoes: z.string().nullable(),
        feitoEm: instante,
        feitoPor: z.string().nullable(),
      }),
    ),
    recebidaEm: z.iso.datetime(),
    iniciadaEm: instante,
    prontaEm: instante,
    entregueEm: instante,
    historico: z.array(z.object({ acao: z.string(), por: z.string(), em: z.iso.datetime() })),
  })
  .meta({ id: 'Comanda' });

const tags = ['cozinha'];

/** Each move and each tick, with the comanda as it was left. */
const naCozinha: Topic = {
  name: 'cozinha',
  project({ tipo, dados }) {
    if (tipo !== 'estado' && tipo !== 'item') return undefined;
    return { event: 'comanda', data: dto((dados as MudouAComanda).comanda) };
  },
};

export function cozinhaRoutes(
  app: Http,
  { db, inTransaction, streams }: { db: Kysely<Database>; inTransaction: InTransaction<Database>; streams: Streams },
) {
  app.get(
    '/v2/cozinha/comandas',
    {
      schema: {
        tags,
        summary: 'As comandas no balcão, da mais antiga à mais nova',
        security: acesso('preparo:ler'),
        response: { 200: z.array(ComandaDto), ...problems() },
      },
    },
    async () => (await comandas(db).abertas()).map(dto),
  );

  app.get(
    '/v2/cozinha/eventos',
    {
      schema: {
        tags,
        summary: 'A cozinha ao vivo',
        description:
          'Server-sent events: `retrato` (as comandas no balcão), depois `comanda` a cada mudança, como ficou.',
        security: acesso('preparo:ler'),
        response: { 200: EVENTOS, ...problems() },
      },
    },
    (request, reply) => {
      const snapshot = () => streams.snapshot(async () => (await comandas(db).abertas()).map(dto));
      return streams.open(request, reply, { topic: naCozinha, snapshot });
    },
  );

  app.put(
    '/v2/cozinha/comandas/:pedidoId/itens/:posicao',
    {
      schema: {
        tags,
        summary: 'O cozinheiro marca um item como feito, ou desmarca',
        description: 'O primeiro item feito inicia a preparação. Repetir não muda nada.',
        security: acesso('preparo:mover'),
        params: z.object({ pedidoId: idParam('pedidoId'), posicao: idParam('posicao') }),
        body: z.object({ feito: z.boolean('Feito deve ser verdadeiro ou falso') }),
        response: { 200: ComandaDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedidoId, posicao } = request.params;
      const { feito } = request.body;
      const comanda = await inTransaction(contextOf(request), (tx) =>
        marcarItemDaComanda(tx, pedidoId, posicao, feito),
      );
      request.pedidoId = pedidoId; // only now: who calls may have written anything in its place
      return dto(comanda);
    },
  );

  app.post(
    '/v2/cozinha/comandas/:pedidoId/:acao',
    {
      schema: {
        tags,
        summary: 'O cozinheiro inicia, apronta, entrega ou volta uma comanda',
        description: 'Repetir uma ação não muda nada.',
        security: acesso('preparo:mover'),
        params: z.object({
          pedidoId: idParam('pedidoId'),
          acao: z.enum(
            ['iniciar', 'pronto', 'entregar', 'voltar'],
            'acao deve ser iniciar, pronto, entregar ou voltar',
          ),
        }),
        response: { 200: ComandaDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedidoId, acao } = request.params;
      const comanda = await inTransaction(contextOf(request), (tx) => moverComanda(tx, pedidoId, acao));
      request.pedidoId = pedidoId;
      return dto(comanda);
    },
  );
}

const iso = (instante: number | null) => (instante === null ? null : new Date(instante).toISOString());

const dto = ({ movimentos: _, traceparent: __, ...comanda }: Comanda): z.infer<typeof ComandaDto> => ({
  ...comanda,
  itens: comanda.itens.map((item, i) => ({ ...item, posicao: i + 1, feitoEm: iso(item.feitoEm) })),
  recebidaEm: new Date(comanda.recebidaEm).toISOString(),
  iniciadaEm: iso(comanda.iniciadaEm),
  prontaEm: iso(comanda.prontaEm),
  entregueEm: iso(comanda.entregueEm),
  historico: comanda.historico.map(({ em, ...feito }) => ({ ...feito, em: new Date(em).toISOString() })),
});
