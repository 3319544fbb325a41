import type { Page } from '@playwright/test';
import { conferirAcessivel, tudoParado } from './acessivel.ts';
import { fluxoFalso } from './fluxo-falso.ts';
import { expect, mover, relogioDoTeste, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 1920, height: 1080 } });

/** What the board calls: the notes it plays, and what its voice says. */
async function ouvirChamadas(page: Page) {
  await page.addInitScript(() => {
    const ouvido = { notas: 0, falas: [] as string[] };
    const Real = window.OscillatorNode;
    Object.assign(window, {
      ouvido,
      OscillatorNode: class extends Real {
        override start(when?: number) {
          ouvido.notas += 1;
          super.start(when);
        }
      },
    });
    window.speechSynthesis.speak = (fala) => {
      ouvido.falas.push(fala.text);
      setTimeout(() => fala.dispatchEvent(new Event('end')), 50);
    };
  });
  await page.route('**/v2/ajustes', async (route) => {
    const answer = await route.fetch();
    const ajustes = await answer.json();
    await route.fulfill({ response: answer, json: { ...ajustes, painel: { som: true, fala: true } } });
  });
  return () => page.evaluate(() => (window as unknown as { ouvido: { notas: number; falas: string[] } }).ouvido);
}

const dia = '2026-05-04';
const ha = (minutos: number) => new Date(Date.now() - minutos * 60_000).toISOString();

