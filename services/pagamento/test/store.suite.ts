import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { sobre } from '@foodious/contracts/auditoria.ts';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import type { MessagingTrail } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { AUDITORIA, auditada } from '@foodious/messaging/auditar.ts';
import type { Note } from '@foodious/messaging/trail.ts';
import { soUma } from '@foodious/testing/mensagens.ts';
import {
  adiar,
  adiarEstorno,
  canceladoAntes,
  confirmar,
  type Pagamento,
  pedirEstorno,
  rejeitar,
} from '../src/domain/pagamento.ts';
import type { PagamentoStore } from '../src/ports.ts';
import { passos, umaNota, umPagamento } from './builders.ts';

const PAGO_EM = new Date('2026-03-10T15:04:05.678Z');

export const confirmado = (pagamento: Pagamento): Pagamento => confirmar(pagamento, PAGO_EM).pagamento;

export const aviso = ({ pedidoId, transacaoId }: Pagamento): Outgoing =>
  soUma(stamp('pagamento-confirmado', { pedidoId }, { transacaoId }, newStory(randomUUID(), new Date(), 'pagamento')));

const idsDe = (pagamentos: readonly { pagamento: Pagamento }[]) =>
  pagamentos.map(({ pagamento }) => pagamento.transacaoId);

/** Says which of several rival writes won: exactly one does. */
async function soUm(tries: readonly Promise<boolean>[]): Promise<number> {
  const fins = await Promise.all(tries);
  assert.equal(fins.filter(Boolean).length, 1);
  return fins.indexOf(true);
}

