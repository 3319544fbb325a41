import { conferirAcessivel } from './acessivel.ts';
import { comMeios, decidirNoBanco, expect, test } from './restaurante.ts';
import { adicionar, botao, comecar, EM_PE, escolherMeio, pagarNoBalcao, qr, revisar, titulo } from './totem-passos.ts';

/** In a restaurant apart, where nobody waits long for who would pay at the counter. */
test.use({ ...EM_PE, ambiente: { BALCAO_EXPIRA_S: '8' } });

test('não pago no balcão a tempo, escolhe-se de novo: o mesmo meio, ou o outro', async ({
  page,
  context,
  restaurante,
}) => {
  await comMeios(restaurante, { pix: true, balcao: true });
  await comecar(page);
  await adicionar(page, /Turbo Dog/);
  await revisar(page);
  await escolherMeio(page);
  const id = await pagarNoBalcao(page);
  await expect(page.getByRole('timer')).toHaveText(/^0:0\d$/);
  await expect(titulo(page, 'O tempo para pagar acabou')).toBeVisible({ timeout: 30_000 });
  await conferirAcessivel(page);
  await botao(page, 'Pagar no balcão').click();
  await expect(page.getByTestId('numero-do-pedido')).toHaveText(String(id));
  await expect(titulo(page, 'O tempo para pagar acabou')).toBeVisible({ timeout: 30_000 });
  await botao(page, 'Pagar com Pix').click();
  await expect(qr(page)).toBeVisible();
  await decidirNoBanco(await context.newPage(), restaurante, id, 'Aprovar');
  await expect(titulo(page, /^Sua senha/)).toBeVisible();
  const { body } = await restaurante.gerente('GET', `/v2/pedido/${id}`);
  expect([body.pagamento.tentativa, body.meio]).toEqual([3, 'pix']);
});
