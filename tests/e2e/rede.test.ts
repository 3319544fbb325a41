import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type Call, connect as porta, readCredentials } from '@foodious/testing/client.ts';
import { emProcesso } from '@foodious/testing/em-processo.ts';
import { lanchonete } from '@foodious/testing/lanchonete.ts';
import { encerrar, freshPlace, spawnSystem } from '@foodious/testing/place.ts';
import { type Live, listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';

/** The status of an answer to who asks for this host. */
async function perguntar(port: number, method: string, path: string, host: string): Promise<number | undefined> {
  const asked = request({ port, method, path, headers: { host } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

type Sistema = Awaited<ReturnType<typeof emProcesso>>;

describe('na rede', { concurrency: 2 }, () => {
  describe('o restaurante', { concurrency: 1 }, () => {
    let s: Sistema;
    let entrada: ReturnType<typeof porta>;
    before(async () => {
      s = await emProcesso({
        HOST: '0.0.0.0',
        PIX_HOST: '0.0.0.0',
        WORLD_NAMES: 'banco.exemplo, outro.exemplo',
        STREAMS_PER_TOKEN: '3',
        STREAMS_PER_ADDRESS: '5',
      });
      entrada = porta(readCredentials(`${s.place.dataDir}/credenciais.json`));
    });
    after(() => s?.guardar());

    test('aberto à rede, só a porta da frente: serviços, filas e correio ficam nesta máquina, e o banco sai só porque se disse', async () => {
      const { port, base } = s.place;
      const responde = (porta: number) =>
        fetch(`http://127.0.0.2:${porta}/health`).then(
          ({ status }) => status,
          (error: Error) => (error.cause as NodeJS.ErrnoException).code,
        );
      assert.deepEqual(await Promise.all([port, base + 6].map(responde)), [200, 200]);
      for (const n of [0, 1, 2, 3, 4, 5]) assert.equal(await responde(base + n), 'ECONNREFUSED', String(n));
    });

    test('o mundo lá fora só atende pelo próprio nome: por outro ninguém aprova um pagamento', async () => {
      const { base } = s.place;
      const { id, transacaoId } = await s.aPagar();
      const aprovar = (host: string) => perguntar(base + 6, 'POST', `/transacoes/${transacaoId}/aprovar`, host);
      for (const alheio of ['evil.example', `evil.example:${base + 6}`, '127.0.0.1.evil.example', '10.9.8.7', 'a b'])
        for (const porta of [base + 4, base + 5, base + 6]) {
          assert.equal(await aprovar(alheio), 421);
          assert.equal(await perguntar(porta, 'GET', '/', alheio), 421, alheio);
        }
      assert.equal(await s.estado(id), 'CHECKOUT');
      for (const seu of ['127.0.0.1', `localhost:${base + 4}`, '[::1]', 'banco.exemplo:80', 'Outro.Exemplo'])
        for (const porta of [base + 4, base + 5, base + 6])
          assert.notEqual(await perguntar(porta, 'GET', '/', seu), 421, seu);
      assert.equal(await aprovar('banco.exemplo'), 303);
      await s.ate(id, 'RECEBIDO');
    });

    test('quem não termina de pedir é cortado em toda porta da casa', async () => {
      const portas = [s.place.port, ...[...Array(7).keys()].map((n) => s.place.base + n)];
      const comecou = Date.now();
      await Promise.all(
        portas.map(async (port) => {
          const socket = connect(port, '127.0.0.1').resume();
          socket.on('error', () => {});
          socket.write('GET / HTTP/1.1\r\nhost: ');
          await once(socket, 'close');
        }),
      );
      assert.ok(Date.now() - comecou < 20_000, 'the headers have 10 s');
    });

    test('canais ao vivo têm um limite por token e um por endereço, e o que se fecha dá lugar a outro', async () => {
      const [um, outro] = [await entrada.totem(), await entrada.gerente()];
      const abertos: Live[] = [];
      const abrir = async (quem: Call) => void abertos.push(await listen(quem, '/v2/cardapio/eventos'));
      const negado = async (quem: Call) => {
        const { status, body } = await quem('GET', '/v2/cardapio/eventos');
        assert.deepEqual([status, body.status], [429, 429]);
      };
      for (let i = 0; i < 3; i += 1) await abrir(um);
      await negado(um);
      for (let i = 0; i < 2; i += 1) await abrir(outro);
      await negado(outro); // the address has its five
      abertos.pop()?.cut();
      await until('a place', async () => (await outro('GET', '/v2/cardapio/eventos')).status === 200);
      await abrir(outro);
      for (const vivo of abertos) vivo.cut();
    });
  });

  test('com um endereço público que esta máquina não conhece, vende e recebe como sempre', async (t) => {
    const place = await freshPlace();
    t.after(() => place.remove());
    const { child, credentials } = await spawnSystem(place, { GATEWAY_URL: 'http://pedidos.exemplo.invalid' });
    t.after(() => encerrar(child, 'SIGTERM'));
    assert.equal(credentials.gateway, 'http://pedidos.exemplo.invalid');
    const casa = await lanchonete(place, place.gateway);
    const { id } = await casa.pago();
    await casa.ateComanda(id);
  });
});
