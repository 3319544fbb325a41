import type { Http } from '@foodious/platform/http.ts';
import type { Deps } from '../deps.ts';
import { balcaoRoutes } from './balcao.ts';
import { bancoSimuladoRoutes } from './banco-simulado.ts';
import { conciliacaoRoutes } from './conciliacao.ts';
import { notificacaoRoutes } from './notificacoes.ts';
import { pagamentoRoutes } from './pagamentos.ts';

/** The routes of pagamento, in the order the API's document lists them. */
export function routes(app: Http, deps: Deps): void {
  pagamentoRoutes(app, deps);
  balcaoRoutes(app, deps);
  notificacaoRoutes(app, deps);
  conciliacaoRoutes(app, deps);
  if (deps.simulador) bancoSimuladoRoutes(app, deps, deps.simulador);
}
