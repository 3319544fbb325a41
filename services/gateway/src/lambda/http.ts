import type { Scope } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import type { Answer } from '@foodious/platform/dependency.ts';
import { explainExpected, problem } from '@foodious/platform/problem.ts';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Identity } from '../ports.ts';
import { ambiente } from './ambiente.ts';

/** A function behind an HTTP API (payload 2.0). What may be expected to go wrong is answered as every service of ours does. */
export const http =
  (responder: (event: APIGatewayProxyEventV2) => Promise<Answer>) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      return answer(await responder(event));
    } catch (error) {
      const explained = explainExpected(error);
      if (!explained) throw error;
      const { status, mensagens, erros, extra } = explained;
      const request = { id: event.requestContext.requestId, url: event.rawPath };
      return answer({ status, body: problem(request, status, mensagens, erros, extra) });
    }
  };

const answer = ({ status, body }: Answer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    'cache-control': 'no-store',
  },
  body: JSON.stringify(body),
});

/** The text of a request's body. */
const texto = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;

/** A body of JSON, or of a form. Throws Refusal `invalid` for what is neither. */
export function corpo(event: APIGatewayProxyEventV2): unknown {
  if (event.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(texto(event)));
  try {
    return JSON.parse(texto(event));
  } catch {
    throw new Refusal('invalid', 'O corpo deve ser um JSON válido');
  }
}

/** Verifies the caller's token, whatever stands before the function. Throws Refusal `unauthorized`, or `forbidden`. */
export function porteiro({ keys }: Pick<Identity, 'keys'>) {
  const verify = jwtVerifier(ambiente('TOKEN_ISSUER'), ambiente('TOKEN_AUDIENCE'), keys);
  return async ({ headers: { authorization = '' } }: APIGatewayProxyEventV2, scope: Scope): Promise<string> => {
    const { scopes } = await verify(authorization.replace(/^bearer /i, ''));
    if (!scopes.has(scope)) throw new Refusal('forbidden', 'Este token não permite esta operação');
    return authorization;
  };
}
