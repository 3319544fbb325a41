import type { Locator, Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { fluxoFalso } from './fluxo-falso.ts';
import { entrar, expect, mover, type Restaurante, relogioDoTeste, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 1920, height: 1080 } });

const coluna = (page: Page, nome: string) => page.getByRole('region', { name: new RegExp(`^${nome}`) });
const cartao = (onde: Page | Locator, senha: number | null) =>
  onde.getByRole('article', { name: `Senha ${senha}`, exact: true });
const passo = (onde: Page | Locator, nome: string, senha: number | null) =>
  onde.getByRole('button', { name: `${nome} senha ${senha}`, exact: true });

const estadoDe = async ({ cozinha }: Restaurante, id: number): Promise<string> => {
  const { body } = await cozinha('GET', '/v2/cozinha/comandas');
  return body.find(({ pedidoId }: { pedidoId: number }) => pedidoId === id)?.estado ?? 'fora do balcão';
};
/** What the screen asked the kitchen to do. */
const ouvirAcoes = (page: Page): string[] => {
  const acoes: string[] = [];
  page.on('request', (request) => {
    const [, acao] = /comandas\/(.+)$/.exec(request.url()) ?? [];
    if (acao) acoes.push(acao);
  });
  return acoes;
};

test.describe('cozinha', () => {
  test('o pedido pago anda com um toque por passo e sai quando é entregue; o que não se pagou não aparece', async ({
    page,
    restaurante,
  }) => {
    await entrar(page, 'cozinha', restaurante);
    await expect(coluna(page, 'Recebidas \\d')).toBeVisible(); // what comes from now on is news
    const { id: semPagar } = await umPedido(restaurante, { pago: false });
    const { id, senha } = await umPedido(restaurante, {
      itens: [
        { produtoId: 1, quantidade: 2, observacoes: 'Sem cebola' },
        { produtoId: 7, quantidade: 1 },
      ],
    });
    const recebida = cartao(coluna(page, 'Recebidas'), senha);
    await expect(recebida).toContainText('2× Fast Burger da Casa');
    await expect(recebida).toContainText('Sem cebola');
    await expect(recebida).toContainText('Comer aqui');
    await expect(page.getByRole('status').filter({ hasText: `Nova comanda, senha ${senha}` })).toBeAttached();

    await passo(page, 'Iniciar', senha).click();
    await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    await passo(page, 'Pronto', senha).click();
    await expect(cartao(coluna(page, 'Prontas'), senha)).toBeVisible();
    await expect.poll(() => estadoDe(restaurante, id)).toBe('PRONTO');
    await conferirAcessivel(page);
    await passo(page, 'Entregar', senha).click();
    await expect(cartao(page, senha)).toHaveCount(0);
    await expect.poll(() => estadoDe(restaurante, id)).toBe('fora do balcão');
    await expect(cartao(page, senha)).toHaveCount(0);
    await expect(page.locator(`[data-pedido="${semPagar}"]`)).toHaveCount(0);
  });

  test('cada passo se desfaz por 5 segundos, e o que foi desfeito o servidor não fez', async ({
    page,
    restaurante,
  }) => {
    const { id, senha } = await umPedido(restaurante);
    await entrar(page, 'cozinha', restaurante);
    const acoes = ouvirAcoes(page);
    await passo(page, 'Iniciar', senha).click();
    await page.getByRole('button', { name: `Desfazer senha ${senha}` }).click();
    await expect(cartao(coluna(page, 'Recebidas'), senha)).toBeVisible();
    expect(acoes).toEqual([]);

    await mover(restaurante, id, 'iniciar');
    await passo(page, 'Pronto', senha).click();
    await expect.poll(() => estadoDe(restaurante, id)).toBe('PRONTO');
    await page.keyboard.press('z');
    await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    await expect.poll(() => estadoDe(restaurante, id)).toBe('EM_PREPARACAO');

    await mover(restaurante, id, 'pronto');
    await passo(page, 'Entregar', senha).click();
    await expect(cartao(page, senha)).toHaveCount(0);
    await page.keyboard.press('z');
    await expect(cartao(coluna(page, 'Prontas'), senha)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Desfazer' })).toHaveText('');
    expect(acoes).toEqual([`${id}/pronto`, `${id}/voltar`]);

    await passo(page, 'Voltar ao preparo', senha).click();
    await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    await expect.poll(() => estadoDe(restaurante, id)).toBe('EM_PREPARACAO');
  });

  test('o que ainda esperava vai na hora quando a página se fecha', async ({ page, restaurante }) => {
    const { id, senha } = await umPedido(restaurante);
    await entrar(page, 'cozinha', restaurante);
    await passo(page, 'Iniciar', senha).click();
    await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    await page.goto('about:blank');
    await expect.poll(() => estadoDe(restaurante, id), { timeout: 3_000 }).toBe('EM_PREPARACAO');
  });

  test('só com o teclado: escolhe pelo número, anda pelas setas, dá o passo, desfaz e volta', async ({
    page,
    restaurante,
  }) => {
    const { id, senha } = await umPedido(restaurante);
    const { id: outro, senha: outra } = await umPedido(restaurante);
    await mover(restaurante, outro, 'iniciar');
    await entrar(page, 'cozinha', restaurante);
    await expect(cartao(page, outra)).toBeVisible();
    const tecla = page.keyboard;
    const lugarNaColuna = async (nome: string, senha: number | null) => {
      const numeros = await coluna(page, nome).getByRole('heading', { level: 3 }).allTextContents();
      return numeros.indexOf(`Senha ${senha}`) + 1;
    };
    await passo(page, 'Iniciar', senha).focus();
    await tecla.press('ArrowRight');
    await tecla.press(String(await lugarNaColuna('Em preparo', outra)));
    await expect(passo(page, 'Pronto', outra)).toBeFocused();
    await tecla.press('ArrowLeft');
    await tecla.press(String(await lugarNaColuna('Recebidas', senha)));
    await expect(passo(page, 'Iniciar', senha)).toBeFocused();
    await tecla.press('Space');
    await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    await tecla.press('z');
    await expect(cartao(coluna(page, 'Recebidas'), senha)).toBeVisible();

    await passo(page, 'Pronto', outra).focus();
    await tecla.press('Space');
    await expect.poll(() => estadoDe(restaurante, outro)).toBe('PRONTO');
    await expect(page.locator('body')).not.toBeFocused(); // the focus is never lost
    await passo(page, 'Entregar', outra).focus();
    await tecla.press('v');
    await expect.poll(() => estadoDe(restaurante, outro)).toBe('EM_PREPARACAO');

    await tecla.press('?');
    await expect(page.getByRole('dialog', { name: 'Teclas' })).toBeVisible();
    await conferirAcessivel(page);
    await tecla.press('Escape');
    await tecla.press('t');
    await expect(page.getByRole('complementary', { name: 'A fazer' })).toBeVisible();
    await tecla.press('t');
    expect(await estadoDe(restaurante, id)).toBe('RECEBIDO');
  });

  test('a estação esconde o que não é seu e conta o que falta; o aparelho se lembra dela', async ({
    page,
    restaurante,
  }) => {
    const { senha: mista } = await umPedido(restaurante, {
      itens: [
        { produtoId: 1, quantidade: 2 },
        { produtoId: 13, quantidade: 5 },
      ],
    });
    const { senha: lanche } = await umPedido(restaurante, { itens: [{ produtoId: 2, quantidade: 1 }] });
    await entrar(page, 'cozinha', restaurante);
    await expect(cartao(page, lanche)).toBeVisible();
    await page.getByRole('button', { name: 'Bebidas' }).click();
    await expect(cartao(page, lanche)).toHaveCount(0);
    await expect(cartao(page, mista)).toBeVisible();
    await page.getByRole('button', { name: 'A fazer' }).click();
    const contagem = page.getByRole('complementary', { name: 'A fazer' });
    await expect(contagem).not.toContainText('Burger');
    await expect(contagem.getByRole('listitem')).toHaveText([/^5/]);
    await conferirAcessivel(page);
    await cartao(page, mista).getByRole('checkbox').nth(1).check();
    await expect(contagem).toContainText('Tudo feito');

    await page.reload();
    await expect(page.getByRole('button', { name: 'Bebidas', pressed: true })).toBeVisible();
    await expect(cartao(coluna(page, 'Em preparo'), mista)).toBeVisible(); // the first tick began it
    await expect(cartao(page, mista).getByRole('checkbox').nth(1)).toBeChecked();
    await page.getByRole('button', { name: 'Tudo' }).click();
    await expect(cartao(page, lanche)).toBeVisible();
  });

  test('sem conexão o trilho fica como estava e espera; de volta, mostra o que mudou', async ({
    page,
    context,
    restaurante,
  }) => {
    const { id, senha } = await umPedido(restaurante);
    await entrar(page, 'cozinha', restaurante);
    await expect(passo(page, 'Iniciar', senha)).toBeEnabled();
    await context.setOffline(true);
    await expect(page.getByText('Sem conexão')).toBeVisible();
    await expect(passo(page, 'Iniciar', senha)).toBeDisabled();
    await conferirAcessivel(page);
    await mover(restaurante, id, 'iniciar');
    const { senha: nova } = await umPedido(restaurante);
    await context.setOffline(false);
    await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    await expect(cartao(coluna(page, 'Recebidas'), nova)).toBeVisible();
    await expect(page.getByText('Sem conexão')).toBeHidden();
    await expect(passo(page, 'Pronto', senha)).toBeEnabled();
  });

  test('o que o servidor recusa é dito, e o cartão vai para onde ele diz', async ({ page, restaurante }) => {
    const { id, senha } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar');
    await entrar(page, 'cozinha', restaurante);
    await page.route(`**/comandas/${id}/pronto`, async (route) => {
      await mover(restaurante, id, 'pronto', 'entregar'); // on another screen
      await route.continue();
    });
    await passo(page, 'Pronto', senha).click();
    await expect(page.getByRole('alert')).toContainText('não permite pronto');
    await expect(cartao(page, senha)).toHaveCount(0);
    await conferirAcessivel(page);
  });

  test('o que acabou é marcado esgotado ali mesmo', async ({ page, restaurante }) => {
    await entrar(page, 'cozinha', restaurante);
    const disponivel = async () => {
      const { body } = await restaurante.totem('GET', '/v2/cardapio');
      const produtos: { id: number; disponivel: boolean }[] = body.categorias.flatMap(
        (categoria: { produtos: unknown[] }) => categoria.produtos,
      );
      return produtos.find(({ id }) => id === 3)?.disponivel;
    };
    await page.getByRole('button', { name: 'Esgotados' }).click();
    const dialogo = page.getByRole('dialog', { name: 'Esgotados' });
    const taco = dialogo.getByRole('switch', { name: /^Taco Vegano/ });
    await taco.click();
    await expect(taco).toBeChecked();
    await expect.poll(disponivel).toBe(false);
    await conferirAcessivel(page);
    await taco.click();
    await expect.poll(disponivel).toBe(true);
  });

  test('cem comandas seguem fluidas: nada trava enquanto uma muda', async ({ page, restaurante }) => {
    const contar = await fluxoFalso(page, '/v2/cozinha/eventos');
    const comanda = (i: number, estado = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'][i % 3]) => ({
      pedidoId: 10_000 + i,
      senha: 100 + i,
      estado,
      consumo: i % 2 ? 'local' : 'viagem',
      historico: [],
      iniciadaEm: null,
      prontaEm: estado === 'PRONTO' ? new Date().toISOString() : null,
      entregueEm: null,
      recebidaEm: new Date(Date.now() - (100 - i) * 10_000).toISOString(),
      itens: [1, 2, 3, 4].map((posicao) => ({
        posicao,
        produtoId: posicao,
        nome: `Produto de nome comprido ${posicao}`,
        idCategoriaProduto: posicao,
        quantidade: posicao,
        observacoes: posicao === 2 ? 'Sem cebola' : null,
        feitoEm: null,
        feitoPor: null,
      })),
    });
    await entrar(page, 'cozinha', restaurante);
    await expect(coluna(page, 'Recebidas')).toBeVisible();
    await contar(
      'retrato',
      Array.from({ length: 100 }, (_, i) => comanda(i)),
    );
    await expect(page.getByRole('article')).toHaveCount(100);
    await page.getByRole('button', { name: 'A fazer' }).click();
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    // In one go: what looks at the page from outside would be measured with it.
    const longas = await page.evaluate(
      async (mudancas) => {
        const longas: number[] = [];
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longas.push(duration);
        }).observe({ type: 'longtask' });
        const { contar } = window as unknown as { contar(event: string, data: unknown): void };
        for (const mudanca of mudancas) {
          contar('comanda', mudanca);
          await new Promise((resolve) => setTimeout(resolve, 700)); // and every clock on the rail ticks meanwhile
        }
        return longas;
      },
      [comanda(0, 'EM_PREPARACAO'), comanda(1, 'PRONTO'), comanda(2, 'FINALIZADO')],
    );
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await expect(cartao(coluna(page, 'Em preparo'), 100)).toBeVisible();
    await expect(page.getByRole('article')).toHaveCount(99);
    test.info().annotations.push({ type: 'ms', description: longas.join(' ') });
    expect(Math.max(0, ...longas)).toBeLessThan(200);
  });

  test('o relógio de cada comanda diz por cor, desenho e palavra quando ela se atrasa', async ({
    page,
    restaurante,
  }) => {
    const { senha } = await umPedido(restaurante);
    await relogioDoTeste(page);
    await entrar(page, 'cozinha', restaurante);
    await expect(cartao(page, senha)).toContainText('no prazo');
    await page.clock.runFor(5 * 60_000);
    await expect(cartao(page, senha)).toContainText('atenção');
    await page.clock.runFor(3 * 60_000);
    await expect(cartao(page, senha)).toContainText('atrasada');
    await expect(cartao(page, senha).locator('svg')).not.toHaveCount(0);
    await conferirAcessivel(page);
  });
});
