import type { Job } from '@foodious/platform/service.ts';
import { estornosACaminho, idadeDoEstorno } from '../metrics.ts';
import type { PagamentoStore } from '../ports.ts';

/** Pagamentos looked at: where more owe refunds, what is counted is too little, and the oldest may be older. */
const MAIS = 1_000;

/** Counts, at each scrape, the refunds on their way, and tells how old the oldest is. */
export function medidasDosEstornos(store: Pick<PagamentoStore, 'listOwing'>): Job {
  const sources: (() => void)[] = [];
  const aCaminho = async () =>
    (await store.listOwing(MAIS)).flatMap(({ estornos }) => estornos.filter(({ estado }) => estado === 'PEDIDO'));
  return {
    start() {
      sources.push(
        estornosACaminho(async () =>
          Object.entries(Object.groupBy(await aCaminho(), ({ erro }) => erro ?? 'none')).map(([erro, deles = []]) => ({
            labels: { erro },
            value: deles.length,
          })),
        ),
        idadeDoEstorno(async () => {
          const pedidos = (await aCaminho()).map(({ pedidoEm }) => Date.parse(pedidoEm));
          const idade = pedidos.length === 0 ? 0 : Date.now() - Math.min(...pedidos);
          return [{ labels: {}, value: Math.max(0, idade) / 1_000 }];
        }),
      );
    },
    async stop() {
      for (const source of sources.splice(0)) source();
    },
  };
}
