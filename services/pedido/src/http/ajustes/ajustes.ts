import type { InTransaction } from '@foodious/messaging/sql.ts';
import { acesso, contextOf, type Http, problems } from '@foodious/platform/http.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { ajustes } from '../db/ajustes.ts';
import type { Database } from '../db/database.ts';

/** A whole number of a range; what is wrong with it is said by its name. */
function inteiro(nome: string, min: number, max: number) {
  const mensagem = `${nome} deve ser um inteiro de ${min} a ${max}`;
  return z.int(mensagem).min(min, mensagem).max(max, mensagem);
}
const sim = (nome: string) => z.boolean(`${nome} deve ser verdadeiro ou falso`);

const NOME = 'Nome da lanchonete deve ter de 1 a 60 caracteres';
const AjustesDto = z
  .object({
    lanchonete: z.string(NOME).trim().min(1, NOME).max(60, NOME),
    totem: z.object(
      {
        ociosoS: inteiro('ociosoS', 15, 300).describe('Segundos sem toque até perguntar se há alguém'),
        avisoS: inteiro('avisoS', 5, 60).describe('Segundos que a pergunta espera'),
        pixOciosoS: inteiro('pixOciosoS', 60, 900).describe('O mesmo enquanto um Pix espera pagamento'),
      },
      'Ajustes do totem devem ser informados',
    ),
    cozinha: z
      .object(
        {
          amareloMin: inteiro('amareloMin', 1, 60).describe('Minutos até uma comanda estar atrasada'),
          vermelhoMin: inteiro('vermelhoMin', 1, 120).describe('Minutos até estar atrasada demais'),
        },
        'Ajustes da cozinha devem ser informados',
      )
      .refine(({ amareloMin, vermelhoMin }) => vermelhoMin > amareloMin, 'vermelhoMin deve ser maior que amareloMin'),
    painel: z.object(
      { som: sim('som').describe('Toca quando há senha pronta'), fala: sim('fala').describe('Diz a senha') },
      'Ajustes do painel devem ser informados',
    ),
  })
  .meta({ id: 'Ajustes' });

const tags = ['gerência'];

/** What the restaurant sets for its screens: each reads it, the gerência writes it as a whole. */
export function ajustesRoutes(
  app: Http,
  { db, inTransaction, log }: { db: Kysely<Database>; inTransaction: InTransaction<Database>; log: Logger },
) {
  app.get(
    '/v2/ajustes',
    {
      schema: {
        tags,
        summary: 'Os ajustes das telas',
        security: acesso('painel:ler', 'preparo:ler', 'gerencia:ler', 'pedido:fazer'),
        response: { 200: AjustesDto, ...problems() },
      },
    },
    () => ajustes(db).get(),
  );

  app.put(
    '/v2/ajustes',
    {
      schema: {
        tags,
        summary: 'Muda os ajustes das telas, todos de uma vez',
        security: acesso('gerencia:ajustar'),
        body: AjustesDto,
        response: { 200: AjustesDto, ...problems() },
      },
    },
    async (request) => {
      const context = contextOf(request);
      await inTransaction(context, (tx) => ajustes(tx.db).guardar(request.body));
      log.info({ correlacao: context.correlacao, por: context.por }, 'settings changed');
      return request.body;
    },
  );
}
