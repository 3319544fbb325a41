import { create } from 'qrcode';
import { decidirNoBanco, expect, test } from './restaurante.ts';
import { ateOPix, EM_PE, titulo } from './totem-passos.ts';

test.use(EM_PE);

test('o QR da senha leva ao endereço que as pessoas usam, onde quer que o totem tenha sido aberto', async ({
  page,
  context,
  restaurante,
}) => {
  const publico = 'https://pedidos.exemplo';
  await page.route('**/totem', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace('<html', `<html data-endereco="${publico}"`);
    await route.fulfill({ response: answer, body });
  });
  const id = await ateOPix(page);
  await decidirNoBanco(await context.newPage(), restaurante, id, 'Aprovar');
  await expect(titulo(page, /^Sua senha/)).toBeVisible();

  const { acompanhar } = (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body;
  const { size, data } = create(`${publico}${acompanhar}?idioma=pt`, { errorCorrectionLevel: 'M' }).modules;
  const esperado = [...data].map((cheio, i) => (cheio ? `M${i % size} ${Math.floor(i / size)}h1v1h-1z` : '')).join('');
  const qr = page.getByRole('img', { name: /acompanhe pelo celular/ });
  await expect(qr.locator('path').last()).toHaveAttribute('d', esperado);
});
