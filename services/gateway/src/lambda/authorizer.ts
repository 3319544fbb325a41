import { Refusal } from '@foodious/kernel/refusal.ts';
import { z } from 'zod';
import { cognitoIdentity, programaDoPool } from '../adapters/identity/cognito.ts';
import { tokenDePrograma } from '../use-cases/token-de-programa.ts';
import { corpo, http } from './http.ts';
import { pedido, pool } from './pool.ts';

const doPool = await pool();
const deps = {
  identity: cognitoIdentity(doPool),
  upstreams: { pedido: pedido() },
  conferir: programaDoPool(doPool),
};
const Programa = z.object({
  grant_type: z.literal('client_credentials').optional(),
  client_id: z.string(),
  client_secret: z.string(),
});

/** `POST /oauth2/token[?cpf=]`: the token of a program's aparelho. People sign in at the gateway. */
export const handler = http(async (event) => {
  const programa = Programa.safeParse(corpo(event)).data;
  if (!programa) throw new Refusal('invalid', 'Informe client_id e client_secret');
  const { token, expiresIn } = await tokenDePrograma(deps, programa, event.queryStringParameters?.cpf);
  return { status: 200, body: { token, access_token: token, token_type: 'Bearer', expires_in: expiresIn } };
});
