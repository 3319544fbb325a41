import { MEIO_DIA } from '@foodious/testing/place.ts';
import { abrirGerencia } from './gerencia.ts';
import { expect, test, umPedido } from './restaurante.ts';

// Where the restaurant is it is about noon; where this device believes it is, another day.
const horas = -Number(MEIO_DIA.replace('Etc/GMT', ''));
const outro = horas > 1 ? horas - 13 : horas + 13;
test.use({ timezoneId: `Etc/GMT${outro > 0 ? '-' : '+'}${Math.abs(outro)}` });

test('as telas vão pelo relógio da lanchonete, não pelo do aparelho', async ({ page, restaurante }) => {
  const relogioDaLanchonete = (options: Intl.DateTimeFormatOptions) =>
    page.evaluate(
      ([options, timeZone]) => new Intl.DateTimeFormat('pt-BR', { ...options, timeZone }).format(new Date()),
      [options, MEIO_DIA] as const,
    );
  await page.goto('/painel');
  await expect(page.getByRole('time')).toHaveText(/^1[23]:/);

  await umPedido(restaurante);
  await abrirGerencia(page, restaurante);
  await expect(
    page.getByText(await relogioDaLanchonete({ weekday: 'long', day: 'numeric', month: 'long' })),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'Vendas de hoje' })).toContainText(/[1-9]\d* pedidos? pagos?/);
});
