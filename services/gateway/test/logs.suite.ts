import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Party } from '@foodious/contracts/services.ts';
import type { LogsDoPedido } from '../src/ports.ts';

/** An adapter at work, and how a service writes lines where it reads them. */
export type Abertos = {
  logsDoPedido: LogsDoPedido;
  escrever(service: Party, linhas: readonly string[]): Promise<void>;
};
type Fim = { after(end: () => unknown): void };

const INICIO = Date.now() - 60 * 60 * 1000;
const instante = (passados: number) => new Date(INICIO + passados).toISOString();
const umaLinha = (pedidoId: number, passados: number, mais: object = {}) =>
  JSON.stringify({ level: 'info', time: instante(passados), service: 'pedido', pedidoId, ...mais, msg: 'request' });

/** What every adapter of the port keeps. */
export function logsSuite(nome: string, abrir: (t: Fim) => Promise<Abertos>): void {
  describe(`os logs de um pedido: ${nome}`, () => {
    test('são as linhas dele em todos os serviços, da primeira à última, e nenhuma de outro', async (t) => {
      const { logsDoPedido, escrever } = await abrir(t);
      await escrever('pedido', [
        umaLinha(7, 10),
        umaLinha(77, 11),
        umaLinha(7, 40),
        JSON.stringify({ level: 'info', time: instante(12), service: 'pedido', msg: 'de ninguém' }),
        JSON.stringify({ level: 'info', time: instante(13), service: 'pedido', msg: '"pedidoId":7 não é campo' }),
      ]);
      await escrever('cozinha', [umaLinha(7, 30, { service: 'cozinha' })]);
      await escrever('gateway', [umaLinha(7, 20, { service: 'gateway', status: 503 })]);
      const linhas = await logsDoPedido(7);
      assert.deepEqual(
        linhas.map(({ service, time }) => [service, time]),
        [
          ['pedido', instante(10)],
          ['gateway', instante(20)],
          ['cozinha', instante(30)],
          ['pedido', instante(40)],
        ],
      );
      assert.equal(linhas[1]?.status, 503);
      assert.deepEqual(await logsDoPedido(8), []);
    });

    test('uma linha que um processo morto deixou pela metade, ou que não é nossa, não atrapalha as outras', async (t) => {
      const { logsDoPedido, escrever } = await abrir(t);
      await escrever('pedido', [umaLinha(7, 1), umaLinha(7, 2).slice(0, -9), 'Killed', 'null', umaLinha(7, 3)]);
      assert.equal((await logsDoPedido(7)).length, 2);
    });

    test('são no máximo as mil mais novas', async (t) => {
      const { logsDoPedido, escrever } = await abrir(t);
      const muitas = Array.from({ length: 1_040 }, (_, i) => umaLinha(7, i));
      await escrever('pedido', muitas.slice(0, 700));
      await escrever('cozinha', muitas.slice(700));
      const linhas = await logsDoPedido(7);
      assert.deepEqual([linhas.length, linhas[0]?.time, linhas.at(-1)?.time], [1_000, instante(40), instante(1_039)]);
    });
  });
}
