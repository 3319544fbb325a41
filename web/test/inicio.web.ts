import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { entregarTudo, expect, mover, test, umPedido } from './restaurante.ts';

const historia = (page: Page) => page.getByRole('region', { name: 'O pedido mais novo, por dentro' });

test.describe('a porta da frente', () => {
  for (const [nome, viewport] of [
    ['num telefone', { width: 390, height: 844 }],
    ['numa tela pequena', { width: 1024, height: 600 }],
    ['num laptop', { width: 1366, height: 768 }],
    ['numa tela em pé', { width: 1080, height: 1920 }],
    ['numa tela enorme', { width: 3840, height: 2160 }],
    ['numa tela grande', { width: 1920, height: 1080 }],
  ] as const)
    test(`leva a cada tela, com um toque, ${nome}`, async ({ browser, restaurante }) => {
      const { id } = await umPedido(restaurante);
      const context = await browser.newContext({ baseURL: restaurante.gateway, viewport, hasTouch: true });
      const page = await context.newPage();
      await page.goto('/');
      for (const tela of ['Totem', 'Painel', 'Cozinha', 'Balcão', 'Gerência', 'API'])
        await expect(page.getByRole('link', { name: tela })).toBeVisible();
      await expect(historia(page)).toBeVisible();
      await conferirAcessivel(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await page.getByRole('link', { name: 'Totem' }).tap();
      await expect(page.getByRole('button', { name: 'Toque para pedir' })).toBeVisible();
      await context.close();
      await mover(restaurante, id, 'iniciar', 'pronto', 'entregar'); // the board in small holds six
    });

  test('mostra as senhas como o painel, e o pedido mais novo a desenhar-se, sem um id', async ({
    page,
    restaurante,
  }) => {
    const respostas: string[] = [];
    page.on('response', async (answer) => {
      if (answer.url().endsWith('/inicio/historia') && answer.ok()) respostas.push(await answer.text().catch(() => ''));
    });
    await entregarTudo(restaurante); // the board in small holds six
    const { id, senha } = await umPedido(restaurante);
    await page.goto('/');
    await expect(page.getByTestId('Em preparo')).toContainText(String(senha));
    const passos = historia(page).getByRole('button');
    const estado = (nome: string) => passos.filter({ hasText: new RegExp(`^${nome}$`) });
    await expect(estado('Recebido').first()).toBeVisible();
    await expect(estado('Pronto')).toHaveCount(0);
    await mover(restaurante, id, 'iniciar', 'pronto');
    await expect(page.getByTestId('Prontas')).toContainText(String(senha));
    await expect(estado('Pronto').first()).toBeVisible();
    await passos.first().hover();
    await expect(historia(page)).toContainText('Pedido:');
    expect(respostas.length).toBeGreaterThan(0);
    expect(respostas.join()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|"senha"|pedidoId/);

    await mover(restaurante, id, 'entregar');
    await umPedido(restaurante, { pago: false });
    await expect(estado('Pronto')).toHaveCount(0); // the next one draws itself from its beginning
  });

  test('a história só se vê na máquina, ou da equipe', async ({ page, context, restaurante }) => {
    await umPedido(restaurante);
    await context.setExtraHTTPHeaders({ 'x-forwarded-for': '203.0.113.9' });
    const negada = page.waitForResponse((answer) => answer.url().endsWith('/cozinha/api/inicio/historia'));
    await page.goto('/');
    expect((await negada).status()).toBe(403);
    await expect(page.getByTestId('Em preparo')).not.toContainText('nenhuma senha');
    await expect(historia(page)).toHaveCount(0);
    // Elsewhere a screen of the cozinha is paired before anybody signs in there.
    const entrar = () => page.request.post('/cozinha/sessao', { data: restaurante.credenciais.cozinha });
    expect((await entrar()).status()).toBe(403);
    const { gerente } = restaurante;
    const { codigo } = (await gerente('POST', '/v2/aparelhos/pareamentos', { tipo: 'cozinha', nome: 'De longe' })).body;
    const { id } = await (await page.request.post('/cozinha/aparelho', { data: { codigo } })).json();
    expect((await entrar()).status()).toBe(200);
    await page.reload();
    await expect(historia(page)).toBeVisible();
    expect((await gerente('POST', `/v2/aparelhos/${id}/revogar`)).status).toBe(200);
  });
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
