import type { Http } from '@foodious/platform/http.ts';
import type { Deps } from '../deps.ts';
import { comandaRoutes } from './comandas.ts';

/** The routes of cozinha. */
export function routes(app: Http, deps: Deps): void {
  comandaRoutes(app, deps);
}
