import type { Locator, Page } from '@playwright/test';
import { expect, test } from './restaurante.ts';
import { adicionar, botao, comecar, EM_PE, qr, revisar, titulo } from './totem-passos.ts';

test.use({ ...EM_PE, hasTouch: true });

/** Where a finger hits a thing: its middle. */
async function meioDe(onde: Locator): Promise<[x: number, y: number]> {
  const { x, y, width, height } = (await onde.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return [x + width / 2, y + height / 2];
}

/** A finger that comes down twice on one spot, `ms` apart. */
async function tocarDuasVezes(page: Page, onde: Locator, ms: number): Promise<void> {
  const meio = await meioDe(onde);
  await page.touchscreen.tap(...meio);
  await page.waitForTimeout(ms);
  await page.touchscreen.tap(...meio);
}

for (const ms of [40, 200, 400, 800])
  test.describe(`o segundo toque, ${ms} ms depois, não acerta o que apareceu embaixo`, () => {
    test('Finalizar não compra a sugestão, nem a dispensa', async ({ page }) => {
      await comecar(page);
      await adicionar(page, /Turbo Dog/);
      await tocarDuasVezes(page, botao(page, 'Finalizar'), ms);
      await expect(page.getByRole('dialog', { name: 'Que tal uma bebida?' })).toBeVisible();
      await page.waitForTimeout(900);
      await botao(page, 'Não, obrigado').tap();
      await botao(page, 'Comer aqui').click();
      await expect(titulo(page, 'Tudo certo?')).toBeVisible();
      await expect(page.getByText('R$ 18,50').first()).toBeVisible();
      await expect(page.getByRole('listitem')).toHaveCount(1);
    });

    test('um produto da fila de cima abre, e fica aberto', async ({ page }) => {
      await comecar(page);
      await page.waitForTimeout(300);
      await tocarDuasVezes(page, botao(page, /Turbo Dog/), ms);
      await page.waitForTimeout(300);
      await expect(page.getByRole('dialog', { name: 'Turbo Dog' })).toBeVisible();
    });

    test('Pagar não pergunta se a pessoa desiste', async ({ page }) => {
      await comecar(page);
      await adicionar(page, /Turbo Dog/);
      await revisar(page);
      await page.waitForTimeout(300);
      await tocarDuasVezes(page, botao(page, 'Pagar com Pix'), ms);
      await expect(qr(page)).toBeVisible();
      await page.waitForTimeout(300);
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  });

test('quem digita depressa não perde nenhum toque', async ({ page }) => {
  await page.goto('/totem');
  await botao(page, 'Toque para pedir').click();
  await page.waitForTimeout(300);
  const teclas = new Map<string, [number, number]>();
  for (const digito of new Set('52998224725'))
    teclas.set(digito, await meioDe(page.getByRole('button', { name: digito, exact: true })));
  for (const digito of '52998224725') await page.touchscreen.tap(...(teclas.get(digito) ?? [0, 0]));
  await expect(page.getByLabel('CPF')).toHaveValue('529.982.247-25');
});

test('mais um, mais um, mais um: cada toque conta; o teclado também, sem espera', async ({ page }) => {
  await comecar(page);
  await page.keyboard.press('Tab');
  await botao(page, /Turbo Dog/).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Turbo Dog' })).toBeVisible();
  await page.waitForTimeout(300);
  const mais = await meioDe(botao(page, 'Mais um'));
  for (let i = 0; i < 5; i += 1) await page.touchscreen.tap(...mais);
  await expect(botao(page, /^Adicionar/)).toHaveText('Adicionar · R$ 111,00');
  await botao(page, /^Adicionar/).focus();
  await page.keyboard.press('Enter');
  await botao(page, 'Finalizar').focus();
  await page.keyboard.press('Enter');
  await botao(page, 'Não, obrigado').focus();
  await page.keyboard.press('Enter');
  await expect(titulo(page, 'Onde você vai comer?')).toBeVisible();
});
