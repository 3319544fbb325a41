import type { Http } from '@foodious/platform/http.ts';
import { gerenciaClientesRoutes } from './gerencia-clientes.ts';
import { gerenciaEmailsRoutes } from './gerencia-emails.ts';
import { gerenciaPedidosRoutes } from './gerencia-pedidos.ts';
import { type Calendario, relatorioRoutes } from './gerencia-relatorios.ts';
import type { PedidoWorld } from './pedido.ts';

/** What the gerência asks of pedido. */
export function gerenciaRoutes(app: Http, world: PedidoWorld & Calendario) {
  gerenciaPedidosRoutes(app, world);
  gerenciaClientesRoutes(app, world);
  gerenciaEmailsRoutes(app, world);
  relatorioRoutes(app, world);
}
