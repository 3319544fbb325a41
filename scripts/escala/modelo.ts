import type { Ambiente } from '../../infra/ambientes.ts';
import {
  CHAMADAS_POR_TOKEN,
  type Dito,
  pedidosPorSegundo,
  porPedido,
  segundosDeCpu,
  suposto,
  TOKEN_S,
} from './medidas.ts';

/** What a restaurant asks of something at its peak, and how much of that there is. */
export type Limite = {
  nome: string;
  /** What it is counted in. */
  unidade: string;
  /** What one restaurant needs of it, in its busiest minute or its day. */
  porLoja: number;
  /** How much there is; `util` of it is counted on. */
  ha: number;
  util: number;
  /** What to do when it is reached. */
  remedio: string;
  /** Whether it goes away without changing where it runs: a quota that is raised, a number in infra/ambientes.ts. */
  move: 'quota' | 'tamanho' | 'codigo' | 'nunca';
  de: string;
};

const { utilizacao, telas, identificados, emailsPorIdentificado, pedidosHttp, minutosAoVivo, kBPorStream } = suposto;
const regra = utilizacao.valor;

/** Of an instance class of DocumentDB, virtual processors that are there all day: a t4g earns credits at a fifth of each of two. */
const CPU_DOCUMENTOS: Readonly<Record<Ambiente['documentdb']['classe'], number>> = {
  't4g.medium': 0.4,
  'r6g.large': 2,
};
/** Connections an instance takes. */
const CONEXOES_DOCUMENTOS: Readonly<Record<Ambiente['documentdb']['classe'], number>> = {
  't4g.medium': 500,
  'r6g.large': 1_700,
};
/** Connections of one process to its database at most (packages/platform/src/mysql.ts, services/pagamento/src/store/mongo). */
const CONEXOES_POR_TAREFA = 16;
/** Actions of a kind a second on a FIFO queue: without high throughput, and with it in us-east-1. */
const SQS = { comum: 300, alto: 70_000 } as const;
/** Messages of an order on the queue that has most: the moves of its comanda. */
const NA_FILA_MAIS_CHEIA = suposto.movimentos.valor;

/** Requests of an order to the HTTP API: two notifications of the provider, and one of a program. */
const NO_HTTP_API = 3;
/** What infra/stacks/borda.ts lets through of all programs together, requests a second; its test looks at it. */
export const RITMO = 200;

