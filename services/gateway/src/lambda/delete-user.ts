import { cognitoIdentity } from '../adapters/identity/cognito.ts';
import { apagarCliente } from '../use-cases/apagar-cliente.ts';
import { http, porteiro } from './http.ts';
import { pedido, pool } from './pool.ts';

const identity = cognitoIdentity(await pool());
const deps = { identity, pedido: pedido() };
const entrar = porteiro(identity);

/** `DELETE /v2/cliente?cpf=`: erases a cliente in pedido (saga S7), and removes its identity from the pool. */
export const handler = http(async (event) =>
  apagarCliente(deps, event.queryStringParameters?.cpf ?? '', await entrar(event, 'cliente:apagar')),
);
