import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { umBanco } from '@foodious/testing/banco.ts';
import { provedorDoBalcao } from '../src/adapters/balcao/provedor.ts';
import { clienteMercadoPago } from '../src/adapters/pix/mercado-pago/client.ts';
import { provedorMercadoPago } from '../src/adapters/pix/mercado-pago/provedor.ts';
import { entregarDevolucao, receberNoBalcao } from '../src/domain/balcao.ts';
import { mudarNoLivro } from '../src/store/balcao.ts';
import { umArmazem } from './armazem.ts';
import { provedorContract } from './provedor.suite.ts';

async function umMercadoPago(t: TestContext) {
  const banco = await umBanco();
  t.after(() => banco.fechar());
  const cliente = clienteMercadoPago(banco.endereco, () => banco.apiKey);
  const provedor = provedorMercadoPago(cliente, { email: 'casa@lanchonete.example' });
  return { banco, provedor };
}

provedorContract('o Mercado Pago', async (t) => {
  const { banco, provedor } = await umMercadoPago(t);
  return { provedor, pagar: ({ id }) => banco.mover(id, 'aprovar'), entregar: async () => {} };
});

provedorContract('o balcão', async (t) => {
  const { balcao } = await umArmazem(t);
  const ato = () => ({ em: new Date().toISOString(), por: 'pessoa-1', papel: 'balcao' });
  return {
    provedor: provedorDoBalcao(balcao),
    pagar: ({ id, valorCentavos }) =>
      mudarNoLivro(balcao, id, (cobranca) =>
        receberNoBalcao(
          cobranca,
          { pedidoId: 7, forma: 'dinheiro', entregueCentavos: valorCentavos, chave: null },
          ato(),
        ),
      ),
    async entregar({ id, estornos }) {
      for (const { id: estornoId } of estornos)
        await mudarNoLivro(balcao, id, (cobranca) => entregarDevolucao(cobranca, estornoId, ato()));
    },
  };
});

suite('o Mercado Pago, quando o banco se comporta mal', () => {
  const nova = () => ({ transacaoId: randomUUID(), valorCentavos: 2020, expiraEm: new Date(Date.now() + 600_000) });
  const duasVezes = (defeito: string) => ({ armados: [1, 2].map(() => ({ defeito, alvo: '*' })) });

  for (const defeito of ['api-429', 'api-500', 'api-cai-antes', 'api-cai-depois'])
    test(`${defeito}: abre uma cobrança só, cancela-a ou devolve uma vez só`, async (t) => {
      const { banco, provedor } = await umMercadoPago(t);
      await banco.ajustar(duasVezes(defeito));
      const { id } = await provedor.criar(nova());
      await banco.mover(id, 'aprovar');
      await banco.ajustar(duasVezes(defeito));
      const estorno = { id: randomUUID(), centavos: 505 };
      const { estornos } = await provedor.estornar(id, estorno);
      assert.deepEqual(
        estornos.map(({ nosso, centavos }) => [nosso, centavos]),
        [[estorno.id, 505]],
      );
      const outra = await provedor.criar(nova());
      await banco.ajustar(duasVezes(defeito));
      assert.equal((await provedor.cancelar(outra.id)).estado, 'rejeitada');
      const achadas: string[] = [];
      for await (const cada of provedor.buscar(new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)))
        achadas.push(cada.id);
      assert.deepEqual(achadas.toSorted(), [id, outra.id].toSorted());
    });

  test('sem saldo, recusa o estorno por isso; com saldo outra vez, o mesmo é feito', async (t) => {
    const { banco, provedor } = await umMercadoPago(t);
    const { id } = await provedor.criar(nova());
    await banco.mover(id, 'aprovar');
    const estorno = { id: randomUUID(), centavos: 2020 };
    await banco.ajustar({ chances: { 'sem-saldo': 1 } });
    await assert.rejects(provedor.estornar(id, estorno), { name: 'EstornoRecusado', codigo: 'saldo' });
    await banco.ajustar({ chances: {} });
    assert.equal((await provedor.estornar(id, estorno)).estado, 'estornada');
  });

  test('um estorno que demora está a caminho, e depois feito', async (t) => {
    const { banco, provedor } = await umMercadoPago(t);
    const { id } = await provedor.criar(nova());
    await banco.mover(id, 'aprovar');
    await banco.ajustar({ armados: [{ defeito: 'estorno-demora', alvo: '*' }], esperaMs: 200 });
    const feito = async (estorno: { id: string; centavos: number }) =>
      (await provedor.estornar(id, estorno)).estornos.map((cada) => [cada.nosso, cada.feito]);
    const estorno = { id: randomUUID(), centavos: 2020 };
    assert.deepEqual(await feito(estorno), [[estorno.id, false]]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.deepEqual(await feito(estorno), [[estorno.id, true]]);
  });
});
