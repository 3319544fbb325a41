import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { cognitoIdentity, type Pool } from '@foodious/gateway/adapters/identity/cognito.ts';
import { credentials } from '../../servers/aws/ministack.ts';
import type { Identity, Upstream } from '../../services/gateway/src/ports.ts';

type Ports = { identity: Identity; pedido: Pick<Upstream, 'ask'> };

/**
 * The pool and pedido as a process sees them that dies at one instant: before its first step (0), after it (1), before the
 * second (2), and so on. A step is one call that leaves the process. The dead one does nothing more and hears nothing more.
 */
export function morrerNoPasso(instante: number, pool: Pool, pedido: Ports['pedido']) {
  let passados = 0;
  let matar = () => {};
  const morte = new Promise<true>((resolve) => {
    matar = () => resolve(true);
  });
  /** Never goes on where it dies. */
  async function instantes<T>(passo: () => Promise<T>): Promise<T> {
    const viver = async () => {
      if (passados++ !== instante) return;
      matar();
      await new Promise(() => {});
    };
    await viver();
    const feito = await passo();
    await viver();
    return feito;
  }
  const client = new CognitoIdentityProviderClient({
    endpoint: pool.endpoint,
    region: 'us-east-1',
    credentials,
  });
  client.middlewareStack.add((next) => (args) => instantes(() => next(args)), { step: 'initialize' });
  const mortais: Ports = {
    identity: cognitoIdentity({ ...pool, client }),
    pedido: { ask: (...asked) => instantes(() => pedido.ask(...asked)) },
  };
  return {
    /** Whether it died before it had ended. */
    rodar: (trabalho: (ports: Ports) => Promise<unknown>): Promise<boolean> =>
      Promise.race([morte, trabalho(mortais).then(() => false)]),
  };
}
