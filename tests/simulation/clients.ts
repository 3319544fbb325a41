/** The people of a history: clientes at a totem, the payer at the bank, the cook, the counter, the manager. */
import { queueNames, queues } from '@foodious/contracts/resources.ts';
import { roles, scopes } from '@foodious/contracts/scopes.ts';
import type { ServiceName } from '@foodious/contracts/services.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import { cpfDe } from '@foodious/testing/fixtures.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import { atTheBank, books, call, defeitos, plant } from './network.ts';
import type { Answer, Call } from './process.ts';
import { between, blame, chance, elapsed, pick, random, sleep, uuid } from './scheduler.ts';

/** What clientes remember when all is over. */
export type Memory = {
  /** The pedido each key was answered with. */
  chaves: Map<string, number>;
  /** Of each e-mail address, whose cliente was erased, and when that was answered (virtual milliseconds). */
  apagados: Map<string, { id: number; em: number }>;
  /** Registered addresses. */
  cadastrados: Set<string>;
  pedidos: Set<number>;
  /** Who made each of them. */
  donos: Map<number, string>;
  /** What banks do after everybody has left. */
  depois: Promise<void>[];
};

export const remember = (): Memory => ({
  chaves: new Map(),
  apagados: new Map(),
  cadastrados: new Set(),
  pedidos: new Set(),
  donos: new Map(),
  depois: [],
});

const equipe = umPrincipal({ sub: 'equipe', scopes: new Set(Object.keys(scopes)) });

/** How often somebody asks again before giving up, and how long an answer is waited for, in virtual milliseconds. */
const TRIES = 12;
const PATIENCE_MS = 15_000;

/** Asks until there is an answer; undefined when there is none. Nobody knows what the tries before it did. */
async function ask(service: ServiceName, method: string, path: string, more: Partial<Call> = {}) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const giveUp = sleep(PATIENCE_MS).then(() => Promise.reject(new Error('no answer')));
      giveUp.catch(() => {});
      const answer: Answer = await Promise.race([call(service, { method, path, principal: equipe, ...more }), giveUp]);
      if (answer.status < 500 && answer.status !== 429) return answer;
    } catch {
      // Lost on the way there, or back.
    }
    await think(300 * (tries + 1));
  }
  return undefined;
}

/** Waits as people do: mostly not for long, and now and then somebody dawdles. */
const think = (ms: number) => sleep(chance(0.1) ? random() * 12_000 : random() * ms);

/** The CPF of the cliente of this number. */
const cpfDoCliente = (n: number) => cpfDe(String(100_000_000 + n));

/** What a cliente does, from the first item to the last try to pay. */
export async function cliente(memory: Memory, n: number): Promise<void> {
  await think(4_000);
  const sub = `sessao-${n}`;
  const clienteId = chance(0.6) ? ((await cadastrar(memory, n)) ?? null) : null;
  const quem = umPrincipal({ sub, papel: 'totem', scopes: new Set(roles.totem), clienteId });
  const feito = chance(0.5) ? await deUmaVez(memory, quem) : await passoAPasso(memory, quem);
  await espiar(memory, quem);
  if (!feito) return;
  const { pedidoId } = feito;
  let { transacaoId } = feito;
  for (let tentativa = 1; tentativa <= between(1, 3); tentativa += 1) {
    if (!transacaoId) break;
    await pagar(memory, pedidoId, transacaoId);
    if ((await desfecho(quem, pedidoId)) !== 0) return;
    await think(1_500);
    if (chance(0.5)) await mudarItens(quem, pedidoId);
    if (chance(0.15)) return;
    transacaoId = await checkout(pedidoId, quem);
  }
  if (transacaoId) await pagar(memory, pedidoId, transacaoId);
}

