import { CodigoEnviado, codigo } from '@foodious/contracts/codigos.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { exigirCodigo, provar, usarCodigo } from '../../use-cases/clientes/conferir-codigo.ts';
import { pedirCodigo, sortearCodigo } from '../../use-cases/clientes/pedir-codigo.ts';
import { email } from './dto.ts';

const tags = ['cliente'];

/** An answer of {@link CodigoEnviado}, of instants in epoch milliseconds. */
export const codigoEnviado = ({ ate, outroEm }: { ate: number; outroEm: number }): z.infer<typeof CodigoEnviado> => ({
  ate: iso(ate),
  outroEm: iso(outroEm),
});

/** Where who asks for a code, or tells it, is: what the gateway knows of them. */
const navegador = z
  .string()
  .regex(/^[\da-f]{64}$/)
  .describe('O hash do que o navegador guarda: só ele confere o código que pediu');
const rede = z.string().max(64).describe('A parte da rede de onde se pede: cada uma pede poucos');

/** Codes by which a cliente proves to read their e-mail; the gateway asks, before it lets them in. */
export function codigosRoutes(app: Http, { db, inTransaction, emails }: Deps): void {
  app.post(
    '/v2/meus-dados/codigo',
    {
      schema: {
        tags,
        summary: 'Envia um código a quem diz ser dono de um e-mail',
        description: 'A resposta, e o tempo que leva, são os mesmos para um e-mail que ninguém cadastrou.',
        security: acesso('cliente:verificar'),
        alcance: 'segredo',
        body: z.object({ email, navegador, rede }),
        response: { 202: CodigoEnviado, ...problems(429) },
      },
    },
    async (request, reply) => {
      const sorteado = await sortearCodigo();
      const enviado = await inTransaction(contextOf(request), (tx) => pedirCodigo(tx, sorteado, request.body));
      emails.wake();
      return reply.status(202).send(codigoEnviado(enviado));
    },
  );

  app.post(
    '/v2/meus-dados/codigo/conferir',
    {
      schema: {
        tags,
        summary: 'De quem é o e-mail que recebeu um código',
        description: 'O código vale dez minutos, uma vez, e cinco tentativas; só o último que o navegador pediu vale.',
        security: acesso('cliente:verificar'),
        alcance: 'segredo',
        body: z.object({ email, navegador, codigo }),
        response: { 200: z.object({ clienteId: z.int() }), ...problems() },
      },
    },
    async (request) => {
      const prova = await provar({ db }, request.body, request.body.codigo);
      const usado = await inTransaction(contextOf(request), (tx) => usarCodigo(tx, prova));
      return { clienteId: exigirCodigo(usado).clienteId };
    },
  );
}
