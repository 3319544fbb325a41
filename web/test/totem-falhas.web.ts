import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { decidirNoBanco, expect, type Restaurante, test } from './restaurante.ts';
import { adicionar, ateOPix, botao, comecar, digitarCpf, EM_PE, pagar, qr, revisar, titulo } from './totem-passos.ts';

test.use(EM_PE);

/** Pedidos waiting to be paid: a second one of the same cart would be among them. */
const emCheckout = async ({ gerente }: Restaurante): Promise<number[]> => {
  const { body } = await gerente('GET', '/v1/pedido/estado/5');
  return Array.isArray(body) ? body.map(({ id }) => id) : []; // 404 when there is none
};
const esperarConvite = (page: Page) => expect(titulo(page, 'Bateu a fome?')).toBeVisible();

test.describe('totem que fica só', () => {
  test('pergunta se há alguém, e sem resposta esquece tudo', async ({ page, restaurante }) => {
    await restaurante.totem('POST', '/v2/cliente', { nome: 'Rui', email: 'rui@exemplo.com', cpf: '39053344705' });
    await page.clock.install();
    await page.goto('/totem');
    await botao(page, 'Letra grande').click();
    await botao(page, 'Alto contraste').click();
    await botao(page, 'Tela mais baixa').click();
    await botao(page, 'Español').click();
    await botao(page, 'Toca para pedir').click();
    await digitarCpf(page, '39053344705\n');
    await expect(page.getByText('¡Hola, Rui!')).toBeVisible();
    await botao(page, /Turbo Dog/).click();
    await botao(page, /^Añadir/).click();
    await page.clock.fastForward(46_000);
    await expect(page.getByRole('dialog', { name: '¿Sigues ahí?' })).toContainText(/En 1[0-4] s/);
    await conferirAcessivel(page);
    await botao(page, 'Aquí estoy').click();
    await expect(botao(page, /Ver pedido: 1 producto/)).toBeVisible();
    await page.clock.fastForward(46_000);
    await expect(page.getByRole('dialog', { name: '¿Sigues ahí?' })).toBeVisible();
    await page.clock.fastForward(15_000);
    await esperarConvite(page);
    await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
    for (const modo of ['letra', 'contraste', 'alcance'])
      await expect(page.locator('html')).toHaveAttribute(`data-${modo}`, 'normal');
    await expect
      .poll(() => page.evaluate(async () => (await (await fetch('/totem/sessao')).json()).papel))
      .toBe('totem');
    await botao(page, 'Toque para pedir').click();
    await expect(page.getByLabel('CPF')).toHaveValue('');
    await botao(page, 'Continuar sem CPF').click();
    await expect(page.getByText('Seu pedido está vazio')).toBeVisible();
    await expect(page.getByText('Rui')).toHaveCount(0);
  });

  test('com o QR aberto espera mais; pago depois de esquecido, mostra a senha, mesmo recarregado', async ({
    page,
    context,
    restaurante,
  }) => {
    await page.clock.install();
    const id = await ateOPix(page);
    await page.clock.fastForward(60_000);
    await expect(qr(page)).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.clock.fastForward(125_000);
    await expect(page.getByRole('dialog', { name: 'Ainda está aí?' })).toBeVisible();
    await page.clock.fastForward(16_000);
    await esperarConvite(page);
    await page.reload();
    await esperarConvite(page);
    await decidirNoBanco(await context.newPage(), restaurante, id, 'Aprovar');
    await expect.poll(async () => (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body.senha).not.toBeNull();
    const { senha } = (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body;
    await page.clock.fastForward(3_000);
    const aviso = page.getByRole('status').filter({ hasText: 'Pagamento recebido' });
    await expect(aviso).toContainText(`Senha ${senha}`);
    await expect(async () => {
      await page.clock.fastForward(61_000);
      await expect(aviso).toHaveCount(0, { timeout: 500 });
    }).toPass();
  });

  test('desistir pede confirmação, e o Pix que ficou para trás ainda vale', async ({ page, context, restaurante }) => {
    const id = await ateOPix(page);
    await page.getByRole('button', { name: 'Desistir', exact: true }).click();
    await conferirAcessivel(page);
    await botao(page, 'Continuar pagando').click();
    await expect(qr(page)).toBeVisible();
    await page.getByRole('button', { name: 'Desistir', exact: true }).click();
    await botao(page, 'Sim, desistir').click();
    await esperarConvite(page);
    await decidirNoBanco(await context.newPage(), restaurante, id, 'Aprovar');
    await expect(page.getByText('Pagamento recebido')).toBeVisible();
    await conferirAcessivel(page);
  });
});

test.describe('totem sem conexão', () => {
  test('avisa, espera e volta sozinho; o pedido é um só', async ({ page, context, restaurante }) => {
    await comecar(page);
    await adicionar(page, /Turbo Dog/);
    await revisar(page);
    const antes = await emCheckout(restaurante);
    await context.setOffline(true);
    await expect(page.getByText('Sem conexão. Voltamos sozinhos')).toBeVisible();
    await expect(botao(page, 'Pagar com Pix')).toBeDisabled();
    await expect(botao(page, 'Pagar com Pix')).toHaveAccessibleDescription('Espere a conexão voltar.');
    await conferirAcessivel(page);
    await context.setOffline(false);
    await expect(botao(page, 'Pagar com Pix')).toBeEnabled();
    await expect(page.getByText('Sem conexão')).toHaveCount(0);
    await pagar(page);
    expect((await emCheckout(restaurante)).filter((id) => !antes.includes(id))).toHaveLength(1);
  });

  test('a resposta que se perde não faz um segundo pedido, nem quando a pessoa insiste', async ({
    page,
    restaurante,
  }) => {
    await comecar(page);
    await adicionar(page, /Turbo Dog/);
    await revisar(page);
    const antes = await emCheckout(restaurante);
    const chaves = new Set<string | undefined>();
    await page.route(
      '**/api/v2/pedido',
      async (route) => {
        chaves.add(route.request().headers()['idempotency-key']);
        await route.fetch();
        await route.abort();
      },
      { times: 3 },
    );
    await botao(page, 'Pagar com Pix').click();
    await expect(page.getByText('Não tivemos resposta')).toBeVisible();
    expect(chaves.size).toBe(1);
    await pagar(page);
    expect((await emCheckout(restaurante)).filter((id) => !antes.includes(id))).toHaveLength(1);
  });

  test('cai com o QR aberto, e a senha aparece quando volta', async ({ page, context, restaurante }) => {
    const id = await ateOPix(page);
    await context.setOffline(true);
    await expect(page.getByText('Sem conexão')).toBeVisible();
    const { body } = await restaurante.gerente('GET', `/v1/pagamento/${id}`);
    await restaurante.gerente('POST', `/v1/pagamento/${body.pagamento.transacaoId}/1`, {});
    await context.setOffline(false);
    await expect(titulo(page, /^Sua senha/)).toBeVisible();
  });
});

test('a tela que quebra diz isso na língua de quem está ali, e recomeça com um toque', async ({ page }) => {
  await page.goto('/totem');
  await botao(page, 'English').click();
  await botao(page, 'Touch to order').click();
  await page.evaluate(() => {
    Object.defineProperty(Intl.NumberFormat.prototype, 'format', {
      get() {
        throw new Error('broken');
      },
    });
  });
  await botao(page, 'Continue without CPF').click();
  await expect(titulo(page, 'Something went wrong')).toBeVisible();
  await botao(page, 'Start over now').click();
  await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
});