async function cadastrar(memory: Memory, n: number): Promise<number | undefined> {
  const email = `cliente${n}@exemplo.example`;
  const body = { nome: 'Ana de Tal', email, cpf: cpfDoCliente(n) };
  memory.cadastrados.add(email);
  const novo = await ask('pedido', 'POST', '/v1/cliente', { body });
  if (novo?.status === 201) return novo.body.id;
  return (await ask('pedido', 'GET', `/v1/cliente?cpf=${body.cpf}`))?.body.id; // an earlier try was taken after all
}

type Feito = { pedidoId: number; transacaoId: string | undefined };

/** Orders in one call, asked again with its one key until there is an answer. */
async function deUmaVez(memory: Memory, quem: Principal): Promise<Feito | undefined> {
  const headers = { 'idempotency-key': uuid(4) };
  const itens = Array.from({ length: between(1, 2) }, () => ({ produtoId: between(1, 3), quantidade: between(1, 3) }));
  const totalEsperado = chance(0.5) ? await somar(itens) : undefined;
  const { clienteId } = quem;
  const body = { clienteId, consumo: pick(['local', 'viagem']), itens, checkout: chance(0.9), totalEsperado };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await ask('pedido', 'POST', '/v2/pedido', { headers, body, principal: quem });
    if (answer?.status === 201) {
      const { id: pedidoId, pagamento } = answer.body;
      memory.chaves.set(headers['idempotency-key'], pedidoId);
      memory.pedidos.add(pedidoId);
      memory.donos.set(pedidoId, quem.dono);
      if (answer.body.total !== (totalEsperado ?? answer.body.total)) blame(`pedido ${pedidoId} costs what nobody saw`);
      return { pedidoId, transacaoId: pagamento?.transacaoId ?? (await checkout(pedidoId, quem)) };
    }
    if (answer?.status !== 409) return undefined; // refused; 409: sold out, or the first try of this key is under way
    await think(500);
  }
  return undefined;
}

/** What the totem shows, in reais: the prices of produto, which pedido may not have heard of yet. */
async function somar(itens: readonly { produtoId: number; quantidade: number }[]): Promise<number | undefined> {
  let centavos = 0;
  for (const { produtoId, quantidade } of itens) {
    const produto = await ask('produto', 'GET', `/v1/produto/${produtoId}`);
    if (!produto) return undefined;
    centavos += Math.round(produto.body.preco * 100) * quantidade;
  }
  return centavos / 100;
}

async function passoAPasso(memory: Memory, quem: Principal): Promise<Feito | undefined> {
  const body = { clienteId: quem.clienteId };
  const pedidoId: number | undefined = (await ask('pedido', 'POST', '/v1/pedido', { body, principal: quem }))?.body.id;
  if (!pedidoId) return undefined;
  memory.pedidos.add(pedidoId);
  memory.donos.set(pedidoId, quem.dono);
  for (let n = between(1, 2); n > 0; n -= 1) await acrescentar(quem, pedidoId);
  // The counter gives it to somebody else, and perhaps the cliente who has just been erased.
  if (chance(0.1)) await ask('pedido', 'PUT', `/v1/pedido/${pedidoId}`, { body: { clienteId: pick([1, null]) } });
  return { pedidoId, transacaoId: await checkout(pedidoId, quem) };
}

/** Somebody tries to read, change and pay for a pedido that another made, and gets nowhere. */
async function espiar(memory: Memory, quem: Principal): Promise<void> {
  const pedidoId = pick([...memory.pedidos].filter((id) => memory.donos.get(id) !== quem.dono));
  if (pedidoId === undefined) return;
  const tries: [ServiceName, string, string, object?][] = [
    ['pedido', 'GET', `/v1/pedido/${pedidoId}`],
    ['pedido', 'PUT', `/v1/pedido/${pedidoId}`, { ativo: false }],
    ['pedido', 'POST', '/v1/item', { pedidoId, produtoId: between(1, 3), quantidade: 99 }],
    ['pedido', 'POST', `/v1/pedido/checkout/${pedidoId}`],
    ['pagamento', 'GET', `/v1/pagamento/${pedidoId}`],
  ];
  const [service, method, path, body] = pick(tries) ?? [];
  const answer = service && method && path && (await ask(service, method, path, { body, principal: quem }));
  if (answer && answer.status !== 404 && answer.status !== 400)
    blame(`${method} ${path} of another was answered with ${answer.status}`);
}

