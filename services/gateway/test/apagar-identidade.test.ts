import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { stamp } from '@foodious/contracts/messages.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { soUma } from '@foodious/testing/mensagens.ts';
import { gatewayHandler } from '../src/queue/handlers.ts';
import { abrirSessao } from '../src/use-cases/sessoes.ts';
import { umBancoDoGateway } from './banco.ts';

suite('a identidade de quem se apaga', () => {
  test('acaba com as suas sessões, que já não são dela, depois o emissor a esquece, e só então se conta; morto no meio, recomeça', async (t) => {
    const { db, fazer, inTransaction } = await umBancoDoGateway(t);
    for (const clienteId of [3, 4]) await fazer((tx) => abrirSessao(tx, { tela: 'totem', papel: 'totem', clienteId }));
    const passos: string[] = [];
    let falha = true;
    const handle = gatewayHandler({
      inTransaction,
      revogacoes: { ler: async () => void passos.push('ler') },
      identity: {
        async forget(sub) {
          passos.push(`forget ${sub}`);
          if (falha) throw new Error('dead in between');
        },
      },
      scrub: async () => void passos.push('scrub'),
    });
    const protocolo = randomUUID();
    const story = newStory(randomUUID(), new Date(), 'pedido');
    const dados = { protocolo, mordida: 0, clienteId: 3 };
    const { queue, envelope } = soUma(stamp('lgpd-apagar-identidade', { group: protocolo }, dados, story));
    const delivery = {
      ...story,
      causa: envelope.id,
      service: 'gateway',
      queue,
      tipo: envelope.tipo,
      subject: null,
      tries: 1,
      waitedMs: 0,
      began: performance.now(),
    };
    const respostas = async () =>
      (await db.selectFrom('outbox').selectAll().execute()).map(({ corpo }) => JSON.parse(corpo).dados);
    await assert.rejects(handle(envelope, delivery));
    assert.deepEqual(await respostas(), []);
    falha = false;
    for (let vez = 0; vez < 2; vez += 1) await handle(envelope, delivery);
    assert.equal((await respostas()).length, 1, 'the same message is answered once');
    assert.deepEqual(passos.slice(0, 5), ['ler', 'forget cliente-3', 'ler', 'forget cliente-3', 'scrub']);
    const sessoes = await db
      .selectFrom('sessao')
      .select(['cliente_id', 'encerrada_em'])
      .orderBy('cliente_id')
      .execute();
    assert.deepEqual(
      sessoes.map(({ cliente_id, encerrada_em }) => [cliente_id, encerrada_em !== null]),
      [
        [null, true],
        [4, false],
      ],
    );
    const revogadas = await db.selectFrom('revogacao').select('base').execute();
    assert.deepEqual(
      new Set(revogadas.map(({ base }) => base.replace(/^(sessao)-.*/, '$1'))),
      new Set(['sessao', 'cliente-3']),
    );
  });
});
