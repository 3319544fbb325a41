import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { renewing } from '@foodious/testing/client.ts';

suite('os tokens de quem fica', () => {
  const entrada = { grant_type: 'password' };

  /** An issuer that counts its tokens, a clock, and whether it renews. */
  async function abrir({ refresh = true, renova = true } = {}) {
    let agora = 0;
    const pedidos: object[] = [];
    const token = await renewing(
      async (body) => {
        pedidos.push(body);
        if ('refresh_token' in body && !renova) throw new Error('revoked');
        const n = pedidos.length;
        return { token: `t${n}`, expires_in: 900, ...(refresh ? { refresh_token: `r${n}` } : {}) };
      },
      entrada,
      () => agora,
    );
    const passar = (s: number) => {
      agora += s * 1_000;
    };
    return { token, pedidos, passar };
  }

  test('são renovados perto do fim, uma vez para todos os que esperam', async () => {
    const { token, pedidos, passar } = await abrir();
    passar(700);
    assert.equal(await token(), 't1');
    passar(100);
    assert.deepEqual(await Promise.all([token(), token(), token()]), ['t2', 't2', 't2']);
    passar(800);
    assert.equal(await token(), 't3');
    const renovar = (n: number) => ({ grant_type: 'refresh_token', refresh_token: `r${n}` });
    assert.deepEqual(pedidos, [entrada, renovar(1), renovar(2)]);
  });

  test('sem o que os renove, ou com ele revogado, entra-se de novo', async () => {
    for (const como of [{ refresh: false }, { renova: false }]) {
      const { token, pedidos, passar } = await abrir(como);
      passar(800);
      assert.equal(await token(), `t${pedidos.length}`);
      assert.deepEqual(pedidos.at(-1), entrada);
    }
  });
});
