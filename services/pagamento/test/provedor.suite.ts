import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import type { Cobranca, Provedor } from '../src/ports.ts';

/** A provider, and those who act beside us: who pays, and who hands a refund over. */
export type Aberto = {
  provedor: Provedor;
  pagar(cobranca: Cobranca): Promise<unknown>;
  /** Ends the refunds of a charge where they do not end by themselves. */
  entregar(cobranca: Cobranca): Promise<unknown>;
};

const MINUTO_MS = 60_000;

/** What every provider promises whoever charges by it. */
export function provedorContract(nome: string, abrir: (t: TestContext) => Promise<Aberto>): void {
  suite(`${nome}: o contrato do provedor`, () => {
    const nova = (valorCentavos = 2020) => ({
      transacaoId: randomUUID(),
      valorCentavos,
      expiraEm: new Date(Date.now() + 10 * MINUTO_MS),
    });
    /** A provider with one charge, pending or paid. */
    async function comUma(t: TestContext, paga = false) {
      const aberto = await abrir(t);
      const pedida = nova();
      const cobranca = await aberto.provedor.criar(pedida);
      if (paga) await aberto.pagar(cobranca);
      const ler = async () => (await aberto.provedor.obter(cobranca.id)) as Cobranca;
      return { ...aberto, pedida, id: cobranca.id, cobranca, ler };
    }
    const todas = async (provedor: Provedor, de: Date, ate: Date) => {
      const achadas: string[] = [];
      for await (const { id } of provedor.buscar(de, ate)) achadas.push(id);
      return achadas;
    };
    const ha = (ms: number) => new Date(Date.now() - ms);

    test('a cobrança nova está pendente, com o valor e a referência que se pediu', async (t) => {
      const { cobranca, pedida, ler } = await comUma(t);
      const { referencia, estado, motivo, valorCentavos, moeda, aprovadaEm, estornos } = cobranca;
      assert.deepEqual(
        { referencia, estado, motivo, valorCentavos, moeda, aprovadaEm, estornos },
        {
          referencia: pedida.transacaoId,
          estado: 'pendente',
          motivo: null,
          valorCentavos: 2020,
          moeda: 'BRL',
          aprovadaEm: null,
          estornos: [],
        },
      );
      assert.ok(Date.parse(cobranca.expiraEm) >= pedida.expiraEm.getTime());
      assert.ok(Math.abs(Date.parse(cobranca.criadaEm) - Date.now()) < MINUTO_MS);
      assert.deepEqual(await ler(), cobranca);
    });

    test('cada centavo é cobrado: nenhum se perde na conversão', async (t) => {
      const { provedor } = await abrir(t);
      for (const centavos of [1, 7, 10, 29, 101, 1_999, 30_003, 114_999, 99_999_99]) {
        const { id, valorCentavos } = await provedor.criar(nova(centavos));
        assert.deepEqual([valorCentavos, (await provedor.obter(id))?.valorCentavos], [centavos, centavos]);
      }
    });

    test('pedida de novo, ou muitas vezes ao mesmo tempo, é a mesma e uma só', async (t) => {
      const { provedor } = await abrir(t);
      const pedida = nova();
      const vezes = await Promise.all(Array.from({ length: 5 }, () => provedor.criar(pedida)));
      vezes.push(await provedor.criar(pedida));
      const ids = new Set(vezes.map(({ id }) => id));
      assert.equal(ids.size, 1);
      assert.deepEqual(await todas(provedor, ha(MINUTO_MS), ha(-MINUTO_MS)), [...ids]);
    });

    test('a que não existe não é achada', async (t) => {
      const { provedor } = await comUma(t);
      assert.equal(await provedor.obter('123456789012345'), undefined);
    });

    test('paga, está aprovada, e desde quando', async (t) => {
      const { ler } = await comUma(t, true);
      const { estado, aprovadaEm, motivo } = await ler();
      assert.deepEqual([estado, motivo], ['aprovada', null]);
      assert.ok(Math.abs(Date.parse(String(aprovadaEm)) - Date.now()) < MINUTO_MS);
    });

    test('cancelada, está cancelada; de novo, também', async (t) => {
      const { provedor, id, ler } = await comUma(t);
      for (let vez = 0; vez < 2; vez += 1) {
        const { estado, motivo } = await provedor.cancelar(id);
        assert.deepEqual([estado, motivo], ['rejeitada', 'cancelado']);
      }
      assert.equal((await ler()).estado, 'rejeitada');
    });

    test('cancelada quando acaba de ser paga, está paga', async (t) => {
      const { provedor, id } = await comUma(t, true);
      assert.equal((await provedor.cancelar(id)).estado, 'aprovada');
    });

    test('um estorno devolve uma parte, uma vez por mais que se peça, e é reconhecido como o nosso', async (t) => {
      const { provedor, id, ler, entregar } = await comUma(t, true);
      const estorno = { id: randomUUID(), centavos: 505 };
      const vezes = [await provedor.estornar(id, estorno), await provedor.estornar(id, estorno)];
      for (const { estornos } of vezes)
        assert.deepEqual(
          estornos.map(({ nosso, centavos }) => [nosso, centavos]),
          [[estorno.id, 505]],
        );
      await entregar(await ler());
      const { estado, estornos } = await ler();
      assert.deepEqual([estado, estornos.map(({ centavos, feito }) => [centavos, feito])], ['aprovada', [[505, true]]]);
    });

    test('as partes somam o todo, e então ela está estornada; de mais ninguém', async (t) => {
      const { provedor, id, ler, entregar } = await comUma(t, true);
      await provedor.estornar(id, { id: randomUUID(), centavos: 1_919 });
      await assert.rejects(provedor.estornar(id, { id: randomUUID(), centavos: 102 }), {
        name: 'EstornoRecusado',
        codigo: 'valor',
      });
      await provedor.estornar(id, { id: randomUUID(), centavos: 101 });
      await entregar(await ler());
      const { estado, estornos } = await ler();
      assert.deepEqual([estado, estornos.reduce((soma, { centavos }) => soma + centavos, 0)], ['estornada', 2020]);
      await assert.rejects(provedor.estornar(id, { id: randomUUID(), centavos: 1 }), { name: 'EstornoRecusado' });
    });

    test('do que não foi pago não se devolve nada', async (t) => {
      const { provedor, id } = await comUma(t);
      const estorno = { id: randomUUID(), centavos: 1 };
      await assert.rejects(provedor.estornar(id, estorno), { name: 'EstornoRecusado', codigo: 'estado' });
      await provedor.cancelar(id);
      await assert.rejects(provedor.estornar(id, estorno), { name: 'EstornoRecusado', codigo: 'estado' });
    });

    test('a busca acha as de um período, cada uma uma vez, e nenhuma de outro', async (t) => {
      const { provedor, pagar } = await abrir(t);
      const feitas: string[] = [];
      for (let n = 0; n < 7; n += 1) {
        const cobranca = await provedor.criar(nova(100 + n));
        if (n % 2 === 0) await pagar(cobranca);
        feitas.push(cobranca.id);
      }
      const achadas = await todas(provedor, ha(MINUTO_MS), ha(-MINUTO_MS));
      assert.deepEqual(achadas.toSorted(), feitas.toSorted());
      assert.deepEqual(await todas(provedor, ha(10 * MINUTO_MS), ha(5 * MINUTO_MS)), []);
    });
  });
}
