import { conferirAcessivel } from './acessivel.ts';
import { expect, test } from './restaurante.ts';

test('a porta da frente leva a cada tela', async ({ page }) => {
  await page.goto('/');
  for (const tela of ['Totem', 'Painel', 'Cozinha', 'Gerência', 'API'])
    await expect(page.getByRole('link', { name: tela })).toBeVisible();
  await conferirAcessivel(page);
});

test('quem erra o endereço vê uma página nossa, que leva de volta', async ({ page }) => {
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1920, height: 1080 },
  ]) {
    await page.setViewportSize(viewport);
    for (const errado of ['/nada', '/p/']) {
      expect((await page.goto(errado))?.status()).toBe(404);
      await expect(page.getByRole('heading', { name: 'Não há nada aqui' })).toBeVisible();
    }
    await conferirAcessivel(page);
  }
  await page.getByRole('link', { name: 'Ver as telas' }).click();
  await expect(page.getByRole('link', { name: 'Totem' })).toBeVisible();
});
