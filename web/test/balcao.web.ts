import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import {
  comMeios,
  entrar,
  expect,
  mover,
  noBalcao,
  type Restaurante,
  receberNoBalcao,
  test,
  umPedido,
} from './restaurante.ts';
import { botao } from './totem-passos.ts';

let deVolta: () => Promise<unknown> = async () => undefined;
test.beforeEach(async ({ restaurante }) => {
  deVolta = await comMeios(restaurante, { pix: true, balcao: true });
});
test.afterEach(() => deVolta());

/** At the counter, as who manages the place: signed in already. */
async function abrir(page: Page, { credenciais }: Restaurante, caminho = ''): Promise<void> {
  const answer = await page.request.post('/balcao/sessao', { data: credenciais.gerente });
  expect(answer.status()).toBe(200);
  await page.goto(`/balcao${caminho}`);
  await expect(botao(page, 'Sair')).toBeVisible();
}

const busca = (page: Page) => page.getByLabel('Senha ou número do pedido');
const dialogo = (page: Page) => page.getByRole('dialog');

/** What moved at the counter for a pedido, as `tipo forma valor`. */
async function movimentosDe({ gerente }: Restaurante, id: number): Promise<string[]> {
  const { movimentos } = (await gerente('GET', '/v2/balcao/caixa')).body;
  return movimentos
    .filter(({ pedidoId }: { pedidoId: number }) => pedidoId === id)
    .map(({ tipo, forma, valor }: { tipo: string; forma: string; valor: number }) => `${tipo} ${forma} ${valor}`);
}

