import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assinar } from '@foodious/pix/assinatura.ts';
import { aberto } from '@foodious/testing/aberto.ts';
import { type Call, caller, feito } from '@foodious/testing/client.ts';
import { numeroDe } from '@foodious/testing/fixtures.ts';
import { until } from '@foodious/testing/waiting.ts';

type Sistema = Awaited<ReturnType<typeof aberto>>;

/** What of its faults the bank is told, and what it tells of a charge. */
const ajustar = async (s: Sistema, defeitos: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${s.place.pix}/defeitos`, { method: 'PUT', headers, body: JSON.stringify(defeitos) });
  assert.equal(answer.status, 200);
};
const noBanco = async (s: Sistema, transacaoId: string) => {
  const headers = { accept: 'application/json' };
  const answer = await fetch(`${s.place.pix}/transacoes/${transacaoId}`, { headers });
  return (await answer.json()) as { id: number; status: string; status_detail: string };
};

describe('as notificações do banco', { concurrency: 2 }, () => {
  describe('quando todas se perdem', { concurrency: 4 }, () => {
    let s: Sistema;
    before(async () => {
      s = await aberto({ PIX_CONSULTA_S: '1', PAGAMENTO_EXPIRA_S: '12' });
      await ajustar(s, { chances: { 'aviso-perdido': 1 } });
    });
    after(() => s?.fechar());

    test('o que se paga é recebido, um pouco mais tarde', async () => {
      const { id, transacaoId } = await s.aPagar();
      await s.aprovar(transacaoId);
      await s.ate(id, 'RECEBIDO');
      await s.ateComanda(id);
      assert.equal(await s.estadoPagamento(id, transacaoId), 'CONFIRMADO');
    });

    test('o que o banco recusa volta ao cliente, que paga de novo', async () => {
      const { id, transacaoId } = await s.aPagar();
      await s.recusar(transacaoId);
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      const segunda = await s.checkout(id);
      await s.aprovar(segunda);
      await s.ate(id, 'RECEBIDO');
    });

    test('o que ninguém paga expira, aqui e no banco', async () => {
      const { id, transacaoId } = await s.aPagar();
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      assert.equal(await s.estadoPagamento(id, transacaoId), 'REJEITADO');
      const { status, status_detail } = await noBanco(s, transacaoId);
      assert.deepEqual([status, status_detail], ['cancelled', 'by_collector']);
    });

    test('e de nenhuma se ficou sabendo', async () => {
      const { id } = await s.pago();
      assert.ok(id);
      const { notificacoes } = await feito(s.gerente, 'GET', '/v2/notificacoes');
      assert.deepEqual(notificacoes, []);
    });
  });

  describe('que chegam', { concurrency: 1 }, () => {
    let s: Sistema;
    let anyone: Call;
    let segredo: string;
    before(async () => {
      s = await aberto({ PIX_CONSULTA_S: '3600' });
      anyone = caller(s.place.gateway);
      segredo = JSON.parse(readFileSync(join(s.place.dataDir, 'segredos.json'), 'utf8')).PIX_WEBHOOK_SECRET;
    });
    after(() => s?.fechar());

    type Linha = {
      id: string;
      pedidoId: number | null;
      transacaoId: string | null;
      cobrancaId: string;
      veredito: string;
      resultado: string | null;
    };
    const lista = async (query = ''): Promise<Linha[]> =>
      (await feito(s.gerente, 'GET', `/v2/notificacoes${query}`)).notificacoes;
    /** Notifies in the bank's place; with another's secret, or at another time. */
    const avisar = (
      cobrancaId: string,
      { com = segredo, ts = Date.now(), corpo = `{"data":{"id":"${cobrancaId}"}}` as string | undefined } = {},
    ) => {
      const requestId = randomUUID();
      return fetch(`${s.place.gateway}/v1/pagamento/webhook/mercado-pago?data.id=${cobrancaId}&type=payment`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-request-id': requestId,
          'x-signature': assinar(com, { dataId: cobrancaId, requestId, ts }),
        },
        ...(corpo !== undefined && { body: corpo }),
      });
    };
    /** A charge that was paid, of which the bank told nobody. */
    const pagaEmSilencio = async () => {
      await ajustar(s, { chances: { 'aviso-perdido': 1 } });
      const { id, transacaoId } = await s.aPagar();
      await s.aprovar(transacaoId);
      await ajustar(s, { chances: {} });
      return { id, transacaoId, cobrancaId: String((await noBanco(s, transacaoId)).id) };
    };

    test('são respondidas na hora, movem o pedido, e a gerência vê o que foi de cada uma', async () => {
      const { id, transacaoId } = await s.pago();
      const minhas = await until('the notifications, handled', async () => {
        const todas = (await lista()).filter(({ pedidoId }) => pedidoId === id);
        return todas.some(({ resultado }) => resultado === 'aplicada') && todas;
      });
      for (const cada of minhas) assert.deepEqual([cada.veredito, cada.transacaoId], ['valida', transacaoId]);
      const aplicada = minhas.find(({ resultado }) => resultado === 'aplicada');
      const inteira = await feito(s.gerente, 'GET', `/v2/notificacoes/${aplicada?.id}`);
      assert.equal(inteira.consulta, `data.id=${inteira.cobrancaId}&type=payment`);
      assert.equal(JSON.parse(inteira.corpo).data.id, inteira.cobrancaId);
      assert.deepEqual(await lista('?problemas=true'), []);
    });

    test('forjadas, velhas ou sem sentido são respondidas e não mudam nada; cada uma diz o que foi', async () => {
      const { id, transacaoId, cobrancaId } = await pagaEmSilencio();
      const falsas = [
        [() => avisar(cobrancaId, { com: 'um segredo que não é o nosso' }), 'forjada'],
        [() => avisar(cobrancaId, { ts: Date.now() - 3_600_000 }), 'fora-do-prazo'],
        [() => avisar('%2E%2E'), 'forjada'], // it was signed otherwise
      ] as const;
      for (const [mandar, resultado] of falsas) {
        const answer = await mandar();
        assert.deepEqual([answer.status, await answer.json()], [200, { recebida: true }]);
        assert.equal((await lista('?problemas=true'))[0]?.resultado, resultado);
      }
      const { status } = await anyone('POST', '/v1/pagamento/webhook/mercado-pago', {});
      assert.equal(status, 200);
      assert.equal(await s.estadoPagamento(id, transacaoId), 'PENDENTE');
      assert.equal((await lista('?problemas=true')).length, 4);

      // A true one, then: without a body that could be read.
      assert.equal((await avisar(cobrancaId, { corpo: '{"da' })).status, 200);
      await s.ate(id, 'RECEBIDO');
    });

    test('de uma forjada a gerência pode mandar perguntar: o banco diz a verdade, e a auditoria quem mandou', async () => {
      const { id, cobrancaId } = await pagaEmSilencio();
      await avisar(cobrancaId, { com: 'um segredo que não é o nosso' });
      const [falsa] = await lista('?problemas=true&limite=1');
      assert.equal(falsa?.cobrancaId, cobrancaId);
      for (const [quem, espera] of [
        [anyone, 401],
        [s.totem, 403],
        [s.cozinha, 403],
      ] as const) {
        assert.equal((await quem('POST', `/v2/notificacoes/${falsa?.id}/refazer`)).status, espera);
        assert.equal((await quem('GET', '/v2/notificacoes')).status, espera);
      }
      const feita = await feito(s.gerente, 'POST', `/v2/notificacoes/${falsa?.id}/refazer`);
      assert.deepEqual([feita.veredito, feita.resultado, feita.pedidoId], ['invalida', 'aplicada', id]);
      await s.ate(id, 'RECEBIDO');
      await until('the audit log', async () => {
        const { entradas } = await feito(s.gerente, 'GET', '/v2/auditoria?acao=notificacao-refeita');
        return entradas.length === 1;
      });
      assert.equal((await s.gerente('POST', `/v2/notificacoes/${randomUUID()}/refazer`)).status, 404);
    });

    test('o que a gerência rejeita ou cancela não se paga mais no banco; o que se paga mesmo assim volta', async () => {
      const rejeitado = await s.aPagar();
      await feito(s.gerente, 'POST', `/v1/pagamento/${rejeitado.transacaoId}/2`);
      await s.ate(rejeitado.id, 'PAGAMENTO_PENDENTE');
      assert.equal((await noBanco(s, rejeitado.transacaoId)).status, 'rejected');

      const { id, transacaoId } = await s.aPagar();
      await feito(s.gerente, 'PUT', `/v1/pedido/${id}`, { estadoPedido: numeroDe('CANCELADO'), motivo: 'Faltou pão' });
      await s.atePagamento(id, transacaoId, 'REJEITADO');
      assert.equal((await noBanco(s, transacaoId)).status, 'cancelled');
      await s.aprovar(transacaoId);
      await s.atePagamento(id, transacaoId, 'ESTORNADO');
      assert.equal((await noBanco(s, transacaoId)).status, 'refunded');
    });

    test('vêm página por página, as mais novas primeiro', async () => {
      const todas = await lista('?limite=100');
      assert.ok(todas.length >= 4);
      const vistas: string[] = [];
      for (let ate = ''; ; ) {
        const { notificacoes, mais } = await feito(s.gerente, 'GET', `/v2/notificacoes?limite=2${ate}`);
        vistas.push(...notificacoes.map(({ id }: Linha) => id));
        if (!mais) break;
        ate = `&ate=${notificacoes.at(-1).recebidaEm}`;
      }
      assert.deepEqual(
        vistas,
        todas.map(({ id }) => id),
      );
    });

    test('dobradas, fora de ordem, cortadas e atrasadas fazem de um pagamento um só', async () => {
      await ajustar(s, {
        chances: { 'aviso-dobrado': 0.5, 'aviso-fora-de-ordem': 0.5, 'aviso-truncado': 0.5, 'aviso-atrasado': 0.3 },
        esperaMs: 500,
        semente: 42,
      });
      const pedidos = await Promise.all(Array.from({ length: 8 }, () => s.aPagar()));
      await Promise.all(pedidos.map(({ transacaoId }) => s.aprovar(transacaoId)));
      for (const { id } of pedidos) await s.ate(id, 'RECEBIDO');
      await ajustar(s, { chances: {} });
      const senhas = await Promise.all(pedidos.map(async ({ id }) => (await s.pedido(id)).senha));
      assert.equal(new Set(senhas).size, pedidos.length);
      const aplicadas = (await lista('?limite=100')).filter(({ resultado }) => resultado === 'aplicada');
      for (const { id } of pedidos)
        assert.equal(aplicadas.filter(({ pedidoId }) => pedidoId === id).length, 1, `${id}`);
    });

    test('o banco cai: o que se pagou é recebido quando ele volta', async () => {
      const { id, transacaoId, cobrancaId } = await pagaEmSilencio();
      await s.para('pix');
      assert.equal((await avisar(cobrancaId)).status, 200);
      await until('a try that failed', async () => (await lista('?limite=1'))[0]?.resultado === null);
      assert.equal(await s.estadoPagamento(id, transacaoId), 'PENDENTE');
      await s.volta('pix');
      await s.ate(id, 'RECEBIDO');
    });

    test('são contadas pelo que foi delas', async () => {
      await s.pago();
      await avisar('1', { com: 'um segredo que não é o nosso' });
      const { body } = await s.gerente('GET', '/metrics');
      assert.match(body, /^pix_notifications_total\{resultado="aplicada"\} \d+$/m);
      assert.match(body, /^pix_notifications_total\{resultado="forjada"\} \d+$/m);
      assert.match(body, /^pix_notification_oldest_age_seconds \d/m);
    });
  });
});
