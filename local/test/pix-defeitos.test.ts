import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrCodeError, parseBrCode } from '@foodious/pix/brcode.ts';
import { criarDefeitos, DEFEITOS, type Defeito, dura, NOMES_DOS_DEFEITOS, SEM_DEFEITOS } from '../src/pix/defeitos.ts';
import { abrir, instante, pasta, recebedor, umaNova, until } from './banco-de-mentira.ts';

/** How late what is late is here. */
const ESPERA_MS = 1_000;

/** A bank that is about to do one thing wrong, and who hears of it. */
async function comDefeito(t: Parameters<typeof abrir>[0], ...armar: Defeito[]) {
  const ouvinte = await recebedor(t);
  const banco = await abrir(t, { webhookUrl: ouvinte.webhookUrl });
  await banco.defeitos({ esperaMs: ESPERA_MS });
  for (const defeito of armar) await banco.provocar(defeito);
  return { ...ouvinte, ...banco };
}
/** A charge whose having been made was told already: what comes next is about its payment. */
async function cobrancaContada({ criar, doPagamento }: Awaited<ReturnType<typeof comDefeito>>, part: object = {}) {
  const criada = await criar(part);
  await doPagamento(criada.id, 1);
  return criada;
}

suite('o banco de mentira erra quando se manda', { concurrency: 4 }, () => {
  test('um aviso atrasado vem depois, e os seguintes do mesmo pagamento esperam por ele', async (t) => {
    const banco = await comDefeito(t);
    const { id } = await cobrancaContada(banco);
    await banco.provocar('aviso-atrasado', id);
    await banco.mover(id, 'recusar');
    const feito = Date.now();
    await banco.mover(id, 'aprovar');
    const [, recusado, aprovado] = await banco.doPagamento(id, 3);
    assert.ok(recusado && aprovado);
    assert.ok(recusado.at - feito > ESPERA_MS / 2 && aprovado.at >= recusado.at);
  });

  test('um aviso fora de ordem vem depois dos que nasceram depois dele', async (t) => {
    const banco = await comDefeito(t, 'aviso-fora-de-ordem');
    const { id } = await banco.criar();
    await banco.mover(id, 'aprovar');
    const acoes = (await banco.doPagamento(id, 2)).map(({ action }) => action);
    assert.deepEqual(acoes, ['payment.updated', 'payment.created']);
  });

  test('um aviso dobrado vem duas vezes, com o mesmo número', async (t) => {
    const banco = await comDefeito(t);
    const { id } = await cobrancaContada(banco);
    await banco.provocar('aviso-dobrado', id);
    await banco.mover(id, 'aprovar');
    const [, um, outro] = await banco.doPagamento(id, 3);
    assert.equal(um?.texto, outro?.texto);
    assert.notEqual(um?.headers['x-request-id'], outro?.headers['x-request-id']);
    await sleep(100);
    assert.equal((await banco.doPagamento(id, 3)).length, 3);
  });

  test('um aviso perdido não vem nunca, e o pagamento vale', async (t) => {
    const dataDir = pasta(t);
    const { webhookUrl, doPagamento } = await recebedor(t);
    const banco = await abrir(t, { webhookUrl, dataDir });
    const { id } = await banco.criar();
    await doPagamento(id, 1);
    await banco.provocar('aviso-perdido', id);
    await banco.mover(id, 'aprovar');
    await sleep(200);
    await banco.stop();
    const { obter } = await abrir(t, { webhookUrl, dataDir });
    await sleep(200);
    assert.equal((await doPagamento(id, 1)).length, 1);
    assert.equal((await obter(id)).status, 'approved');
  });

  test('um aviso forjado tem a assinatura errada, e o verdadeiro vem também', async (t) => {
    const banco = await comDefeito(t);
    const { id } = await cobrancaContada(banco);
    await banco.provocar('aviso-forjado', id);
    const vereditos = (await banco.doPagamento(id, 3)).map(({ veredito }) => veredito);
    assert.deepEqual(vereditos.sort(), ['invalida', 'valida', 'valida']);
    assert.equal((await banco.obter(id)).status, 'pending');
  });

  test('um aviso truncado traz meio corpo; recusado, vem inteiro', async (t) => {
    const { webhookUrl, doPagamento } = await recebedor(t, ({ action }) => (action === null ? 400 : 200));
    const banco = await abrir(t, { webhookUrl });
    const { id } = await banco.criar();
    await doPagamento(id, 1);
    await banco.provocar('aviso-truncado', id);
    await banco.mover(id, 'aprovar');
    const [, cortado, inteiro] = await doPagamento(id, 3);
    assert.equal(cortado?.action, null);
    assert.equal(inteiro?.action, 'payment.updated');
    assert.ok(inteiro.texto.startsWith(cortado.texto) && cortado.texto.length < inteiro.texto.length);
  });

  test('um aviso de outro pagamento, bem assinado, fala do que o banco não conhece', async (t) => {
    const banco = await comDefeito(t);
    const { id } = await cobrancaContada(banco);
    await banco.provocar('aviso-de-outra', id);
    await until(() => banco.avisos.some(({ dataId }) => dataId !== String(id)), 'o aviso de outro');
    const outro = banco.avisos.find(({ dataId }) => dataId !== String(id));
    assert.equal(outro?.veredito, 'valida');
    assert.equal((await banco.api('GET', `/v1/payments/${outro.dataId}`)).status, 404);
  });

  test('aprova depois de cancelada, mesmo que o banco pare no meio', async (t) => {
    const dataDir = pasta(t);
    const { webhookUrl, doPagamento } = await recebedor(t);
    const banco = await abrir(t, { webhookUrl, dataDir });
    await banco.defeitos({ esperaMs: ESPERA_MS });
    const { id } = await banco.criar();
    await banco.provocar('aprovada-depois', id);
    assert.equal((await banco.cancelar(id)).body.status, 'cancelled');
    await banco.stop();
    const { obter } = await abrir(t, { webhookUrl, dataDir });
    await until(async () => (await obter(id)).status === 'approved', 'a aprovação tardia');
    assert.equal((await doPagamento(id, 3)).length, 3);
  });

  test('pago duas vezes, o segundo pagamento é outro, da mesma referência, antes ou depois de aprovado', async (t) => {
    for (const quando of ['antes', 'depois']) {
      const banco = await comDefeito(t);
      const { id, external_reference: referencia } = await cobrancaContada(banco);
      if (quando === 'antes') await banco.provocar('paga-duas-vezes', id);
      await banco.mover(id, 'aprovar');
      if (quando === 'depois') await banco.provocar('paga-duas-vezes', id);
      const { results } = await banco.buscar({ external_reference: referencia, criteria: 'asc' });
      assert.deepEqual(
        results.map(({ status, transaction_amount }: Record<string, unknown>) => [status, transaction_amount]),
        [
          ['approved', 20.2],
          ['approved', 20.2],
        ],
      );
      await banco.doPagamento(results[1].id, 1);
    }
  });

  test('pago outro valor, ou em outra moeda, o pagamento o diz', async (t) => {
    const banco = await comDefeito(t);
    const [valor, moeda] = [await banco.criar(), await banco.criar()];
    await banco.provocar('valor-trocado', valor.id);
    await banco.provocar('moeda-trocada', moeda.id);
    for (const { id } of [valor, moeda]) await banco.mover(id, 'aprovar');
    const outro = await banco.obter(valor.id);
    assert.deepEqual([outro.transaction_amount, outro.currency_id], [21.2, 'BRL']);
    assert.equal(outro.transaction_details.net_received_amount, 20.99);
    const dolar = await banco.obter(moeda.id);
    assert.deepEqual([dolar.transaction_amount, dolar.currency_id], [20.2, 'USD']);
  });

  test('um pagamento por fora não tem referência, e a busca o acha', async (t) => {
    const banco = await comDefeito(t, 'paga-por-fora');
    const { results } = await banco.buscar({ status: 'approved' });
    assert.equal(results.length, 1);
    assert.equal(results[0].external_reference, null);
    await banco.doPagamento(results[0].id, 1);
  });

  test('um pagamento contestado deixa de estar aprovado, na hora ou um pouco depois de pago', async (t) => {
    const banco = await comDefeito(t);
    const [ja, depois] = [await banco.criar(), await banco.criar()];
    await banco.mover(ja.id, 'aprovar');
    await banco.provocar('contestada', ja.id);
    assert.equal((await banco.obter(ja.id)).status, 'charged_back');
    await banco.provocar('contestada', depois.id);
    assert.equal((await banco.mover(depois.id, 'aprovar')).status, 'approved');
    await until(async () => (await banco.obter(depois.id)).status === 'charged_back', 'a contestação');
  });

  test('a API demora, responde 429 ou 500, ou cai: uma vez, e o que caiu depois está feito', async (t) => {
    const banco = await comDefeito(t);
    const { id } = await cobrancaContada(banco);
    const estado = async () => (await banco.obter(id)).status;
    const cancelar = () =>
      banco.cancelar(id).then(
        ({ status }) => status,
        () => 'caiu',
      );

    await banco.provocar('api-429', id);
    assert.equal(await cancelar(), 429);
    await banco.provocar('api-500', id);
    assert.equal(await cancelar(), 500);
    await banco.provocar('api-cai-antes', id);
    assert.equal(await cancelar(), 'caiu');
    assert.equal(await estado(), 'pending');
    await banco.provocar('api-cai-depois', id);
    assert.equal(await cancelar(), 'caiu');
    assert.equal(await estado(), 'cancelled');
    await banco.provocar('api-lenta', id);
    const began = Date.now();
    await banco.obter(id);
    assert.ok(Date.now() - began >= ESPERA_MS);
    const outra = Date.now();
    await banco.obter(id);
    assert.ok(Date.now() - outra < ESPERA_MS);
  });

  test('um erro de criar que caiu depois de feito não cobra de novo', async (t) => {
    const banco = await comDefeito(t, 'api-cai-depois');
    const nova = umaNova();
    await assert.rejects(banco.post(nova, 'k'));
    const { body } = await banco.post(nova, 'k');
    assert.deepEqual(
      (await banco.buscar({ external_reference: nova.external_reference })).results.map(({ id }: { id: number }) => id),
      [body.id],
    );
  });

  test('a busca atrasada ainda não conta o que acabou de mudar, até ser desligada', async (t) => {
    const banco = await comDefeito(t, 'busca-atrasada');
    await banco.defeitos({ esperaMs: 60_000 });
    const { external_reference: referencia } = await banco.criar();
    const achadas = async () => (await banco.buscar({ external_reference: referencia })).paging.total;
    assert.equal(await achadas(), 0);
    assert.equal(await achadas(), 0);
    await banco.provocar('busca-atrasada');
    assert.equal(await achadas(), 1);
  });

  test('o código Pix sai com o CRC errado, ou de outro valor', async (t) => {
    const banco = await comDefeito(t, 'codigo-crc');
    const codigo = async () => (await banco.criar()).point_of_interaction.transaction_data.qr_code;
    const ruim = await codigo();
    assert.throws(() => parseBrCode(ruim), new BrCodeError('bad CRC'));
    await banco.provocar('codigo-valor');
    assert.equal(parseBrCode(await codigo()).valorCentavos, 2120);
    assert.equal(parseBrCode(await codigo()).valorCentavos, 2020);
  });

  test('com o relógio adiantado, o que o banco diz e assina é de outra hora', async (t) => {
    const banco = await comDefeito(t);
    await banco.api('POST', '/defeitos/relogio');
    const { id, date_created: criada } = await banco.criar();
    assert.ok(Math.abs(Date.parse(criada) - Date.now() - 10 * 60_000) < 5000);
    const [aviso] = await banco.doPagamento(id, 1);
    assert.equal(aviso?.veredito, 'fora-do-prazo');
    const { paging } = await banco.buscar({ range: 'date_created', begin_date: instante(Date.now() + 5 * 60_000) });
    assert.equal(paging.total, 1, 'and is searched for by that');
    await banco.api('POST', '/defeitos/relogio');
    assert.equal((await banco.defeitos({})).relogioMs, 0);
  });

  test('um estorno demora, e chega', async (t) => {
    const banco = await comDefeito(t);
    const { id } = await banco.criar();
    await banco.mover(id, 'aprovar');
    await banco.provocar('estorno-demora', id);
    assert.equal((await banco.estornar(id, { amount: 5 })).body.status, 'in_process');
    const andando = await banco.obter(id);
    assert.deepEqual(
      [andando.status_detail, andando.transaction_amount_refunded, andando.refunds[0].status],
      ['accredited', 0, 'in_process'],
    );
    assert.equal((await banco.estornar(id, { amount: 15.21 })).status, 400, 'what is on its way is not there any more');
    await until(async () => (await banco.obter(id)).refunds[0].status === 'approved', 'o estorno');
    assert.equal((await banco.obter(id)).transaction_amount_refunded, 5);
    await banco.doPagamento(id, 3);
  });

  test('sem saldo não estorna, até haver de novo', async (t) => {
    const banco = await comDefeito(t, 'sem-saldo');
    const { id } = await banco.criar();
    await banco.mover(id, 'aprovar');
    for (let n = 0; n < 2; n += 1) {
      const { status, body } = await banco.estornar(id, { amount: 5 }, 'e');
      assert.deepEqual([status, body.cause[0].code], [400, 2031]);
    }
    await banco.provocar('sem-saldo');
    assert.equal((await banco.estornar(id, { amount: 5 }, 'e')).status, 201);
  });
});

