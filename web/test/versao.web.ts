import type { Page } from '@playwright/test';
import { fluxoFalso } from './fluxo-falso.ts';
import { entrar, expect, test } from './restaurante.ts';

test.use({ viewport: { width: 1920, height: 1080 } });

/** How often the page began, and what its script is answered when the page itself asks for it. */
async function contarInicios(page: Page, tela: string, status: () => number) {
  let inicios = 0;
  page.on('load', () => {
    inicios += 1;
  });
  await page.route(`**/telas/${tela}-*.js`, (route) =>
    route.request().resourceType() === 'fetch' ? route.fulfill({ status: status() }) : route.continue(),
  );
  await page.clock.install();
  return () => inicios;
}
/** Eleven minutes, and a moment for what comes of them. */
const passar = async (page: Page) => {
  await page.clock.fastForward(11 * 60_000);
  await page.waitForTimeout(300);
};

test.describe('versão das telas', () => {
  test('o painel recomeça quando foi construído de novo, e só então', async ({ page }) => {
    let status = 200;
    const inicios = await contarInicios(page, 'painel', () => status);
    await page.goto('/painel');
    await expect(page.getByRole('region', { name: 'Prontas' })).toBeVisible();
    await passar(page);
    status = 503;
    await passar(page);
    expect(inicios()).toBe(1);
    status = 404;
    await passar(page);
    await expect.poll(inicios).toBe(2);
  });

  test('a cozinha espera até que nada esteja aberto', async ({ page, restaurante }) => {
    const inicios = await contarInicios(page, 'cozinha', () => 404);
    const contar = await fluxoFalso(page, '/v2/cozinha/eventos'); // what was cancelled, and nobody saw yet, would keep it too
    await entrar(page, 'cozinha', restaurante);
    await contar('retrato', []);
    await page.getByRole('button', { name: 'Esgotados' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await passar(page);
    expect(inicios()).toBe(1);
    await page.getByRole('button', { name: 'Fechar' }).click();
    await page.clock.fastForward(31_000);
    await expect.poll(inicios).toBe(2);
  });
});
