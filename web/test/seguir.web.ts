import { conferirAcessivel } from './acessivel.ts';
import { expect, mover, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 390, height: 844 } });

test.describe('acompanhar', () => {
  test('o link segue o pedido, do preparo à entrega, sem recarregar', async ({ page, restaurante }) => {
    const { id, senha, codigo } = await umPedido(restaurante, { itens: [{ produtoId: 1, quantidade: 2 }] });
    await page.goto(`/p/${codigo}`);
    await expect(page.getByRole('heading', { name: `Senha ${senha}` })).toBeVisible();
    const frase = page.getByRole('status').filter({ hasText: /\S/ });
    await expect(frase).toContainText('A cozinha já tem o seu pedido');
    await expect(page.getByRole('region', { name: 'Itens' })).toContainText('2× Fast Burger da Casa');
    await conferirAcessivel(page);

    await mover(restaurante, id, 'iniciar');
    await expect(frase).toContainText('Estamos preparando');
    await expect(page.getByRole('listitem').filter({ hasText: 'Em preparo' })).toHaveAttribute('aria-current', 'step');
    await mover(restaurante, id, 'pronto');
    await expect(frase).toContainText('Pode retirar no balcão');
    await expect(page).toHaveTitle(new RegExp(`Senha ${senha}`));
    await conferirAcessivel(page);
    await mover(restaurante, id, 'entregar');
    await expect(frase).toContainText('Bom apetite');
    await page.getByRole('link', { name: 'Seus dados e pedidos' }).click();
    await expect(page.getByRole('heading', { name: 'Meus dados' })).toBeVisible();
  });

  test('quem ainda não pagou, quem foi cancelado e quem erra o endereço ouvem o que há', async ({
    page,
    restaurante,
  }) => {
    const { id, codigo } = await umPedido(restaurante, { pago: false });
    await page.goto(`/p/${codigo}`);
    await expect(page.getByText('Esperando o seu Pix')).toBeVisible();
    await restaurante.gerente('PUT', `/v1/pedido/${id}`, { estadoPedido: 6, motivo: 'Desistiu' });
    await expect(page.getByText('O pedido foi cancelado')).toBeVisible();
    await expect(page.getByRole('list', { name: 'Andamento' })).toHaveCount(0);
    await conferirAcessivel(page);

    for (const errado of ['AAAAAAAAAAAAAAAAAAAAAA', '1']) {
      await page.goto(`/p/${errado}`);
      await expect(page.getByRole('heading', { name: 'Não achamos este pedido' })).toBeVisible();
      await conferirAcessivel(page);
    }
  });

  test('sem conexão mostra o que viu por último; de volta, o que mudou', async ({ page, context, restaurante }) => {
    const { id, codigo } = await umPedido(restaurante);
    await page.goto(`/p/${codigo}`);
    await expect(page.getByText('A cozinha já tem')).toBeVisible();
    await context.setOffline(true);
    await expect(page.getByText('Sem conexão')).toBeVisible();
    await expect(page.getByText('A cozinha já tem')).toBeVisible();
    await mover(restaurante, id, 'iniciar');
    await context.setOffline(false);
    await expect(page.getByText('Estamos preparando')).toBeVisible();
    await expect(page.getByText('Sem conexão')).toBeHidden();
  });

  test('o link não diz de quem é o pedido, nem por que número perguntar por ele', async ({ page, restaurante }) => {
    const { totem } = restaurante;
    const { body: cliente } = await totem('POST', '/v2/cliente', {
      nome: 'Gertrudes Quixote',
      email: 'gertrudes.q@exemplo.com',
      cpf: '86288366757',
    });
    const { body: pedido } = await totem(
      'POST',
      '/v2/pedido',
      { clienteId: cliente.id, consumo: 'viagem', itens: [{ produtoId: 1, quantidade: 1 }], checkout: true },
      { 'idempotency-key': crypto.randomUUID() },
    );
    const respostas: Promise<string>[] = [];
    page.on('response', (answer) => {
      if (!answer.url().endsWith('/eventos')) respostas.push(answer.text()); // the stream never ends
    });
    // What is shown may have come by the stream, before the answer that is read here.
    const resposta = page.waitForResponse(/\/acompanhamentos\/[^/]+$/);
    await page.goto(pedido.acompanhar);
    await expect(page.getByText('Esperando o seu Pix')).toBeVisible();
    await resposta;
    const ouvido = (await Promise.all(respostas)).join('\n');
    expect(ouvido).toContain('CHECKOUT');
    expect(ouvido).not.toMatch(/Gertrudes|gertrudes|86288366757|"id"|pedidoId|clienteId/);
    expect((await page.request.get(`/p/api/v2/pedido/${pedido.id}`)).status()).toBe(401);
  });

  for (const [width, height] of [
    [390, 844],
    [1024, 600],
    [1366, 768],
    [1080, 1920],
    [3840, 2160],
  ] as const)
    test.describe(`a ${width} por ${height}`, () => {
      test.use({ viewport: { width, height }, hasTouch: true });

      test('a senha se vê sem rolar, e um toque a diz em outra língua', async ({ page, restaurante }) => {
        const { senha, codigo } = await umPedido(restaurante);
        await page.goto(`/p/${codigo}`);
        await expect(page.getByRole('heading', { name: `Senha ${senha}` })).toBeInViewport({ ratio: 0.99 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        const linguas = page.getByRole('group', { name: 'Idioma' }).getByRole('button');
        const alturas = await linguas.evaluateAll((botoes) => botoes.map((um) => um.getBoundingClientRect().top));
        expect(new Set(alturas).size).toBe(1);
        await conferirAcessivel(page);
        await page.waitForTimeout(300); // a tap sooner was not aimed at this
        await page.getByRole('button', { name: 'English' }).tap();
        await expect(page.getByText('The kitchen has your order')).toBeVisible();
        await page.reload();
        await expect(page.getByRole('heading', { name: `Number ${senha}` })).toBeVisible();
      });
    });
});
