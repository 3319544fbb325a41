import type { InTransaction } from '@foodious/messaging/sql.ts';
import { acesso, contextOf, type Http, idParam, problems } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { comandas, type Database } from '../db/database.ts';
import { type Comanda, EstadoComanda } from '../domain/comanda.ts';
import { moverComanda } from '../use-cases.ts';

const instante = z.iso.datetime().nullable();
const ComandaDto = z
  .object({
    pedidoId: z.int(),
    senha: z.int(),
    estado: z.enum(Object.keys(EstadoComanda) as [keyof typeof EstadoComanda]),
    itens: z.array(
      z.object({ produtoId: z.int(), nome: z.string(), idCategoriaProduto: z.int(), quantidade: z.int() }),
    ),
    recebidaEm: z.iso.datetime(),
    iniciadaEm: instante,
    prontaEm: instante,
    entregueEm: instante,
  })
  .meta({ id: 'Comanda' });

const tags = ['cozinha'];

export function cozinhaRoutes(
  app: Http,
  { db, inTransaction }: { db: Kysely<Database>; inTransaction: InTransaction<Database> },
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
      request.pedidoId = pedidoId;
      return dto(await inTransaction(contextOf(request), (tx) => moverComanda(tx, pedidoId, acao)));
    },
  );
}

const iso = (instante: number | null) => (instante === null ? null : new Date(instante).toISOString());

const dto = ({ movimentos: _, ...comanda }: Comanda): z.infer<typeof ComandaDto> => ({
  ...comanda,
  itens: [...comanda.itens],
  recebidaEm: new Date(comanda.recebidaEm).toISOString(),
  iniciadaEm: iso(comanda.iniciadaEm),
  prontaEm: iso(comanda.prontaEm),
  entregueEm: iso(comanda.entregueEm),
});
