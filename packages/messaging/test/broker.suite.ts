import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { MAX_MESSAGE_BYTES } from '@foodious/contracts/resources.ts';
import { FILA, idsDe, umaMensagem } from '@foodious/testing/mensagens.ts';
import type { Broker, Received } from '../src/broker.ts';

/** A message with a text in it, as names and wishes are. */
export const comTexto = (message: Outgoing, texto: string): Outgoing => {
  const { envelope } = message;
  const dados = { ...envelope.dados, texto };
  return { ...message, envelope: { ...envelope, dados } as Outgoing['envelope'] };
};

/** A broker of one test's own, and a look behind it. */
export type Opened = {
  broker: Broker;
  /** Ids in the dead-letter queue. */
  mortas(): string[] | Promise<string[]>;
  /** The traces of what is there. */
  rastrosDasMortas(): Promise<(string | undefined)[]>;
  /** What the broker takes for the time, epoch milliseconds. */
  agora(): number;
  /** How many messages the queue still has, hidden ones too. */
  restam(): number | Promise<number>;
  /** Lets time pass, where the clock is not the machine's; where it is, `receive` waits. */
  passar(ms: number): void;
};

/**
 * What any broker promises. A receive may hand out one message of a group or several: both are allowed.
 * @param concurrency whether tests may run at once: each has a broker of its own
 */