test.describe('balcão', () => {
  test('quem só cozinha não entra; quem opera o caixa, sim', async ({ page, restaurante }) => {
    await page.goto('/balcao');
    const { usuario, senha } = restaurante.credenciais.cozinha;
    await page.getByLabel('Usuário').fill(usuario);
    await page.getByLabel('Palavra-passe').fill(senha);
    await botao(page, 'Entrar').click();
    await expect(page.getByText('Este usuário não trabalha no balcão.')).toBeVisible();
    await conferirAcessivel(page);
    await entrar(page, 'balcao', restaurante);
    await expect(busca(page)).toBeVisible();
    await botao(page, 'Sair').click();
    await expect(page.getByLabel('Usuário')).toBeVisible();
  });

  test('só com o teclado: o número, o dinheiro, o troco; e já está pronto para o próximo', async ({
    page,
    restaurante,
  }) => {
    const { id } = await noBalcao(restaurante);
    await abrir(page, restaurante);
    await expect(page.getByRole('region', { name: /A receber/ })).toContainText(String(id));
    await conferirAcessivel(page);
    await page.locator('body').click({ position: { x: 1, y: 1 } });
    await page.keyboard.type(String(id)); // wherever the focus is
    await expect(busca(page)).toHaveValue(String(id));
    await expect(
      page
        .getByRole('region', { name: /Encontrados/ })
        .getByRole('article')
        .first(),
    ).toBeVisible();
    const cartao = page.getByRole('article', { name: `Pedido ${id}`, exact: true });
    await expect(cartao).toContainText('Espera pagamento aqui');
    await page.keyboard.press('Enter');
    const receber = botao(page, `Receber R$ 18,50 do pedido ${id}`);
    if (!(await receber.evaluate((um) => um === document.activeElement))) await receber.focus(); // others of that number
    await page.keyboard.press('Enter');
    await expect(dialogo(page)).toContainText(`Receber pedido ${id}`);
    await expect(page.getByLabel('Valor que o cliente entregou')).toBeFocused();
    await page.keyboard.type('10');
    await expect(dialogo(page)).toContainText('Faltam R$ 8,50');
    await conferirAcessivel(page);
    await page.keyboard.press('Enter');
    expect(await movimentosDe(restaurante, id)).toEqual([]);
    await page.getByLabel('Valor que o cliente entregou').fill('50');
    await expect(dialogo(page)).toContainText('Troco R$ 31,50');
    await conferirAcessivel(page);
    await page.keyboard.press('Enter');
    await expect(dialogo(page)).toContainText('Pagamento recebido');
    await expect(dialogo(page)).toContainText('R$ 31,50');
    await expect.poll(async () => (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body.senha).not.toBeNull();
    const { senha } = (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body;
    await expect(dialogo(page).getByRole('status')).toContainText(String(senha));
    await conferirAcessivel(page);
    await page.keyboard.press('Enter');
    await expect(dialogo(page)).toHaveCount(0);
    await expect(busca(page)).toBeFocused();
    await expect(busca(page)).toHaveValue('');
    await expect(
      page.getByRole('region', { name: /A receber/ }).getByRole('article', { name: `Pedido ${id}` }),
    ).toHaveCount(0);
    expect(await movimentosDe(restaurante, id)).toEqual(['entrada dinheiro 50', 'troco dinheiro 31.5']);
  });

  test('uma nota se toca em vez de digitar; no cartão se confirma depois da maquininha', async ({
    page,
    restaurante,
  }) => {
    const [um, outro] = [await noBalcao(restaurante), await noBalcao(restaurante)];
    await abrir(page, restaurante);
    await botao(page, `Receber R$ 18,50 do pedido ${um.id}`).click();
    await page.getByRole('button', { name: 'R$ 20', exact: true }).click();
    await expect(dialogo(page)).toContainText('Troco R$ 1,50');
    await botao(page, 'Recebi em dinheiro').click();
    await expect(dialogo(page)).toContainText('Pagamento recebido');
    await botao(page, 'Próximo').click();
    await botao(page, `Receber R$ 18,50 do pedido ${outro.id}`).click();
    await page.getByRole('radio', { name: 'Cartão' }).check();
    await expect(dialogo(page)).toContainText('na maquininha da casa');
    await conferirAcessivel(page);
    await botao(page, 'Recebi em cartão').click();
    await expect(dialogo(page)).toContainText('Sem troco');
    expect(await movimentosDe(restaurante, outro.id)).toEqual(['entrada cartao 18.5']);
  });

  test('sem resposta, receber de novo não recebe duas vezes', async ({ page, restaurante }) => {
    const { id } = await noBalcao(restaurante);
    await abrir(page, restaurante);
    await page.route(
      '**/v2/balcao/recebimentos',
      async (route) => {
        await route.fetch(); // it came there, and its answer was lost
        await route.abort();
      },
      { times: 1 },
    );
    await botao(page, `Receber R$ 18,50 do pedido ${id}`).click();
    await page.getByLabel('Valor que o cliente entregou').fill('20');
    await page.keyboard.press('Enter');
    await expect(page.getByText('o pagamento não se registra duas vezes')).toBeVisible();
    await conferirAcessivel(page);
    await page.keyboard.press('Enter');
    await expect(dialogo(page)).toContainText('Pagamento recebido');
    await expect(dialogo(page)).toContainText('R$ 1,50');
    expect(await movimentosDe(restaurante, id)).toEqual(['entrada dinheiro 20', 'troco dinheiro 1.5']);
  });

  test('o que outro caixa já recebeu é dito, e não se recebe outra vez', async ({ page, restaurante }) => {
    const { id } = await noBalcao(restaurante);
    await abrir(page, restaurante);
    await botao(page, `Receber R$ 18,50 do pedido ${id}`).click();
    await receberNoBalcao(restaurante, id);
    await page.keyboard.press('Enter');
    await expect(dialogo(page).getByRole('alert')).toContainText('Confira o pedido antes de devolver o dinheiro.');
    await conferirAcessivel(page);
    await botao(page, 'Voltar').click();
    await expect(botao(page, `Receber R$ 18,50 do pedido ${id}`)).toHaveCount(0);
  });

  test('o que está pronto se chama, se entrega, e volta se foi engano', async ({ page, restaurante }) => {
    const { id, senha } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar', 'pronto');
    await abrir(page, restaurante);
    const estado = async () => (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body.estado;
    const cartao = page.getByRole('region', { name: /Para entregar/ }).getByRole('article', { name: `Senha ${senha}` });
    await expect(cartao).toBeVisible();
    const chamada = page.waitForResponse((answer) => answer.url().endsWith(`/v2/pedido/${id}/chamar`));
    await botao(page, `Chamar de novo senha ${senha}`).click();
    expect((await chamada).ok()).toBe(true);
    await conferirAcessivel(page);
    await botao(page, `Entregar senha ${senha}`).click();
    await expect(page.getByText(`Senha ${senha} entregue.`)).toBeVisible();
    await expect(cartao).toHaveCount(0);
    await expect.poll(estado).toBe('FINALIZADO');
    await conferirAcessivel(page);
    await botao(page, 'Desfazer').click();
    await expect(cartao).toBeVisible();
    await botao(page, `Entregar senha ${senha}`).click();
    await expect.poll(estado).toBe('FINALIZADO');
  });

  test('pela senha se acha qualquer pedido de hoje, e onde ele está; o que não há se diz', async ({
    page,
    restaurante,
  }) => {
    const { senha } = await umPedido(restaurante);
    const { id } = await umPedido(restaurante, { pago: false });
    await abrir(page, restaurante);
    await busca(page).fill(String(senha));
    const achado = page.getByRole('article', { name: `Senha ${senha}` });
    await expect(achado).toContainText('Pago, na fila da cozinha');
    await expect(achado.getByRole('link', { name: 'Recibo' })).toBeVisible();
    await conferirAcessivel(page);
    await busca(page).fill(String(id));
    await expect(page.getByRole('article', { name: `Pedido ${id}` })).toContainText('Espera o Pix do cliente');
    await busca(page).fill('987654321');
    await expect(page.getByText('Nenhum pedido com o número 987654321 hoje.')).toBeVisible();
    await conferirAcessivel(page);
    await page.keyboard.press('Escape');
    await expect(busca(page)).toHaveValue('');
    await expect(page.getByRole('region', { name: /A receber/ })).toBeVisible();
  });

  test('o que a gerência manda devolver aparece, e sai da lista quando foi entregue', async ({ page, restaurante }) => {
    const { id } = await noBalcao(restaurante);
    await receberNoBalcao(restaurante, id);
    await expect.poll(async () => (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body.estado).toBe('RECEBIDO');
    const pedida = await restaurante.gerente(
      'POST',
      `/v2/pedido/${id}/estornos`,
      { valor: 5, motivo: 'Veio frio' },
      { 'idempotency-key': crypto.randomUUID() },
    );
    expect(pedida.status).toBe(201);
    await abrir(page, restaurante, '/devolucoes');
    const devolver = botao(page, `Devolver na maquininha ao pedido ${id}`);
    await expect(devolver).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('link', { name: /Devoluções \d+ a entregar/ })).toBeVisible();
    await conferirAcessivel(page);
    await devolver.click();
    await expect(dialogo(page)).toContainText(`Estorne R$ 5,00 na maquininha`);
    await conferirAcessivel(page);
    await botao(page, 'Já devolvi').click();
    await expect(page.getByText(`R$ 5,00 devolvidos ao pedido ${id}.`)).toBeVisible();
    await expect(devolver).toHaveCount(0);
  });

  test('o recibo diz que não tem valor fiscal, esconde o CPF, e se imprime em bobina e em folha', async ({
    page,
    restaurante,
  }) => {
    const cliente = { nome: 'Cecília Ramos', email: 'cecilia.balcao@exemplo.com', cpf: '86288366757' };
    const { body: novo } = await restaurante.totem('POST', '/v2/cliente', cliente);
    const { id, senha } = await umPedido(restaurante, { clienteId: novo.id, itens: [{ produtoId: 2, quantidade: 2 }] });
    await abrir(page, restaurante, `/recibo/${id}`);
    const papel = page.getByRole('article', { name: `Recibo do pedido ${id}` });
    for (const texto of [
      'sem valor fiscal',
      `Senha ${senha}`,
      'Turbo Dog',
      '2 × R$ 18,50',
      'R$ 37,00',
      'Cecília',
      'Pix',
    ])
      await expect(papel).toContainText(texto);
    await expect(papel).toContainText('***.883.667-**');
    await expect(papel).not.toContainText('862');
    await expect(papel).not.toContainText('Ramos');
    await conferirAcessivel(page);
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-impresso', '');
    });
    await botao(page, 'Imprimir').click();
    await expect(page.locator('body[data-impresso]')).toHaveCount(1);
    await page.emulateMedia({ media: 'print' });
    await expect(botao(page, 'Imprimir')).toBeHidden();
    await expect(page.getByRole('navigation')).toBeHidden();
    for (const [largura, papelMm] of [
      [302, 72], // a roll of 80 mm
      [794, 130], // A4
    ] as const) {
      await page.setViewportSize({ width: largura, height: 1000 });
      const caixa = await papel.boundingBox();
      expect(caixa?.width).toBeLessThanOrEqual((papelMm * 96) / 25.4 + 1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      if (process.env.FOTOS) await page.screenshot({ path: `${process.env.FOTOS}/recibo-${largura}.png` });
    }
  });

  test('um pedido que não foi pago não tem recibo, e sem conexão nada se recebe', async ({
    page,
    context,
    restaurante,
  }) => {
    const { id } = await umPedido(restaurante, { pago: false });
    await abrir(page, restaurante, `/recibo/${id}`);
    await expect(page.getByRole('alert').first()).toBeVisible();
    await expect(botao(page, 'Imprimir')).toHaveCount(0);
    await conferirAcessivel(page);
    await page.getByRole('link', { name: 'Voltar' }).click();
    await context.setOffline(true);
    await expect(page.getByText('Sem conexão. Nada se recebe nem se entrega até ela voltar.')).toBeVisible();
    await conferirAcessivel(page);
    await context.setOffline(false);
  });
});

for (const [largura, altura] of [
  [1024, 600],
  [768, 1024],
  [1366, 768],
  [1920, 1080],
  [390, 844],
] as const)
  test.describe(`balcão de ${largura} por ${altura}`, () => {
    test.use({ viewport: { width: largura, height: altura }, hasTouch: true });

    test('cheio, tudo se lê e se toca, e o troco se vê inteiro', async ({ page, restaurante }) => {
      const dobro = [
        { produtoId: 1, quantidade: 2, observacoes: 'sem cebola' },
        { produtoId: 7, quantidade: 3 },
        { produtoId: 13, quantidade: 2 },
      ];
      const { id } = await noBalcao(restaurante, dobro);
      const pronto = await umPedido(restaurante, { itens: dobro });
      await mover(restaurante, pronto.id, 'iniciar', 'pronto');
      await abrir(page, restaurante);
      const receber = botao(page, new RegExp(`^Receber .* do pedido ${id}$`));
      await expect(receber).toBeVisible();
      await expect(botao(page, `Entregar senha ${pronto.senha}`)).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await conferirAcessivel(page);
      if (process.env.FOTOS) await page.screenshot({ path: `${process.env.FOTOS}/atender-${largura}.png` });
      await receber.scrollIntoViewIfNeeded();
      await page.waitForTimeout(1_000); // what has just come up hears no finger
      await receber.tap();
      await page.getByLabel('Valor que o cliente entregou').fill('200');
      await expect(dialogo(page).getByText(/^Troco/)).toBeInViewport({ ratio: 0.99 });
      await expect(botao(page, 'Recebi em dinheiro')).toBeInViewport({ ratio: 0.99 });
      await conferirAcessivel(page);
      if (process.env.FOTOS) await page.screenshot({ path: `${process.env.FOTOS}/receber-${largura}.png` });
      await page.waitForTimeout(1_000);
      await botao(page, 'Recebi em dinheiro').tap();
      await expect(botao(page, 'Próximo')).toBeInViewport({ ratio: 0.99 });
      await expect(dialogo(page).getByRole('status')).toContainText(/\d/);
      if (process.env.FOTOS) await page.screenshot({ path: `${process.env.FOTOS}/recebido-${largura}.png` });
      await page.goto('/balcao/caixa');
      await expect(page.getByRole('region', { name: 'Movimentos' })).toContainText(String(id));
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await conferirAcessivel(page);
      if (process.env.FOTOS) await page.screenshot({ path: `${process.env.FOTOS}/caixa-${largura}.png` });
      await mover(restaurante, pronto.id, 'entregar');
    });
  });
