import { expect, test } from './restaurante.ts';
import { adicionar, ateOPix, botao, comecar, digitarCpf, EM_PE, pagar, qr, revisar, titulo } from './totem-passos.ts';

test.use(EM_PE);

const SESSAO = '/totem/sessao';

test('Voltar do navegador é o Voltar do totem, e nada se perde', async ({ page }) => {
  await page.goto('/');
  await comecar(page);
  await adicionar(page, /Turbo Dog/);
  await botao(page, /Fast Burger/).click();
  await page.goBack();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await revisar(page);
  await page.goBack();
  await expect(titulo(page, 'Onde você vai comer?')).toBeVisible();
  await page.goBack();
  await expect(titulo(page, 'Escolha seu lanche')).toBeVisible();
  await expect(botao(page, /Ver pedido: 1 item/)).toBeVisible();
  await botao(page, 'Finalizar').click();
  await botao(page, 'Comer aqui').click();
  await pagar(page);
  await page.goBack();
  await expect(page.getByRole('dialog', { name: 'Desistir do pedido?' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(qr(page)).toBeVisible();
  await page.goBack();
  await botao(page, 'Sim, desistir').click();
  await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
  await expect.poll(() => page.evaluate(() => history.state)).toBeNull();
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
});

test('recarregada, a página continua com o carrinho, a sessão e o idioma de quem pede', async ({
  page,
  restaurante,
}) => {
  await restaurante.totem('POST', '/v2/cliente', { nome: 'Iara', email: 'iara@exemplo.com', cpf: '15350946056' });
  await page.goto('/totem');
  await botao(page, 'English').click();
  await botao(page, 'Touch to order').click();
  await digitarCpf(page, '15350946056\n');
  await expect(page.getByText('Hi, Iara!')).toBeVisible();
  await botao(page, /Turbo Dog/).click();
  await botao(page, 'No onion').click();
  await botao(page, /^Add/).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.reload();
  await botao(page, /See order: 1 item/).click();
  await expect(page.getByRole('dialog')).toContainText('No onion');
  expect(await page.evaluate(async (onde) => (await (await fetch(onde)).json()).papel, SESSAO)).toBe('cliente');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toMatch(/Iara|15350946056/);
  await page.keyboard.press('Escape');
  await botao(page, 'Cancel').click();
  await botao(page, 'Yes, cancel').click();
  await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
  await expect
    .poll(() => page.evaluate(async (onde) => (await (await fetch(onde)).json()).papel, SESSAO))
    .toBe('totem');
  await page.reload();
  await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
});

test('recarregada com o QR aberto, a página espera o mesmo pedido', async ({ page, restaurante }) => {
  const id = await ateOPix(page);
  await page.reload();
  await expect(qr(page)).toBeVisible();
  const { body } = await restaurante.gerente('GET', `/v1/pagamento/${id}`);
  await restaurante.gerente('POST', `/v1/pagamento/${body.pagamento.transacaoId}/1`, {});
  await expect(titulo(page, /^Sua senha/)).toBeVisible();
});

test('aberta em uma aba que ninguém usava, a página não é de quem se identificou antes', async ({
  page,
  context,
  restaurante,
}) => {
  const davi = { nome: 'Davi', email: 'davi@exemplo.com', cpf: '31820476553' };
  expect((await restaurante.totem('POST', '/v2/cliente', davi)).status).toBe(201);
  await page.goto('/totem');
  await botao(page, 'Toque para pedir').click();
  await digitarCpf(page, '31820476553\n');
  await expect(page.getByText('Oi, Davi!')).toBeVisible();
  await page.close();
  const outra = await context.newPage();
  await outra.goto('/totem');
  await expect
    .poll(() => outra.evaluate(async (onde) => (await (await fetch(onde)).json()).papel, SESSAO))
    .toBe('totem');
});

test('o zoom de dois dedos não fica para quem vem depois', async ({ page }) => {
  await comecar(page);
  const navegador = await page.context().newCDPSession(page);
  await navegador.send('Emulation.setPageScaleFactor', { pageScaleFactor: 4 });
  await expect.poll(() => page.evaluate(() => visualViewport?.scale)).toBe(4);
  await page.evaluate(() =>
    [...document.querySelectorAll('button')].find((um) => um.textContent === 'Cancelar')?.click(),
  );
  await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
  await expect(async () => {
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1); // throws while the page is being gone to anew
  }).toPass();
});

test('quem escolhe um idioma e um modo no convite, e vai embora, não os deixa para quem vem depois', async ({
  page,
}) => {
  await page.clock.install();
  await page.goto('/totem');
  await botao(page, 'English').click();
  await botao(page, 'Large text').click();
  await expect(page.locator('html')).toHaveAttribute('data-letra', 'grande');
  await page.clock.fastForward(40_000);
  await botao(page, 'High contrast').click(); // still here
  await page.clock.fastForward(40_000);
  await expect(botao(page, 'Touch to order')).toBeVisible();
  await page.clock.fastForward(6_000);
  await expect(botao(page, 'Toque para pedir')).toBeVisible();
  for (const modo of ['letra', 'contraste'])
    await expect(page.locator('html')).toHaveAttribute(`data-${modo}`, 'normal');
});
