import { acesso } from '@foodious/contracts/scopes.ts';
import { EstadoPedido, nomes } from '@foodious/kernel/estados.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { reais } from '@foodious/kernel/money.ts';
import { type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { SUGESTOES, sugestaoPara, TIPOS_DE_PARADO } from '../../domain/parado.ts';
import { somar } from '../../domain/pedido.ts';
import { OUTROS, type Parado } from '../../use-cases/gerencia/listar-parados.ts';

const ParadosDto = z
  .object({
    parados: z
      .array(
        z.object({
          pedidoId: z.int(),
          senha: z.int().nullable(),
          estado: z.enum(nomes(EstadoPedido)),
          tipo: z
            .enum(TIPOS_DE_PARADO)
            .describe(
              'sem-pagamento: em CHECKOUT, e o pagamento não foi criado · vencido: passou do tempo de pagar, e nada o encerrou · fora-da-cozinha: pago, e sem comanda · pronto-ha-muito: ninguém o retirou',
            ),
          desde: z.iso.datetime(),
          total: z.number().describe('Reais, duas casas'),
          sugestao: z.enum(SUGESTOES),
        }),
      )
      .describe('O parado há mais tempo primeiro'),
    naoResponderam: z.array(z.enum(OUTROS)).describe('De quem não se sabe agora: pode haver mais parados'),
  })
  .meta({ id: 'Parados' });

const paradoDto = ({ pedido, tipo }: Parado) => ({
  pedidoId: pedido.id,
  senha: pedido.senha,
  estado: pedido.estado,
  tipo,
  desde: iso(pedido.mudouEm),
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  sugestao: sugestaoPara[tipo],
});

/** The pedidos that nobody moves on, for the gerência. */
export function paradosRoutes(app: Http, { listarParados }: Deps): void {
  app.get(
    '/v2/gerencia/parados',
    {
      schema: {
        tags: ['gerência'],
        summary: 'Os pedidos parados: o que há com cada um, e o que se sugere',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        response: { 200: ParadosDto, ...problems() },
      },
    },
    async (request) => {
      const { parados, naoResponderam } = await listarParados(request.headers.authorization ?? '', Date.now());
      return { parados: parados.map(paradoDto), naoResponderam };
    },
  );
}
