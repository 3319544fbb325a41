import type { Locator, Page } from '@playwright/test';
import { expect } from './restaurante.ts';

/** The screen as it stands in the restaurant. */
export const EM_PE = { viewport: { width: 1080, height: 1920 } };

export const botao = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });
export const titulo = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });
export const qr = (page: Page): Locator => page.getByRole('img', { name: 'Código QR do Pix' });

/** Types into the CPF's page once it stands there: what is pressed before reaches nobody. */
export async function digitarCpf(page: Page, teclas: string): Promise<void> {
  await expect(page.getByRole('textbox', { name: 'CPF' })).toBeVisible();
  await page.keyboard.type(teclas);
}

/** From the invitation to the menu, as nobody in particular. */
export async function comecar(page: Page): Promise<void> {
  await page.goto('/totem');
  await botao(page, 'Toque para pedir').click();
  await botao(page, 'Continuar sem CPF').click();
  await expect(titulo(page, 'Escolha seu lanche')).toBeVisible();
}

/** Touches a product of the categoria that is open, and adds it as it is. */
export async function adicionar(page: Page, produto: string | RegExp): Promise<void> {
  await botao(page, produto).click();
  await botao(page, /^Adicionar/).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** From the menu to the review, without the suggestion. */
export async function revisar(page: Page): Promise<void> {
  await botao(page, 'Finalizar').click();
  await botao(page, 'Não, obrigado').click();
  await botao(page, 'Comer aqui').click();
  await expect(titulo(page, 'Tudo certo?')).toBeVisible();
}

/** Presses the button that pays, and waits for the QR code. Resolves with the id of the pedido. */
export async function pagar(page: Page): Promise<number> {
  const resposta = page.waitForResponse((answer) => /\/v2\/pedido$/.test(answer.url()) && answer.status() === 201);
  await botao(page, 'Pagar com Pix').click();
  const { id } = await (await resposta).json();
  await expect(qr(page)).toBeVisible();
  return id;
}

/** From the review to the choice of how to pay. */
export async function escolherMeio(page: Page): Promise<void> {
  await botao(page, 'Pagar').click();
  await expect(titulo(page, 'Como você quer pagar?')).toBeVisible();
}

/** Chooses the counter, and waits for the number to tell there. Resolves with it. */
export async function pagarNoBalcao(page: Page): Promise<number> {
  await botao(page, /^Pagar no balcão/).click();
  await expect(titulo(page, 'Pague no balcão')).toBeVisible();
  return Number(await page.getByTestId('numero-do-pedido').textContent());
}

/** A whole order of one Turbo Dog, up to its QR code. */
export async function ateOPix(page: Page): Promise<number> {
  await comecar(page);
  await adicionar(page, /Turbo Dog/);
  await revisar(page);
  return pagar(page);
}
