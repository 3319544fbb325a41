import type { Http } from '@foodious/platform/http.ts';
import type { Deps } from '../deps.ts';
import { aparelhoRoutes } from './aparelhos.ts';
import { auditoriaRoutes } from './auditoria.ts';
import { canal } from './canal.ts';
import { clienteRoutes } from './clientes.ts';
import { conviteRoutes, equipeRoutes } from './equipe.ts';
import { forwarding } from './forwarding.ts';
import { inicioRoutes } from './inicio.ts';
import { operacaoRoutes } from './operacao.ts';
import { paginaRoutes } from './paginas.ts';
import { reference } from './reference.ts';
import { sessaoDoClienteRoutes } from './sessao-do-cliente.ts';
import { sessaoRoutes } from './sessoes.ts';
import { tokenRoutes } from './tokens.ts';

/**
 * All routes of the gateway: those it answers itself, in the order the API's document lists them; and what the document does
 * not list as the gateway's: the pages, the services' routes, the page of the document itself.
 */
export async function routes(app: Http, deps: Deps): Promise<void> {
  tokenRoutes(app, deps);
  operacaoRoutes(app, deps);
  auditoriaRoutes(app, deps);
  sessaoRoutes(app, deps);
  equipeRoutes(app, deps);
  conviteRoutes(app, deps);
  aparelhoRoutes(app, deps);
  sessaoDoClienteRoutes(app, deps);
  inicioRoutes(app, deps);
  clienteRoutes(app, deps);
  await paginaRoutes(app, deps);
  await forwarding(app, deps);
  await reference(app);
  canal(app, deps);
}
