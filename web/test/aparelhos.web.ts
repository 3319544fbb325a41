import type { Browser, Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { abrirGerencia } from './gerencia.ts';
import { expect, type Restaurante, test } from './restaurante.ts';

type Tipo = 'totem' | 'painel' | 'cozinha' | 'balcao';

/** A code of the gerência's. */
async function umCodigo({ gerente }: Restaurante, tipo: Tipo, nome = 'Um'): Promise<string> {
  const { status, body } = await gerente('POST', '/v2/aparelhos/pareamentos', { tipo, nome });
  expect(status).toBe(201);
  return body.codigo;
}

/** Another device, which has never been here. */
async function outroAparelho(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: 'pt-BR' });
  return context.newPage();
}

/** So that the machine itself may open every screen again, as the other suites do. */
test.afterEach(async ({ restaurante: { gerente } }) => {
  const { body } = await gerente('GET', '/v2/aparelhos');
  for (const { id, tipo, revogadoEm } of body.aparelhos)
    if (tipo !== 'programa' && revogadoEm === null) await gerente('POST', `/v2/aparelhos/${id}/revogar`);
});

test.describe('aparelhos', () => {
  test('a gerência mostra um código; a tela que o digita funciona, tem nome na lista, e para assim que é revogada', async ({
    page,
    browser,
    baseURL,
    restaurante,
  }) => {
    await abrirGerencia(page, restaurante, '/aparelhos');
    await page.getByRole('button', { name: 'Parear um aparelho' }).click();
    await page.getByLabel('Painel').check();
    await page.getByRole('button', { name: 'Mostrar código' }).click();
    await expect(page.getByText('Nome deve ser informado')).toBeVisible();
    await page.getByLabel('Nome').fill('Painel do salão');
    await page.getByRole('button', { name: 'Mostrar código' }).click();
    const dito = await page.getByRole('img', { name: /^Código: / }).textContent();
    expect(dito).toMatch(/^[2-9A-HJKMNP-Z]{6}$/);
    await expect(page.getByText(/Vale por mais (10:00|9:\d\d)/)).toBeVisible();
    await conferirAcessivel(page);

    const painel = await outroAparelho(browser, baseURL);
    await painel.goto(`/painel#parear=${dito}`);
    expect(new URL(painel.url()).hash).toBe(''); // the address does not keep it
    await painel.reload();
    await expect(painel.getByLabel('Código de 6 letras e números')).toHaveValue(dito ?? '');
    await painel.getByRole('button', { name: 'Parear', exact: true }).click();
    await expect(painel.getByRole('heading', { name: 'Pronto: esta tela é “Painel do salão”' })).toBeVisible();
    await expect(painel.getByTestId('quadro')).toBeVisible(); // by itself
    await expect(painel.getByText('Nenhuma senha esperando')).toBeVisible();

    await expect(page.getByRole('heading', { name: 'Painel do salão foi pareado' })).toBeVisible();
    await page.getByRole('button', { name: 'Fechar' }).click();
    const linha = page.getByRole('listitem').filter({ hasText: 'Painel do salão' }).first();
    await expect(linha).toContainText('visto agora');
    await expect(linha).toContainText('Em uso');
    await expect(linha).toContainText(/versão [\w-]{6,}/);
    await linha.getByRole('button', { name: 'Renomear' }).click();
    await page.getByRole('textbox', { name: 'Nome' }).fill('Painel da porta');
    await page.getByRole('button', { name: 'Salvar' }).click();
    const renomeada = page.getByRole('listitem').filter({ hasText: 'Painel da porta' }).first();
    await renomeada.getByRole('button', { name: 'Revogar' }).click();
    await conferirAcessivel(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Revogar' }).click();
    await expect(page.getByRole('list', { name: 'Revogados' })).toContainText('Painel da porta');

    // On this very machine, with no painel paired any more, the screen needs no code; elsewhere it asks for one.
    await expect(painel.getByText('Nenhuma senha esperando')).toBeVisible();
    await painel.context().close();
  });

  test('onde é preciso um código, a tela o pede, diz por que um não vale, e volta a pedir quando é revogada', async ({
    page,
    browser,
    baseURL,
    restaurante,
  }) => {
    const outra = await outroAparelho(browser, baseURL ?? '');
    await outra.goto(`/painel#parear=${await umCodigo(restaurante, 'painel', 'O que fica')}`);
    await outra.getByRole('button', { name: 'Parear', exact: true }).click();
    await expect(outra.getByTestId('quadro')).toBeVisible();

    await page.goto('/painel');
    const campo = page.getByLabel('Código de 6 letras e números');
    await expect(campo).toBeFocused();
    await expect(page.getByRole('button', { name: 'Agora não' })).toBeHidden();
    await page.keyboard.type('abc');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toHaveText('O código tem 6 letras e números.');
    await page.keyboard.type('def');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toHaveText('Este código não vale: confira, ou peça outro.');
    await conferirAcessivel(page);

    // By a remote control: arrows, and one key.
    await campo.fill('');
    await page.keyboard.press('ArrowDown');
    const codigo = await umCodigo(restaurante, 'painel', 'O outro');
    for (const letra of codigo) {
      const tecla = page.getByRole('button', { name: letra, exact: true });
      for (let i = 0; i < 30 && !(await tecla.evaluate((um) => um === document.activeElement)); i += 1)
        await page.keyboard.press(await passoAte(page, letra));
      await page.keyboard.press('Enter');
    }
    await expect(campo).toHaveValue(codigo);
    await expect(page.getByRole('button', { name: 'Parear', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Pronto: esta tela é “O outro”' })).toBeVisible();
    await page.getByRole('button', { name: 'Começar já' }).click();
    await expect(page.getByTestId('quadro')).toBeVisible();

    const { body } = await restaurante.gerente('GET', '/v2/aparelhos');
    const { id } = body.aparelhos.find(({ nome }: { nome: string }) => nome === 'O outro');
    await restaurante.gerente('POST', `/v2/aparelhos/${id}/revogar`);
    await expect(campo).toBeVisible(); // without anybody touching it
    await outra.context().close();
  });

  test('um programa ganha um id e um segredo, que se veem uma vez', async ({ page, restaurante }) => {
    await abrirGerencia(page, restaurante, '/aparelhos');
    await page.getByRole('button', { name: 'Novo programa' }).click();
    await page.getByLabel('Nome').fill('App de entregas');
    await page.getByRole('button', { name: 'Criar' }).click();
    const id = await page.getByLabel('Client id').inputValue();
    const segredo = await page.getByLabel('Client secret').inputValue();
    await conferirAcessivel(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.getByRole('button', { name: 'Copiar Client secret' }).click();
    await expect(page.getByRole('button', { name: 'Copiado Client secret' })).toBeVisible();
    await page.getByRole('button', { name: 'Já guardei' }).click();
    await expect(page.getByText(segredo)).toHaveCount(0);
    const token = await page.request.post('/oauth2/token', { data: { client_id: id, client_secret: segredo } });
    expect(token.status()).toBe(200);
  });

  for (const [aparelho, width, height] of [
    ['celular', 390, 844],
    ['tablet deitado', 1024, 600],
    ['monitor', 1920, 1080],
    ['totem', 1080, 1920],
  ] as const)
    test(`no ${aparelho}, o código se pede em qualquer tela, e as teclas cabem e se tocam`, async ({
      browser,
      baseURL,
    }) => {
      const context = await browser.newContext({ baseURL, hasTouch: true, viewport: { width, height } });
      const page = await context.newPage();
      for (const tela of ['totem', 'painel', 'cozinha'] as const) {
        await page.goto('about:blank');
        await page.goto(`/${tela}#parear=AB3`);
        const campo = page.locator('#codigo');
        await expect(campo).toHaveValue('AB3');
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        for (const tecla of await page.getByRole('group', { name: 'Teclado' }).getByRole('button').all()) {
          const { width: w = 0, height: h = 0 } = (await tecla.boundingBox()) ?? {};
          expect(Math.min(w, h)).toBeGreaterThanOrEqual(44);
        }
        await conferirAcessivel(page);
        await page.waitForTimeout(1_000); // a person reads before touching
        await page.getByRole('button', { name: 'K', exact: true }).tap();
        await expect(campo).toHaveValue('AB3K');
        await page.getByRole('button', { name: 'Apagar a última' }).tap();
        await expect(campo).toHaveValue('AB3');
        if (tela === 'totem') {
          await page.getByRole('button', { name: 'English' }).tap();
          await expect(page.getByRole('heading', { name: 'Pair this screen' })).toBeVisible();
          await expect(page.locator('html')).toHaveAttribute('lang', 'en');
        }
      }
      await context.close();
    });
});

/** The arrow that leads from the key in focus towards another. */
function passoAte(page: Page, letra: string): Promise<string> {
  return page.evaluate((para) => {
    const onde = (um: Element | undefined | null) => um?.getBoundingClientRect() ?? new DOMRect();
    const aqui = onde(document.activeElement);
    const la = onde([...document.querySelectorAll('button')].find((um) => um.textContent === para));
    if (Math.abs(la.y - aqui.y) > 5) return la.y > aqui.y ? 'ArrowDown' : 'ArrowUp';
    return la.x > aqui.x ? 'ArrowRight' : 'ArrowLeft';
  }, letra);
}
