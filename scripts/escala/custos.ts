import { parties } from '@foodious/contracts/services.ts';
import type { Ambiente } from '../../infra/ambientes.ts';
import { mensagensPorPedido, porPedido, suposto } from './medidas.ts';
import { type Item, precos } from './precos.ts';

/** Hours of a month, as Amazon counts. */
const MES_H = 730;
const MES_DIAS = 30;

/** What the templates have of things that cost by the piece; `infra/test/custos.test.ts` counts them. */
export const pecas = {
  /** In each zone that has a way out. */
  endpoints: 5,
  segredos: 9,
  chaves: 1,
  regrasDoWaf: 3,
  alarmes: 108,
  /** Made of log lines. */
  metricas: 48,
} as const;
/** Secrets the gateway makes for itself at its first start. */
const SEGREDOS_DA_CASA = 3;

/** What is supposed of how an environment is used. */
const uso: Readonly<
  Record<
    Ambiente['nome'],
    { pedidosPorDia: number; acu: number; natGB: number; logGB: number; bancoGB: number; clientes: number }
  >
> = {
  // Every service looks into its outbox each second: Aurora never falls asleep while they run, and stays at half a unit.
  dev: { pedidosPorDia: 50, acu: 0.5, natGB: 5, logGB: 2, bancoGB: 1, clientes: 50 },
  prod: { pedidosPorDia: suposto.pedidosPorDia.valor, acu: 1, natGB: 20, logGB: 8, bancoGB: 20, clientes: 3_000 },
};

/** One line of a bill: so many of an item in a month. */
export type Linha = { que: string; item: Item; quantos: number; usd: number };
const linha = (que: string, item: Item, quantos: number): Linha => ({
  que,
  item,
  quantos,
  usd: quantos * precos[item].usd,
});

/** Calls of SQS for one order that shares none with others: send, receive and delete of each message. */
const chamadasDeSqs = mensagensPorPedido * 3;
/** Long polls of 20 s of so many consumers, all month. */
const esperas = (tarefas: number) => (tarefas * MES_DIAS * 86_400) / 20;
/** Queues a task listens on, in the mean: fifteen queues, each heard by the tasks of one party. */
const FILAS_POR_TAREFA = 3;

/** What an order adds to the bill, beside what is paid for without any. */
export function doPedido(): Linha[] {
  const { identificados, emailsPorIdentificado, logPorPedido, depoisDeRecebido } = suposto;
  const escritas = (porPedido.commitsMysql.valor + porPedido.comandosDocumentos.valor) * (1 + depoisDeRecebido.valor);
  return [
    linha('messages', 'sqs', chamadasDeSqs / 1e6),
    linha('log lines', 'log', logPorPedido.valor / 1e6),
    linha('writes of both databases', 'bancoIO', escritas / 1e6),
    linha('e-mails', 'ses', (identificados.valor * emailsPorIdentificado.valor) / 1e3),
    linha('requests of the provider and of programs', 'httpApi', 3 / 1e6),
  ];
}

