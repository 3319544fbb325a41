import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { expect, test, umPedido } from './restaurante.ts';

/** What stands in for the bank and for the mailboxes is used by people too. */
const conferir = async (page: Page): Promise<void> => {
  await conferirAcessivel(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
};

for (const [nome, viewport, colorScheme] of [
  ['num telefone', { width: 390, height: 844 }, 'light'],
  ['num telefone, no escuro', { width: 390, height: 844 }, 'dark'],
  ['num laptop', { width: 1366, height: 768 }, 'light'],
] as const)
  test.describe(nome, () => {
    test.use({ viewport, colorScheme, hasTouch: true });

    test('no banco de mentira se acha a cobrança nova, sem recarregar, e se decide', async ({ page, restaurante }) => {
      await page.goto(restaurante.pix);
      await page.getByText('Fazer o banco errar').tap();
      await conferir(page);
      await page.getByText('Fazer o banco errar').tap();
      const cobrancas = page.getByRole('link').filter({ hasText: 'R$' });
      // The page may have all it shows already: what tells is which comes first.
      const primeira = () => cobrancas.evaluateAll(([um]) => um?.getAttribute('href'));
      const antes = await primeira();
      await page.evaluate(() => Object.assign(window, { aMesma: true }));
      const { id } = await umPedido(restaurante, { pago: false });
      await expect.poll(primeira).not.toBe(antes);
      expect(await page.evaluate(() => 'aMesma' in window)).toBe(true);
      await conferir(page);
      await cobrancas.first().tap();
      await expect(page.getByRole('heading', { level: 1 })).toContainText('R$');
      await conferir(page);
      // Every fault has its button, and what is armed shows.
      await page.getByText('Fazer o banco errar').tap();
      const dobrar = page.getByRole('button', { name: 'Mandar o aviso duas vezes' });
      await expect(dobrar).toHaveAttribute('aria-pressed', 'false');
      await conferir(page);
      await dobrar.tap();
      await page.getByText('Fazer o banco errar').tap();
      await expect(dobrar).toHaveAttribute('aria-pressed', 'true');
      await conferir(page);
      await page.getByRole('button', { name: 'Aprovar' }).tap();
      await expect(page.getByText('aprovada', { exact: true })).toBeVisible();
      await conferir(page);
      await expect.poll(async () => (await restaurante.totem('GET', `/v2/pedido/${id}`)).body.estado).toBe('RECEBIDO');
      expect((await page.goto(`${restaurante.pix}/nada`))?.status()).toBe(404);
      await expect(page.getByRole('heading', { name: 'Não deu certo' })).toBeVisible();
      await conferir(page);
    });
  });

test('o e-mail que se lê fica aberto quando chega outro', async ({ page, restaurante }) => {
  const enviar = async (assunto: string) => {
    const data = {
      FromEmailAddress: 'casa@exemplo.com',
      Destination: { ToAddresses: ['ana@exemplo.com'] },
      Content: { Simple: { Subject: { Data: assunto }, Body: { Text: { Data: 'Oi' } } } },
    };
    expect((await page.request.post(`${restaurante.ses}/v2/email/outbound-emails`, { data })).status()).toBe(200);
  };
  await page.clock.install();
  await enviar('Primeiro');
  await page.goto(restaurante.ses);
  await conferir(page);
  await page.getByText('Primeiro').click();
  await enviar('Segundo');
  await page.clock.fastForward(11_000);
  await expect(page.locator('details[open]')).toContainText('Primeiro'); // axe cannot look into it: nothing runs there
  await page.getByText('Primeiro').click();
  await page.clock.fastForward(11_000);
  await expect(page.getByText('Segundo')).toBeVisible();
  await conferir(page);
});
