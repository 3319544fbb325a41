import { conferirAcessivel } from './acessivel.ts';
import { expect, test } from './restaurante.ts';

test('a porta da frente leva a cada tela', async ({ page }) => {
  await page.goto('/');
  for (const tela of ['Totem', 'Painel', 'Cozinha', 'Gerência', 'API'])
    await expect(page.getByRole('link', { name: tela })).toBeVisible();
  await conferirAcessivel(page);
});
