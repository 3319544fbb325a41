import { cognitoIdentity } from '../adapters/identity/cognito.ts';
import { cadastrarCliente } from '../use-cases/cadastrar-cliente.ts';
import { corpo, http, porteiro } from './http.ts';
import { pedido, pool } from './pool.ts';

const identity = cognitoIdentity(await pool());
const deps = { identity, pedido: pedido() };
const entrar = porteiro(identity);

/** `POST /v2/cliente`: a cliente in pedido, and its identity in the pool. */
export const handler = http(async (event) =>
  cadastrarCliente(deps, corpo(event), await entrar(event, 'cliente:cadastrar')),
);
