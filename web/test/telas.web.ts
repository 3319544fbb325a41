/** Pictures of the screens for the docs: `npm run telas` takes them into docs/telas/, and smaller ones for the front door. */
import { join } from 'node:path';
import { reduzir } from '@foodious/testing/imagem.ts';
import { codigosPara } from '@foodious/testing/verificado.ts';
import type { Page } from '@playwright/test';
import {
  comMeios,
  decidirNoBanco,
  entrar,
  expect,
  mover,
  noBalcao,
  type Restaurante,
  receberNoBalcao,
  test,
  umPedido,
} from './restaurante.ts';
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

const folder = join(import.meta.dirname, '../..', process.env.TELAS ?? 'docs/telas');
const DEITADA = { width: 1920, height: 1080 };
const LAPTOP = { width: 1366, height: 900 };
const TELEFONE = { width: 390, height: 844 };

/** The pictures of the front door, by those they are made of. */
const naEntrada: Record<string, string> = {
  'totem-convite': 'totem',
  cozinha: 'cozinha',
  balcao: 'balcao',
  'gerencia-hoje': 'gerencia',
};

const foto = async (page: Page, nome: string): Promise<void> => {
  // Those further down are not loaded before somebody goes there.
  await page.waitForFunction(() =>
    [...document.images].every((img) => img.complete || img.getBoundingClientRect().top > innerHeight),
  );
  await page.evaluate(() => document.fonts.ready);
  const path = join(folder, `${nome}.jpg`);
  await page.screenshot({ path, type: 'jpeg', quality: 82, animations: 'disabled' });
  const entrada = naEntrada[nome];
  if (entrada) await reduzir(path, join(import.meta.dirname, `../src/screens/inicio/${entrada}.jpg`));
};

/** A lunch hour: paid pedidos at every step, one refused and paid, one cancelled and given back, one given back in part. */
async function almoco(restaurante: Restaurante): Promise<{ recusado: number; devolvido: number }> {
  const { gerente, totem } = restaurante;
  const combos = [
    [1, 7, 13],
    [2, 8, 14, 19],
    [3, 13],
    [4, 9, 15, 20],
    [1, 1, 7, 16],
    [5, 10, 13],
    [6, 21],
    [2, 7, 14],
    [3, 8, 17, 22],
    [1, 9, 13],
    [4, 10],
    [2, 2, 7, 13, 19],
  ];
  for (const [i, combo] of combos.entries()) {
    const itens = combo.map((produtoId, n) => ({
      produtoId,
      quantidade: 1 + ((i + n) % 2),
      ...(n === 0 && i % 3 === 0 ? { observacoes: 'sem cebola, molho à parte' } : {}),
    }));
    const { id } = await umPedido(restaurante, { itens });
    if (i < 4) await mover(restaurante, id, 'iniciar', 'pronto', ...(i < 2 ? ['entregar'] : []));
    else if (i < 7) await mover(restaurante, id, 'iniciar');
  }
  for (const [nome, email, cpf, aceitaMarketing] of [
    ['Maria Aparecida Souza', 'maria@exemplo.com', '71460238001', true],
    ['João Batista Lima', 'joao@exemplo.com', '16899535009', false],
  ] as const) {
    const { body: cliente } = await totem('POST', '/v2/cliente', { nome, email, cpf, aceitaMarketing });
    await umPedido(restaurante, { clienteId: cliente.id });
  }
  const { id: cancelado } = await umPedido(restaurante);
  await gerente('PUT', `/v1/pedido/${cancelado}`, { estadoPedido: 6, motivo: 'Cliente desistiu' });
  const { id: recusado } = await umPedido(restaurante, { pago: false });
  const transacao = async () => (await totem('GET', `/v2/pedido/${recusado}`)).body.pagamento.transacaoId;
  const notificar = async (estado: 1 | 2) => {
    const id = await transacao();
    await expect.poll(async () => (await gerente('POST', `/v1/pagamento/${id}/${estado}`)).status).toBe(201);
  };
  const estado = (nome: string) =>
    expect.poll(async () => (await totem('GET', `/v2/pedido/${recusado}`)).body.estado).toBe(nome);
  await notificar(2);
  await estado('PAGAMENTO_PENDENTE');
  await totem('POST', `/v1/pedido/checkout/${recusado}`);
  await notificar(1);
  await estado('RECEBIDO');
  const { id: devolvido } = await umPedido(restaurante, {
    itens: [
      { produtoId: 2, quantidade: 2 },
      { produtoId: 9, quantidade: 1 },
    ],
  });
  await mover(restaurante, devolvido, 'iniciar', 'pronto', 'entregar');
  const { body: inteiro } = await gerente('GET', `/v2/gerencia/pedidos/${devolvido}`);
  const itens = [{ itemId: inteiro.itens[0].itemId, quantidade: 1 }];
  const chave = { 'idempotency-key': crypto.randomUUID() };
  const volta = await gerente('POST', `/v2/pedido/${devolvido}/estornos`, { itens, motivo: 'Veio frio' }, chave);
  expect(volta.status).toBe(201);
  await expect
    .poll(async () => (await gerente('GET', `/v2/pedido/${devolvido}/estornos`)).body.aCaminho, { timeout: 20_000 })
    .toBe(0);
  return { recusado, devolvido };
}

