import { conferirAcessivel } from './acessivel.ts';
import { abrirGerencia } from './gerencia.ts';
import { expect, test, umPedido } from './restaurante.ts';

const paginas = ['', '/pedidos', '/cardapio', '/clientes', '/relatorios', '/filas', '/emails', '/ajustes'];

test.describe('gerência, para todos', () => {
  for (const [aparelho, viewport] of [
    ['laptop', { width: 1366, height: 768 }],
    ['celular', { width: 390, height: 844 }],
  ] as const) {
    test(`no ${aparelho}, nenhuma página quebra uma regra, nem passa da largura`, async ({ page, restaurante }) => {
      await page.setViewportSize(viewport);
      const { id } = await umPedido(restaurante);
      await abrirGerencia(page, restaurante);
      for (const pagina of [...paginas, `/pedidos/${id}`, '/filas/preparacao-pedido-req']) {
        await page.goto(`/gerencia${pagina}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForFunction(() => !document.querySelector('main [aria-hidden="true"][class*="esqueletos"]'));
        await conferirAcessivel(page);
        const sobra = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(sobra, pagina).toBeLessThanOrEqual(0);
      }
    });
  }

  test('no celular, o que não cabe na barra está em Mais', async ({ page, restaurante }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await abrirGerencia(page, restaurante);
    await page.getByRole('button', { name: 'Mais' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await conferirAcessivel(page);
    await page.getByRole('dialog').getByRole('link', { name: 'Ajustes' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ajustes' })).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
  });

  test('com letra de 200 %, nada se perde de lado', async ({ page, restaurante }) => {
    await page.setViewportSize({ width: 1366, height: 768 });
    const navegador = await page.context().newCDPSession(page);
    await navegador.send('Page.enable');
    await navegador.send('Page.setFontSizes', { fontSizes: { standard: 32 } }); // as who sets larger letters in the browser
    await abrirGerencia(page, restaurante);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
    for (const pagina of paginas) {
      await page.goto(`/gerencia${pagina}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForFunction(() => !document.querySelector('main [aria-hidden="true"][class*="esqueletos"]'));
      const sobra = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(sobra, pagina).toBeLessThanOrEqual(0);
    }
  });

  test('só com o teclado: da navegação ao cardápio, a um produto esgotado, e de volta', async ({
    page,
    restaurante,
  }) => {
    await page.setViewportSize({ width: 1366, height: 768 });
    await abrirGerencia(page, restaurante);
    const ateFoco = async (nome: RegExp) => {
      for (let i = 0; i < 40; i += 1) {
        await page.keyboard.press('Tab');
        const onde = await page.evaluate(() => {
          const { activeElement: a } = document;
          return a?.getAttribute('aria-label') ?? (a?.closest('label') ?? a)?.textContent ?? '';
        });
        if (nome.test(onde)) return;
      }
      throw new Error(`Tab nunca chegou a ${nome}`);
    };
    await ateFoco(/^Cardápio$/);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Cardápio' })).toBeFocused();
    await ateFoco(/^Novo produto$/);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Novo produto' })).toBeFocused();
    await ateFoco(/à venda/);
    const chave = page.getByRole('switch').first();
    await expect(chave).toBeFocused();
    await page.keyboard.press('Space');
    await expect(chave).not.toBeChecked();
    await page.keyboard.press('Space');
    await expect(chave).toBeChecked();
    await expect(page.getByRole('status').filter({ hasText: 'voltou à venda' })).toBeVisible(); // at the server too
  });
});
