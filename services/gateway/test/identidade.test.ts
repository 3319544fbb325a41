import { AUDIENCE } from '@foodious/contracts/scopes.ts';
import { localIdentity } from '../src/adapters/identity/local.ts';
import { umBancoDoGateway } from './banco.ts';
import { identidadeSuite } from './identidade.suite.ts';

identidadeSuite('local', async (t) => {
  const issuer = 'http://127.0.0.1:1';
  const banco = await umBancoDoGateway(t);
  const identity = localIdentity(':memory:', issuer, banco);
  await identity.start();
  t.after(identity.stop);
  return { identity, issuer, audience: AUDIENCE };
});
