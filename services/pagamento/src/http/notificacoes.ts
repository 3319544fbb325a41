import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { WEBHOOK } from '../adapters/pix/webhook.ts';
import type { Deps } from '../deps.ts';
import { type Notificacao, RESULTADOS_DA_NOTIFICACAO, VEREDITOS } from '../ports.ts';
import { refazerNotificacao } from '../use-cases/refazer-notificacao.ts';

const tags = ['notificacoes'];
const instante = z.iso.datetime();

const NotificacaoNaLista = z.object({
  id: z.uuid(),
  recebidaEm: instante,
  cobrancaId: z.string().nullable().describe('A cobrança, pelo número do provedor; nulo quando ela não diz'),
  transacaoId: z.string().nullable(),
  pedidoId: z.int().nullable(),
  veredito: z.enum(VEREDITOS).describe('O que diz a assinatura'),
  resultado: z.enum(RESULTADOS_DA_NOTIFICACAO).nullable().describe('Nulo enquanto não foi tratada'),
  tentativas: z.int().nonnegative(),
  proximaEm: instante.nullable(),
  tratadaEm: instante.nullable(),
});
const NotificacaoInteira = NotificacaoNaLista.extend({
  consulta: z.string(),
  corpo: z.string(),
  requestId: z.string().nullable(),
}).meta({ id: 'Notificacao' });

const naLista = (notificacao: Notificacao): z.infer<typeof NotificacaoNaLista> => {
  const { consulta: _, corpo: __, requestId: ___, assinatura: ____, ...resto } = notificacao;
  return resto;
};
const inteira = ({ assinatura: _, ...resto }: Notificacao): z.infer<typeof NotificacaoInteira> => resto;

const params = z.object({ id: z.uuid('id deve ser um UUID') });
const header = (valor: string | string[] | undefined): string | null => (valor === undefined ? null : String(valor));

/** What the provider sends us unasked: how it comes in, and what the gerência sees of it. */
export function notificacaoRoutes(app: Http, { store, provedores, recebedor, tratador, answer }: Deps): void {
  app.post(
    WEBHOOK,
    {
      schema: {
        tags,
        summary: 'Uma notificação do Mercado Pago, guardada como veio',
        description:
          'Diz de que cobrança há novidade. Nada do que ela diz é acreditado: o estado da cobrança é perguntado ao provedor depois. A que não traz a assinatura certa (`x-signature`) não muda nada.',
        security: [],
        alcance: 'segredo',
        cru: true,
        response: { 200: z.object({ recebida: z.literal(true) }), ...problems() },
      },
    },
    async (request) => {
      const [, consulta = ''] = request.url.split(/\?(.*)/s);
      tratador.aproveitar();
      const lida = await recebedor.receber(contextOf(request), {
        consulta,
        assinatura: header(request.headers['x-signature']),
        requestId: header(request.headers['x-request-id']),
        corpo: typeof request.body === 'string' ? request.body : '',
      });
      if (lida) tratador.chegou(lida);
      return { recebida: true as const };
    },
  );

  app.get(
    '/v2/notificacoes',
    {
      schema: {
        tags,
        summary: 'As notificações do provedor, as mais novas primeiro',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        querystring: z.object({
          problemas: z
            .enum(['true', 'false'], 'problemas deve ser true ou false')
            .default('false')
            .describe('Só as que não mudaram nada, com o porquê'),
          ate: z.iso.datetime('ate deve ser um instante').optional().describe('As recebidas antes deste instante'),
          limite: z.coerce.number().int().min(1).max(100, 'limite deve ser de 1 a 100').default(50),
        }),
        response: { 200: z.object({ notificacoes: z.array(NotificacaoNaLista), mais: z.boolean() }), ...problems() },
      },
    },
    async ({ query: { problemas, ate, limite } }) => {
      const achadas = await store.notificacoes.list(problemas === 'true' ? 'problemaEm' : 'recebidaEm', {
        ...(ate !== undefined && { ate: new Date(ate).toISOString() }),
        invertida: true,
        limite: limite + 1,
      });
      return { notificacoes: achadas.slice(0, limite).map(naLista), mais: achadas.length > limite };
    },
  );

  app.get(
    '/v2/notificacoes/:id',
    {
      schema: {
        tags,
        summary: 'Uma notificação do provedor, como veio',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        params,
        response: { 200: NotificacaoInteira, ...problems(404) },
      },
    },
    async ({ params: { id } }) => {
      const read = await store.notificacoes.get(id);
      if (!read) throw new Refusal('not-found', `Notificação não encontrada: ${id}`);
      return inteira(read.doc);
    },
  );

  app.post(
    '/v2/notificacoes/:id/refazer',
    {
      schema: {
        tags,
        summary: 'Trata de novo uma notificação do provedor',
        description: 'Pergunta ao provedor como está a cobrança que ela diz, e segue a resposta.',
        security: acesso('pagamento:conciliar'),
        alcance: 'loja',
        params,
        response: { 200: NotificacaoInteira, ...problems(404, 409) },
      },
    },
    async (request) =>
      inteira(await refazerNotificacao(store, provedores.pix, answer, contextOf(request), request.params.id)),
  );
}