export function brokerContract(name: string, open: (t: TestContext) => Promise<Opened>, concurrency = true) {
  const contrato = (sentence: string, work: (opened: Opened) => Promise<void>) =>
    test(sentence, async (t) => work(await open(t)));

  const receber = (broker: Broker, max = 10) => broker.receive(FILA, max, AbortSignal.timeout(8_000));
  const recebeUma = async (broker: Broker): Promise<Received> => {
    const [message] = await receber(broker, 1);
    return message ?? assert.fail('nothing came');
  };
  /** Receives and removes until so many have come. */
  async function escoar(broker: Broker, quantas: number): Promise<Received[]> {
    const todas: Received[] = [];
    while (todas.length < quantas) {
      const batch = await receber(broker);
      assert.ok(batch.length > 0, `only ${todas.length} of ${quantas} came`);
      todas.push(...batch);
      await broker.remove(FILA, batch);
    }
    return todas;
  }

  suite(`${name}: o contrato de uma fila`, { concurrency }, () => {
    contrato('a mensagem chega como foi enviada, no grupo do seu pedido', async ({ broker }) => {
      const enviada = umaMensagem({ pedidoId: 7 });
      const aceita = { taken: new Set([enviada.envelope.id]), refused: new Map() };
      assert.deepEqual(await broker.send(FILA, [enviada]), aceita);
      const { group, id, body, receives } = await recebeUma(broker);
      assert.deepEqual({ group, id, receives }, { group: '7', id: enviada.envelope.id, receives: 1 });
      assert.deepEqual(JSON.parse(body), enviada.envelope);
    });

    contrato('enviada de novo com o mesmo id, conta como entregue e chega uma vez', async ({ broker, restam }) => {
      const [repetida, outra] = [umaMensagem(), umaMensagem()];
      await broker.send(FILA, [repetida]);
      assert.deepEqual((await broker.send(FILA, [repetida, outra])).taken, new Set(idsDe([repetida, outra])));
      const chegaram = await escoar(broker, 2);
      assert.deepEqual(
        chegaram.map(({ id }) => id),
        idsDe([repetida, outra]),
      );
      assert.equal(await restam(), 0);
    });

    contrato('dentro de um pedido, a ordem de chegada é a de envio', async ({ broker }) => {
      const enviadas = [...Array(18).keys()].map((n) => umaMensagem({ pedidoId: 1 + (n % 3) }));
      await broker.send(FILA, enviadas.slice(0, 10));
      await broker.send(FILA, enviadas.slice(10));
      const chegaram = Map.groupBy(await escoar(broker, 18), ({ group }) => group);
      for (const [group, doPedido] of Map.groupBy(enviadas, (message) => message.group))
        assert.deepEqual(
          chegaram.get(group)?.map(({ id }) => id),
          idsDe(doPedido),
        );
    });

    contrato('enquanto uma mensagem está em mãos, as do mesmo pedido esperam e as outras não', async ({ broker }) => {
      const [primeira, seguinte, deOutro] = [umaMensagem(), umaMensagem(), umaMensagem({ pedidoId: 2 })];
      await broker.send(FILA, [primeira]);
      const emMaos = await recebeUma(broker);
      await broker.send(FILA, [seguinte, deOutro]);
      assert.deepEqual(
        (await receber(broker)).map(({ id }) => id),
        idsDe([deOutro]),
      );
      await broker.remove(FILA, [emMaos]);
      assert.equal((await recebeUma(broker)).id, seguinte.envelope.id);
    });

    contrato('adiada, some por um tempo e volta a contar mais uma entrega', async ({ broker, passar, restam }) => {
      const [adiada, seguinte, deOutro] = [umaMensagem(), umaMensagem(), umaMensagem({ pedidoId: 2 })];
      await broker.send(FILA, [adiada]);
      const primeira = await recebeUma(broker);
      await broker.postpone(FILA, [primeira], 2_000);
      await broker.send(FILA, [seguinte, deOutro]);
      const [outra, ...mais] = await receber(broker);
      assert.deepEqual([outra?.id, mais], [deOutro.envelope.id, []]);

      passar(2_000);
      const segunda = await recebeUma(broker);
      assert.deepEqual([segunda.id, segunda.receives], [adiada.envelope.id, 2]);
      await broker.remove(FILA, [primeira]); // that delivery is over: its receipt removes nothing
      assert.equal(await restam(), 3);
      await broker.remove(FILA, [segunda]);
      assert.equal((await recebeUma(broker)).id, seguinte.envelope.id);
    });

    contrato('seis vezes nas mãos de quem morre, chega na sétima', async ({ broker, passar, mortas }) => {
      const [sofrida, seguinte] = [umaMensagem(), umaMensagem()];
      await broker.send(FILA, [sofrida, seguinte]);
      for (const receives of [1, 2, 3, 4, 5, 6, 7]) {
        const entrega = await recebeUma(broker);
        assert.deepEqual([entrega.id, entrega.receives], [sofrida.envelope.id, receives]);
        if (receives === 7) await broker.remove(FILA, [entrega]);
        else await broker.postpone(FILA, [entrega], 1_000); // as its visibility would end by itself, only sooner
        passar(1_000);
      }
      assert.deepEqual(await mortas(), []);
      assert.equal((await recebeUma(broker)).id, seguinte.envelope.id);
    });

    contrato('um texto com o que a Amazon não aceita chega inteiro, emoji também', async ({ broker }) => {
      const texto = 'sem cebola 🌶️ \uffff\ufffe \ud800 \u0000\u001f \u007f ção';
      const enviada = comTexto(umaMensagem(), texto);
      assert.deepEqual((await broker.send(FILA, [enviada])).refused, new Map());
      const { body } = await recebeUma(broker);
      assert.deepEqual(JSON.parse(body), enviada.envelope);
      assert.match(body, /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
    });

    contrato('a que a fila nunca aceitará é recusada, e as outras do lote chegam', async ({ broker }) => {
      const [semGrupo, grande, boa] = [
        { ...umaMensagem(), group: '' },
        comTexto(umaMensagem({ pedidoId: 2 }), 'a'.repeat(MAX_MESSAGE_BYTES)),
        umaMensagem({ pedidoId: 3 }),
      ];
      const { taken, refused } = await broker.send(FILA, [semGrupo, grande, boa]);
      assert.deepEqual([taken, [...refused.keys()]], [new Set(idsDe([boa])), idsDe([semGrupo, grande])]);
      assert.deepEqual(
        (await escoar(broker, 1)).map(({ id }) => id),
        idsDe([boa]),
      );
    });

    contrato('enterrada, vai à DLQ na hora e não segura o pedido', async ({ broker, mortas, restam }) => {
      const [ruim, seguinte] = [umaMensagem(), umaMensagem()];
      await broker.send(FILA, [ruim, seguinte]);
      await broker.bury(FILA, await recebeUma(broker));
      assert.deepEqual(await mortas(), idsDe([ruim]));
      assert.equal(await restam(), 1);
      assert.equal((await recebeUma(broker)).id, seguinte.envelope.id);
    });

    contrato('o rastro viaja com a mensagem, e vai com ela à DLQ', async ({ broker, rastrosDasMortas }) => {
      const enviada = umaMensagem();
      await broker.send(FILA, [enviada]);
      const chegou = await recebeUma(broker);
      assert.equal(chegou.traceparent, enviada.traceparent);
      await broker.bury(FILA, chegou);
      assert.deepEqual(await rastrosDasMortas(), [enviada.traceparent]);
    });

    contrato('a que não traz rastro, como as de antes de haver um, chega sem ele', async ({ broker }) => {
      await broker.send(FILA, [{ ...umaMensagem(), traceparent: '' }]);
      assert.equal((await recebeUma(broker)).traceparent, undefined);
    });

    contrato('a mensagem diz quando entrou na fila, e adiá-la não muda isso', async ({ broker, agora, passar }) => {
      const antes = agora();
      await broker.send(FILA, [umaMensagem()]);
      const entrega = await recebeUma(broker);
      assert.ok(entrega.sentAt >= antes && entrega.sentAt <= agora(), `${entrega.sentAt}`);
      await broker.postpone(FILA, [entrega], 1_000);
      passar(1_000);
      assert.equal((await recebeUma(broker)).sentAt, entrega.sentAt);
    });

    contrato('removida, não volta', async ({ broker, restam }) => {
      await broker.send(FILA, [umaMensagem(), umaMensagem({ pedidoId: 2 })]);
      await broker.remove(FILA, await receber(broker));
      assert.equal(await restam(), 0);
    });

    contrato('mandada parar, a espera acaba sem nada', async ({ broker }) => {
      const parar = new AbortController();
      const esperando = broker.receive(FILA, 10, parar.signal);
      parar.abort();
      assert.deepEqual(await esperando, []);
      assert.deepEqual(await broker.receive(FILA, 10, parar.signal), []);
    });
  });
}