test.describe('telas', () => {
  test('o totem, do convite à senha', async ({ page, context, restaurante }) => {
    await page.setViewportSize(EM_PE.viewport);
    await page.goto('/totem');
    await expect(botao(page, 'Toque para pedir')).toBeVisible();
    await page.locator('img').first().waitFor(); // the button may be there before the menu, and its pictures
    await foto(page, 'totem-convite');
    await botao(page, 'Toque para pedir').click();
    await foto(page, 'totem-cpf');
    await botao(page, 'Continuar sem CPF').click();
    await adicionar(page, /Fast Burger da Casa/);
    await botao(page, /^Bebida/).click();
    await adicionar(page, /Guaraná Tanque Cheio/);
    await botao(page, /^Lanche/).click();
    await foto(page, 'totem-escolha');
    await botao(page, /Turbo Dog/).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await foto(page, 'totem-produto');
    await botao(page, /^Adicionar/).click();
    await botao(page, 'Finalizar').click();
    await expect(botao(page, 'Não, obrigado')).toBeVisible();
    await foto(page, 'totem-sugestao');
    await botao(page, 'Não, obrigado').click();
    await foto(page, 'totem-consumo');
    await botao(page, 'Comer aqui').click();
    await expect(titulo(page, 'Tudo certo?')).toBeVisible();
    await foto(page, 'totem-revisao');
    const id = await pagar(page);
    await expect(qr(page)).toBeVisible();
    await foto(page, 'totem-pix');
    await decidirNoBanco(await context.newPage(), restaurante, id, 'Aprovar');
    await expect(titulo(page, /^Sua senha/)).toBeVisible();
    await foto(page, 'totem-senha');
  });

  test('cozinha, painel, gerência e acompanhamento em plena hora do almoço', async ({ browser, restaurante }) => {
    test.setTimeout(180_000);
    const { recusado, devolvido } = await almoco(restaurante);
    const { codigo } = await umPedido(restaurante, { itens: [{ produtoId: 1, quantidade: 2 }] });
    const abrir = async (viewport: { width: number; height: number }) =>
      (await browser.newContext({ baseURL: restaurante.gateway, locale: 'pt-BR', viewport })).newPage();

    const cozinha = await abrir(DEITADA);
    await entrar(cozinha, 'cozinha', restaurante);
    await expect(cozinha.getByRole('article').first()).toBeVisible();
    await foto(cozinha, 'cozinha');

    const painel = await abrir(DEITADA);
    await painel.goto('/painel');
    await expect(painel.getByTestId('destaque')).toBeVisible();
    await foto(painel, 'painel');

    const seguir = await abrir(TELEFONE);
    await seguir.goto(`/p/${codigo}`);
    await expect(seguir.getByRole('heading', { name: /^Senha/ })).toBeVisible();
    await foto(seguir, 'seguir');

    const gerencia = await abrir(LAPTOP);
    await entrar(gerencia, 'gerencia', restaurante);
    for (const [caminho, nome] of [
      ['', 'hoje'],
      ['/pedidos', 'pedidos'],
      ['/cardapio', 'cardapio'],
      ['/relatorios', 'relatorios'],
      ['/notificacoes', 'notificacoes'],
      ['/parados', 'parados'],
      ['/filas', 'filas'],
      ['/emails', 'emails'],
      ['/ajustes', 'ajustes'],
      ['/clientes', 'clientes'],
      [`/pedidos/${recusado}`, 'pedido'],
      [`/pedidos/${devolvido}`, 'devolucao'],
    ]) {
      // Long pages in one picture, with the frame as long as they are.
      const alta = nome === 'pedido' || nome === 'devolucao' || nome === 'relatorios';
      await gerencia.setViewportSize(alta ? { ...LAPTOP, height: 1_500 } : LAPTOP);
      await gerencia.goto(`/gerencia${caminho}`);
      await expect(gerencia.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(gerencia.locator('[aria-busy="true"]')).toHaveCount(0);
      await foto(gerencia, `gerencia-${nome}`);
    }
    await gerencia.setViewportSize(LAPTOP);
    await gerencia.goto('/gerencia/conciliacao');
    await gerencia.getByRole('button', { name: 'Comparar agora' }).click();
    await expect(gerencia.getByText(/Comparado em \d/)).toBeVisible();
    await foto(gerencia, 'gerencia-conciliacao');
    await gerencia.setViewportSize(TELEFONE);
    await gerencia.goto('/gerencia');
    await expect(gerencia.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(gerencia.getByText(/pedidos pagos/)).toBeVisible();
    await foto(gerencia, 'gerencia-telefone');
  });

  test('o balcão: quem paga ali, o que se entrega, o caixa e o recibo', async ({ browser, page, restaurante }) => {
    const deVolta = await comMeios(restaurante, { pix: true, balcao: true });
    await page.setViewportSize(EM_PE.viewport);
    await comecar(page);
    await adicionar(page, /Fast Burger da Casa/);
    await adicionar(page, /Turbo Dog/);
    await revisar(page);
    await escolherMeio(page);
    await foto(page, 'totem-meio');
    await pagarNoBalcao(page);
    await expect(page.getByRole('timer')).toBeVisible();
    await foto(page, 'totem-balcao');
    for (const combo of [
      [1, 7, 13],
      [3, 13],
      [2, 8, 14],
    ]) {
      const { id } = await noBalcao(
        restaurante,
        combo.map((produtoId) => ({ produtoId, quantidade: 1 })),
      );
      if (combo.length === 2) await receberNoBalcao(restaurante, id);
    }
    for (const produtoId of [1, 4]) {
      const { id } = await umPedido(restaurante, { itens: [{ produtoId, quantidade: 2 }] });
      await mover(restaurante, id, 'iniciar', 'pronto');
    }
    const balcao = await (
      await browser.newContext({ baseURL: restaurante.gateway, locale: 'pt-BR', viewport: LAPTOP })
    ).newPage();
    await entrar(balcao, 'balcao', restaurante);
    await expect(balcao.getByRole('article').first()).toBeVisible();
    await foto(balcao, 'balcao');
    await botao(balcao, /^Receber/)
      .first()
      .click();
    await balcao.getByLabel('Valor que o cliente entregou').fill('100');
    await foto(balcao, 'balcao-receber');
    await botao(balcao, 'Recebi em dinheiro').click();
    await expect(balcao.getByRole('dialog').getByRole('status')).toContainText(/\d/);
    await foto(balcao, 'balcao-troco');
    await balcao.getByRole('link', { name: 'Recibo' }).last().click();
    await expect(balcao.getByRole('article')).toContainText('sem valor fiscal');
    await foto(balcao, 'balcao-recibo');
    await balcao.getByRole('link', { name: 'Caixa' }).click();
    await expect(balcao.getByRole('region', { name: 'Movimentos' })).toBeVisible();
    await foto(balcao, 'balcao-caixa');
    await deVolta();
  });

  test('quem trabalha aqui, os aparelhos, a auditoria, e os dados de quem compra', async ({ browser, restaurante }) => {
    const { gerente, totem, gateway, ses } = restaurante;
    const abrir = async (viewport: { width: number; height: number }) =>
      (await browser.newContext({ baseURL: gateway, locale: 'pt-BR', viewport })).newPage();
    for (const [nome, usuario, papel] of [
      ['Bruno Lima', 'bruno', 'cozinha'],
      ['Rita de Cássia', 'rita', 'balcao'],
    ])
      await gerente('POST', '/v2/equipe', { nome, usuario, papel });
    for (const [tipo, nome, viewport] of [
      ['cozinha', 'Tablet da chapa', DEITADA],
      ['totem', 'Totem da entrada', EM_PE.viewport],
    ] as const) {
      const { body } = await gerente('POST', '/v2/aparelhos/pareamentos', { tipo, nome });
      const tela = await abrir(viewport);
      await tela.goto(`/${tipo}#parear=${body.codigo}`);
      await expect(tela.getByRole('heading', { name: 'Parear esta tela' })).toBeVisible();
      if (tipo === 'totem') await foto(tela, 'pareamento');
      await botao(tela, 'Parear').last().click();
      await expect(botao(tela, 'Começar já')).toBeVisible();
    }

    const gerencia = await abrir(LAPTOP);
    await entrar(gerencia, 'gerencia', restaurante);
    for (const nome of ['equipe', 'aparelhos', 'auditoria']) {
      await gerencia.goto(`/gerencia/${nome}`);
      await expect(gerencia.getByRole('main').getByRole('listitem').first()).toBeVisible();
      await foto(gerencia, `gerencia-${nome}`);
    }

    const email = 'rosa@exemplo.com';
    const { body: cliente } = await totem('POST', '/v2/cliente', {
      nome: 'Rosa Maria Prado',
      email,
      cpf: '52998224725',
      aceitaMarketing: true,
    });
    await umPedido(restaurante, { clienteId: cliente.id });
    const dados = await abrir(TELEFONE);
    await dados.goto('/meus-dados');
    await dados.getByLabel('E-mail').fill(email);
    await botao(dados, 'Receber um código').click();
    await dados.getByLabel('Código').fill((await codigosPara(ses, email)).at(-1) ?? '');
    await botao(dados, 'Entrar').click();
    await expect(dados.getByRole('heading', { name: 'Seus pedidos' })).toBeVisible();
    await expect(dados.locator('[aria-busy="true"]')).toHaveCount(0);
    await foto(dados, 'meus-dados');
  });
});