/** What may run out in one deployment of an environment. */
export function limites({ aurora, documentdb, tarefas }: Ambiente): Limite[] {
  const tarefa = (servico: keyof typeof tarefas, medida: Dito): Limite => ({
    nome: `tasks of ${servico}`,
    unidade: 'vCPU',
    porLoja: pedidosPorSegundo * segundosDeCpu(medida),
    ha: (tarefas[servico].max * tarefas[servico].cpu) / 1024,
    util: regra,
    remedio: 'more tasks (`tarefas` of infra/ambientes.ts)',
    move: 'tamanho',
    de: 'docs/cost.md, infra/ambientes.ts',
  });
  const streams = telas.valor + pedidosPorSegundo * 60 * minutosAoVivo.valor;
  return [
    {
      nome: 'SES, e-mails a day',
      unidade: 'e-mails/day',
      porLoja: suposto.pedidosPorDia.valor * identificados.valor * emailsPorIdentificado.valor,
      ha: 50_000,
      util: 1,
      remedio: 'ask for more: it grows with a good reputation',
      move: 'quota',
      de: 'SES: an account new out of the sandbox (remembered)',
    },
    {
      nome: 'SES, e-mails a second',
      unidade: 'e-mails/s',
      porLoja: pedidosPorSegundo * identificados.valor * emailsPorIdentificado.valor,
      ha: 14,
      util: 1,
      remedio: 'ask for more; until then they wait in their table, and orders go on',
      move: 'quota',
      de: 'SES: an account new out of the sandbox (remembered)',
    },
    {
      nome: 'Cognito, UserAuthentication',
      unidade: 'requests/s',
      // Every screen renews its token, and every identified cliente signs in.
      porLoja: CHAMADAS_POR_TOKEN * (telas.valor / TOKEN_S + pedidosPorSegundo * identificados.valor),
      ha: 120,
      util: regra,
      remedio: 'ask for more (it can be bought); an account of its own for each cell',
      move: 'quota',
      de: 'Cognito: per account and region',
    },
    {
      nome: 'SQS, one FIFO queue, one message a call',
      unidade: 'calls/s',
      porLoja: pedidosPorSegundo * NA_FILA_MAIS_CHEIA,
      ha: SQS.comum,
      util: regra,
      remedio: 'nothing: under load relay and consumer fill batches of ten',
      move: 'nunca',
      de: 'SQS: for each action and queue',
    },
    {
      nome: 'SQS, one FIFO queue, full batches',
      unidade: 'calls/s',
      porLoja: (pedidosPorSegundo * NA_FILA_MAIS_CHEIA) / 10,
      ha: SQS.comum,
      util: regra,
      remedio: 'high throughput (`DeduplicationScope`, `FifoThroughputLimit` in contracts/resources): 70 000/s',
      move: 'codigo',
      de: 'SQS: for each action and queue',
    },
    tarefa('pedido', porPedido.cpuPedido),
    tarefa('pagamento', porPedido.cpuPagamento),
    tarefa('gateway', porPedido.cpuGateway),
    tarefa('cozinha', porPedido.cpuCozinha),
    {
      nome: 'live streams, memory of the gateway',
      unidade: 'GiB',
      porLoja: (streams * kBPorStream.valor) / 1024 / 1024,
      ha: (tarefas.gateway.max * (tarefas.gateway.memoria - 256)) / 1024,
      util: regra,
      remedio: 'more tasks of the gateway',
      move: 'tamanho',
      de: 'infra/ambientes.ts, less 256 MiB a process takes by itself',
    },
    {
      nome: 'Aurora, CPU of the writer',
      unidade: 'ACU',
      porLoja: (pedidosPorSegundo * segundosDeCpu(porPedido.cpuMysql)) / suposto.cpuPorAcu.valor,
      ha: aurora.max,
      util: regra,
      remedio: 'a higher `aurora.max` (256 ACU is the end), then a cluster for each service',
      move: 'tamanho',
      de: 'docs/cost.md, infra/ambientes.ts',
    },
    {
      nome: 'Aurora at its end (256 ACU)',
      unidade: 'ACU',
      porLoja: (pedidosPorSegundo * segundosDeCpu(porPedido.cpuMysql)) / suposto.cpuPorAcu.valor,
      ha: 256,
      util: regra,
      remedio: 'another cell: one writer has no more',
      move: 'nunca',
      de: 'Aurora Serverless v2',
    },
    {
      nome: `DocumentDB, CPU of ${documentdb.classe}`,
      unidade: 'vCPU',
      porLoja: pedidosPorSegundo * segundosDeCpu(porPedido.cpuDocumentos),
      ha: CPU_DOCUMENTOS[documentdb.classe],
      util: regra,
      remedio: 'r6g.large and up: the same writer, larger',
      move: 'tamanho',
      de: 'docs/cost.md; credits of a t4g.medium for 0.4 vCPU (remembered)',
    },
    {
      nome: 'HTTP API, our own throttle',
      unidade: 'requests/s',
      porLoja: pedidosPorSegundo * NO_HTTP_API,
      ha: RITMO,
      util: regra,
      remedio: 'a higher `RITMO` (infra/stacks/borda.ts)',
      move: 'tamanho',
      de: 'infra/stacks/borda.ts',
    },
    {
      nome: 'HTTP API, requests',
      unidade: 'requests/s',
      porLoja: pedidosPorSegundo * NO_HTTP_API,
      ha: 10_000,
      util: regra,
      remedio: 'ask for more; the screens do not come this way',
      move: 'quota',
      de: 'API Gateway: per account and region',
    },
    {
      nome: 'targets and requests of the load balancer',
      unidade: 'requests/s',
      porLoja: pedidosPorSegundo * pedidosHttp.valor,
      ha: 100_000,
      util: regra,
      remedio: 'it grows by itself (LCUs); warn Amazon before a jump',
      move: 'nunca',
      de: 'no quota: a number of ours',
    },
  ];
}

/** Restaurants at which a limit is reached. */
export const lojasAte = ({ porLoja, ha, util }: Limite): number => Math.floor((ha * util) / porLoja + 1e-9);

/** The limits in the order in which a growing number of restaurants meets them. */
export const naOrdem = (todos: readonly Limite[]): Limite[] => todos.toSorted((a, b) => lojasAte(a) - lojasAte(b));

/** What so many restaurants ask for, and what of it binds: the first limit, and those that are over already. */
export function degrau(todos: readonly Limite[], lojas: number) {
  const ordem = naOrdem(todos);
  const passados = ordem.filter((each) => lojasAte(each) < lojas);
  return {
    lojas,
    pedidosPorSegundo: lojas * pedidosPorSegundo,
    passados,
    proximo: ordem.find((each) => lojasAte(each) >= lojas),
  };
}

/** How many tasks of a service so many restaurants need, by the rule of utilisation; at least two, one in each zone. */
export const tarefasPara = (lojas: number, medida: Dito, cpu: number): number =>
  Math.max(2, Math.ceil((lojas * pedidosPorSegundo * segundosDeCpu(medida)) / ((cpu / 1024) * regra)));

/** Connections of so many tasks, and whether an instance of DocumentDB takes them. */
export const conexoes = (tarefasDePagamento: number, classe: Ambiente['documentdb']['classe']) => ({
  pede: tarefasDePagamento * CONEXOES_POR_TAREFA,
  ha: CONEXOES_DOCUMENTOS[classe],
});
