import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { createLogger } from '@foodious/platform/log.ts';
import { until } from '@foodious/testing/waiting.ts';
import { clientes } from '../src/db/clientes.ts';
import { pruneEmails } from '../src/db/emails.ts';
import { pedidos } from '../src/db/pedidos.ts';
import type { NovoEmail } from '../src/domain/email.ts';
import { emailSender } from '../src/jobs/emails.ts';
import type { Mailer } from '../src/ports.ts';
import { escreverEmail } from '../src/use-cases/emails/escrever-email.ts';
import { abrirBanco, emBranco, HISTORIA } from './builders.ts';

const log = createLogger('silent');
type Carta = Parameters<Mailer>[0];

/** A database with a cliente and a pedido of theirs, and a post office that keeps what it is handed. */
async function abrir(t: TestContext) {
  const { db, transact, inTransaction, trilhaDe, fazer, aoFim } = await abrirBanco(t);
  const agora = new Date();
  const maria = await clientes(db).insert(
    { nome: 'Maria da Silva', email: 'maria@exemplo.com', cpf: '52998224725' },
    agora,
  );
  const pedido = await pedidos(db).insert(emBranco({ clienteId: maria.id }), agora);
  await pedidos(db).update({ ...pedido, senha: 42 });

  const cartas: Carta[] = [];
  const recebidas = { cartas, mailer: async (carta: Carta) => void cartas.push(carta) };
  return {
    db,
    trilhaDe,
    maria,
    pedidoId: pedido.id,
    cartas,
    mailer: recebidas.mailer,
    escrever: (...emails: NovoEmail[]) =>
      fazer(async (tx) => {
        for (const email of emails) await escreverEmail(tx, email);
      }, new Date()),
    ligar(mailer: Mailer = recebidas.mailer) {
      const emails = emailSender({
        sql: { db, transact },
        inTransaction,
        mailer,
        esquecer: { wake() {} },
        meusDados: 'https://lanchonete.exemplo/meus-dados',
        log,
      });
      emails.start();
      aoFim(() => emails.stop());
      return emails;
    },
    linhas: () => db.selectFrom('email').selectAll().orderBy('id').execute(),
    enviados: (quantos: number) =>
      until(`${quantos} e-mails sent`, async () => {
        const { length } = await db.selectFrom('email').select('id').where('enviado_em', 'is not', null).execute();
        return length === quantos;
      }),
  };
}
type Aberto = Awaited<ReturnType<typeof abrir>>;

const confirmado = ({ pedidoId, maria }: Aberto): NovoEmail => ({
  tipo: 'pagamento-confirmado',
  pedidoId,
  clienteId: maria.id,
  totalCentavos: 2020,
});
const recibo = (para = 'apagada@exemplo.com'): NovoEmail => ({
  tipo: 'lgpd-protocolo',
  para,
  protocolo: '00000000-0000-4000-8000-000000000001',
});

