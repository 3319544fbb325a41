import type { Locator, Page } from '@playwright/test';
import type { Comanda } from '../src/screens/cozinha/state/comanda.ts';
import { conferirAcessivel } from './acessivel.ts';
import { comandaFalsa } from './comanda-falsa.ts';
import { fluxoFalso } from './fluxo-falso.ts';
import {
  entrar,
  entregarTudo,
  expect,
  mover,
  type Restaurante,
  relogioDoTeste,
  test,
  umPedido,
} from './restaurante.ts';

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

/** How many notes the screen has played. */
async function ouvirNotas(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const Real = window.OscillatorNode;
    Object.assign(window, {
      notas: 0,
      OscillatorNode: class extends Real {
        override start(when?: number) {
          (window as unknown as { notas: number }).notas += 1;
          super.start(when);
        }
      },
    });
  });
  return () => page.evaluate(() => (window as unknown as { notas: number }).notas);
}

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

  test('cada passo vale na hora nas duas telas da cozinha, e desfazer é voltar, o entregue também', async ({
    page,
    context,
    restaurante,
  }) => {
    const { id, senha } = await umPedido(restaurante);
    await entrar(page, 'cozinha', restaurante);
    const outra = await context.newPage();
    await outra.setViewportSize({ width: 1280, height: 800 });
    await outra.goto('/cozinha');
    const acoes = ouvirAcoes(page);
    const nasDuas = async (nome: string) => {
      for (const tela of [page, outra]) await expect(cartao(coluna(tela, nome), senha)).toBeVisible({ timeout: 3_000 });
    };
    await nasDuas('Recebidas');
    await passo(page, 'Iniciar', senha).click();
    await nasDuas('Em preparo');
    await page.getByRole('button', { name: `Desfazer senha ${senha}` }).click();
    await nasDuas('Recebidas');
    await expect.poll(() => estadoDe(restaurante, id)).toBe('RECEBIDO');

    await passo(page, 'Iniciar', senha).click();
    await passo(page, 'Pronto', senha).click();
    await passo(page, 'Entregar', senha).click();
    for (const tela of [page, outra]) await expect(cartao(tela, senha)).toHaveCount(0);
    await page.keyboard.press('z');
    await nasDuas('Prontas');
    await page.keyboard.press('z');
    await nasDuas('Em preparo');
    await passo(outra, 'Voltar à espera', senha).click();
    await nasDuas('Recebidas');
    await expect(page.getByRole('button', { name: 'Desfazer', exact: true })).toBeDisabled(); // another did it
    expect(acoes.map((acao) => acao.replace(`${id}/`, ''))).toEqual([
      'iniciar',
      'voltar',
      'iniciar',
      'pronto',
      'entregar',
      'voltar',
      'voltar',
    ]);
  });

  test('o entregue há pouco e o que ninguém retirou voltam da lista', async ({ page, restaurante }) => {
    const { id, senha } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar', 'pronto', 'entregar');
    await entrar(page, 'cozinha', restaurante);
    await page.getByRole('button', { name: 'Entregues' }).click();
    const dialogo = page.getByRole('dialog', { name: 'Entregues há pouco' });
    const linha = dialogo.getByRole('listitem').filter({ hasText: `Senha ${senha}` });
    await expect(linha).toContainText('Fast Burger da Casa');
    await expect(linha).toContainText(/Entregue às \d\d:\d\d/);
    await conferirAcessivel(page);
    await linha.getByRole('button', { name: `Voltar ao balcão senha ${senha}` }).click();
    await expect(cartao(coluna(page, 'Prontas'), senha)).toBeVisible();
    await expect.poll(() => estadoDe(restaurante, id)).toBe('PRONTO');

    await page.route('**/v2/cozinha/comandas/recentes', (route) =>
      route.fulfill({ json: [comandaFalsa(1, 'PRONTO', { recolhidaEm: new Date().toISOString() })] }),
    );
    await page.getByRole('button', { name: 'Entregues' }).click();
    await expect(dialogo.getByRole('listitem')).toContainText('Ninguém retirou');
    await expect(dialogo.getByRole('button', { name: 'Entregar senha 101' })).toBeVisible();
    await expect(dialogo.getByRole('button', { name: 'Voltar ao preparo senha 101' })).toBeVisible();
  });

  test('o balcão chama de novo a senha pronta, e diz que chamou, ou que não', async ({ page, restaurante }) => {
    const { id, senha } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar', 'pronto');
    await entrar(page, 'cozinha', restaurante);
    const chamar = cartao(page, senha).getByRole('button', { name: /^(Chamar de novo|Chamada|Não chamou)/ });
    const resposta = page.waitForResponse(`**/v2/pedido/${id}/chamar`);
    await chamar.click();
    expect((await resposta).status()).toBe(204);
    await expect(chamar).toContainText('Chamada');
    await conferirAcessivel(page);
    await expect(chamar).toContainText('Chamar de novo');
    await page.route('**/chamar', (route) => route.abort());
    await chamar.click();
    await expect(chamar).toContainText('Não chamou');
  });

  test('cancelada enquanto é feita, fica vermelha e soa até alguém ver; a que ninguém começou só sai', async ({
    page,
    restaurante,
  }) => {
    const notas = await ouvirNotas(page);
    const { id, senha } = await umPedido(restaurante);
    const { id: parado, senha: esperando } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar');
    await entrar(page, 'cozinha', restaurante);
    await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    const antes = await notas();
    const cancelar = async (id: number) => {
      const corpo = { estadoPedido: 6, motivo: 'o cliente desistiu' };
      expect((await restaurante.gerente('PUT', `/v1/pedido/${id}`, corpo)).status).toBe(200);
    };
    await cancelar(parado);
    await expect(cartao(page, esperando)).toHaveCount(0);
    expect(await notas()).toBe(antes);
    await cancelar(id);
    const cancelada = cartao(coluna(page, 'Em preparo'), senha);
    await expect(cancelada.getByRole('alert')).toContainText('Cancelada Pare o preparo');
    await expect.poll(notas).toBeGreaterThan(antes);
    const uma = await notas();
    await expect.poll(notas).toBeGreaterThan(uma); // and again
    await expect(passo(page, 'Pronto', senha)).toHaveCount(0);
    await conferirAcessivel(page);
    await cancelada.getByRole('button', { name: 'Entendi' }).click();
    await expect(cartao(page, senha)).toHaveCount(0);
    const fim = await notas();
    await page.waitForTimeout(4_500); // longer than between two alarms
    expect(await notas()).toBe(fim);
    await expect(coluna(page, 'Recebidas')).toBeVisible(); // the rest of the screen stays as it was
    await page.reload();
    await expect(coluna(page, 'Recebidas').getByRole('heading').first()).not.toContainText('–');
    await expect(cartao(page, senha)).toHaveCount(0);
  });

  test('só com o teclado: escolhe pelo número, anda pelas setas, dá o passo, desfaz e volta', async ({
    page,
    restaurante,
  }) => {
    await entregarTudo(restaurante); // a key reaches the first nine of a column
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

  test('o que se faz sem conexão se vê, espera e vai quando ela volta; o que mudou aparece', async ({
    page,
    context,
    restaurante,
  }) => {
    const { id, senha } = await umPedido(restaurante);
    const { id: outro, senha: outra } = await umPedido(restaurante);
    await entrar(page, 'cozinha', restaurante);
    await expect(passo(page, 'Iniciar', senha)).toBeEnabled();
    await context.setOffline(true);
    await expect(page.getByText('Sem conexão. Pode continuar')).toBeVisible();
    await conferirAcessivel(page);
    await passo(page, 'Iniciar', senha).click();
    await passo(page, 'Pronto', senha).click();
    await passo(page, 'Iniciar', outra).click();
    await expect(cartao(coluna(page, 'Prontas'), senha)).toContainText('Falta enviar');
    await expect(page.getByText('Faltam enviar 3 passos')).toBeVisible();
    await conferirAcessivel(page);
    const { senha: nova } = await umPedido(restaurante);
    expect([await estadoDe(restaurante, id), await estadoDe(restaurante, outro)]).toEqual(['RECEBIDO', 'RECEBIDO']);
    await context.setOffline(false);
    await expect.poll(() => estadoDe(restaurante, id)).toBe('PRONTO');
    await expect.poll(() => estadoDe(restaurante, outro)).toBe('EM_PREPARACAO');
    await expect(cartao(coluna(page, 'Recebidas'), nova)).toBeVisible();
    await expect(page.getByText('Sem conexão')).toBeHidden();
    await expect(page.getByText('Falta enviar')).toHaveCount(0);
  });

  test('o que não pôde ser enviado resiste a uma recarga; o que então é recusado é dito, cada senha', async ({
    page,
    restaurante,
  }) => {
    const pedidos = [await umPedido(restaurante), await umPedido(restaurante), await umPedido(restaurante)];
    await entrar(page, 'cozinha', restaurante);
    await page.route('**/v2/cozinha/comandas/*/iniciar', (route) => route.abort());
    for (const { senha } of pedidos) await passo(page, 'Iniciar', senha).click();
    for (const { senha } of pedidos) await expect(cartao(coluna(page, 'Em preparo'), senha)).toBeVisible();
    await page.reload();
    const [primeiro, ...recusados] = pedidos;
    for (const { id } of recusados) await mover(restaurante, id, 'iniciar', 'pronto'); // on another screen
    for (const { id } of pedidos) expect(await estadoDe(restaurante, id)).not.toBe('EM_PREPARACAO');
    await page.unroute('**/v2/cozinha/comandas/*/iniciar');
    await expect.poll(() => estadoDe(restaurante, primeiro?.id ?? 0), { timeout: 20_000 }).toBe('EM_PREPARACAO');
    for (const { senha } of recusados)
      await expect(page.getByRole('alert').filter({ hasText: 'Certo' })).toContainText(
        `A senha ${senha} não foi iniciada: está pronta.`,
      );
    await conferirAcessivel(page);
    await page.getByRole('button', { name: 'Certo' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Certo' })).toHaveCount(0);
    expect(await page.evaluate(() => Object.keys(localStorage).filter((nome) => nome.includes('feito')))).toEqual([]);
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
    await expect(page.getByRole('alert').filter({ hasText: 'Certo' })).toContainText(
      `A senha ${senha} não ficou pronta: já saiu do balcão.`,
    );
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
    const comanda = (i: number, estado: Comanda['estado']) =>
      comandaFalsa(i, estado, { itens: comandaFalsa(3, estado).itens });
    const estados = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'] as const;
    await entrar(page, 'cozinha', restaurante);
    await expect(coluna(page, 'Recebidas')).toBeVisible();
    await contar(
      'retrato',
      Array.from({ length: 100 }, (_, i) => comanda(i, estados[i % 3] ?? 'PRONTO')),
    );
    await expect(page.getByRole('article')).toHaveCount(100);
    await page.getByRole('button', { name: 'A fazer' }).click();
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.evaluate(() => {
      const longas: number[] = [];
      Object.assign(window, { longas });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longas.push(duration);
      }).observe({ type: 'longtask' });
    });
    for (const mudanca of [comanda(0, 'EM_PREPARACAO'), comanda(1, 'PRONTO'), comanda(2, 'FINALIZADO')]) {
      await contar('comanda', mudanca);
      await page.waitForTimeout(700); // and every clock ticks meanwhile
    }
    const longas = await page.evaluate(() => (window as unknown as { longas: number[] }).longas);
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