const acrescentar = (principal: Principal, pedidoId: number) =>
  ask('pedido', 'POST', '/v1/item', {
    body: { pedidoId, produtoId: between(1, 3), quantidade: between(1, 3) },
    principal,
  });

async function mudarItens(quem: Principal, pedidoId: number): Promise<void> {
  const como = { principal: quem };
  const itens: { id: number }[] = (await ask('pedido', 'GET', `/v1/pedido/${pedidoId}`, como))?.body.itensPedido ?? [];
  const item = pick(itens);
  if (!item || chance(0.4)) await acrescentar(quem, pedidoId);
  else if (itens.length > 1 && chance(0.5)) await ask('pedido', 'DELETE', `/v1/item/${item.id}`, como);
  else
    await ask('pedido', 'PUT', `/v1/item/${item.id}`, {
      body: { produtoId: between(1, 3), quantidade: between(1, 4) },
      ...como,
    });
}

/** @param principal who made the pedido, or the staff, who reach any */
export async function checkout(pedidoId: number, principal = equipe): Promise<string | undefined> {
  return (await ask('pedido', 'POST', `/v1/pedido/checkout/${pedidoId}`, { principal }))?.body.pagamento?.transacaoId;
}

/** The charge of a transacao, once the bank has it. */
export async function cobranca(transacaoId: string): Promise<number | undefined> {
  for (const end = elapsed() + 20_000; elapsed() < end; await sleep(200)) {
    const [found] = books().daReferencia(transacaoId);
    if (found) return found.id;
  }
  return undefined;
}

export const approve = (id: number): void => atTheBank('aprovar', id);

/** What the payer and their bank make of a charge. */
async function pagar(memory: Memory, pedidoId: number, transacaoId: string): Promise<void> {
  const id = await cobranca(transacaoId);
  if (!id) return;
  await think(1_000);
  const how = random();
  if (how < 0.4) return atTheBank('aprovar', id);
  if (how < 0.55) return atTheBank('recusar', id);
  if (how < 0.65) return; // it expires
  if (how < 0.75)
    return emQualquerOrdem(
      () => atTheBank('aprovar', id),
      () => atTheBank('recusar', id),
    );
  if (how < 0.83) {
    return emQualquerOrdem(
      () => atTheBank('aprovar', id),
      () => ask('pedido', 'PUT', `/v1/pedido/${pedidoId}`, { body: { estadoPedido: 6 } }),
    );
  }
  // Staff say so in the place of the payer, who may say the same, or something else.
  if (how < 0.9) {
    await ask('pagamento', 'POST', `/v1/pagamento/${transacaoId}/${chance(0.5) ? 1 : 2}`);
    if (chance(0.3)) await ask('pedido', 'PUT', `/v1/pedido/${pedidoId}`, { body: { estadoPedido: 6 } });
    const diz = pick(['aprovar', 'recusar'] as const);
    if (chance(0.3)) memory.depois.push(think(3_000).then(() => atTheBank(diz, id)));
    return;
  }
  // Refused, and approved late: while something else is going on.
  atTheBank('recusar', id);
  const tarde = chance(0.5) ? sleep(random() * 100) : think(8_000);
  memory.depois.push(tarde.then(() => atTheBank('aprovar', id)));
}

async function emQualquerOrdem(...acts: (() => unknown)[]): Promise<void> {
  await Promise.all(acts.map((act) => sleep(random() * 60).then(act)));
}