suite('envio de e-mails', () => {
  test('o e-mail escrito com o pedido sai uma vez, e fica marcado', async (t) => {
    const aberto = await abrir(t);
    const { cartas, linhas } = aberto;
    const emails = aberto.ligar();
    await aberto.escrever(confirmado(aberto));
    emails.wake();
    await aberto.enviados(1);
    const [linha] = await linhas();
    assert.deepEqual([linha?.proxima_em, linha?.tentativas], [null, 0]);

    await aberto.escrever(recibo());
    emails.wake();
    await aberto.enviados(2);
    await emails.stop();
    await aberto.ligar().stop(); // a new start sends nothing again
    assert.equal(cartas.length, 2);
    const [carta] = cartas;
    assert.deepEqual([carta?.para, carta?.evento], ['maria@exemplo.com', linha?.id]);
    assert.match(carta?.subject ?? '', /42/); // the senha, as it is now
    assert.match(carta?.text ?? '', /Olá, Maria!/);
    assert.match(carta?.text ?? '', /R\$ 20,20/);
    assert.ok(!JSON.stringify(cartas).includes('52998224725'));
  });

  test('o endereço é o do cliente na hora em que sai', async (t) => {
    const aberto = await abrir(t);
    await aberto.escrever(confirmado(aberto));
    assert.equal((await aberto.linhas())[0]?.para, null);
    await aberto.db.updateTable('cliente').set({ email: 'nova@exemplo.com' }).execute();
    aberto.ligar();
    await aberto.enviados(1);
    assert.equal(aberto.cartas[0]?.para, 'nova@exemplo.com');
  });

  test('a quem foi apagado não se escreve mais', async (t) => {
    const aberto = await abrir(t);
    await aberto.escrever(confirmado(aberto));
    await clientes(aberto.db).delete(aberto.maria.id, crypto.randomUUID());
    assert.deepEqual(await aberto.linhas(), []);
    // Written by a decision that had read the pedido before the erasure.
    await aberto.escrever(confirmado(aberto), recibo());
    aberto.ligar();
    await aberto.enviados(1);
    // The two leave side by side: the one may be sent before the other is dropped.
    const linhas = await until('the other is dropped', async () => {
      const agora = await aberto.linhas();
      return agora.length === 1 && agora;
    });
    assert.deepEqual(
      linhas.map(({ tipo }) => tipo),
      ['lgpd-protocolo'],
    );
    assert.deepEqual(
      aberto.cartas.map(({ para }) => para),
      ['apagada@exemplo.com'],
    );
  });

  test('do que já foi enviado, apagar o cliente desfaz o vínculo', async (t) => {
    const aberto = await abrir(t);
    await aberto.escrever(confirmado(aberto));
    const emails = aberto.ligar();
    await aberto.enviados(1);
    await emails.stop();
    await clientes(aberto.db).delete(aberto.maria.id, crypto.randomUUID());
    const [linha] = await aberto.linhas();
    assert.deepEqual([linha?.cliente_id, linha?.para], [null, null]);
  });

  test('o endereço de um recibo não fica guardado depois de enviado', async (t) => {
    const aberto = await abrir(t);
    await aberto.escrever(recibo());
    assert.equal((await aberto.linhas())[0]?.para, 'apagada@exemplo.com');
    aberto.ligar();
    await aberto.enviados(1);
    assert.equal((await aberto.linhas())[0]?.para, null);
  });

  test('o que falha espera cada vez mais, e não segura os outros', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const aberto = await abrir(t);
    let falhas = 2;
    const emails = aberto.ligar(async (carta) => {
      if (carta.para === 'cheia@exemplo.com' && falhas-- > 0) throw new Error('caixa cheia');
      await aberto.mailer(carta);
    });
    const ruim = async () => (await aberto.linhas()).find(({ proxima_em }) => proxima_em !== null);
    let espera = 0;
    await aberto.escrever(recibo('cheia@exemplo.com'), recibo(), recibo());
    for (const tries of [1, 2]) {
      emails.wake();
      const linha = await until(`try ${tries}`, async () => {
        const agora = await ruim();
        return agora?.tentativas === tries && agora;
      });
      await aberto.enviados(2);
      const nova = (linha.proxima_em ?? 0) - Date.now();
      assert.ok(nova > espera, `${nova} > ${espera}`);
      espera = nova;

      t.mock.timers.tick(espera - 1);
      await aberto.escrever(recibo());
      emails.wake();
      await aberto.enviados(3);
      await aberto.db
        .deleteFrom('email')
        .where('id', '=', (await aberto.linhas()).at(-1)?.id ?? '')
        .execute();
      assert.equal((await ruim())?.tentativas, tries); // not before its time
      t.mock.timers.tick(1);
    }
    emails.wake();
    await aberto.enviados(3);
    assert.equal(aberto.cartas.filter(({ para }) => para === 'cheia@exemplo.com').length, 1);
  });

  test('depois de um dia de falhas desiste, e o endereço não fica guardado', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const aberto = await abrir(t);
    await aberto.escrever(recibo());
    let tries = 0;
    const emails = aberto.ligar(async () => {
      tries += 1;
      throw new Error('sempre');
    });
    const inicio = Date.now();
    const linha = await until('it is given up', async () => {
      const [agora] = await aberto.linhas();
      if (agora?.proxima_em === null) return agora;
      t.mock.timers.tick(Math.max(0, (agora?.proxima_em ?? 0) - Date.now()));
      emails.wake();
      return undefined;
    });
    const horas = (Date.now() - inicio) / 3_600_000;
    assert.ok(horas > 12 && horas < 48, `${horas}`);
    assert.equal(linha.tentativas, tries);
    assert.equal(linha.enviado_em, null);
    assert.equal(linha.para, null);
  });

  test('na trilha do pedido fica que foi escrito, que falhou e que saiu, na história de quem o escreveu', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const aberto = await abrir(t);
    await aberto.escrever(confirmado(aberto));
    let falhas = 1;
    const emails = aberto.ligar(async (carta) => {
      if (falhas-- > 0) throw new TypeError(`não para ${carta.para}`);
      await aberto.mailer(carta);
    });
    await until('the first try', async () => (await aberto.linhas())[0]?.tentativas === 1);
    t.mock.timers.tick(60_000);
    emails.wake();
    await aberto.enviados(1);
    const trilha = await aberto.trilhaDe(aberto.pedidoId);
    const [linha] = await aberto.linhas();
    assert.deepEqual(
      trilha.map(({ tipo, correlacao, dados }) => [tipo, correlacao, dados.emailId, dados.tentativa, dados.erro]),
      [
        ['email-escrito', HISTORIA, linha?.id, undefined, undefined],
        ['email-falhou', HISTORIA, linha?.id, 1, 'TypeError'],
        ['email-enviado', HISTORIA, linha?.id, 2, undefined],
      ],
    );
    assert.ok(!JSON.stringify(trilha).includes('maria'));
  });

  test('uma pilha de e-mails sai inteira, de uma vez', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] }); // no sweep will come to the rescue
    const aberto = await abrir(t);
    const para = [...Array(25).keys()].map((n) => `${n}@exemplo.com`);
    await aberto.escrever(...para.map((um) => recibo(um)));
    aberto.ligar();
    for (const fim = performance.now() + 5_000; aberto.cartas.length < 25 && performance.now() < fim; )
      await new Promise(setImmediate);
    assert.deepEqual(aberto.cartas.map((carta) => carta.para).toSorted(), para.toSorted());
  });

  test('parar espera a carta que está saindo, e depois nenhuma sai', async (t) => {
    const aberto = await abrir(t);
    await aberto.escrever(recibo());
    const saindo = Promise.withResolvers<void>();
    const entregue = Promise.withResolvers<void>();
    const emails = aberto.ligar(async (carta) => {
      saindo.resolve();
      await entregue.promise;
      await aberto.mailer(carta);
    });
    await saindo.promise;
    const parando = emails.stop();
    entregue.resolve();
    await parando;
    assert.ok((await aberto.linhas())[0]?.enviado_em);

    await aberto.escrever(recibo());
    emails.wake();
    await new Promise(setImmediate);
    assert.equal(aberto.cartas.length, 1);
  });
});

test('os que saíram, ou de que se desistiu, são esquecidos com o tempo; os que esperam, não', async (t) => {
  const { db, escrever, linhas, pedidoId, maria } = await abrir(t);
  for (let n = 0; n < 3; n += 1)
    await escrever({ tipo: 'pedido-pronto', pedidoId, clienteId: maria.id, totalCentavos: null });
  const [saiu, desistiu, espera] = (await linhas()).map(({ id }) => id);
  await db
    .updateTable('email')
    .set({ proxima_em: null, enviado_em: 1 })
    .where('id', '=', saiu ?? '')
    .execute();
  await db
    .updateTable('email')
    .set({ proxima_em: null })
    .where('id', '=', desistiu ?? '')
    .execute();
  const daquiA = (ms: number) => new Date(Date.now() + ms);
  assert.equal(await pruneEmails(db)(daquiA(-60_000), 10), 0);
  assert.equal(await pruneEmails(db)(daquiA(60_000), 10), 2);
  assert.deepEqual(
    (await linhas()).map(({ id }) => id),
    [espera],
  );
});
