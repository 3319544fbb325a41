import { MEIO_DIA } from '@foodious/testing/place.ts';
import type { Page } from '@playwright/test';
import { abrirGerencia } from './gerencia.ts';
import { entrar, expect, mover, test, umPedido } from './restaurante.ts';
import { ateOPix, EM_PE } from './totem-passos.ts';

test.use(EM_PE);

/** Sets the clock of the device so many minutes off, and resolves with what sets it off once more while the page is open. */
async function relogioErrado(page: Page, minutos: number): Promise<(minutos: number) => Promise<void>> {
  await page.addInitScript((ms) => {
    const Certo = Date;
    let errado = ms;
    Object.assign(window, {
      errar(outro: number) {
        errado = outro;
      },
    });
    window.Date = new Proxy(Certo, {
      construct: (alvo, args) => (args.length === 0 ? new alvo(Certo.now() + errado) : Reflect.construct(alvo, args)),
      get: (alvo, nome) => (nome === 'now' ? () => Certo.now() + errado : Reflect.get(alvo, nome)),
    });
  }, minutos * 60_000);
  return (outro) => page.evaluate((ms) => (window as unknown as { errar(ms: number): void }).errar(ms), outro * 60_000);
}

for (const minutos of [15, -15])
  test.describe(`com o relógio do aparelho ${minutos > 0 ? '+' : ''}${minutos} minutos`, () => {
    test('o Pix conta o tempo que o banco lhe dá, também se o relógio salta', async ({ page }) => {
      const errar = await relogioErrado(page, minutos);
      await ateOPix(page);
      const resta = page.getByRole('timer');
      await expect(resta).toHaveText(/^9:[345]\d$/);
      await expect(page.getByText('O tempo acabou')).toHaveCount(0);
      await errar(-minutos);
      await page.waitForTimeout(1_500);
      await expect(resta).toHaveText(/^9:[2345]\d$/);
    });

    test('comandas, senhas e idades têm a idade que têm', async ({ page, context, restaurante }) => {
      const { id, senha } = await umPedido(restaurante);
      await relogioErrado(page, minutos);
      await entrar(page, 'cozinha', restaurante);
      const comanda = page.getByRole('article', { name: `Senha ${senha}`, exact: true });
      await expect(comanda.getByRole('timer')).toHaveText(/^0:[0-3]\d$/);
      await expect(comanda).toContainText('no prazo');

      await mover(restaurante, id, 'iniciar', 'pronto');
      const painel = await context.newPage();
      await relogioErrado(painel, minutos);
      await painel.goto('/painel');
      await expect(painel.getByTestId('destaque')).toContainText(String(senha)); // an old one would not be shown so large
      const certa = new Intl.DateTimeFormat('pt-BR', {
        hour: '2-digit',
        minute: '2-digit',
        timeZone: MEIO_DIA,
      });
      await expect(painel.getByRole('time')).toHaveText(certa.format(new Date()));

      const { id: outro } = await umPedido(restaurante);
      const gerencia = await context.newPage();
      await relogioErrado(gerencia, minutos);
      await abrirGerencia(gerencia, restaurante);
      const ritmo = gerencia.getByRole('region', { name: 'Ritmo da cozinha' });
      await expect(ritmo.getByRole('definition').last()).toHaveText(/^(\d+ ms|[\d,]+ s|(\d|1[0-3]) min)$/); // of the oldest one, which an earlier test may have left
      await mover(restaurante, outro, 'iniciar', 'pronto');
    });
  });
