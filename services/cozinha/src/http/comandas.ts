import { Comanda, streams as contract, type EventsOf } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { ACOES_DO_COZINHEIRO } from '@foodious/kernel/estados.ts';
import type { Topic } from '@foodious/messaging/streams.ts';
import { contextOf, EVENTOS, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { comandas } from '../db/comandas.ts';
import type { Deps } from '../deps.ts';
import { marcarItemDaComanda } from '../use-cases/marcar-item.ts';
import { moverComanda } from '../use-cases/mover-comanda.ts';
import { comandaDto } from './dto.ts';

const tags = ['cozinha'];

/** Each move and each tick, with the comanda as it was left. */
const mudancas: Topic<TrailOf<'cozinha'>, EventsOf<'cozinha'>> = {
  name: 'cozinha',
  project({ tipo, dados }) {
    if (tipo !== 'estado' && tipo !== 'item') return undefined;
    return { event: 'comanda', data: comandaDto(dados.comanda) };
  },
};

/** The comandas of the cooks: the list, live, and what they do to them. */
export function comandaRoutes(app: Http, { db, inTransaction, streams }: Deps): void {
  const abertas = async () => (await comandas(db).listAbertas()).map(comandaDto);

  app.get(
    '/v2/cozinha/comandas',
    {
      schema: {
        tags,
        summary: 'As comandas no balcão, da mais antiga à mais nova',
        security: acesso('preparo:ler'),
        response: { 200: z.array(Comanda), ...problems() },
      },
    },
    abertas,
  );

  app.get(
    '/v2/cozinha/eventos',
    {
      schema: {
        tags,
        summary: 'A cozinha ao vivo',
        description:
          'Server-sent events: `retrato` (as comandas no balcão), depois `comanda` a cada mudança, como ficou.',
        security: acesso(...contract.cozinha.anyOf),
        response: { 200: EVENTOS, ...problems(429) },
      },
    },
    (request, reply) => streams.open(request, reply, { topic: mudancas, snapshot: () => streams.snapshot(abertas) }),
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
        response: { 200: Comanda, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedidoId, posicao } = request.params;
      const { feito } = request.body;
      const comanda = await inTransaction(contextOf(request), (tx) =>
        marcarItemDaComanda(tx, pedidoId, posicao, feito),
      );
      request.subject = aboutPedido(pedidoId); // only now: who calls may have written anything in its place
      return comandaDto(comanda);
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
          acao: z.enum(ACOES_DO_COZINHEIRO, 'acao deve ser iniciar, pronto, entregar ou voltar'),
        }),
        response: { 200: Comanda, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedidoId, acao } = request.params;
      const comanda = await inTransaction(contextOf(request), (tx) => moverComanda(tx, pedidoId, acao));
      request.subject = aboutPedido(pedidoId);
      return comandaDto(comanda);
    },
  );
}
