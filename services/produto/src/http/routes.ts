import type { Http } from '@foodious/platform/http.ts';
import type { Deps } from '../deps.ts';
import { cardapioRoutes } from './cardapio.ts';
import { gerenciaRoutes } from './gerencia.ts';
import { imagemRoutes } from './imagens.ts';
import { produtoRoutes } from './produtos.ts';

/** The routes of produto, in the order the API's document lists them. */
export function routes(app: Http, deps: Deps): void {
  cardapioRoutes(app, deps);
  gerenciaRoutes(app, deps);
  produtoRoutes(app, deps);
  imagemRoutes(app, deps);
}
