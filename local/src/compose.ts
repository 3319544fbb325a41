import type { Party } from '@foodious/contracts/services.ts';
import { compose as cozinha } from '@foodious/cozinha/compose.ts';
import { compose as gateway } from '@foodious/gateway/compose.ts';
import { compose as pagamento } from '@foodious/pagamento/compose.ts';
import { compose as pedido } from '@foodious/pedido/compose.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { createLogger } from '@foodious/platform/log.ts';
import type { Composition } from '@foodious/platform/service.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { compose as produto } from '@foodious/produto/compose.ts';
import { type HouseSettings, houseSettings } from './settings.ts';

/** The four services, put together and not running. */
export const composeServices = async (settings: HouseSettings, log: Logger) => {
  const [ofProduto, ofPedido, ofPagamento, ofCozinha] = await Promise.all([
    produto(settings, log),
    pedido(settings, log),
    pagamento(settings, log),
    cozinha(settings, log),
  ]);
  return { produto: ofProduto, pedido: ofPedido, pagamento: ofPagamento, cozinha: ofCozinha };
};

/** How each party is put together. */
export const composes: Readonly<Record<Party, (settings: HouseSettings, log: Logger) => Promise<Composition>>> = {
  produto,
  pedido,
  pagamento,
  cozinha,
  gateway,
};

/** Everything of ours, put together and not running: the gateway first, which knows the services by their addresses. */
export const composeHouse = async (settings: HouseSettings, log: Logger): Promise<Composition[]> => [
  await gateway(settings, log),
  ...Object.values(await composeServices(settings, log)),
];

/** The same, to be looked at. Nothing is read from this machine but the code. */
export const composeAll = (): Promise<Composition[]> =>
  composeHouse(readSettings(houseSettings, [], { DATA_DIR: ':memory:' }), createLogger('silent'));
