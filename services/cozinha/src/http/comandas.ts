import { Comanda, streams as contract, type EventsOf } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { ACOES_DO_COZINHEIRO, EstadoComanda, nomes } from '@foodious/kernel/estados.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import type { Topic } from '@foodious/messaging/streams.ts';
import { contextOf, EVENTOS, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { comandas } from '../db/comandas.ts';
import type { Deps } from '../deps.ts';
import { marcarItemDaComanda } from '../use-cases/marcar-item.ts';
import { moverComanda } from '../use-cases/mover-comanda.ts';
import { comandaDto } from './dto.ts';

const tags = ['cozinha'];

/** How long ago a comanda may have left the counter to be among the latest that did, in milliseconds. */
const RECENTES_MS = 4 * 60 * 60 * 1000;
/** How long a picture tells that a comanda was cancelled, to a cook whose line was down then. */
const CANCELADAS_MS = 30 * MINUTO_MS;

/** Each move, each tick and each that leaves the screens, with the comanda as it was left. */
const mudancas: Topic<TrailOf<'cozinha'>, EventsOf<'cozinha'>> = {
  name: 'cozinha',
  project({ tipo, dados }) {
    if (tipo !== 'estado' && tipo !== 'item' && tipo !== 'recolhida') return undefined;
    return { event: 'comanda', data: comandaDto(dados.comanda) };
  },
};

/** The comandas of the cooks: the list, live, and what they do to them. */
export function comandaRoutes(app: Http, { db, inTransaction, streams }: Deps): void {
  const abertas = async () => (await comandas(db).listAbertas()).map(comandaDto);
  const retrato = async () => [
    ...(await abertas()),
    ...(await comandas(db).listCanceladas(Date.now() - CANCELADAS_MS)).map(comandaDto),
  ];

  app.get(
    '/v2/cozinha/comandas',
    {
      schema: {
        tags,
        summary: 'As comandas no balcão, da mais antiga à mais nova',
        security: acesso('preparo:ler'),
        alcance: 'loja',
        response: { 200: z.array(Comanda), ...problems() },
      },
    },
    abertas,
  );

  app.get(
    '/v2/cozinha/comandas/recentes',
    {
      schema: {
        tags,
        summary: 'As comandas que saíram do balcão há pouco, da mais nova à mais antiga',
        description:
          'Até 100 das últimas quatro horas: as entregues, e as prontas há tanto que saíram das telas (`recolhidaEm`).',
        security: acesso('preparo:ler'),
        alcance: 'loja',
        response: { 200: z.array(Comanda), ...problems() },
      },
    },
    async () => (await comandas(db).listRecentes(Date.now() - RECENTES_MS)).map(comandaDto),
  );

  app.get(
    '/v2/cozinha/eventos',
    {
      schema: {
        tags,
        summary: 'A cozinha ao vivo',
        description:
          'Server-sent events: `retrato` (as comandas no balcão, e as canceladas há pouco, que alguém pode estar preparando ainda), depois `comanda` a cada mudança, como ficou. Sai das telas a que deixa de estar por fazer ou pronta, e a que tem `recolhidaEm`.',
        security: acesso(...contract.cozinha.anyOf),
        alcance: 'loja',
        response: { 200: EVENTOS, ...problems(429) },
      },
    },
    (request, reply) => streams.open(request, reply, { topic: mudancas, snapshot: () => streams.snapshot(retrato) }),
  );

  app.put(
    '/v2/cozinha/comandas/:pedidoId/itens/:posicao',
    {
      schema: {
        tags,
        summary: 'O cozinheiro marca um item como feito, ou desmarca',
        description: 'O primeiro item feito inicia a preparação. Repetir não muda nada.',
        security: acesso('preparo:mover'),
        alcance: 'loja',
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
        description:
          '`voltar` desfaz o passo anterior, até `cozinha.voltarMin` minutos depois dele (ajustes); repetir outra ação não muda nada. `de` diz em que estado a comanda estava para quem agiu: se a ação já foi feita, nada muda; se a comanda está em outro estado, 409. Assim, o que não se sabe se chegou pode ser mandado de novo.',
        security: acesso('preparo:mover'),
        alcance: 'loja',
        params: z.object({
          pedidoId: idParam('pedidoId'),
          acao: z.enum(ACOES_DO_COZINHEIRO, 'acao deve ser iniciar, pronto, entregar ou voltar'),
        }),
        body: z.object({ de: z.enum(nomes(EstadoComanda), 'de deve ser um estado de comanda').optional() }),
        response: { 200: Comanda, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { pedidoId, acao } = request.params;
      const ato = { acao, de: request.body.de };
      const comanda = await inTransaction(contextOf(request), (tx) => moverComanda(tx, pedidoId, ato));
      request.subject = aboutPedido(pedidoId);
      return comandaDto(comanda);
    },
  );
}
