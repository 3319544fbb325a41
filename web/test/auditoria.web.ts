import { conferirAcessivel } from './acessivel.ts';
import { abrirGerencia } from './gerencia.ts';
import { expect, test } from './restaurante.ts';

test.describe('auditoria', () => {
  test('o que se fez aparece com quem, o quê, sobre o quê, antes e depois; e se acha por cada um deles', async ({
    page,
    restaurante,
  }) => {
    const { gerente } = restaurante;
    const { body: ajustes, headers } = await gerente('GET', '/v2/ajustes');
    const etag = { 'if-match': headers.get('etag') ?? '' };
    const mudados = { ...ajustes, cozinha: { ...ajustes.cozinha, amareloMin: ajustes.cozinha.amareloMin + 1 } };
    expect((await gerente('PUT', '/v2/ajustes', mudados, etag)).status).toBe(200);
    for (let i = 0; i < 42; i += 1) await gerente('PUT', '/v2/produto/1/disponibilidade', { disponivel: i % 2 === 1 });

    await abrirGerencia(page, restaurante, '/auditoria');
    const lista = page.getByRole('list', { name: 'Auditoria' });
    await expect(async () => {
      await page.reload();
      await expect(lista.getByRole('heading', { name: /produto/ }).first()).toBeVisible({ timeout: 2_000 });
      await expect(page.getByRole('button', { name: 'Mais antigas' })).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 }); // what a service tells comes by a queue
    await expect(lista.getByRole('listitem').first()).toContainText('nº');
    await conferirAcessivel(page);
    await page.getByRole('button', { name: 'Mais antigas' }).click();
    await expect.poll(() => lista.getByRole('listitem').count()).toBeGreaterThan(40);

    await page.getByLabel('O quê').selectOption('Mudou os ajustes');
    await expect(lista.getByRole('listitem')).toHaveCount(1);
    await expect(lista).toContainText('cozinha: minutos até o amarelo:');
    await expect(lista.locator('del')).toHaveText(String(ajustes.cozinha.amareloMin));
    await expect(lista.locator('strong')).toHaveText(String(mudados.cozinha.amareloMin));
    await expect(page).toHaveURL(/acao=ajustes-mudados/);

    await page.getByRole('button', { name: 'Limpar' }).click();
    await lista.getByRole('link', { name: 'histórico de produto 1' }).first().click();
    await expect(page.getByText('Só sobre produto 1')).toBeVisible();
    await expect(page).toHaveURL(/sobre=produto%3A1/);
    await lista
      .getByRole('button', { name: /Gerente do primeiro início/ })
      .first()
      .click();
    await expect(page.getByLabel('Quem')).toHaveValue('gerente');

    await page.goto('/gerencia/auditoria?de=2020-01-01&ate=2020-01-02');
    await expect(page.getByText('Nenhum registro assim')).toBeVisible();
    await conferirAcessivel(page);
    const { headers: agora } = await gerente('GET', '/v2/ajustes');
    const deVolta = await gerente('PUT', '/v2/ajustes', ajustes, { 'if-match': agora.get('etag') ?? '' });
    expect(deVolta.status).toBe(200); // for the cozinha's tests
  });

  for (const [width, height] of [
    [390, 844],
    [1024, 600],
    [1920, 1080],
  ] as const)
    test(`a ${width} por ${height}, a lista cabe na largura, e se lê`, async ({ page, restaurante }) => {
      await page.setViewportSize({ width, height });
      await restaurante.gerente('PUT', '/v2/produto/2/disponibilidade', { disponivel: true });
      await abrirGerencia(page, restaurante, '/auditoria');
      await expect(page.getByRole('list', { name: 'Auditoria' })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await conferirAcessivel(page);
    });
});
