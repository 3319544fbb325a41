import { conferirAcessivel } from './acessivel.ts';
import { fluxoFalso } from './fluxo-falso.ts';
import { entrar, expect, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 1920, height: 1080 } });

test.describe('entrar', () => {
  test('a porta diz por que não abre, e abre para quem é da casa', async ({ page, context, restaurante }) => {
    const contar = await fluxoFalso(page, '/v2/cozinha/eventos');
    await page.goto('/cozinha');
    await expect(page.getByLabel('Usuário')).toBeFocused();
    await conferirAcessivel(page);
    const tentar = async () => {
      await page.getByLabel('Usuário').fill('cozinha');
      await page.getByLabel('Palavra-passe').fill('errada');
      await page.getByRole('button', { name: 'Entrar' }).click();
    };
    await tentar();
    await expect(page.getByRole('alert')).toHaveText('Usuário ou palavra-passe não conferem.');
    await conferirAcessivel(page);
    for (const [status, dito] of [
      [403, 'Este usuário não trabalha na cozinha.'],
      [429, 'Muitas tentativas. Espere um minuto e tente de novo.'],
    ] as const) {
      await page.route('**/cozinha/sessao', (route) => route.fulfill({ status, json: { statusCode: status } }));
      await tentar();
      await expect(page.getByRole('alert')).toHaveText(dito);
      await page.unroute('**/cozinha/sessao');
    }
    await context.setOffline(true);
    await tentar();
    await expect(page.getByRole('alert')).toContainText('Sem conexão');
    await context.setOffline(false);

    await entrar(page, 'cozinha', restaurante);
    await contar('retrato', []);
    await expect(page.getByText('Nada no fogo')).toBeVisible();
    await conferirAcessivel(page);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Sair' })).toBeVisible();
    await page.getByRole('button', { name: 'Sair' }).click();
    await expect(page.getByLabel('Usuário')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Usuário')).toBeVisible();
  });

  test('a sessão que termina no meio do trabalho pede que se entre de novo, por cima do que estava aberto', async ({
    page,
    context,
    restaurante,
  }) => {
    const { senha } = await umPedido(restaurante);
    await entrar(page, 'cozinha', restaurante);
    await expect(page.getByRole('article', { name: `Senha ${senha}`, exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Esgotados' }).click();
    const produto = page.getByRole('switch', { name: /^Turbo Dog/ });
    await expect(produto).toBeVisible();
    await context.clearCookies();
    await produto.click();
    const porta = page.getByRole('dialog', { name: 'Cozinha' });
    await expect(porta.getByLabel('Usuário')).toBeFocused();
    await conferirAcessivel(page);
    await page.keyboard.press('Escape');
    await expect(porta).toBeVisible();

    await porta.getByLabel('Usuário').fill(restaurante.credenciais.cozinha.usuario);
    await porta.getByLabel('Palavra-passe').fill(restaurante.credenciais.cozinha.senha);
    await porta.getByRole('button', { name: 'Entrar' }).click();
    await expect(porta).toBeHidden();
    await expect(produto).toBeVisible(); // the dialog is still as it was left
    await expect(produto).not.toBeChecked();
    await produto.click();
    const cardapio = async () => JSON.stringify((await restaurante.totem('GET', '/v2/cardapio')).body);
    await expect.poll(cardapio).toContain('"disponivel":false');
    await produto.click();
    await expect.poll(cardapio).not.toContain('"disponivel":false');
  });
});

for (const [width, height] of [
  [390, 844],
  [1024, 600],
  [1366, 768],
  [3840, 2160],
] as const)
  test.describe(`com o dedo, a ${width} por ${height}`, () => {
    test.use({ viewport: { width, height }, hasTouch: true });

    test('a porta cabe inteira, e abre', async ({ page, restaurante }) => {
      for (const tela of ['cozinha', 'gerencia'] as const) {
        const { usuario, senha: palavraPasse } = restaurante.credenciais[tela === 'gerencia' ? 'gerente' : 'cozinha'];
        await page.goto(`/${tela}`);
        const abrir = page.getByRole('button', { name: 'Entrar' });
        await expect(abrir).toBeInViewport({ ratio: 0.99 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await conferirAcessivel(page);
        await page.getByLabel('Usuário').tap();
        await page.keyboard.type(usuario);
        await page.getByLabel('Palavra-passe').tap();
        await page.keyboard.type(palavraPasse);
        await page.getByText('Mostrar o que digito').tap();
        await expect(page.getByLabel('Palavra-passe')).toHaveAttribute('type', 'text');
        await abrir.tap();
        await expect(page.getByRole('button', { name: 'Sair' })).toBeAttached();
      }
    });
  });