/** Where the pedido stands once it is no longer being paid; undefined when that takes too long to wait for. */
async function desfecho(principal: Principal, pedidoId: number): Promise<number | undefined> {
  for (const end = elapsed() + 20_000; elapsed() < end; await sleep(400)) {
    const estado = (await ask('pedido', 'GET', `/v1/pedido/${pedidoId}/estado`, { principal }))?.body.estadoPedido;
    if (estado !== 5) return estado;
  }
  return undefined;
}

/** The cook, who works on what hangs on the rail, and now and then takes back what left it a moment ago. */
export async function cozinheiro(): Promise<void> {
  const hastyMs = pick([30, 500, 3_000]);
  const acoes = {
    RECEBIDO: ['iniciar'],
    EM_PREPARACAO: ['pronto', 'pronto', 'pronto', 'voltar'],
    PRONTO: ['entregar', 'entregar', 'voltar'],
    FINALIZADO: ['voltar'],
  };
  for (let n = between(2, 16); n > 0; n -= 1) {
    await think(hastyMs);
    const lista = chance(0.15) ? 'comandas/recentes' : 'comandas';
    const comandas = (await ask('cozinha', 'GET', `/v2/cozinha/${lista}`))?.body;
    const comanda = Array.isArray(comandas) ? pick(comandas) : undefined;
    if (!comanda) continue;
    const onde = `/v2/cozinha/comandas/${comanda.pedidoId}`;
    if (chance(0.2)) await ask('cozinha', 'PUT', `${onde}/itens/1`, { body: { feito: chance(0.8) } });
    else {
      // Most screens say what they saw: theirs is done once, however often it is sent.
      const body = chance(0.8) ? { de: comanda.estado } : {};
      await ask('cozinha', 'POST', `${onde}/${pick(acoes[comanda.estado as keyof typeof acoes])}`, { body });
    }
  }
}

/** The counter moves a pedido itself, or calls its senha once more. */
export async function balcao(memory: Memory): Promise<void> {
  const hastyMs = pick([30, 500, 3_000]);
  for (let n = between(2, 16); n > 0; n -= 1) {
    await think(hastyMs);
    const id = pick([...memory.pedidos]);
    if (id && chance(0.2)) await ask('pedido', 'POST', `/v2/pedido/${id}/chamar`);
    else if (id) await ask('pedido', 'PUT', `/v1/pedido/${id}`, { body: { estadoPedido: pick([2, 2, 3, 3, 4]) } });
  }
}

/** The manager cancels, changes the menu, and what goes for a preparation. */
export async function gerencia(memory: Memory): Promise<void> {
  for (let n = between(1, 5); n > 0; n -= 1) {
    await think(6_000);
    const pedidoId = pick([...memory.pedidos]);
    if (pedidoId && chance(0.3)) {
      await ask('pedido', 'PUT', `/v1/pedido/${pedidoId}`, { body: { estadoPedido: 6, motivo: 'Faltou pão' } });
      continue;
    }
    if (pedidoId && chance(0.3)) {
      await estornar(pedidoId);
      continue;
    }
    if (chance(0.2)) {
      const cozinha = { amareloMin: 5, vermelhoMin: 8, voltarMin: between(1, 60), recolherMin: between(5, 60) };
      const resto = { totem: { ociosoS: 45, avisoS: 15, pixOciosoS: 180 }, painel: { som: true, fala: false } };
      const headers = { 'if-match': '*' };
      await ask('pedido', 'PUT', '/v2/ajustes', { headers, body: { lanchonete: 'Lanches', cozinha, ...resto } });
      continue;
    }
    const id = between(1, 3);
    const how = random();
    if (how < 0.2) await ask('produto', 'DELETE', `/v1/produto/${id}`);
    else if (how < 0.4)
      await ask('produto', 'PUT', `/v2/produto/${id}/disponibilidade`, { body: { disponivel: chance(0.6) } });
    else {
      const body = { nome: `Lanche ${id}.${between(1, 9)}`, idCategoriaProduto: 1, descricao: 'Quente', ativo: true };
      await ask('produto', 'PUT', `/v1/produto/${id}`, { body: { ...body, preco: between(500, 3_000) / 100 } });
    }
  }
}