/** What any document store of pagamentos promises. */
export function pagamentoStoreContract(name: string, open: (t: TestContext) => Promise<PagamentoStore>) {
  const contrato = (sentence: string, work: (store: PagamentoStore) => Promise<void>) =>
    test(sentence, async (t) => work(await open(t)));
  const guardado = async (store: PagamentoStore, pagamento: Pagamento) => {
    assert.equal(await store.insert(pagamento, []), true);
    return lido(store, pagamento);
  };
  const lido = async (store: PagamentoStore, { transacaoId }: Pagamento) =>
    (await store.get(transacaoId)) ?? assert.fail(`no pagamento ${transacaoId}`);

  suite(`${name}: o contrato do armazém de pagamentos`, () => {
    contrato('o pagamento guardado volta inteiro', async (store) => {
      for (const pagamento of [umPagamento(), canceladoAntes(randomUUID(), 8, 'rastro', PAGO_EM)])
        assert.deepEqual((await guardado(store, pagamento)).pagamento, pagamento);
      assert.equal(await store.get(randomUUID()), undefined);
    });

    contrato('a mesma transação se guarda uma vez, e a primeira fica', async (store) => {
      const pagamento = umPagamento();
      const repetido = { ...pagamento, tentativa: 2, totalCentavos: 1 };
      const primeiro = await soUm([pagamento, repetido].map((each) => store.insert(each, [])));
      assert.equal(await store.insert(pagamento, []), false);
      assert.deepEqual((await lido(store, pagamento)).pagamento, [pagamento, repetido][primeiro]);
    });

    contrato('a mesma tentativa de um pedido se guarda uma vez', async (store) => {
      const [pagamento, outro] = [umPagamento(), umPagamento()];
      assert.equal(await store.insert(pagamento, []), true);
      assert.equal(await store.insert(outro, []), false);
      assert.equal(await store.get(outro.transacaoId), undefined);
      assert.equal(await store.insert(umPagamento({ tentativa: 2 }), []), true);
      assert.equal(await store.insert(umPagamento({ pedidoId: 8 }), []), true);
    });

    contrato('de um pedido vale a última tentativa, seja qual for a ordem de chegada', async (store) => {
      const [primeira, segunda, terceira] = [1, 2, 3].map((tentativa) => umPagamento({ tentativa }));
      assert.ok(primeira && segunda && terceira);
      for (const pagamento of [segunda, terceira, primeira, umPagamento({ pedidoId: 8, tentativa: 9 })])
        await store.insert(pagamento, []);
      assert.deepEqual((await store.getLatest(7))?.pagamento, terceira);
      assert.equal(await store.getLatest(9), undefined);
    });

    contrato('de dois que escrevem sobre a mesma leitura, um vence e o outro não muda nada', async (store) => {
      const read = await guardado(store, umPagamento());
      const confirmar = confirmado(read.pagamento);
      const rejeitar: Pagamento = { ...read.pagamento, estado: 'REJEITADO', motivo: 'recusado' };
      const mudancas = [confirmar, rejeitar].map((pagamento) => ({ pagamento, message: aviso(pagamento) }));
      const vencedor =
        mudancas[await soUm(mudancas.map(({ pagamento, message }) => store.update(read, pagamento, [message], [])))];
      assert.deepEqual((await lido(store, confirmar)).pagamento, vencedor?.pagamento);
      assert.deepEqual(await store.outbox.pending(10), [vencedor?.message]);
    });

    contrato('quem perdeu lê de novo e escreve sobre o que o outro deixou', async (store) => {
      const antiga = await guardado(store, umPagamento());
      assert.equal(await store.update(antiga, confirmado(antiga.pagamento), [], []), true);
      assert.equal(await store.update(antiga, antiga.pagamento, [], []), false);
      const nova = await lido(store, antiga.pagamento);
      assert.notEqual(nova.rev, antiga.rev);
      const estornado: Pagamento = { ...nova.pagamento, estado: 'ESTORNADO' };
      assert.equal(await store.update(nova, estornado, [], []), true);
      assert.deepEqual((await lido(store, estornado)).pagamento, estornado);
    });

    contrato('escrever sobre um não toca nos outros, nem cria o que não existe', async (store) => {
      const [um, outro] = [await guardado(store, umPagamento()), await guardado(store, umPagamento({ tentativa: 2 }))];
      await store.update(um, confirmado(um.pagamento), [], []);
      assert.deepEqual(await lido(store, outro.pagamento), outro);
      const nunca = umPagamento({ pedidoId: 99 });
      assert.equal(await store.update({ pagamento: nunca, rev: 1 }, nunca, [aviso(nunca)], []), false);
      assert.equal(await store.get(nunca.transacaoId), undefined);
      assert.deepEqual(await store.outbox.pending(10), []);
    });

    /** One that no store can write: it holds itself. */
    const umaNotaImpossivel = (): Note<MessagingTrail> => {
      const nota = umaNota('nunca');
      Object.assign(nota.dados, { dados: nota.dados });
      return nota;
    };

    contrato('o que se anota entra com o pagamento novo, na ordem, ou não entra', async (store) => {
      const pagamento = umPagamento();
      const tries = [
        { novo: pagamento, notas: ['um', 'dois'] },
        { novo: pagamento, notas: ['repetido'] },
        { novo: umPagamento(), notas: ['outra transação', 'mesma tentativa'] },
      ];
      const vencedor = await soUm(
        tries.map(({ novo, notas }) =>
          store.insert(
            novo,
            notas.map((passo) => umaNota(passo)),
          ),
        ),
      );
      assert.deepEqual(await passos(store), tries[vencedor]?.notas);
    });

    contrato('o que se anota entra com a mudança e as suas mensagens, ou não entra', async (store) => {
      const read = await guardado(store, umPagamento());
      const pago = confirmado(read.pagamento);
      const notas = ['de um', 'do outro'];
      const vencedor = notas[await soUm(notas.map((each) => store.update(read, pago, [aviso(pago)], [umaNota(each)])))];
      assert.deepEqual(await passos(store), [vencedor]);

      // What cannot be written is written nowhere: not the change, not the message, not the note before it.
      const agora = await lido(store, pago);
      const impossivel = umaNotaImpossivel();
      const estornado: Pagamento = { ...pago, estado: 'ESTORNADO' };
      await assert.rejects(store.update(agora, estornado, [aviso(pago)], [umaNota('antes'), impossivel]));
      await assert.rejects(store.insert(umPagamento({ tentativa: 2 }), [umaNota('antes'), impossivel]));
      assert.deepEqual(await lido(store, pago), agora);
      assert.deepEqual((await store.getLatest(7))?.pagamento, pago);
      assert.equal((await store.outbox.pending(10)).length, 1);
      assert.deepEqual(await passos(store), [vencedor]);
    });

    contrato('a mensagem entregue sai e fica anotada de uma vez', async (store) => {
      const read = await guardado(store, umPagamento());
      const message = aviso(read.pagamento);
      await store.update(read, confirmado(read.pagamento), [message], []);
      await assert.rejects(store.outbox.sent([message], [umaNotaImpossivel()]));
      assert.deepEqual([await store.outbox.pending(10), await passos(store)], [[message], []]);
      await store.outbox.sent([message], [umaNota('enviada')]);
      assert.deepEqual([await store.outbox.pending(10), await passos(store)], [[], ['enviada']]);
    });

    contrato(
      'o que um pagamento conta de outra coisa, como quem entregou um estorno, também sai dele',
      async (store) => {
        const pagamento = umPagamento();
        await store.insert(pagamento, []);
        const read = await store.get(pagamento.transacaoId);
        const context = { ...newStory(randomUUID(), new Date(), 'pagamento'), papel: 'balcao' };
        const entregue = auditada(context, {
          acao: 'devolucao-no-balcao',
          sobre: sobre('estorno', randomUUID()),
          depois: { centavos: 100, forma: 'dinheiro' },
        });
        const message = soUma(stamp('acao-auditada', AUDITORIA, entregue, context));
        assert.ok(read && (await store.update(read, confirmado(pagamento), [message], [])));
        assert.deepEqual(await store.outbox.pending(10), [message]);
        await store.outbox.sent([message], []);
        assert.deepEqual(await store.outbox.pending(10), []);
      },
    );

    contrato('a que a fila recusa de vez fica de lado com a sua nota, volta ao lugar ou some', async (store) => {
      const read = await guardado(store, umPagamento());
      const [ruim, pior, fica] = [aviso(read.pagamento), aviso(read.pagamento), aviso(read.pagamento)];
      await store.update(read, confirmado(read.pagamento), [ruim, pior, fica], []);
      const deLado = [ruim, pior].map((message, i) => ({ message, motivo: 'InvalidMessageContents', em: 1_000 + i }));
      await store.outbox.setAside(deLado, [umaNota('recusada'), umaNota('recusada também')]);
      await store.outbox.setAside(deLado.slice(0, 1), []); // as another instance would, a moment later
      assert.deepEqual([await store.outbox.pending(10), await store.outbox.aside()], [[fica], deLado]);
      assert.equal(await store.outbox.size(), 1);
      assert.deepEqual(await passos(store), ['recusada', 'recusada também']);

      await store.outbox.settle(ruim, true);
      await store.outbox.settle(ruim, true);
      await store.outbox.settle(pior, false);
      assert.deepEqual([await store.outbox.size(), await store.outbox.aside()], [2, []]);
    });

    const as = (minuto: number, parte: Partial<Pagamento> = {}) =>
      umPagamento({
        pedidoId: 100 + minuto,
        cobranca: { id: `c${minuto}`, pixCopiaECola: '000201', expiraEm: `2026-03-10T15:${minuto}:00.000Z` },
        ...parte,
      });
    const antesDe = (minuto: number) => new Date(`2026-03-10T15:${minuto}:00.000Z`);

    contrato('vencidos são os pendentes cujo prazo terminou antes, do mais antigo ao mais novo', async (store) => {
      const [onze, doze, treze] = [as(11), as(12), as(13)];
      const settled = [confirmado(as(10, { pedidoId: 1 })), rejeitar(as(10, { pedidoId: 2 }), PAGO_EM, null).pagamento];
      for (const pagamento of [treze, onze, ...settled, canceladoAntes(randomUUID(), 3, '', PAGO_EM), doze])
        await store.insert(pagamento, []);
      assert.deepEqual(
        idsDe(await store.listDue(antesDe(14), 20)),
        idsDe([onze, doze, treze].map((p) => ({ pagamento: p }))),
      );
      assert.deepEqual(idsDe(await store.listDue(antesDe(14), 2)), [onze.transacaoId, doze.transacaoId]);
      assert.deepEqual(idsDe(await store.listDue(antesDe(12), 20)), [onze.transacaoId]);

      await store.update(await lido(store, onze), confirmado(onze), [], []);
      assert.deepEqual(idsDe(await store.listDue(antesDe(13), 20)), [doze.transacaoId]);
    });

    contrato('o vencido que se adia espera até lá, e ainda está por pagar', async (store) => {
      const [onze, doze] = [as(11), as(12)];
      for (const pagamento of [onze, doze]) await store.insert(pagamento, []);
      await store.update(await lido(store, onze), adiar(onze, antesDe(20)), [], []);
      assert.deepEqual(idsDe(await store.listDue(antesDe(15), 20)), [doze.transacaoId]);
      assert.deepEqual(idsDe(await store.listDue(antesDe(21), 20)), [doze.transacaoId, onze.transacaoId]);
      assert.deepEqual(
        (await store.listPending(10)).map(({ transacaoId }) => transacaoId),
        [onze.transacaoId, doze.transacaoId],
      );
    });

    contrato('pendentes são os que ainda se podem pagar, o que acaba antes primeiro', async (store) => {
      const [onze, doze, treze] = [as(11), as(12), as(13)];
      for (const pagamento of [treze, confirmado(as(10)), onze, canceladoAntes(randomUUID(), 3, '', PAGO_EM), doze])
        await store.insert(pagamento, []);
      assert.deepEqual(await store.listPending(2), [onze, doze]);
      await store.update(await lido(store, onze), rejeitar(onze, PAGO_EM, 'expirado').pagamento, [], []);
      assert.deepEqual(await store.listPending(10), [doze, treze]);
    });

    contrato('dos pendentes de um meio, os de outro não tomam o lugar', async (store) => {
      const [onze, doze, treze] = [as(11), { ...as(12), meio: 'balcao' as const }, as(13)];
      for (const pagamento of [doze, treze, onze]) await store.insert(pagamento, []);
      assert.deepEqual(await store.listPending(2, 'pix'), [onze, treze]);
      assert.deepEqual(await store.listPending(2, 'balcao'), [doze]);
    });

    contrato(
      'com um estorno por fazer, precisam de nós quando ele se pede outra vez, e só esses devem',
      async (store) => {
        const devendo = (minuto: number) =>
          pedirEstorno(confirmado(as(minuto)), { id: `e${minuto}`, centavos: 20, causa: 'gerencia' }, antesDe(minuto));
        const [dez, onze, doze] = [devendo(10), devendo(11), devendo(12)];
        for (const pagamento of [doze, as(13), dez, confirmado(as(14)), onze]) await store.insert(pagamento, []);
        await store.update(await lido(store, dez), adiarEstorno(dez, 'e10', antesDe(40), 'saldo'), [], []);
        assert.deepEqual(idsDe(await store.listDue(antesDe(12), 20)), [onze.transacaoId]);
        assert.deepEqual(await store.listOwing(2), [onze, doze]);
        assert.deepEqual((await store.listOwing(9)).at(-1)?.transacaoId, dez.transacaoId);
      },
    );

    contrato('de um pedido se leem todos os pagamentos, o da última tentativa primeiro', async (store) => {
      const [um, dois, tres] = [1, 2, 3].map((tentativa) => umPagamento({ tentativa }));
      assert.ok(um && dois && tres);
      for (const pagamento of [dois, tres, um, umPagamento({ pedidoId: 8 })]) await store.insert(pagamento, []);
      assert.deepEqual(await store.listOf(7), [tres, dois, um]);
      assert.deepEqual(await store.listOf(9), []);
    });

    contrato(
      'os mexidos em uma faixa se leem por páginas, cada um uma vez, também os do mesmo instante',
      async (store) => {
        const feito = (minuto: number, pedidoId: number) =>
          confirmar(umPagamento({ pedidoId }), antesDe(minuto)).pagamento;
        const dentro = [feito(10, 1), feito(11, 2), feito(11, 3), feito(11, 4), feito(12, 5)];
        const fora = [feito(13, 6), umPagamento({ pedidoId: 9 })]; // at the end of the range, and long before it
        for (const pagamento of [...dentro, ...fora].toReversed()) await store.insert(pagamento, []);
        const lidos: Pagamento[] = [];
        for (;;) {
          const pagina = await store.listMoved(antesDe(10), antesDe(13), lidos.at(-1) ?? null, 2);
          assert.ok(pagina.length <= 2);
          if (pagina.length === 0) break;
          lidos.push(...pagina);
        }
        const ordem = dentro.toSorted(
          (a, b) => (a.pagoEm ?? '').localeCompare(b.pagoEm ?? '') || (a.transacaoId < b.transacaoId ? -1 : 1),
        );
        assert.deepEqual(lidos, ordem);

        const [primeiro] = dentro;
        assert.ok(primeiro);
        const estorno = { id: 'e1', centavos: 20, causa: 'gerencia' } as const;
        await store.update(await lido(store, primeiro), pedirEstorno(primeiro, estorno, antesDe(50)), [], []);
        assert.equal((await store.listMoved(antesDe(10), antesDe(11), null, 9)).length, 0);
        assert.equal((await store.listMoved(antesDe(50), antesDe(51), null, 9))[0]?.transacaoId, primeiro.transacaoId);
      },
    );

    contrato('as mensagens saem na ordem em que foram escritas, e as entregues são esquecidas', async (store) => {
      const messages: Outgoing[] = [];
      for (const tentativa of [1, 2, 3]) {
        const read = await guardado(store, umPagamento({ tentativa }));
        const duas = [aviso(read.pagamento), aviso(read.pagamento)];
        await store.update(read, confirmado(read.pagamento), duas, []);
        messages.push(...duas);
      }
      assert.deepEqual(await store.outbox.pending(4), messages.slice(0, 4));
      await store.outbox.sent(messages.slice(0, 3), []);
      assert.deepEqual(await store.outbox.pending(10), messages.slice(3));
    });

    contrato(
      'os pagamentos de quem se apaga ficam, sem dizer de quem eram; quem os tinha lido antes não escreve isso de volta',
      async (store) => {
        const [dele, outro, alheio] = [
          umPagamento({ dono: 'cliente-3', clienteId: 3 }),
          umPagamento({ dono: 'cliente-3', clienteId: 3, tentativa: 2, cobranca: null }),
          umPagamento({ pedidoId: 8, clienteId: 4 }),
        ];
        const deUmPrograma = umPagamento({ dono: 'programa-1', clienteId: 3, tentativa: 3, cobranca: null });
        for (const pagamento of [dele, outro, alheio, deUmPrograma]) await store.insert(pagamento, []);
        const antes = await lido(store, dele);
        for (let vez = 0; vez < 2; vez += 1) assert.deepEqual(await store.unlink([7]), [dele.transacaoId]);
        for (const pagamento of [dele, outro])
          assert.deepEqual((await lido(store, pagamento)).pagamento, { ...pagamento, dono: null, clienteId: null });
        assert.deepEqual((await lido(store, deUmPrograma)).pagamento, { ...deUmPrograma, clienteId: null });
        assert.deepEqual((await lido(store, alheio)).pagamento, alheio);
        assert.equal(await store.update(antes, confirmado(dele), [], []), false);
        assert.deepEqual(await store.unlink([]), []);
      },
    );

    contrato('o que alguém anotou ao descartar uma mensagem de quem se apaga não fica na trilha', async (store) => {
      await store.trail.append([umaNota('era da Zélia')]);
      await store.unlink([7]);
      assert.deepEqual(await passos(store), ['apagado']);
    });

    contrato('o que a lei não manda mais guardar se apaga aos poucos; o que ainda se paga, não', async (store) => {
      const de = (ano: number, pedidoId: number, estado: Pagamento['estado']) =>
        umPagamento({
          pedidoId,
          estado,
          cobranca: { id: randomUUID(), pixCopiaECola: '', expiraEm: `${ano}-03-10T15:10:00.000Z` },
        });
      const [velho, outro, pendente, novo] = [
        de(2019, 1, 'CONFIRMADO'),
        de(2020, 2, 'REJEITADO'),
        de(2019, 3, 'PENDENTE'),
        de(2026, 4, 'CONFIRMADO'),
      ];
      for (const pagamento of [velho, outro, pendente, novo]) await store.insert(pagamento, []);
      const antes = new Date('2021-01-01');
      assert.equal(await store.deleteBefore(antes, 1), 1);
      assert.equal(await store.get(velho.transacaoId), undefined);
      assert.equal(await store.deleteBefore(antes, 10), 1);
      for (const fica of [pendente, novo]) assert.ok(await store.get(fica.transacaoId));
    });
  });
}
