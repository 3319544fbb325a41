import type { Http } from '@foodious/platform/http.ts';
import type { Deps } from '../deps.ts';
import { ajustesRoutes } from './ajustes/ajustes.ts';
import { balcaoRoutes } from './balcao/balcao.ts';
import { clientesRoutes } from './clientes/clientes.ts';
import { codigosRoutes } from './clientes/codigos.ts';
import { meusDadosRoutes } from './clientes/meus-dados.ts';
import { protocolosRoutes } from './clientes/protocolos.ts';
import { estornosRoutes } from './estornos/estornos.ts';
import { gerenciaClientesRoutes } from './gerencia/clientes.ts';
import { gerenciaEmailsRoutes } from './gerencia/emails.ts';
import { paradosRoutes } from './gerencia/parados.ts';
import { gerenciaPedidosRoutes } from './gerencia/pedidos.ts';
import { relatoriosRoutes } from './gerencia/relatorios.ts';
import { itensRoutes } from './pedidos/itens.ts';
import { painelRoutes } from './pedidos/painel.ts';
import { pedidosRoutes } from './pedidos/pedidos.ts';
import { pedidosV2Routes } from './pedidos/pedidos-v2.ts';
import { seguirRoutes } from './pedidos/seguir.ts';

/** Everything that is asked of the pedido service over HTTP. Their order is that of the documentation. */
export function routes(app: Http, deps: Deps): void {
  clientesRoutes(app, deps);
  protocolosRoutes(app, deps);
  codigosRoutes(app, deps);
  meusDadosRoutes(app, deps);
  pedidosRoutes(app, deps);
  itensRoutes(app, deps);
  pedidosV2Routes(app, deps);
  painelRoutes(app, deps);
  seguirRoutes(app, deps);
  balcaoRoutes(app, deps);
  estornosRoutes(app, deps);
  ajustesRoutes(app, deps);
  gerenciaPedidosRoutes(app, deps);
  paradosRoutes(app, deps);
  gerenciaClientesRoutes(app, deps);
  gerenciaEmailsRoutes(app, deps);
  relatoriosRoutes(app, deps);
}