/** The monthly bill of an environment, line by line: what stands there, and what its orders add. */
export function custos(ambiente: Ambiente): Linha[] {
  const { nome, nats, aurora, documentdb, tarefas } = ambiente;
  const { pedidosPorDia, acu, natGB, logGB, bancoGB, clientes } = uso[nome];
  const todas = parties.map((party) => tarefas[party]);
  const soma = (de: (tarefa: (typeof todas)[number]) => number) =>
    todas.reduce((n, each) => n + de(each) * each.min, 0);
  const pedidos = pedidosPorDia * MES_DIAS;
  const contagem = parties.reduce((n, party) => n + tarefas[party].min, 0);
  return [
    linha('tasks: CPU', 'fargateVcpu', (soma(({ cpu }) => cpu) / 1024) * MES_H),
    linha('tasks: memory', 'fargateGiB', (soma(({ memoria }) => memoria) / 1024) * MES_H),
    linha('Aurora: writer and readers', 'acu', Math.max(acu, aurora.min) * (1 + aurora.leitores) * MES_H),
    linha(
      'DocumentDB',
      documentdb.classe === 't4g.medium' ? 'documentosT4gMedium' : 'documentosR6gLarge',
      documentdb.instancias * MES_H,
    ),
    linha('both databases: storage', 'bancoGB', bancoGB),
    linha('NAT gateways', 'nat', nats * MES_H),
    linha('NAT: data', 'natGB', natGB),
    linha('addresses of the NAT gateways', 'ip', nats * MES_H),
    linha('interface endpoints', 'endpoint', pecas.endpoints * nats * MES_H),
    linha('load balancer', 'alb', MES_H),
    linha('load balancer: one unit of work', 'lcu', MES_H),
    linha('firewall', 'waf', 1),
    linha('firewall: rules', 'wafRegra', pecas.regrasDoWaf),
    linha('secrets', 'segredo', pecas.segredos + SEGREDOS_DA_CASA),
    linha('keys', 'chave', pecas.chaves),
    linha('alarms', 'alarme', pecas.alarmes),
    linha('metrics of log lines', 'metrica', pecas.metricas),
    linha('dashboard', 'painel', 1),
    linha('logs, flow logs', 'log', logGB),
    linha('images', 'ecr', 2),
    linha('pictures, pages, receipts', 's3', 1),
    linha('long polls of idle queues', 'sqs', esperas(contagem * FILAS_POR_TAREFA) / 1e6),
    linha('users of the pool', 'cognito', Math.max(0, clientes - 10_000)),
    ...doPedido().map(({ que, item, quantos }) => linha(`orders: ${que}`, item, quantos * pedidos)),
  ];
}
export const total = (linhas: readonly Linha[]): number => linhas.reduce((soma, { usd }) => soma + usd, 0);

/** What one order costs where so many come in a day: its own part, and its share of what stands there anyway. */
export function porPedidoEm(ambiente: Ambiente) {
  const { pedidosPorDia } = uso[ambiente.nome];
  const proprio = total(doPedido());
  const tudo = total(custos(ambiente)) / (pedidosPorDia * MES_DIAS);
  return { pedidosPorDia, proprio, partilha: tudo - proprio, tudo };
}

/**
 * The monthly bill of a cell of so many restaurants: what stands in prod, with the larger class of DocumentDB they need, and what their
 * orders add. Tasks and Aurora are counted at their least: a day's mean asks for no more.
 */
export function custoDaCelula(prod: Ambiente, lojas: number): number {
  const maior: Ambiente = { ...prod, documentdb: { ...prod.documentdb, classe: 'r6g.large' } };
  const pedidosAMais = (lojas - 1) * suposto.pedidosPorDia.valor * MES_DIAS;
  return total(custos(maior)) + pedidosAMais * total(doPedido());
}

/** What moves a bill most: by how much it changes when something is done. */
export function alavancas(ambiente: Ambiente): { que: string; usd: number }[] {
  const { nats, aurora } = ambiente;
  const acus = Math.max(uso[ambiente.nome].acu, aurora.min);
  return [
    {
      que: 'no reader of Aurora (a failover takes minutes instead of seconds)',
      usd: -aurora.leitores * acus * MES_H * precos.acu.usd,
    },
    { que: 'one Aurora unit more, all month', usd: MES_H * precos.acu.usd * (1 + aurora.leitores) },
    {
      que: 'DocumentDB on r6g.large',
      usd: ambiente.documentdb.instancias * MES_H * (precos.documentosR6gLarge.usd - precos.documentosT4gMedium.usd),
    },
    {
      que: 'one NAT gateway and its endpoints less',
      usd: -(nats - 1) * MES_H * (precos.nat.usd + precos.ip.usd + pecas.endpoints * precos.endpoint.usd),
    },
    {
      que: 'one task more of each service',
      usd:
        parties.reduce(
          (n, party) =>
            n +
            (ambiente.tarefas[party].cpu / 1024) * precos.fargateVcpu.usd +
            (ambiente.tarefas[party].memoria / 1024) * precos.fargateGiB.usd,
          0,
        ) * MES_H,
    },
    { que: 'ten GB of logs more (a debug level left on)', usd: 10 * precos.log.usd },
    { que: 'a thousand orders a day more', usd: 1_000 * MES_DIAS * total(doPedido()) },
  ];
}
