import { AUDIENCE } from '@foodious/contracts/scopes.ts';
import { secretFiles } from '@foodious/platform/secret-store.ts';
import { localIdentity } from '../src/adapters/identity/local.ts';
import { umBancoDoGateway } from './banco.ts';
import { identidadeSuite } from './identidade.suite.ts';

identidadeSuite('local', async (t) => {
  const issuer = 'http://127.0.0.1:1';
  const banco = await umBancoDoGateway(t);
  const segredos = secretFiles(':memory:');
  const identity = localIdentity(segredos, issuer, banco);
  await identity.start();
  t.after(segredos.close);
  return { identity, issuer, audience: AUDIENCE };
});