suite('os defeitos do banco de mentira', () => {
  test('a mesma semente erra nas mesmas vezes, na proporção dita', () => {
    const vezes = (semente: number) => {
      const defeitos = criarDefeitos();
      defeitos.ajustar({ semente, chances: { 'api-500': 0.25 } });
      return Array.from({ length: 400 }, () => defeitos.acontece('api-500', 1));
    };
    assert.deepEqual(vezes(7), vezes(7));
    assert.notDeepEqual(vezes(7), vezes(8));
    const erros = vezes(7).filter(Boolean).length;
    assert.ok(erros > 70 && erros < 130, `${erros}`);
  });

  test('o que se armou para uma cobrança acontece uma vez, e só com ela; para qualquer uma, com a primeira', () => {
    const defeitos = criarDefeitos();
    defeitos.armar('aviso-perdido', '7');
    assert.equal(defeitos.acontece('aviso-perdido', 8, 'r'), false);
    assert.equal(defeitos.acontece('aviso-dobrado', 7), false);
    assert.equal(defeitos.acontece('aviso-perdido', 7, 'r'), true);
    assert.equal(defeitos.acontece('aviso-perdido', 7, 'r'), false);
    defeitos.armar('aviso-perdido', 'r');
    assert.equal(defeitos.acontece('aviso-perdido', 9, 'r'), true);
    defeitos.armar('aviso-perdido', '*');
    assert.equal(defeitos.acontece('aviso-perdido', 1, null), true);
    assert.equal(defeitos.acontece('aviso-perdido', 1, null), false);
  });

  test('por HTTP se leem e se mudam em parte; o que não presta é 400, e nada muda', async (t) => {
    const { api, defeitos } = await abrir(t);
    assert.deepEqual((await api('GET', '/defeitos')).body, SEM_DEFEITOS);
    await defeitos({ chances: { 'api-500': 0.5 }, semente: 3 });
    const depois = await defeitos({ armados: [{ defeito: 'api-lenta', alvo: '*' }] });
    assert.deepEqual(depois, { ...SEM_DEFEITOS, chances: { 'api-500': 0.5 }, semente: 3, armados: depois.armados });
    for (const ruim of [{ chances: { nada: 1 } }, { chances: { 'api-500': 2 } }, { esperaMs: -1 }, { outra: 1 }, []])
      assert.equal((await api('PUT', '/defeitos', ruim)).status, 400, JSON.stringify(ruim));
    assert.deepEqual((await api('GET', '/defeitos')).body, depois);
    assert.equal((await api('POST', '/defeitos/nada')).status, 404);
    await api('POST', '/defeitos/nenhum');
    assert.deepEqual((await api('GET', '/defeitos')).body, SEM_DEFEITOS);
  });

  test('cada um tem o seu botão, no banco ou na cobrança, e o botão mostra o que está armado ou ligado', async (t) => {
    const { criar, url } = await abrir(t);
    const { id } = await criar({ external_reference: randomUUID() });
    const botoes = async (path: string) => {
      const page = await (await fetch(url + path)).text();
      return new Map(
        [...page.matchAll(/action="([^"]+)"><button aria-pressed="(\w+)">([^<]+)</g)].map(([, action, on, nome]) => [
          action,
          { on: on === 'true', nome },
        ]),
      );
    };
    const [banco, cobranca] = [await botoes('/'), await botoes(`/cobrancas/${id}/pagina`)];
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: url };
    for (const defeito of NOMES_DOS_DEFEITOS) {
      const noBanco = `/defeitos/${defeito}`;
      assert.deepEqual(banco.get(noBanco), { on: false, nome: DEFEITOS[defeito].nome });
      const daCobranca = `/cobrancas/${id}/defeitos/${defeito}`;
      const [path, onde] = dura(defeito) ? ['/', noBanco] : [`/cobrancas/${id}/pagina`, daCobranca];
      assert.equal(cobranca.has(daCobranca), !dura(defeito) && DEFEITOS[defeito].onde !== 'codigo', defeito);
      if (!cobranca.has(daCobranca) && !dura(defeito)) continue; // the code is made before there is a page
      const answer = await fetch(url + onde, { method: 'POST', headers, redirect: 'manual' });
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, path]);
      const naHora = ['paga-por-fora', 'aviso-forjado', 'aviso-de-outra'].includes(defeito);
      assert.equal((await botoes(path)).get(onde)?.on, !naHora, defeito);
    }
  });
});
