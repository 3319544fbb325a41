import { once } from 'node:events';
import { after } from 'node:test';
import { type Call, type Credentials, connect, until } from './client.ts';
import { freshPlace, type Place, spawnSystem } from './system.ts';

export type Sistema = {
  place: Place;
  credentials: Credentials;
  /** Without any token. */
  anyone: Call;
  totem: Call;
  gerente: Call;
  cozinha: Call;
  /** With the token of a device that told this CPF: identified when it is known, anonymous when not. */
  comCpf(cpf: string): Promise<Call>;
};

let shared: ReturnType<typeof abrirSistema> | undefined;

/** The one system that the API's test files share: opened at the first call, closed after the last test of all. */
export function sistema(): Promise<Sistema> {
  shared ??= abrirSistema();
  return shared;
}

after(async () => {
  const opened = await shared?.catch(() => undefined); // the tests have already told why it did not open
  await opened?.stop();
});

/** A system of one's own, ready, with a caller of each kind. Whoever opens it stops it. */
export async function abrirSistema(env: Record<string, string> = {}) {
  const place = await freshPlace();
  const { child, credentials } = await spawnSystem(place, env).catch((error) => {
    place.remove();
    throw error;
  });
  const ended = once(child, 'exit');
  const { anyone, ...door } = connect(credentials);
  const [totem, gerente, cozinha] = await Promise.all([door.totem(), door.gerente(), door.cozinha()]);
  return {
    ...{ place, credentials, anyone, totem, gerente, cozinha },
    comCpf: (cpf: string) => door.totem(cpf),
    /** What it has said on stderr. */
    errors: () => child.errors(),
    /** Closes it in order, if it is still open; resolves with its exit code. */
    async stop(): Promise<number | null> {
      child.kill('SIGTERM');
      const [code] = await ended;
      place.remove();
      return code;
    },
  };
}

/** Something no other test has used: part of names and e-mails. */
export const unico = () => crypto.randomUUID().slice(0, 13);

/** A CPF no other test has, as its eleven digits. */
export function umCpf(): string {
  const verificador = (digitos: string) => {
    const soma = [...digitos].reduce((total, digito, i) => total + Number(digito) * (digitos.length + 1 - i), 0);
    return String(((soma * 10) % 11) % 10);
  };
  const nove = String(100_000_000 + Math.floor(Math.random() * 899_999_999));
  const dez = nove + verificador(nove);
  return dez + verificador(dez);
}

export const comPontos = (cpf: string) => cpf.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, '$1.$2.$3-$4');

type Cliente = { id: number; nome: string; email: string; cpf: string };
type Produto = { id: number; nome: string; preco: number; imagemUrl: string | null; imagemBase64: string | null };
type Pedido = {
  id: number;
  clienteId: number | null;
  estadoPedido: number;
  total: number | null;
  senha: number | null;
};
type Item = { id: number; pedidoId: number; produtoId: number; quantidade: number };

/** Asks for what must go well. */
async function feito(call: Call, method: string, path: string, body?: unknown) {
  const answer = await call(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function umCliente(campos: Partial<Cliente> = {}): Promise<Cliente> {
  const { totem } = await sistema();
  const cliente = { nome: 'Ana Souza', email: `${unico()}@exemplo.com`, cpf: umCpf(), ...campos };
  return feito(totem, 'POST', '/v1/cliente', cliente);
}

export const fichaDeProduto = (campos: object = {}) => ({
  nome: `Produto ${unico()}`,
  idCategoriaProduto: 1,
  descricao: 'Pão, carne e queijo',
  preco: 20.2,
  ...campos,
});

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
const NUMERO = { PAGAMENTO_PENDENTE: 0, RECEBIDO: 1, EM_PREPARACAO: 2, PRONTO: 3, FINALIZADO: 4, CHECKOUT: 5 };

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

  const naCozinha = (acao: string) =>
    until(`comanda of ${id}`, async () => (await cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`)).status === 200);
  let transacaoId = '';
  const passos = [
    async () => {
      transacaoId = await checkout(id);
    },
    () => notificar(transacaoId, 1),
    () => naCozinha('iniciar'),
    () => naCozinha('pronto'),
    () => naCozinha('entregar'),
  ];
  for (const [i, passo] of passos.slice(0, CAMINHO.indexOf(estado)).entries()) {
    await passo();
    await noEstado(id, CAMINHO[i + 1] ?? estado);
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
export async function noEstado(pedidoId: number, estado: keyof typeof NUMERO): Promise<void> {
  const { totem } = await sistema();
  await until(`pedido ${pedidoId} ${estado}`, async () => {
    const { body } = await totem('GET', `/v1/pedido/${pedidoId}/estado`);
    return body.estadoPedido === NUMERO[estado];
  });
}

type Email = { subject: string; body: { text: string; html: string }; destination: { to: string[] } };

/** The e-mails sent to an address, oldest first. */
export async function emailsPara(endereco: string): Promise<Email[]> {
  const { place } = await sistema();
  const answer = await fetch(`${place.ses}/store`);
  const { emails } = (await answer.json()) as { emails: Email[] };
  return emails.filter(({ destination }) => destination.to.includes(endereco));
}

/** An answer that says no: its status and what it tells the person. */
export const recusa = ({ status, body }: { status: number; body: { message: unknown } }) => ({
  status,
  message: body.message,
});