test.describe('painel', () => {
  test('o pedido pago aparece em preparo; pronto, é chamado muito grande; entregue, sai', async ({
    page,
    restaurante,
  }) => {
    const ouvido = await ouvirChamadas(page);
    const { senha: antes, id: anterior } = await umPedido(restaurante);
    await mover(restaurante, anterior, 'iniciar', 'pronto');
    await page.goto('/painel');
    const preparo = page.getByRole('region', { name: 'Em preparo' });
    const prontas = page.getByRole('region', { name: 'Prontas' });
    const destaque = page.getByTestId('destaque');
    await expect(prontas.getByText(String(antes), { exact: true })).toBeVisible();
    const { id, senha } = await umPedido(restaurante);
    const { id: naoPago } = await umPedido(restaurante, { pago: false });
    expect(naoPago).toBeGreaterThan(id);
    const pagina = { timeout: 30_000 }; // where there are many, they take turns
    await expect(preparo.getByText(String(senha), { exact: true })).toBeVisible(pagina);
    await mover(restaurante, id, 'iniciar', 'pronto');
    await expect(destaque).toContainText(String(senha));
    await expect(preparo.getByText(String(senha), { exact: true })).toHaveCount(0);
    const letra = await destaque
      .locator('.numero')
      .evaluate((numero) => Number.parseFloat(getComputedStyle(numero).fontSize));
    expect(letra).toBeGreaterThan(250);
    await expect(page.getByText(`Senha ${senha}, pronta`)).toBeAttached();
    await expect.poll(async () => (await ouvido()).falas).toEqual([`Senha ${senha}, pronta`]); // and not the one before
    expect((await ouvido()).notas).toBeGreaterThan(1);
    await conferirAcessivel(page);

    await mover(restaurante, id, 'voltar');
    await expect(preparo.getByText(String(senha), { exact: true })).toBeVisible(pagina);
    await mover(restaurante, id, 'pronto', 'entregar');
    await expect(page.getByTestId('quadro').getByText(String(senha), { exact: true })).toHaveCount(0);
    await mover(restaurante, anterior, 'entregar');
  });

  test('recarregada ou reconectada não chama de novo; o que ficou pronto enquanto isso, chama', async ({
    page,
    context,
    restaurante,
  }) => {
    const ouvido = await ouvirChamadas(page);
    await page.goto('/painel');
    await expect(page.getByRole('region', { name: 'Prontas' })).toBeVisible();
    const { id, senha } = await umPedido(restaurante);
    const { id: outro, senha: outra } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar', 'pronto');
    await expect.poll(async () => (await ouvido()).falas).toEqual([`Senha ${senha}, pronta`]);

    await context.setOffline(true);
    await expect(page.getByText('Sem conexão')).toBeVisible();
    await expect(page.getByTestId('destaque')).toContainText(String(senha)); // the last picture stays
    await conferirAcessivel(page);
    await mover(restaurante, outro, 'iniciar', 'pronto');
    await context.setOffline(false);
    await expect.poll(async () => (await ouvido()).falas).toEqual([`Senha ${senha}, pronta`, `Senha ${outra}, pronta`]);
    await expect(page.getByText('Sem conexão')).toBeHidden();

    await page.reload();
    await expect(page.getByTestId('destaque')).toContainText(String(outra));
    await page.waitForTimeout(1_000); // long enough to be heard, had it been called
    expect(await ouvido()).toEqual({ notas: 0, falas: [] });
    await mover(restaurante, id, 'entregar');
    await mover(restaurante, outro, 'entregar');
  });

  test('chamada de novo pelo balcão, soa e é dita outra vez, muito grande', async ({ page, restaurante }) => {
    const ouvido = await ouvirChamadas(page);
    const { id, senha } = await umPedido(restaurante);
    const { id: depois, senha: ultima } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar', 'pronto');
    await mover(restaurante, depois, 'iniciar', 'pronto');
    await page.goto('/painel');
    await expect(page.getByTestId('destaque')).toContainText(String(ultima));
    expect(await ouvido()).toEqual({ notas: 0, falas: [] });
    for (const vezes of [1, 2]) {
      expect((await restaurante.cozinha('POST', `/v2/pedido/${id}/chamar`)).status).toBe(204);
      await expect.poll(async () => (await ouvido()).falas).toEqual(Array(vezes).fill(`Senha ${senha}, pronta`));
      await expect(page.getByTestId('destaque')).toContainText(String(senha));
    }
    expect((await ouvido()).notas).toBeGreaterThan(2);
    await conferirAcessivel(page);
    await mover(restaurante, id, 'entregar');
    await mover(restaurante, depois, 'entregar');
  });

  test('um dedo na tela basta para que as senhas soem', async ({ browser, restaurante }) => {
    const context = await browser.newContext({ baseURL: restaurante.gateway, hasTouch: true });
    const page = await context.newPage();
    await page.addInitScript(() => {
      Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' });
    });
    await page.goto('/painel');
    await expect(page.getByText('Toque na tela')).toBeVisible();
    await page.touchscreen.tap(300, 300);
    await expect(page.getByText('Toque na tela')).toBeHidden();
    await context.close();
  });

  test('onde o navegador quer um toque, ele é pedido por um minuto; na televisão, nunca', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' });
    });
    await relogioDoTeste(page);
    await page.goto('/painel');
    await page.getByRole('region', { name: 'Prontas' }).waitFor();
    await page.clock.runFor(2_000);
    await expect(page.getByText('Toque na tela')).toBeVisible();
    await conferirAcessivel(page);
    await page.clock.runFor(60_000);
    await expect(page.getByText('Toque na tela')).toBeHidden();

    await page.addInitScript(() => {
      const real = window.matchMedia.bind(window);
      window.matchMedia = (query) => real(query.includes('any-pointer') ? 'all' : query); // it has none
    });
    await page.reload();
    await page.getByRole('region', { name: 'Prontas' }).waitFor();
    await page.clock.runFor(2_000);
    await expect(page.getByText('Toque na tela')).toBeHidden();
  });

  test('várias de uma vez são chamadas uma depois da outra', async ({ page }) => {
    const ouvido = await ouvirChamadas(page);
    const contar = await fluxoFalso(page, '/v2/painel/eventos');
    await page.goto('/painel');
    await page.getByRole('region', { name: 'Prontas' }).waitFor();
    await contar('retrato', { prontos: [], emPreparacao: [], esperaSegundos: null });
    await expect(page.getByText('é só retirar no balcão')).toBeVisible();
    await conferirAcessivel(page);
    for (const senha of [47, 48, 49])
      await contar('senha', { senha, dia, estado: 'PRONTO', desde: ha(0), esperaSegundos: 480 });
    await expect(page.getByTestId('destaque')).toContainText('47');
    await contar('senha', { senha: 48, dia, estado: 'FINALIZADO', desde: ha(0), esperaSegundos: 480 });
    await expect(page.getByText('cerca de 8 minutos')).toBeVisible();
    expect((await ouvido()).falas).toEqual(['Senha 47, pronta']);
    await expect(page.getByTestId('destaque')).toContainText('49');
    expect((await ouvido()).falas).toEqual(['Senha 47, pronta', 'Senha 49, pronta']); // the other was taken meanwhile
  });

  test('quando são muitas, viram páginas, nada rola, e as antigas continuam ali, menores', async ({ page }) => {
    const contar = await fluxoFalso(page, '/v2/painel/eventos');
    await relogioDoTeste(page);
    await page.goto('/painel');
    await page.getByRole('region', { name: 'Prontas' }).waitFor();
    const estado = 'EM_PREPARACAO';
    await contar('retrato', {
      prontos: Array.from({ length: 12 }, (_, i) => ({ senha: 212 - i, dia, desde: ha(i < 6 ? 1 : 11) })),
      emPreparacao: Array.from({ length: 40 }, (_, i) => ({ senha: 300 + i, dia, estado, desde: ha(1) })),
      esperaSegundos: 900,
    });
    const preparo = page.getByRole('list', { name: 'Senhas em preparo' });
    await expect(preparo.getByRole('listitem')).not.toHaveCount(0);
    await page.clock.runFor(1_000);
    const vistas = new Set<string>();
    for (let vez = 0; vez < 12 && vistas.size < 40; vez += 1) {
      for (const senha of await preparo.getByRole('listitem').allTextContents()) vistas.add(senha);
      expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
      await page.clock.runFor(4_000);
    }
    await conferirAcessivel(page);
    expect(vistas.size).toBe(40);
    const outras = page.getByRole('list', { name: 'Outras senhas prontas' });
    const tamanho = (senha: number) =>
      outras.getByText(String(senha)).evaluate((numero) => Number.parseFloat(getComputedStyle(numero).fontSize));
    while ((await outras.getByText('206').count()) === 0) await page.clock.runFor(8_000);
    const antiga = await tamanho(206);
    expect(antiga).toBeGreaterThan(40);
    while ((await outras.getByText('209').count()) === 0) await page.clock.runFor(8_000);
    expect(await tamanho(209)).toBeGreaterThan(antiga);
  });

  test('nada fica parado para sempre: o quadro anda a cada minuto, e os lados se trocam', async ({ page }) => {
    const contar = await fluxoFalso(page, '/v2/painel/eventos');
    // Two minutes into a quarter of an hour: later, the sides might change twice while this looks once.
    await relogioDoTeste(page, { time: Math.floor(Date.now() / 900_000) * 900_000 + 120_000 });
    await page.goto('/painel');
    await page.getByRole('region', { name: 'Prontas' }).waitFor();
    await contar('retrato', { prontos: [{ senha: 7, dia, desde: ha(0) }], emPreparacao: [], esperaSegundos: null });
    const quadro = page.getByTestId('quadro');
    const lugar = () => quadro.evaluate(({ style }) => style.transform);
    const lado = async () => {
      const [a, b] = await Promise.all(
        ['Em preparo', 'Prontas'].map((name) => page.getByRole('region', { name }).boundingBox()),
      );
      return (a?.x ?? 0) < (b?.x ?? 0);
    };
    const [antes, ladoDeAntes] = [await lugar(), await lado()];
    await page.clock.runFor(61_000);
    expect(await lugar()).not.toBe(antes);
    await page.clock.runFor(15 * 60_000);
    expect(await lado()).toBe(!ladoDeAntes);
  });

  for (const [width, height] of [
    [1024, 600],
    [1366, 768],
    [1080, 1920],
    [390, 844],
    [3840, 2160],
  ] as const)
    test(`a ${width} por ${height}, toda senha da vez se lê, e nada rola`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      const contar = await fluxoFalso(page, '/v2/painel/eventos');
      await page.goto('/painel');
      await page.getByRole('region', { name: 'Prontas' }).waitFor();
      const emPreparacao = Array.from({ length: 14 }, (_, i) => ({
        senha: 120 + i,
        dia,
        estado: i < 7 ? 'RECEBIDO' : 'EM_PREPARACAO',
        desde: ha(1),
      }));
      for (const quantas of [0, 1, 7]) {
        const prontos = Array.from({ length: quantas }, (_, i) => ({ senha: 112 - i, dia, desde: ha(i) }));
        await contar('retrato', { prontos, emPreparacao, esperaSegundos: 900 });
        if (quantas > 0) await expect(page.getByTestId('destaque')).toContainText('112');
        else await expect(page.getByText('é só retirar no balcão')).toBeInViewport({ ratio: 0.99 });
        await tudoParado(page);
        const numeros = page.getByTestId('quadro').locator('main .numero');
        expect(await numeros.count()).toBeGreaterThan(7);
        for (const numero of await numeros.all()) {
          await expect(numero).toBeInViewport({ ratio: 0.99 });
          const letra = await numero.evaluate((um) => Number.parseFloat(getComputedStyle(um).fontSize));
          expect(letra).toBeGreaterThan(20);
        }
        const sobra = await page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement;
          return [scrollWidth - innerWidth, scrollHeight - innerHeight];
        });
        expect(sobra).toEqual([0, 0]);
      }
      await conferirAcessivel(page);
    });
});
