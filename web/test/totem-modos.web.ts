import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { expect, test } from './restaurante.ts';
import { botao, comecar, digitarCpf, pagar, qr, titulo } from './totem-passos.ts';

/** Whether a thing is all in the window, nothing lies over its middle, and what it says fits in it. */
const inteiro = (page: Page, rotulo: string, papel: 'button' | 'textbox' = 'button') =>
  expect
    .poll(() =>
      page.getByRole(papel, { name: rotulo, exact: true }).evaluate((um) => {
        const { left, right, top, bottom } = um.getBoundingClientRect();
        const emCima = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        const dentro = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
        return dentro && um.contains(emCima) && um.scrollWidth <= um.clientWidth + 1;
      }),
    )
    .toBe(true);

for (const [largura, altura] of [
  [1080, 1920],
  [1366, 768],
  [1920, 1080],
  [390, 844],
] as const)
  test.describe(`totem de ${largura} por ${altura}`, () => {
    test.use({ viewport: { width: largura, height: altura }, hasTouch: true });

    test('com todos os modos juntos, o CPF, as teclas e o total do Pix cabem, e os nomes ficam', async ({ page }) => {
      await page.goto('/totem');
      for (const modo of ['Alto contraste', 'Letra grande']) await botao(page, modo).click();
      if (altura >= 1000) await botao(page, 'Tela mais baixa').click();
      else await expect(botao(page, 'Tela mais baixa')).toHaveCount(0);
      await botao(page, 'Toque para pedir').click();
      await digitarCpf(page, '52998224725');
      await inteiro(page, 'CPF', 'textbox');
      for (const tecla of ['1', '0', '9', 'Confirmar CPF', 'Continuar sem CPF', 'Voltar', 'Cancelar', 'ES: Español'])
        await inteiro(page, tecla);
      for (const nome of ['Voltar', 'Cancelar']) await expect(page.getByText(nome, { exact: true })).toBeVisible();
      await conferirAcessivel(page);
      await botao(page, 'Continuar sem CPF').click();
      await inteiro(page, 'Finalizar');
      await botao(page, /Turbo Dog/).click();
      await inteiro(page, 'Adicionar · R$ 18,50');
      await botao(page, /^Adicionar/).click();
      await botao(page, 'Finalizar').click();
      await botao(page, 'Não, obrigado').click();
      await botao(page, 'Comer aqui').click();
      await inteiro(page, 'Pagar com Pix');
      await pagar(page);
      await expect(page.getByText('R$ 18,50')).toBeInViewport({ ratio: 0.99 });
      if (largura > 500) await expect(qr(page)).toBeInViewport({ ratio: 0.99 });
      await conferirAcessivel(page);
    });

    test('sem conexão, o aviso não cobre nada que se toca', async ({ page, context }) => {
      await comecar(page);
      await context.setOffline(true);
      await expect(page.getByText('Sem conexão. Voltamos sozinhos')).toBeVisible();
      for (const nome of ['Voltar', 'Cancelar', 'EN: English', 'Acessibilidade']) await inteiro(page, nome);
      await page.waitForTimeout(1_000); // what has just come up hears no finger
      await botao(page, 'Voltar').tap();
      await expect(titulo(page, 'Quer informar o CPF?')).toBeVisible();
    });
  });

for (const [lingua, toque, limpar] of [
  ['English', 'Touch to order', 'Clear'],
  ['Español', 'Toca para pedir', 'Limpiar'],
] as const)
  test.describe(`totem em um celular, em ${lingua}`, () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    test('todas as teclas do CPF se veem inteiras', async ({ page }) => {
      await page.goto('/totem');
      for (const nome of [lingua, toque]) {
        await botao(page, nome).waitFor();
        await page.waitForTimeout(1_000); // as a person does, who reads first: what has just come up hears no finger
        await botao(page, nome).tap();
      }
      for (const tecla of ['0', limpar]) {
        const uma = page.getByRole('button', { name: tecla, exact: true });
        await expect
          .poll(() =>
            uma.evaluate((um) => {
              const { left, width, bottom } = um.getBoundingClientRect();
              return um.contains(document.elementFromPoint(left + width / 2, bottom - 3));
            }),
          )
          .toBe(true);
      }
    });
  });

test.describe('totem em um celular', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('o Pix para copiar vem antes do QR, que ali ninguém lê', async ({ page }) => {
    await comecar(page);
    await botao(page, /Turbo Dog/).click();
    await botao(page, /^Adicionar/).click();
    await botao(page, 'Finalizar').click();
    await botao(page, 'Não, obrigado').click();
    await botao(page, 'Comer aqui').click();
    await pagar(page);
    const altura = async (nome: 'codigo' | 'qr') =>
      (await (nome === 'qr' ? qr(page) : botao(page, 'Copiar')).boundingBox())?.y ?? Number.NaN;
    expect(await altura('codigo')).toBeLessThan(await altura('qr'));
    await conferirAcessivel(page);
  });
});
