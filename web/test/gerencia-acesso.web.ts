import type { Locator } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { abrirGerencia } from './gerencia.ts';
import { expect, mover, test, umPedido } from './restaurante.ts';

const paginas = [
  '',
  '/pedidos',
  '/cardapio',
  '/clientes',
  '/relatorios',
  '/conciliacao',
  '/parados',
  '/notificacoes',
  '/filas',
  '/emails',
  '/ajustes',
];

test.describe('gerência, para todos', () => {
  for (const [aparelho, viewport] of [
    ['monitor', { width: 1920, height: 1080 }],
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

  test('nenhum estado de uma página quebra uma regra: o vazio, o que não se acha, a pergunta, os registros, a lista', async ({
    page,
    restaurante,
  }) => {
    const { id } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar', 'voltar');
    await abrirGerencia(page, restaurante, '/pedidos?dia=2020-01-01');
    await expect(page.getByText('Nenhum pedido assim')).toBeVisible();
    await conferirAcessivel(page);
    await page.goto('/gerencia/relatorios?de=2020-01-01&ate=2020-01-02');
    await expect(page.getByText('Nada para mostrar neste período')).toHaveCount(3);
    await expect(page.getByText('R$ 0', { exact: true })).toHaveCount(1); // one axis, and once on it
    await conferirAcessivel(page);
    await page.goto('/gerencia/pedidos/999999999');
    await expect(page.getByText('Não achamos este pedido')).toBeVisible();
    await conferirAcessivel(page);
    await page.goto(`/gerencia/pedidos/${id}`);
    await expect(page.getByRole('button', { name: /Comanda voltou um passo: Recebido/ })).toBeVisible();
    await page.getByRole('button', { name: 'Ver registros' }).click();
    await expect(page.getByRole('region', { name: 'Registros', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Lista', exact: true }).click();
    await conferirAcessivel(page);
    await page.getByRole('button', { name: 'Cancelar pedido' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await conferirAcessivel(page);
  });

  test.describe('com o dedo', () => {
    test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

    test('uma barra tocada diz o seu valor, e o diz ainda quando o dedo sai; as páginas se abrem pela barra e por Mais', async ({
      page,
      restaurante,
    }) => {
      /** As a person does: a tap on what has only just come up is taken for one at what stood there before. */
      const tocar = async (alvo: Locator) => {
        await alvo.waitFor();
        await page.waitForTimeout(1_000);
        await alvo.tap();
      };
      await umPedido(restaurante);
      await abrirGerencia(page, restaurante);
      await tocar(page.getByRole('link', { name: 'Relatórios' }));
      const dias = page.getByRole('region', { name: 'Vendas por dia' });
      const figura = dias.getByRole('img');
      await figura.evaluate((um) => um.scrollIntoView({ block: 'center' })); // away from the bar at the foot of the screen
      await page.waitForTimeout(1_000);
      const { width = 0, height = 0 } = (await figura.boundingBox()) ?? {};
      await figura.tap({ position: { x: width - 20, y: height / 2 } });
      const hoje = dias.getByText(/^\d\d\/\d\d: R\$ [1-9].*pedidos?$/);
      await expect(hoje).toBeVisible();
      await tocar(page.getByRole('button', { name: 'Mais' }));
      await tocar(page.getByRole('dialog').getByRole('link', { name: 'Ajustes' }));
      await tocar(page.getByRole('switch', { name: 'Falar a senha' }));
      await tocar(page.getByRole('link', { name: 'Hoje' }));
      const pergunta = page.getByRole('dialog', { name: 'Sair sem salvar?' });
      await tocar(pergunta.getByRole('button', { name: 'Sair sem salvar' }));
      await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible();
    });
  });

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
