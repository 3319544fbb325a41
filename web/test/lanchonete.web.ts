import { expect, test, umPedido } from './restaurante.ts';

test('o nome que a gerência dá à lanchonete está em cada página', async ({ page, restaurante }) => {
  const { gerente } = restaurante;
  const { codigo } = await umPedido(restaurante);
  const { body: antes } = await gerente('GET', '/v2/ajustes');
  const sobre = { 'if-match': '*' };
  const lanchonete = 'Pit Stop & Filhos';
  expect((await gerente('PUT', '/v2/ajustes', { ...antes, lanchonete }, sobre)).status).toBe(200);
  try {
    await expect
      .poll(async () => {
        await page.goto('/');
        return page.title();
      })
      .toBe(lanchonete);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(lanchonete);
    await page.goto(`/p/${codigo}`);
    await expect(page.locator('header')).toHaveText(lanchonete);
    for (const tela of ['cozinha', 'gerencia']) {
      await page.goto(`/${tela}`);
      await expect(page).toHaveTitle(new RegExp(`${lanchonete}$`));
      await expect(page.getByRole('main')).toContainText(lanchonete);
    }
    await page.goto('/totem');
    await expect(page).toHaveTitle(new RegExp(lanchonete));
    await expect(page.getByRole('main')).toContainText(lanchonete);
    await page.getByRole('button', { name: 'Toque para pedir' }).click();
    await expect(page.getByRole('banner')).toContainText(lanchonete);
    for (const tela of ['painel', 'totem', `p/${codigo}`, 'cozinha', 'gerencia', '']) {
      const html = await (await page.request.get(`/${tela}`)).text();
      expect(html).not.toContain('Foodious');
    }
  } finally {
    await gerente('PUT', '/v2/ajustes', antes, sobre);
  }
});