/** The manager gives money back: all that is left, an amount, or an item. Asked again with its one key, it goes back once. */
async function estornar(pedidoId: number): Promise<void> {
  const headers = { 'idempotency-key': uuid(4) };
  const itens: { id: number }[] = (await ask('pedido', 'GET', `/v1/pedido/${pedidoId}`))?.body.itensPedido ?? [];
  const item = pick(itens);
  const parte = pick([
    { tudo: true },
    { valor: between(1, 1_500) / 100 },
    ...(item ? [{ itens: [{ itemId: item.id, quantidade: 1 }] }] : []),
  ]);
  const body = { ...parte, motivo: 'Veio frio' };
  for (let times = chance(0.2) ? 2 : 1; times > 0; times -= 1)
    await ask('pedido', 'POST', `/v2/pedido/${pedidoId}/estornos`, { headers, body });
}

/** The business days a history may reach, as the restaurant counts them. */
const dias = () => {
  const dia = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Sao_Paulo' });
  return [dia.format(Date.now() - 86_400_000), dia.format(Date.now())];
};

/** In peace the manager compares ledger and bank, and repairs what they do not agree on, until nothing is open. */
export async function conciliar(): Promise<void> {
  // What has just moved says nothing yet, and by a clock that goes ahead it has for longer.
  await sleep(Math.max(0, defeitos.ler().relogioMs) + 8_000);
  let abertas: { id: string; tipo: string; reparos: string[] }[] = [];
  for (let rounds = 0; rounds < 12; rounds += 1) {
    for (const dia of dias()) await ask('pagamento', 'POST', '/v2/conciliacao', { body: { dia } });
    abertas = (await ask('pagamento', 'GET', '/v2/conciliacao/abertas'))?.body.divergencias ?? [];
    if (abertas.length === 0) return;
    for (const { id, reparos } of abertas) {
      // Fetched again first; what that does not mend is given back, or left as it is.
      const acao = (rounds === 0 ? ['buscar', 'estornar'] : ['estornar', 'ignorar']).find((each) =>
        reparos.includes(each),
      );
      const body = { acao, motivo: 'Já vimos' };
      await ask('pagamento', 'POST', `/v2/conciliacao/divergencias/${id}`, { body });
    }
    await sleep(8_000);
  }
  for (const { id, tipo } of abertas) blame(`the reconciliation never ends: ${tipo} ${id}`);
}

/** Somebody wants to be forgotten. */
export async function esquecido(memory: Memory, n: number): Promise<void> {
  await think(15_000);
  await sleep(random() * 12_000);
  const cliente = await ask('pedido', 'GET', `/v1/cliente?cpf=${cpfDoCliente(n)}`);
  const answer = await ask('pedido', 'DELETE', `/v1/cliente?cpf=${cpfDoCliente(n)}`);
  if (cliente?.status === 200 && answer?.status === 200)
    memory.apagados.set(`cliente${n}@exemplo.example`, { id: cliente.body.id, em: elapsed() });
}

const QUEUES_OF_SERVICES = queueNames.filter((name) => queues[name].to !== 'gateway');

/** Something no service would send comes into a queue, among the messages of a pedido. */
export async function intruso(memory: Memory): Promise<void> {
  await think(12_000);
  const id = pick([...memory.pedidos]) ?? 1;
  const alheia = { id: uuid(4), tipo: 'alheia', versao: 1, ocorridoEm: new Date().toISOString(), pedidoId: id };
  const body = chance(0.5) ? '{' : JSON.stringify({ ...alheia, correlacao: uuid(4), dados: {} });
  plant(pick(QUEUES_OF_SERVICES), String(id), body);
}
