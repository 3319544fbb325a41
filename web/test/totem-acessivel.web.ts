import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { conferirAcessivel, tudoParado } from './acessivel.ts';
import { decidirNoBanco, expect, test } from './restaurante.ts';
import { botao, digitarCpf, EM_PE, qr, titulo } from './totem-passos.ts';

test.use(EM_PE);

/** Presses Tab until what has the focus is called so; the way back when it is behind. */
async function ateOFoco(page: Page, nome: RegExp): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    const focado = await page.evaluate(() => {
      const { activeElement: alvo } = document;
      return alvo?.getAttribute('aria-label') ?? alvo?.textContent ?? '';
    });
    if (nome.test(focado)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${nome}`);
}

/** The second walk sees other colours, and nothing else. */
async function conferirCores(page: Page): Promise<void> {
  await tudoParado(page);
  const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);
}

for (const [contraste, conferir] of [
  ['normal', conferirAcessivel],
  ['alto', conferirCores],
] as const) {
  test(`cada passo é acessível, em contraste ${contraste}`, async ({ page, context, restaurante }) => {
    await page.goto('/totem');
    if (contraste === 'alto') await botao(page, 'Alto contraste').click();
    await expect(page.locator('html')).toHaveAttribute('data-contraste', contraste);
    await conferir(page);
    await botao(page, 'Toque para pedir').click();
    await digitarCpf(page, '12345678901');
    await conferir(page);
    await page.getByLabel('CPF').fill('935.411.347-80');
    await botao(page, 'Confirmar CPF').click();
    await expect(titulo(page, 'É sua primeira vez aqui?')).toBeFocused();
    await conferir(page);
    await botao(page, 'Fazer cadastro').click();
    await botao(page, 'Concluir cadastro').click();
    await expect(page.getByLabel('Nome')).toBeFocused();
    await conferir(page);
    await botao(page, 'Voltar').click();
    await botao(page, 'Continuar sem CPF').click();
    await expect(titulo(page, 'Escolha seu lanche')).toBeFocused();
    await restaurante.cozinha('PUT', '/v2/produto/6/disponibilidade', { disponivel: false });
    await expect(page.getByText('Esgotado')).toBeVisible();
    await conferir(page);
    await restaurante.cozinha('PUT', '/v2/produto/6/disponibilidade', { disponivel: true });
    await botao(page, /Turbo Dog/).click();
    await botao(page, 'Sem cebola').click();
    await conferir(page);
    await botao(page, /^Adicionar/).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await conferir(page);
    await botao(page, /Ver pedido/).click();
    await conferir(page);
    await page.keyboard.press('Escape');
    await botao(page, 'Acessibilidade').click();
    await conferir(page);
    await page.keyboard.press('Escape');
    await botao(page, 'Finalizar').click();
    await conferir(page);
    await botao(page, 'Não, obrigado').click();
    await conferir(page);
    await botao(page, 'Comer aqui').click();
    await conferir(page);
    const resposta = page.waitForResponse(/\/v2\/pedido$/);
    await botao(page, 'Pagar com Pix').click();
    const { id } = await (await resposta).json();
    await expect(qr(page)).toBeVisible();
    await conferir(page);
    const banco = await context.newPage();
    await decidirNoBanco(banco, restaurante, id, 'Recusar');
    await expect(titulo(page, 'O pagamento não passou')).toBeVisible();
    await conferir(page);
    await botao(page, 'Tentar de novo').click();
    await expect(qr(page)).toBeVisible();
    await decidirNoBanco(banco, restaurante, id, 'Aprovar');
    await expect(titulo(page, /^Sua senha/)).toBeVisible();
    await conferir(page);
  });
}

test('só com o teclado, do convite ao Pix', async ({ page }) => {
  await page.goto('/totem');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const nome of [
    /^Toque para pedir/,
    /^Continuar sem CPF/,
    /^Turbo Dog/,
    /^Adicionar/,
    /^Finalizar/,
    /^Não, obrigado/,
    /^Para viagem/,
    /^Pagar com Pix/,
  ]) {
    await ateOFoco(page, nome);
    await page.keyboard.press('Enter');
    if (nome.source === '^Adicionar') await expect(botao(page, /Turbo Dog/)).toBeFocused();
  }
  await expect(qr(page)).toBeVisible();
  await expect(titulo(page, 'Pague com Pix')).toBeFocused();
});

test('fala inglês e espanhol, e o idioma da página acompanha', async ({ page }) => {
  await page.goto('/totem');
  for (const [idioma, lang, tocar, sem, escolha] of [
    ['English', 'en', 'Touch to order', 'Continue without CPF', 'Choose your main'],
    ['Español', 'es', 'Toca para pedir', 'Seguir sin CPF', 'Elige tu plato'],
  ] as const) {
    await botao(page, idioma).click();
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await botao(page, tocar).click();
    await botao(page, sem).click();
    await expect(titulo(page, escolha)).toBeVisible();
    await expect(botao(page, /Fast Burger da Casa/)).toBeVisible(); // names stay as they are
    await botao(page, /^(Cancel|Cancelar)$/).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
  }
});

test('na tela mais baixa, tudo o que se toca está na metade de baixo', async ({ page }) => {
  await page.goto('/totem');
  await botao(page, 'Tela mais baixa').click();
  const conferir = async () => {
    const alturas = await page
      .locator('button:visible, input:visible, [role="dialog"]')
      .evaluateAll((todos) => todos.map((um) => um.getBoundingClientRect()).filter(({ bottom }) => bottom > 0));
    expect(alturas.length).toBeGreaterThan(0);
    // What is scrolled away is not there to be touched; what lies under a sheet neither.
    expect(Math.min(...alturas.map(({ top }) => top))).toBeGreaterThanOrEqual(EM_PE.viewport.height / 2 - 1);
  };
  await conferir();
  await botao(page, 'Toque para pedir').click();
  await conferir();
  await botao(page, 'Continuar sem CPF').click();
  await conferir();
  await botao(page, /Turbo Dog/).click();
  await conferir();
  await botao(page, /^Adicionar/).click();
  await botao(page, 'Cancelar').click();
  await expect(page.getByRole('dialog', { name: 'Cancelar tudo?' })).toBeVisible();
  await conferir();
});
