import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ambientes } from '../../infra/ambientes.ts';
import { CELULA, demora, filaDaCelula } from '../../scripts/docs/escala.ts';
import { alavancas, custoDaCelula, custos, doPedido, porPedidoEm, total } from '../../scripts/escala/custos.ts';
import { esperaDeErlang, percentil, simular } from '../../scripts/escala/fila.ts';
import { mensagensPorPedido, porPedido, suposto } from '../../scripts/escala/medidas.ts';
import { conexoes, degrau, limites, lojasAte, naOrdem, tarefasPara } from '../../scripts/escala/modelo.ts';

const { dev, prod } = ambientes;
const chamado = (nome: string, ambiente = prod) => {
  const achado = limites(ambiente).find((each) => each.nome.includes(nome));
  assert.ok(achado, nome);
  return achado;
};

suite('de um restaurante a dez mil', () => {
  test('o dobro de restaurantes pede o dobro, e o que vem depois não muda', () => {
    const [um, dois] = [degrau(limites(prod), 100), degrau(limites(prod), 200)];
    assert.equal(dois.pedidosPorSegundo, 2 * um.pedidosPorSegundo);
    assert.equal(um.proximo?.nome, dois.proximo?.nome);
  });

  test('um restaurante só não chega perto de nada; o primeiro que falta são os e-mails do dia', () => {
    assert.deepEqual(degrau(limites(prod), 1).passados, []);
    const [primeiro] = naOrdem(limites(prod));
    assert.equal(primeiro?.nome, 'SES, e-mails a day');
    // 50 000 a day ÷ (600 orders × 1 in 5 × 2 e-mails)
    assert.equal(lojasAte(chamado('e-mails a day')), 208);
  });

  test('cada limite é alcançado exatamente onde se diz: uma loja a mais passa dele', () => {
    for (const limite of limites(prod)) {
      const lojas = lojasAte(limite);
      assert.ok(lojas * limite.porLoja <= limite.ha * limite.util * (1 + 1e-9), limite.nome);
      assert.ok((lojas + 1) * limite.porLoja > limite.ha * limite.util, limite.nome);
      assert.equal(degrau([limite], lojas).passados.length, 0);
      assert.deepEqual(degrau([limite], lojas + 1).passados, [limite]);
    }
  });

  test('o dobro de tarefas, ou um banco maior, leva o dobro; o que é da conta não se move por isso', () => {
    const { pedido } = prod.tarefas;
    const maior = { ...prod, tarefas: { ...prod.tarefas, pedido: { ...pedido, max: 2 * pedido.max } } };
    assert.equal(lojasAte(chamado('tasks of pedido', maior)), Math.floor(2 * 2777.7778));
    assert.equal(lojasAte(chamado('Cognito', maior)), lojasAte(chamado('Cognito')));
    const comR6g = { ...prod, documentdb: { ...prod.documentdb, classe: 'r6g.large' as const } };
    assert.equal(lojasAte(chamado('DocumentDB', comR6g)), 5 * lojasAte(chamado('DocumentDB')) + 2);
  });

  test('uma célula cabe no que há, fora o que se pede à Amazon ou um banco maior resolve', () => {
    const { passados } = degrau(limites(prod), CELULA);
    assert.deepEqual(
      passados.filter(({ move }) => move !== 'quota').map(({ nome }) => nome),
      ['DocumentDB, CPU of t4g.medium'],
    );
    const tarefas = tarefasPara(CELULA, porPedido.cpuPagamento, prod.tarefas.pagamento.cpu);
    const { pede, ha } = conexoes(tarefas, prod.documentdb.classe);
    assert.ok(tarefas <= prod.tarefas.pagamento.max && pede <= ha);
  });
});

