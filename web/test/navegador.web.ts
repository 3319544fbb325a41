import type { Page } from '@playwright/test';
import { abrirGerencia } from './gerencia.ts';
import { entrar, expect, mover, test, umPedido } from './restaurante.ts';
import { adicionar, botao, comecar, pagar, qr, revisar, titulo } from './totem-passos.ts';

test.use({ viewport: { width: 1920, height: 1080 } });

test.describe('um navegador só, com muitas telas', () => {
  test('dois totens no QR, dois painéis, duas cozinhas, a gerência e um acompanhamento: todas ao vivo, e ainda se paga', async ({
    context,
    page,
    restaurante,
  }) => {
    test.setTimeout(120_000);
    const { gerente } = restaurante;
    const abrir = async (path: string): Promise<Page> => {
      const outra = await context.newPage();
      await outra.goto(path);
      return outra;
    };
    const { id, senha, codigo } = await umPedido(restaurante);
    await entrar(page, 'cozinha', restaurante);
    const cozinhas = [page, await abrir('/cozinha')];
    const paineis = [await abrir('/painel'), await abrir('/painel')];
    const seguir = await abrir(`/p/${codigo}`);
    const gerencia = await context.newPage();
    await abrirGerencia(gerencia, restaurante);

    const totens: { tela: Page; pedido: number }[] = [];
    for (let i = 0; i < 2; i += 1) {
      const tela = await context.newPage();
      await comecar(tela);
      await adicionar(tela, /Turbo Dog/);
      await revisar(tela);
      totens.push({ tela, pedido: await pagar(tela) });
    }
    for (const { tela } of totens) await expect(qr(tela)).toBeVisible();

    // Each hears what happens, without being touched.
    for (const cozinha of cozinhas)
      await expect(cozinha.getByRole('article', { name: `Senha ${senha}`, exact: true })).toBeVisible();
    await mover(restaurante, id, 'iniciar', 'pronto');
    for (const painel of paineis) await expect(painel.getByTestId('destaque')).toContainText(String(senha));
    await expect(seguir.getByText('Pode retirar no balcão')).toBeVisible();
    for (const { tela, pedido } of totens) {
      const { body } = await gerente('GET', `/v2/pedido/${pedido}`);
      const { transacaoId } = body.pagamento;
      await expect.poll(async () => (await gerente('POST', `/v1/pagamento/${transacaoId}/1`)).status).toBe(201);
      await expect(titulo(tela, /^Sua senha/)).toBeVisible();
    }
    const { body: pago } = await gerente('GET', `/v2/pedido/${totens[1]?.pedido}`);
    for (const cozinha of cozinhas)
      await expect(cozinha.getByRole('article', { name: `Senha ${pago.senha}`, exact: true })).toBeVisible();

    // And one more window still loads.
    const mais = await abrir('/totem');
    await expect(botao(mais, 'Toque para pedir')).toBeVisible();
  });

  test('onde um proxy não conhece WebSocket, as telas ouvem o mesmo por HTTP', async ({ page, restaurante }) => {
    await page.addInitScript(() => {
      window.WebSocket = class extends EventTarget {
        onclose?: (event: { code: number }) => void;
        constructor() {
          super();
          setTimeout(() => this.onclose?.({ code: 1006 }));
        }
        close() {}
      } as never;
    });
    const { id, codigo } = await umPedido(restaurante);
    await page.goto(`/p/${codigo}`);
    await expect(page.getByText('A cozinha já tem o seu pedido')).toBeVisible();
    await mover(restaurante, id, 'iniciar');
    await expect(page.getByText('Estamos preparando')).toBeVisible();
  });
});
