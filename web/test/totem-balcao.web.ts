import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { comMeios, decidirNoBanco, expect, receberNoBalcao, test } from './restaurante.ts';
import {
  adicionar,
  botao,
  comecar,
  EM_PE,
  escolherMeio,
  pagar,
  pagarNoBalcao,
  qr,
  revisar,
  titulo,
} from './totem-passos.ts';

test.use(EM_PE);

let deVolta: () => Promise<unknown> = async () => undefined;
test.beforeEach(async ({ restaurante }) => {
  deVolta = await comMeios(restaurante, { pix: true, balcao: true });
});
test.afterEach(() => deVolta());

async function ateAEscolha(page: Page): Promise<void> {
  await comecar(page);
  await adicionar(page, /Turbo Dog/);
  await revisar(page);
  await escolherMeio(page);
}

test.describe('totem que oferece Pix e balcão', () => {
  test('quem paga no balcão leva o número, e a senha aparece quando o caixa recebe', async ({ page, restaurante }) => {
    await ateAEscolha(page);
    await expect(page.getByText('Total: R$ 18,50')).toBeVisible();
    await conferirAcessivel(page);
    const id = await pagarNoBalcao(page);
    const { body } = await restaurante.gerente('GET', `/v2/pedido/${id}`);
    expect([body.estado, body.meio, body.senha]).toEqual(['CHECKOUT', 'balcao', null]);
    await expect(page.getByText('R$ 18,50')).toBeVisible();
    await expect(page.getByRole('timer')).toHaveText(/^\d+:\d\d(:\d\d)?$/);
    await expect(page.getByText('Vá ao balcão e diga este número')).toBeVisible();
    await expect(page.getByText('Esperando o pagamento no balcão')).toBeVisible();
    await expect(qr(page)).toHaveCount(0);
    await conferirAcessivel(page);
    await page.reload();
    await expect(page.getByTestId('numero-do-pedido')).toHaveText(String(id));
    await receberNoBalcao(restaurante, id);
    await expect(titulo(page, /^Sua senha/)).toBeVisible();
    await conferirAcessivel(page);
  });

  test('quem escolhe Pix paga como sempre', async ({ page, context, restaurante }) => {
    await ateAEscolha(page);
    const id = await pagar(page);
    await decidirNoBanco(await context.newPage(), restaurante, id, 'Aprovar');
    await expect(titulo(page, /^Sua senha/)).toBeVisible();
  });

  test('voltar da escolha é à revisão, e recarregada a escolha fica', async ({ page }) => {
    await ateAEscolha(page);
    await page.reload();
    await expect(botao(page, /^Pagar com Pix/)).toBeVisible();
    await expect(botao(page, /^Pagar no balcão/)).toBeVisible();
    await page.goBack();
    await expect(titulo(page, 'Tudo certo?')).toBeVisible();
    await botao(page, 'Pagar').click();
    await botao(page, 'Voltar').click();
    await expect(titulo(page, 'Tudo certo?')).toBeVisible();
  });

  test('quem desiste, ou já sabe o número, deixa a tela livre; o pedido espera no balcão', async ({
    page,
    restaurante,
  }) => {
    await ateAEscolha(page);
    const id = await pagarNoBalcao(page);
    await page.goBack();
    const pergunta = page.getByRole('dialog', { name: 'Desistir do pedido?' });
    await expect(pergunta).toContainText('Só preparamos o que foi pago');
    await conferirAcessivel(page);
    await botao(page, 'Continuar com o pedido').click();
    await botao(page, 'Já sei o número').click();
    await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
    await receberNoBalcao(restaurante, id);
    await expect.poll(async () => (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body.estado).toBe('RECEBIDO');
    await page.waitForTimeout(3_500); // as long as a pedido that is followed from here would take to be told
    await expect(page.getByText('Pagamento recebido')).toHaveCount(0);
  });

  test('parado, pergunta se há alguém, e diz que o pedido espera no balcão', async ({ page }) => {
    await page.clock.install();
    await ateAEscolha(page);
    await pagarNoBalcao(page);
    await page.clock.fastForward(46_000);
    await expect(page.getByRole('dialog', { name: 'Ainda está aí?' })).toContainText('espera por você no balcão');
    await conferirAcessivel(page);
    await page.clock.fastForward(16_000);
    await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
  });

  test('o que deixou de ser oferecido é recusado com palavras, e a revisão oferece o que há', async ({
    page,
    restaurante,
  }) => {
    await ateAEscolha(page);
    await botao(page, 'EN: English').click();
    await comMeios(restaurante, { pix: true, balcao: false });
    await botao(page, /^Pay at the counter/).click();
    await expect(page.getByText('This way to pay is not available now. Choose another one.')).toBeVisible();
    await expect(botao(page, 'Pay with Pix')).toBeVisible();
    await botao(page, 'ES: Español').click();
    await expect(page.getByText('Esta forma de pago no está disponible ahora. Elige otra.')).toBeVisible();
  });

  test('sem resposta, tenta-se de novo ali mesmo, e o pedido não se repete', async ({ page, restaurante }) => {
    await ateAEscolha(page);
    let vezes = 0;
    const chaves = new Set<string | undefined>();
    await page.route('**/api/v2/pedido', async (route) => {
      vezes += 1;
      chaves.add(route.request().headers()['idempotency-key']);
      if (vezes > 3) return route.continue();
      if (vezes === 1) await route.fetch(); // it came there, and its answer was lost
      return route.abort();
    });
    await botao(page, /^Pagar no balcão/).click();
    await expect(page.getByText('Não tivemos resposta')).toBeVisible();
    await conferirAcessivel(page);
    const id = await pagarNoBalcao(page);
    expect(chaves.size).toBe(1);
    const { body } = await restaurante.gerente('GET', `/v2/pedido/${id}`);
    expect(body.pagamento.tentativa).toBe(1);
  });

  test('quem acompanha pelo celular lê que se paga no balcão, em três línguas', async ({ page, restaurante }) => {
    await ateAEscolha(page);
    const id = await pagarNoBalcao(page);
    const { body } = await restaurante.gerente('GET', `/v2/pedido/${id}`);
    await page.goto(body.acompanhar);
    await expect(page.getByText('Pague no balcão, em dinheiro ou cartão.')).toBeVisible();
    await conferirAcessivel(page);
    for (const [idioma, frase] of [
      ['en', 'Pay at the counter, in cash or by card.'],
      ['es', 'Paga en el mostrador, en efectivo o con tarjeta.'],
    ]) {
      await page.goto(`${body.acompanhar}?idioma=${idioma}`);
      await expect(page.getByText(frase ?? '')).toBeVisible();
    }
    await receberNoBalcao(restaurante, id);
    await expect(page.getByText('Pago confirmado.')).toBeVisible();
  });
});

test('só com o balcão, a revisão leva direto a ele', async ({ page, restaurante }) => {
  await comMeios(restaurante, { pix: false, balcao: true });
  await comecar(page);
  await adicionar(page, /Turbo Dog/);
  await revisar(page);
  await pagarNoBalcao(page);
});

for (const [largura, altura] of [
  [1080, 1920],
  [1366, 768],
  [1024, 600],
  [1920, 1080],
  [390, 844],
] as const)
  test.describe(`totem de ${largura} por ${altura}`, () => {
    test.use({ viewport: { width: largura, height: altura }, hasTouch: true });

    for (const idioma of ['pt', 'en', 'es'] as const)
      test(`com todos os modos juntos, em ${idioma}, a escolha e o número se veem e se tocam`, async ({ page }) => {
        await ateAEscolha(page);
        await botao(page, 'Acessibilidade').click();
        for (const modo of ['Alto contraste', 'Letra grande']) await botao(page, modo).click();
        if (altura >= 1000) {
          const baixa = botao(page, 'Tela mais baixa');
          if ((await baixa.count()) > 0) await baixa.click();
        }
        await page.keyboard.press('Escape');
        if (idioma !== 'pt') await botao(page, idioma === 'en' ? 'EN: English' : 'ES: Español').click();
        const comoPagar = page.getByRole('main').getByRole('button');
        await expect(comoPagar).toHaveCount(2);
        for (const um of await comoPagar.all()) {
          await um.scrollIntoViewIfNeeded();
          const caixa = await um.boundingBox();
          expect(caixa?.height).toBeGreaterThanOrEqual(48);
          expect(await um.evaluate((b) => b.scrollWidth <= b.clientWidth + 1)).toBe(true);
        }
        await conferirAcessivel(page);
        if (process.env.FOTOS) await page.screenshot({ path: `${process.env.FOTOS}/meio-${largura}-${idioma}.png` });
        await comoPagar.last().click();
        const numero = page.getByTestId('numero-do-pedido');
        await expect(numero).toBeInViewport({ ratio: 0.9 });
        await expect(page.getByRole('timer')).toBeVisible();
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        if (process.env.FOTOS) await page.screenshot({ path: `${process.env.FOTOS}/espera-${largura}-${idioma}.png` });
        await conferirAcessivel(page);
      });
  });