suite('a fila de uma célula', () => {
  test('a simulação espera o que a fórmula de Erlang diz', () => {
    for (const [servidores, ocupacao] of [
      [1, 0.5],
      [3, 0.6],
      [8, 0.8],
    ] as const) {
      const estacao = { servidores, servico: 0.05 };
      const taxa = (ocupacao * servidores) / estacao.servico;
      const tempos = simular({ taxa, estacoes: [estacao], viagem: 0, pedidos: 200_000, semente: 7 });
      const media = tempos.reduce((soma, each) => soma + each, 0) / tempos.length;
      const esperada = esperaDeErlang(estacao, taxa) + estacao.servico;
      assert.ok(Math.abs(media / esperada - 1) < 0.05, `${servidores} at ${ocupacao}: ${media} for ${esperada}`);
    }
    assert.equal(esperaDeErlang({ servidores: 2, servico: 1 }, 2), Number.POSITIVE_INFINITY);
  });

  test('sem fila nem espera, o tempo é o da viagem e dos serviços', () => {
    const estacoes = [
      { servidores: 4, servico: 1e-6 },
      { servidores: 4, servico: 1e-6 },
    ];
    const tempos = simular({ taxa: 1, estacoes, viagem: 0.06, pedidos: 1_000, semente: 1 });
    assert.ok(Math.abs(percentil(tempos, 0.5) - 0.06) < 1e-3);
  });

  test('até a ocupação que a regra conta, 99 de 100 são RECEBIDO em menos de um segundo, cinco de uma vez também; a 90 % não', () => {
    const regra = suposto.utilizacao.valor;
    assert.ok(demora(regra, 1).p99 < 1_000);
    assert.ok(demora(regra, 5).p99 < 1_000);
    assert.ok(demora(0.9, 5).p99 > 2_000);
    assert.ok(filaDaCelula(regra).taxa >= 40, 'the tasks of a cell take its peak');
  });
});

suite('a conta do mês', () => {
  test('é a soma das suas linhas, e cada linha é quantos vezes quanto', () => {
    for (const ambiente of [dev, prod]) {
      const linhas = custos(ambiente);
      assert.equal(
        total(linhas),
        linhas.map(({ usd }) => usd).reduce((a, b) => a + b),
      );
      for (const { que, usd, quantos } of linhas) assert.ok(usd >= 0 && quantos >= 0 && Number.isFinite(usd), que);
    }
    const tarefas = custos(dev).find(({ que }) => que === 'tasks: CPU');
    assert.equal(tarefas?.quantos, 5 * 0.25 * 730);
  });

  test('fica abaixo do que o dono quer saber antes de gastar', () => {
    for (const ambiente of [dev, prod]) assert.ok(total(custos(ambiente)) < ambiente.orcamento, ambiente.nome);
  });

  test('um pedido custa a sua parte e a do que está lá; mil pedidos por dia a mais quase nada', () => {
    const { proprio, partilha, tudo } = porPedidoEm(prod);
    assert.equal(proprio, total(doPedido()));
    assert.ok(Math.abs(proprio + partilha - tudo) < 1e-12 && partilha > 100 * proprio);
    assert.equal(doPedido()[0]?.quantos, (mensagensPorPedido * 3) / 1e6);
  });

  test('numa célula cada restaurante paga uma parte pequena do que pagaria só', () => {
    const comR6g = { ...prod, documentdb: { ...prod.documentdb, classe: 'r6g.large' as const } };
    assert.equal(custoDaCelula(prod, 1), total(custos(comR6g)));
    assert.ok(custoDaCelula(prod, CELULA) / CELULA < total(custos(prod)) / 100);
  });

  test('o que se tira ou põe muda a conta por quanto se diz', () => {
    const [semLeitor] = alavancas(prod);
    const sem = { ...prod, aurora: { ...prod.aurora, leitores: 0 } };
    assert.ok(Math.abs(total(custos(sem)) - total(custos(prod)) - (semLeitor?.usd ?? 0)) < 1e-9);
    const umNat = alavancas(prod).find(({ que }) => que.startsWith('one NAT'));
    assert.ok(Math.abs(total(custos({ ...prod, nats: 1 })) - total(custos(prod)) - (umNat?.usd ?? 0)) < 1e-9);
  });
});
