import { ambientes } from '../../infra/ambientes.ts';
import { alavancas, custoDaCelula, custos, doPedido, porPedidoEm, total } from '../escala/custos.ts';
import { type Estacao, percentil, simular } from '../escala/fila.ts';
import { pedidosPorSegundo, porPedido, segundosDeCpu, suposto } from '../escala/medidas.ts';
import { degrau, limites, lojasAte, naOrdem, tarefasPara } from '../escala/modelo.ts';
import { precos } from '../escala/precos.ts';
import { table } from './markdown.ts';

const { prod, dev } = ambientes;
const DEGRAUS = [1, 10, 100, 1_000, 10_000];
/** Restaurants of a cell, as docs/scale.md argues. */
export const CELULA = 1_000;

const n = (valor: number, casas = 2): string => {
  const arredondado = valor >= 100 ? Math.round(valor) : Number(valor.toPrecision(casas));
  return arredondado.toLocaleString('en-US', { maximumFractionDigits: 6 }).replaceAll(',', ' ');
};
const usd = (valor: number) => valor.toFixed(2);

const medidas = (): string =>
  table(
    ['number', 'value', 'from'],
    [...Object.entries(porPedido), ...Object.entries(suposto)].map(([nome, { valor, de }]) => [
      `\`${nome}\``,
      n(valor),
      de,
    ]),
  );

const tabelaDeLimites = (): string =>
  table(
    ['at restaurants', 'what is full then', 'one restaurant asks', 'there is', 'by', 'what to do'],
    naOrdem(limites(prod)).map((each) => [
      `**${n(lojasAte(each))}**`,
      each.nome,
      `${n(each.porLoja)} ${each.unidade}`,
      `${n(each.ha)}, of which ${Math.round(each.util * 100)} %`,
      each.de,
      each.remedio,
    ]),
  );

const tabelaDeDegraus = (): string =>
  table(
    ['restaurants', 'orders/s at the peak', 'what was full on the way', 'what is next'],
    DEGRAUS.map((lojas) => {
      const { pedidosPorSegundo: taxa, passados, proximo } = degrau(limites(prod), lojas);
      return [
        n(lojas),
        n(taxa),
        passados.map(({ nome }) => nome).join('; ') || 'nothing',
        proximo ? `${proximo.nome}, at ${n(lojasAte(proximo))}` : 'nothing counted here',
      ];
    }),
  );

/** From a notification to RECEBIDO in a cell: pagamento, a queue, pedido. Their work by the bench, at half a virtual processor each. */
export function filaDaCelula(ocupacao: number): { taxa: number; estacoes: readonly Estacao[] } {
  const cpu = prod.tarefas.pedido.cpu / 1024;
  const estacao = (servidores: number, segundos: number): Estacao => ({ servidores, servico: segundos / cpu });
  const pedido = segundosDeCpu(porPedido.cpuPedido);
  const pagamento = segundosDeCpu(porPedido.cpuPagamento);
  const servidores = tarefasPara(CELULA, porPedido.cpuPedido, prod.tarefas.pedido.cpu);
  const taxa = (ocupacao * servidores * cpu) / pedido;
  // Pagamento has as many tasks as make it no busier than pedido.
  const doPagamento = Math.max(2, Math.ceil((taxa * pagamento) / (cpu * ocupacao)));
  return { taxa, estacoes: [estacao(doPagamento, pagamento), estacao(servidores, pedido)] };
}
/** Seconds a message is under way through a queue: relay, send, long poll. */
const VIAGEM_S = 0.06;
const OCUPACOES = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** Milliseconds within which half and 99 of 100 orders are RECEBIDO, at so much of what the tasks can do. */
export function demora(ocupacao: number, rajada: number): { p50: number; p99: number } {
  const tempos = simular({ ...filaDaCelula(ocupacao), viagem: VIAGEM_S, pedidos: 30_000, rajada, semente: 42 });
  return { p50: percentil(tempos, 0.5) * 1000, p99: percentil(tempos, 0.99) * 1000 };
}

const simulacao = (): string =>
  table(
    ['tasks are busy', 'orders/s', 'half within, ms', 'p99, ms', 'p99 when five come at once, ms'],
    OCUPACOES.map((ocupacao) => {
      const { p50, p99 } = demora(ocupacao, 1);
      return [
        `${Math.round(ocupacao * 100)} %`,
        n(filaDaCelula(ocupacao).taxa),
        n(Math.round(p50)),
        n(Math.round(p99)),
        n(Math.round(demora(ocupacao, 5).p99)),
      ];
    }),
  );

const celula = (): string => {
  const tudo = custoDaCelula(prod, CELULA);
  return `A cell of ${n(CELULA)} restaurants costs some **${n(tudo)} dollars a month**: ${usd(tudo / CELULA)} for each of them, against
${usd(total(custos(prod)))} for one alone in its own deployment.`;
};

/** What docs/scale.md has from the code. */
export const partesDaEscala = (): Record<string, string> => ({
  medidas: medidas(),
  limites: tabelaDeLimites(),
  degraus: tabelaDeDegraus(),
  simulacao: simulacao(),
  celula: celula(),
  loja: `One restaurant, in its busiest minute: ${suposto.pedidosPorDia.valor} orders a day × ${suposto.horaDePico.valor} in the
busiest hour × ${suposto.minutoDePico.valor} ÷ 3600 s = **${n(pedidosPorSegundo)} orders a second**.`,
});

const contas = (): string => {
  const [deDev, deProd] = [custos(dev), custos(prod)];
  const linhas = deProd.map(({ que, item, quantos, usd: emProd }, i) => {
    const { por, usd: preco, lido } = precos[item];
    const emDev = deDev[i];
    return [
      que,
      `${preco} per ${por}${lido ? '' : ' *'}`,
      n(emDev?.quantos ?? 0, 3),
      usd(emDev?.usd ?? 0),
      n(quantos, 3),
      usd(emProd),
    ];
  });
  return table(
    ['what', 'price, USD', 'dev', 'USD', 'prod', 'USD'],
    [...linhas, ['**a month**', '', '', `**${usd(total(deDev))}**`, '', `**${usd(total(deProd))}**`]],
  );
};

const umPedido = (): string => {
  const [emDev, emProd] = [porPedidoEm(dev), porPedidoEm(prod)];
  return `${table(
    ['a million orders add', 'how many', 'price, USD', 'USD'],
    [
      ...doPedido().map(({ que, quantos, item, usd: valor }) => [
        que,
        n(quantos * 1e6),
        `${precos[item].usd} per ${precos[item].por}`,
        usd(valor * 1e6),
      ]),
      ['**all of it**', '', '', `**${usd(emProd.proprio * 1e6)}**`],
    ],
  )}

With its share of what stands there anyway one order costs **${emProd.tudo.toFixed(4)} USD** in prod at ${n(emProd.pedidosPorDia)}
orders a day, ${emDev.tudo.toFixed(4)} in dev at ${n(emDev.pedidosPorDia)}.`;
};

/** What docs/aws.md has from the code. */
export const partesDosCustos = (): Record<string, string> => ({
  custos: contas(),
  pedido: umPedido(),
  alavancas: table(
    ['in prod', 'USD a month'],
    alavancas(prod).map(({ que, usd: valor }) => [que, `${valor >= 0 ? '+' : '−'}${usd(Math.abs(valor))}`]),
  ),
});
