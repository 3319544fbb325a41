import { type Call, type Credentials, connect } from '@foodious/testing/client.ts';
import { freshPlace, type Place, spawnSystem } from '@foodious/testing/place.ts';
import { test as base, expect, type Page } from '@playwright/test';

/** A restaurant of the tests' own, open for all of them: each makes the pedidos it looks at. */
export type Restaurante = Place & {
  credenciais: Credentials;
  gerente: Call;
  cozinha: Call;
  totem: Call;
};

export const test = base.extend<{ baseURL: string }, { restaurante: Restaurante; ambiente: Record<string, string> }>({
  /** Settings other than the usual ones; each other set is a restaurant apart. */
  ambiente: [{}, { scope: 'worker', option: true }],
  restaurante: [
    async ({ ambiente }, use) => {
      const place = await freshPlace();
      const { child, credentials } = await spawnSystem(place, ambiente);
      const { gerente, cozinha, totem } = connect(credentials, place.gateway);
      await use({
        ...place,
        credenciais: credentials,
        gerente: await gerente(),
        cozinha: await cozinha(),
        totem: await totem(),
      });
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
      place.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ restaurante }, use) => use(restaurante.gateway),
});

/** In a restaurant apart: what is changed there about who may come in, no other file sees. */
export const testAParte = test.extend<object, { aParte: boolean }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  aParte: [async ({}, use) => use(true), { scope: 'worker', auto: true }],
});

export { expect };

/** Gives a page a clock the test moves. The server's own, which no test can move, then tells it nothing. */
export async function relogioDoTeste(page: Page, options?: Parameters<Page['clock']['install']>[0]): Promise<void> {
  await page.clock.install(options);
  await page.addInitScript(() => {
    const { get } = Headers.prototype;
    Headers.prototype.get = function (name) {
      return name === 'date' ? null : get.call(this, name);
    };
  });
}

/** Signs the staff in at `/cozinha`, `/balcao` or `/gerencia`, through the form. */
export async function entrar(
  page: Page,
  tela: 'cozinha' | 'balcao' | 'gerencia',
  { credenciais }: Restaurante,
): Promise<void> {
  const { usuario, senha: palavraPasse } = tela === 'cozinha' ? credenciais.cozinha : credenciais.gerente;
  await page.goto(`/${tela}`);
  await page.getByLabel('Usuário').fill(usuario);
  await page.getByLabel('Palavra-passe').fill(palavraPasse);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await expect(page.getByRole('button', { name: 'Sair' })).toBeVisible();
}

/** A pedido of the API, checked out; with `pago`, paid at the bank and RECEBIDO. Resolves with its id and senha. */
export async function umPedido(
  { totem, gerente }: Restaurante,
  {
    pago = true,
    clienteId = null,
    itens = [{ produtoId: 1, quantidade: 1 }],
  }: {
    pago?: boolean;
    clienteId?: number | null;
    itens?: { produtoId: number; quantidade: number; observacoes?: string }[];
  } = {},
): Promise<{ id: number; senha: number | null; codigo: string }> {
  const { body } = await totem(
    'POST',
    '/v2/pedido',
    { clienteId, consumo: 'local', itens, checkout: true },
    { 'idempotency-key': crypto.randomUUID() },
  );
  const { id, pagamento, acompanhar } = body;
  const codigo = String(acompanhar).replace('/p/', '');
  if (!pago) return { id, senha: null, codigo };
  await expect.poll(async () => (await gerente('POST', `/v1/pagamento/${pagamento.transacaoId}/1`)).status).toBe(201);
  await expect.poll(async () => (await totem('GET', `/v2/pedido/${id}`)).body.estado).toBe('RECEBIDO');
  return { id, senha: (await totem('GET', `/v2/pedido/${id}`)).body.senha, codigo };
}

/** The cook's moves of a comanda, one after the other; it may still be on its way to the cozinha. */
export async function mover({ cozinha }: Restaurante, id: number, ...acoes: string[]): Promise<void> {
  for (const acao of acoes)
    await expect.poll(async () => (await cozinha('POST', `/v2/cozinha/comandas/${id}/${acao}`)).status).toBe(200);
}

/** Delivers everything the tests before left: a short list then shows what comes next. */
export async function entregarTudo(restaurante: Restaurante): Promise<void> {
  const faltam: Record<number, string[]> = {
    1: ['iniciar', 'pronto', 'entregar'],
    2: ['pronto', 'entregar'],
    3: ['entregar'],
  };
  const { body } = await restaurante.gerente('GET', '/v1/pedido');
  for (const { id, estadoPedido } of body) await mover(restaurante, id, ...(faltam[estadoPedido] ?? []));
}

/** Sets by which a pedido may be paid. Resolves with what puts it back: one restaurant is shared by all tests. */
export async function comMeios(
  { gerente }: Restaurante,
  meios: { pix: boolean; balcao: boolean },
): Promise<() => Promise<unknown>> {
  const mudar = async (novos: typeof meios) => {
    const { body, headers } = await gerente('GET', '/v2/ajustes');
    const etag = { 'if-match': headers.get('etag') ?? '' };
    expect((await gerente('PUT', '/v2/ajustes', { ...body, meios: novos }, etag)).status).toBe(200);
    return body.meios;
  };
  const antes = await mudar(meios);
  return () => mudar(antes);
}

/** A pedido for the counter, with its charge made there. */
export async function noBalcao(
  { totem, gerente }: Restaurante,
  itens: { produtoId: number; quantidade: number; observacoes?: string }[] = [{ produtoId: 2, quantidade: 1 }],
): Promise<{ id: number; transacaoId: string; total: number; codigo: string }> {
  const { status, body } = await totem(
    'POST',
    '/v2/pedido',
    { consumo: 'local', itens, checkout: true, meio: 'balcao' },
    { 'idempotency-key': crypto.randomUUID() },
  );
  expect(status).toBe(201);
  const { transacaoId } = body.pagamento;
  await expect
    .poll(async () => {
      const { cobrancas } = (await gerente('GET', '/v2/balcao/cobrancas')).body;
      return cobrancas.some((uma: { transacaoId: string }) => uma.transacaoId === transacaoId);
    })
    .toBe(true);
  return { id: body.id, transacaoId, total: body.total, codigo: String(body.acompanhar).replace('/p/', '') };
}

/** Takes the money of a pedido at the counter. */
export async function receberNoBalcao({ gerente }: Restaurante, pedidoId: number): Promise<void> {
  const { body } = await gerente('GET', `/v1/pagamento/${pedidoId}`);
  const { transacaoId } = body.pagamento;
  const answer = await gerente('POST', '/v2/balcao/recebimentos', { transacaoId, forma: 'cartao' });
  expect(answer.status).toBe(201);
}

/** What a person at the simulated bank does about the pedido's charge: opens its page and presses a button. */
export async function decidirNoBanco(
  page: Page,
  { pix, gerente }: Restaurante,
  pedidoId: number,
  acao: 'Aprovar' | 'Recusar' | 'Expirar',
): Promise<void> {
  const { body } = await gerente('GET', `/v1/pagamento/${pedidoId}`);
  await page.goto(`${pix}/transacoes/${body.pagamento.transacaoId}`);
  await page.getByRole('button', { name: acao }).click();
}
