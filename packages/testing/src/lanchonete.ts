import assert from 'node:assert/strict';
import { join } from 'node:path';
import { connect, emailsPara, feito, readCredentials } from './client.ts';
import { ESTADOS, fichaDeProduto, nomeUnico, umCpf, unico } from './fixtures.ts';
import type { Place } from './place.ts';
import { until } from './waiting.ts';

/** The states of a pagamento: the public number of each is its position. */
const ESTADOS_PAGAMENTO = ['PENDENTE', 'CONFIRMADO', 'REJEITADO', 'ESTORNADO'];

/** Long enough for messages whose delivery was interrupted and waits for its visibility to end. */
const PACIENCIA_MS = 30_000;

export type Lanchonete = Awaited<ReturnType<typeof lanchonete>>;
type Mensagem = { body: string; messageGroupId: string };

/** What clientes, cooks, the gerente, the bank and an operator of the queues do, all from outside, at this address or the public one. */
export async function lanchonete(place: Place, gateway?: string) {
  const aws = `http://127.0.0.1:${place.base + 4}`;
  const door = connect(readCredentials(join(place.dataDir, 'credenciais.json')), gateway);
  const [totem, gerente, cozinha] = await Promise.all([door.totem(), door.gerente(), door.cozinha()]);
  const json = async (url: string, init: RequestInit = {}) => {
    const answer = await fetch(url, init);
    assert.ok(answer.ok, `${url}: ${answer.status}`);
    return answer.json();
  };

  const v = {
    place,
    totem,
    gerente,
    cozinha,

    novoCliente: (): Promise<{ id: number; nome: string; email: string; cpf: string }> =>
      feito(totem, 'POST', '/v1/cliente', {
        nome: `Bia ${nomeUnico()} Reis`,
        email: `${unico()}@exemplo.com`,
        cpf: umCpf(),
      }),

    async umProduto(preco: number, nome = `Produto ${unico()}`): Promise<number> {
      return (await feito(gerente, 'POST', '/v1/produto', fichaDeProduto({ nome, preco }))).id;
    },
    mudarProduto: (id: number, campos: { nome?: string; preco: number }) =>
      feito(gerente, 'PUT', `/v1/produto/${id}`, fichaDeProduto(campos)),

    /** Opens a pedido with one of each of these products; of the house's menu, the first, when none is named. */
    async novoPedido(produtos: readonly number[] = [1], clienteId?: number): Promise<number> {
      const { id } = await feito(totem, 'POST', '/v1/pedido', clienteId ? { clienteId } : {});
      for (const produtoId of produtos) await v.acrescentar(id, produtoId);
      return id;
    },
    acrescentar: (pedidoId: number, produtoId: number, quantidade = 1) =>
      feito(totem, 'POST', '/v1/item', { pedidoId, produtoId, quantidade }),

    /** A whole order in one call, checked out unless told otherwise; of the house's menu, the first, when no itens are named. */
    pedir: (campos: object = {}, headers: Record<string, string> = {}) => {
      const corpo = { consumo: 'local', checkout: true, itens: [{ produtoId: 1, quantidade: 1 }], ...campos };
      return feito(totem, 'POST', '/v2/pedido', corpo, { 'idempotency-key': unico(), ...headers });
    },

    /** Checks out and waits for the Pix code; resolves with the transacao. */
    async checkout(id: number): Promise<string> {
      const { pagamento } = await feito(totem, 'POST', `/v1/pedido/checkout/${id}`);
      await v.cobrado(id, pagamento.transacaoId);
      return pagamento.transacaoId;
    },
    cobrado: (id: number, transacaoId: string) =>
      until(
        `Pix code of pedido ${id}`,
        async () => {
          const { status, body } = await gerente('GET', `/v1/pagamento/${id}?transacaoId=${transacaoId}`);
          return status === 200 && body;
        },
        PACIENCIA_MS,
      ),
    /** An order on its way to the payment: resolves with its id and its transacao. */
    async aPagar(produtos?: readonly number[], clienteId?: number) {
      const id = await v.novoPedido(produtos, clienteId);
      return { id, transacaoId: await v.checkout(id) };
    },
    async pago(produtos?: readonly number[], clienteId?: number) {
      const pedido = await v.aPagar(produtos, clienteId);
      await v.aprovar(pedido.transacaoId);
      await v.ate(pedido.id, 'RECEBIDO');
      return pedido;
    },

    /** Approves a charge at the payer's bank. */
    aprovar: (transacaoId: string) => v.moverCobranca(transacaoId, 'aprovar'),
    recusar: (transacaoId: string) => v.moverCobranca(transacaoId, 'recusar'),
    moverCobranca: (transacaoId: string, acao: 'aprovar' | 'recusar' | 'expirar') =>
      json(`${place.pix}/transacoes/${transacaoId}/${acao}`, {
        method: 'POST',
        headers: { accept: 'application/json' },
      }),

    // As the gerência reads it: whose it was may have been erased.
    pedido: (id: number) => feito(gerente, 'GET', `/v1/pedido/${id}`),
    async estado(id: number): Promise<string> {
      return ESTADOS[(await feito(gerente, 'GET', `/v1/pedido/${id}/estado`)).estadoPedido] ?? '?';
    },
    ate: (id: number, estado: string) =>
      until(`pedido ${id} ${estado}`, async () => (await insistente(v.estado(id))) === estado, PACIENCIA_MS),

    pagamento: (id: number, transacaoId?: string) =>
      feito(gerente, 'GET', `/v1/pagamento/${id}${transacaoId ? `?transacaoId=${transacaoId}` : ''}`),
    async estadoPagamento(id: number, transacaoId: string): Promise<string> {
      return ESTADOS_PAGAMENTO[(await v.pagamento(id, transacaoId)).pagamento.estadoPagamento] ?? '?';
    },
    atePagamento: (id: number, transacaoId: string, estado: string) =>
      until(
        `pagamento of ${id} ${estado}`,
        async () => (await insistente(v.estadoPagamento(id, transacaoId))) === estado,
        PACIENCIA_MS,
      ),

    async comanda(
      id: number,
    ): Promise<{ estado: string; senha: number; itens: { nome: string; observacoes: string | null }[] } | undefined> {
      const comandas = await feito(cozinha, 'GET', '/v2/cozinha/comandas');
      return comandas.find(({ pedidoId }: { pedidoId: number }) => pedidoId === id);
    },
    ateComanda: (id: number) => until(`comanda of ${id}`, () => insistente(v.comanda(id)), PACIENCIA_MS),
    ateSemComanda: (id: number) => until(`no comanda of ${id}`, async () => !(await v.comanda(id)), PACIENCIA_MS),
    moverComanda: (id: number, acao: string) => feito(cozinha, 'POST', `/v2/cozinha/comandas/${id}/${acao}`),
    /** What the cook does with a paid pedido, from first to last; each step is waited for at the pedido. */
    async servir(id: number): Promise<void> {
      for (const [acao, estado] of [
        ['iniciar', 'EM_PREPARACAO'],
        ['pronto', 'PRONTO'],
        ['entregar', 'FINALIZADO'],
      ] as const) {
        await v.moverComanda(id, acao);
        await v.ate(id, estado);
      }
    },

    /** Subjects and texts of what this address got, oldest first. */
    async emails(para: string): Promise<{ assunto: string; texto: string }[]> {
      return (await emailsPara(place.ses, para)).map(({ subject, body }) => ({ assunto: subject, texto: body.text }));
    },
    ateEmails: (para: string, quantos: number) =>
      until(
        `${quantos} e-mails`,
        async () => {
          const emails = await v.emails(para);
          return emails.length >= quantos && emails;
        },
        PACIENCIA_MS,
      ),

    /** Puts anything at all into a queue; resolves with its deduplication id, new each time: only the inbox can know a repeat. */
    async enviar(fila: string, grupo: number | string, corpo: object | string): Promise<string> {
      const MessageDeduplicationId = crypto.randomUUID();
      await json(aws, {
        method: 'POST',
        headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({
          QueueUrl: `${aws}/000000000000/${fila}.fifo`,
          MessageBody: typeof corpo === 'string' ? corpo : JSON.stringify(corpo),
          MessageGroupId: String(grupo),
          MessageDeduplicationId,
        }),
      });
      return MessageDeduplicationId;
    },
    /** What waits or is being worked on in a queue. */
    async mensagensDe(fila: string): Promise<Mensagem[]> {
      const { messages } = (await json(`${aws}/_fauxqs/queues/${fila}.fifo`)) as {
        messages: { ready: Mensagem[]; inflight: { message: Mensagem }[] };
      };
      return [...messages.ready, ...messages.inflight.map(({ message }) => message)];
    },
    async filas(): Promise<string[]> {
      const filas = (await json(`${aws}/_fauxqs/queues`)) as { name: string }[];
      return filas.map(({ name }) => name.replace('.fifo', ''));
    },
    /** Bodies of the dead letters, by queue; queues without any are left out. */
    async mortas(): Promise<Record<string, string[]>> {
      const mortas: Record<string, string[]> = {};
      for (const fila of (await v.filas()).filter((nome) => nome.endsWith('-dlq'))) {
        const corpos = (await v.mensagensDe(fila)).map(({ body }) => body);
        if (corpos.length > 0) mortas[fila] = corpos;
      }
      return mortas;
    },
    /** Waits until no queue but the DLQs holds anything about these pedidos, and stays so: an outbox needs a moment. */
    async calmaria(pedidos: readonly number[]): Promise<void> {
      const grupos = new Set(pedidos.map(String));
      const filas = (await v.filas()).filter((nome) => !nome.endsWith('-dlq'));
      let vazias = 0;
      await until(
        `nothing about ${pedidos} in the queues`,
        async () => {
          const mensagens = (await Promise.all(filas.map((fila) => v.mensagensDe(fila)))).flat();
          vazias = mensagens.some(({ messageGroupId }) => grupos.has(messageGroupId)) ? 0 : vazias + 1;
          return vazias === 8;
        },
        PACIENCIA_MS,
      );
    },
    /** An object of the local S3, or undefined. */
    async objeto(caminho: string): Promise<string | undefined> {
      const answer = await fetch(`${aws}/${caminho}`);
      return answer.ok ? answer.text() : undefined;
    },
  };
  return v;
}

/** The answer to a question; undefined where it fails, as while a service is away for a moment. */
const insistente = <T>(pergunta: Promise<T>): Promise<T | undefined> => pergunta.catch(() => undefined);
