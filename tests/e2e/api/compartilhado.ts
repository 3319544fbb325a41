import { after } from 'node:test';
import { emailsPara as emailsEm, feito } from '@foodious/testing/client.ts';
import { type Estado, fichaDeProduto, numeroDe, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { abrirSistema, type Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';

let shared: ReturnType<typeof abrirSistema> | undefined;

/** The one system that the API's test files share: opened at the first call, closed after the last test of all. */
export function sistema(): Promise<Sistema> {
  // Compared when a test asks for it, and without waiting long for news that is on its way.
  shared ??= abrirSistema({ CONCILIACAO_S: '3600', CONCILIACAO_GRACA_S: '2' });
  return shared;
}

after(async () => {
  const opened = await shared?.catch(() => undefined); // the tests have already told why it did not open
  await opened?.stop();
});

type Cliente = { id: number; nome: string; email: string; cpf: string };
type Produto = { id: number; nome: string; preco: number; imagemUrl: string | null; imagemBase64: string };
type Pedido = {
  id: number;
  clienteId: number | null;
  estadoPedido: number;
  total: number | null;
  senha: number | null;
};
type Item = { id: number; pedidoId: number; produtoId: number; quantidade: number };

export async function umCliente(campos: Partial<Cliente> = {}): Promise<Cliente> {
  const { totem } = await sistema();
  const cliente = { nome: 'Ana Souza', email: `${unico()}@exemplo.com`, cpf: umCpf(), ...campos };
  return feito(totem, 'POST', '/v1/cliente', cliente);
}

export async function umProduto(campos: object = {}): Promise<Produto> {
  const { gerente } = await sistema();
  return feito(gerente, 'POST', '/v1/produto', fichaDeProduto(campos));
}

/** An item of a pedido, of a new product unless told which. */
export async function umItem(campos: { pedidoId: number; produtoId?: number; quantidade?: number }): Promise<Item> {
  const { totem } = await sistema();
  const produtoId = campos.produtoId ?? (await umProduto()).id;
  return feito(totem, 'POST', '/v1/item', { quantidade: 1, ...campos, produtoId });
}

const CAMINHO = ['PAGAMENTO_PENDENTE', 'CHECKOUT', 'RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'] as const;

/** A pedido that went all the way to an estado, as cliente, provider and cook would take it there. */
export async function umPedido({
  estado = 'PAGAMENTO_PENDENTE',
  itens = estado === 'PAGAMENTO_PENDENTE' ? [] : [{}],
  ...campos
}: {
  estado?: (typeof CAMINHO)[number];
  clienteId?: number;
  ativo?: boolean;
  itens?: { produtoId?: number; quantidade?: number }[];
} = {}): Promise<Pedido> {
  const { totem, cozinha } = await sistema();
  const { id } = await feito(totem, 'POST', '/v1/pedido', campos);
  for (const item of itens) await umItem({ ...item, pedidoId: id });

  const moverComanda = (acao: string) =>
    until(`comanda of ${id}`, async () => (await cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`)).status === 200);
  let transacaoId = '';
  const passos = [
    async () => {
      transacaoId = await checkout(id);
    },
    () => notificar(transacaoId, 1),
    () => moverComanda('iniciar'),
    () => moverComanda('pronto'),
    () => moverComanda('entregar'),
  ];
  for (const [i, passo] of passos.slice(0, CAMINHO.indexOf(estado)).entries()) {
    await passo();
    await ateEstado(id, CAMINHO[i + 1] ?? estado);
  }
  return feito(totem, 'GET', `/v1/pedido/${id}`);
}

/** Checks a pedido out; resolves with the transacao once it can be paid. */
export async function checkout(pedidoId: number): Promise<string> {
  const { totem } = await sistema();
  const { transacaoId } = (await feito(totem, 'POST', `/v1/pedido/checkout/${pedidoId}`)).pagamento;
  const path = `/v1/pagamento/${pedidoId}?transacaoId=${transacaoId}`;
  await until(`pagamento of ${pedidoId}`, async () => (await totem('GET', path)).status === 200);
  return transacaoId;
}

/** What the provider says of a transacao, in the gerente's voice. */
export async function notificar(transacaoId: string, estado: 1 | 2): Promise<void> {
  const { gerente } = await sistema();
  await feito(gerente, 'POST', `/v1/pagamento/${transacaoId}/${estado}`);
}

/** Waits until a pedido stands there. */
export async function ateEstado(pedidoId: number, estado: Estado): Promise<void> {
  const { gerente } = await sistema();
  await until(`pedido ${pedidoId} ${estado}`, async () => {
    const { body } = await gerente('GET', `/v1/pedido/${pedidoId}/estado`);
    return body.estadoPedido === numeroDe(estado);
  });
}

/** The e-mails this system sent to an address, oldest first. */
export const emailsPara = async (endereco: string) => emailsEm((await sistema()).place.ses, endereco);

/** An answer that says no: its status and what it tells the person. */
export const recusa = ({ status, body }: { status: number; body: { message: unknown } }) => ({
  status,
  message: body.message,
});
