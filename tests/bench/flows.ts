import { call, type Kitchen, pause } from './client.ts';

/** Who is asked, as whom, and what for. */
export type Target = {
  gateway: string;
  pix: string;
  totem: string;
  gerente: string;
  menu: readonly number[];
  kitchen?: Kitchen;
};

export type Took = (leg: string, ms: number) => void;
/** One order from first to last; resolves with what {@link settled} needs. */
export type Flow = (target: Target, inFlight: number, took: Took) => Promise<Feito>;
type Feito = { id: number; transacaoId: string };

export const FLOWS = ['pedido', 'inteiro', 'chamada'] as const;
export type FlowName = (typeof FLOWS)[number];

export const flows: Record<FlowName, Flow> = {
  async pedido(target, inFlight, took) {
    const { leg, end } = stopwatch(took);
    const { id } = await ask(target, 201, 'POST', '/v1/pedido', {});
    leg('criar');
    for (const produtoId of target.menu)
      await ask(target, 201, 'POST', '/v1/item', { pedidoId: id, produtoId, quantidade: 1 });
    leg('itens');
    const { pagamento } = await ask(target, 200, 'POST', `/v1/pedido/checkout/${id}`);
    const feito = { id, transacaoId: pagamento.transacaoId };
    leg('checkout');
    const webhook = await pagar(target, inFlight, feito, leg);
    const estado = async () => (await ask(target, 200, 'GET', `/v1/pedido/${id}/estado`)).estadoPedido;
    await poll(inFlight, async () => (await estado()) === 1);
    leg('recebido');
    took('webhook→RECEBIDO', performance.now() - webhook);
    end();
    return feito;
  },
  async inteiro(target, inFlight, took) {
    const { leg, end } = stopwatch(took);
    const feito = await umaChamada(target);
    leg('pedido');
    const recebido = target.kitchen?.comanda(feito.id);
    const webhook = await pagar(target, inFlight, feito, leg);
    await recebido;
    leg('recebido');
    took('webhook→comanda', performance.now() - webhook);
    end();
    return feito;
  },
  async chamada(target, _, took) {
    const { leg, end } = stopwatch(took);
    const feito = await umaChamada(target);
    leg('pedido');
    end();
    return feito;
  },
};

/** Resolves once the system owes nothing to an order of a flow that does not wait for that itself. */
export const settled = (name: FlowName, target: Target, feito: Feito): Promise<void> =>
  name === 'chamada' ? cobrado(target, 8, feito) : Promise.resolve();

async function ask(
  { gateway, totem }: Target,
  expected: number,
  method: string,
  path: string,
  body?: object,
  as = totem,
  headers = {},
) {
  const answer = await call(gateway + path, method, as, body, headers);
  if (answer.status !== expected) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Asks every few milliseconds, the less often the more are asking; but not so seldom that the wait is what is measured. */
async function poll(inFlight: number, done: () => Promise<boolean>) {
  for (const wait = Math.min(2 + 2 * inFlight, 25); !(await done()); ) await pause(wait);
}

/** Waits until there is something to pay; by the transacao it is found at once on every store. */
const cobrado = ({ gateway, totem }: Target, inFlight: number, { id, transacaoId }: Feito) =>
  poll(inFlight, async () => {
    const asked = `${gateway}/v1/pagamento/estado?pedidoId=${id}&transacaoId=${transacaoId}`;
    return (await call(asked, 'GET', totem)).status === 200;
  });

/** Waits for the charge and pays it at the bank, which then notifies us, each a leg; resolves with when it was paid. */
async function pagar(target: Target, inFlight: number, feito: Feito, leg: (name: string) => void): Promise<number> {
  await cobrado(target, inFlight, feito);
  leg('pagamento');
  const pago = performance.now();
  const { status } = await call(`${target.pix}/transacoes/${feito.transacaoId}/aprovar`, 'POST', '', undefined, {
    accept: 'application/json',
  });
  if (status >= 300) throw new Error(`the bank does not approve: ${status}`);
  leg('banco');
  return pago;
}

async function umaChamada(target: Target): Promise<Feito> {
  const itens = target.menu.map((produtoId) => ({ produtoId, quantidade: 1 }));
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const body = { consumo: 'local', itens, checkout: true };
  const { id, pagamento } = await ask(target, 201, 'POST', '/v2/pedido', body, target.totem, headers);
  return { id, transacaoId: pagamento.transacaoId };
}

function stopwatch(took: Took) {
  const began = performance.now();
  let last = began;
  return {
    leg(name: string) {
      const now = performance.now();
      took(name, now - last);
      last = now;
    },
    end: () => took('total', performance.now() - began),
  };
}
