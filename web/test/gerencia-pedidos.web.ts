import { conferirAcessivel } from './acessivel.ts';
import { abrirGerencia, mensagemQueMorre } from './gerencia.ts';
import { expect, mover, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 1366, height: 768 } });

test.describe('pedidos na gerência', () => {
  test('um pedido pago se acha pela senha; a linha do tempo liga o checkout ao pagamento e ele à cozinha', async ({
    page,
    restaurante,
  }) => {
    await umPedido(restaurante, { pago: false }); // another one, not to be found
    const { id, senha } = await umPedido(restaurante, { itens: [{ produtoId: 2, quantidade: 3 }] });
    await abrirGerencia(page, restaurante, '/pedidos');
    await page.getByLabel('Senha').fill(String(senha));
    await page.getByLabel('Estado').selectOption('Recebido');
    const achado = page.getByRole('list', { name: 'Pedidos' }).getByRole('link');
    await expect(achado).toHaveCount(1);
    await expect(achado).toContainText('3× Turbo Dog');
    await achado.click();
    await expect(page.getByRole('heading', { level: 1, name: `Pedido #${id}` })).toBeFocused();

    const figura = page.getByRole('group', { name: /Linha do tempo em figura/ });
    await expect(figura.locator('[data-seta=mensagem]')).toHaveCount(3);
    await expect(figura.locator('[data-seta=gesto]')).toHaveCount(2); // the totem's, and the bank's or who speaks for it
    await expect(figura.getByText('preparacao-solicitada')).toBeVisible();
    const enviada = figura.getByRole('button', { name: /Pedido envia pagamento-solicitado/ });
    await enviada.hover();
    await expect(page.getByText('solicitar-pagamento-req')).toBeVisible();
    await expect(figura.locator('[data-seta=mensagem][data-ligada]')).toHaveCount(1);
    await enviada.focus();
    await page.keyboard.press('ArrowDown');
    await expect(figura.getByRole('button', { name: /Pagamento trata pagamento-solicitado/ })).toBeFocused();
    const detalhes = page.getByText('Causa', { exact: true });
    const topo = async () => (await detalhes.boundingBox())?.y ?? 0;
    await page.setViewportSize({ width: 1366, height: 560 });
    for (let i = 0; i < 9; i += 1) {
      await page.keyboard.press('ArrowDown');
      const foco = await page.locator(':focus').boundingBox();
      expect((foco?.y ?? 0) + (foco?.height ?? 0), 'o passo em foco não fica coberto').toBeLessThan(await topo());
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.keyboard.press('End');
    await expect(figura.getByRole('button', { name: /Comanda: Recebido/ })).toBeFocused();
    await conferirAcessivel(page);

    await page.getByRole('button', { name: 'Lista', exact: true }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Pagamento: Confirmado' })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'Pedido envia pagamento-solicitado' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Página em que o cliente acompanha' })).toHaveAttribute(
      'href',
      /^\/p\//,
    );

    await page.getByRole('button', { name: 'Ver registros' }).click();
    const linha = page.getByRole('row').filter({ hasText: 'message handled · pagamento-solicitado' });
    await expect(linha).toContainText('pagamento');
    await linha.locator('summary').click();
    await expect(linha).toContainText('"queue": "solicitar-pagamento-req"');
    await conferirAcessivel(page);
  });

  test('um pago, cancelado com motivo, tem o Pix devolvido; a história conta até o estorno', async ({
    page,
    restaurante,
  }) => {
    const { id } = await umPedido(restaurante);
    await abrirGerencia(page, restaurante, `/pedidos/${id}`);
    await page.getByRole('button', { name: 'Cancelar pedido' }).click();
    const dialogo = page.getByRole('dialog');
    await expect(dialogo).toContainText('o que foi pago é devolvido');
    await conferirAcessivel(page);
    await dialogo.getByLabel('Motivo').fill('Acabou o pão');
    await dialogo.getByRole('button', { name: 'Cancelar e devolver o dinheiro' }).click();
    await expect(page.getByText('Cancelado: Acabou o pão')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused(); // the button that led here is gone
    await expect(page.getByRole('listitem').filter({ hasText: '1ª tentativa' })).toContainText('Estornado', {
      timeout: 15_000,
    });
    const figura = page.getByRole('group', { name: /Linha do tempo em figura/ });
    await expect(figura.getByRole('button', { name: /Pagamento: Estornado/ })).toBeVisible();
    await expect(figura.getByRole('button', { name: /Pedido: Cancelado/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Cancelar pedido' })).toBeHidden();
    const { body } = await restaurante.gerente('GET', `/v1/pagamento/${id}`);
    expect(body.pagamento.estadoPagamento).toBe(3);
  });

  test('o que a cozinha já prepara, ou já tem pronto, também se cancela: diz-se o que acontece, e o Pix volta', async ({
    page,
    restaurante,
  }) => {
    for (const [estado, acoes, aviso] of [
      ['EM_PREPARACAO', ['iniciar'], 'avisada na hora para parar'],
      ['PRONTO', ['iniciar', 'pronto'], 'avisada para não entregar'],
    ] as const) {
      const { id } = await umPedido(restaurante);
      await mover(restaurante, id, ...acoes);
      await expect
        .poll(async () => (await restaurante.gerente('GET', `/v2/gerencia/pedidos/${id}`)).body.estado)
        .toBe(estado);
      await abrirGerencia(page, restaurante, `/pedidos/${id}`);
      await page.getByRole('button', { name: 'Cancelar pedido' }).click();
      const dialogo = page.getByRole('dialog');
      await expect(dialogo).toContainText(aviso);
      await expect(dialogo).toContainText('o que foi pago é devolvido inteiro');
      await conferirAcessivel(page);
      await dialogo.getByLabel('Motivo').fill('O fogão apagou');
      await dialogo.getByRole('button', { name: 'Cancelar e devolver o dinheiro' }).click();
      await expect(page.getByText('Cancelado: O fogão apagou')).toBeVisible();
      await expect(page.getByRole('listitem').filter({ hasText: '1ª tentativa' })).toContainText('Estornado', {
        timeout: 15_000,
      });
    }
  });

  test('entregue enquanto se escrevia o motivo, o pedido não é cancelado, e isso é dito sem nomes de estados', async ({
    page,
    restaurante,
  }) => {
    const { id } = await umPedido(restaurante);
    await mover(restaurante, id, 'iniciar', 'pronto');
    await abrirGerencia(page, restaurante, `/pedidos/${id}`);
    await page.getByRole('button', { name: 'Cancelar pedido' }).click();
    const dialogo = page.getByRole('dialog');
    await dialogo.getByLabel('Motivo').fill('Tarde demais');
    await page.route('**/v1/pedido/*', async (route) => {
      await mover(restaurante, id, 'entregar');
      await expect
        .poll(async () => (await restaurante.gerente('GET', `/v2/gerencia/pedidos/${id}`)).body.estado)
        .toBe('FINALIZADO');
      await route.continue();
    });
    await dialogo.getByRole('button', { name: 'Cancelar e devolver o dinheiro' }).click();
    await expect(dialogo.getByText('O pedido mudou enquanto você escrevia, e nada foi cancelado.')).toBeVisible();
    await expect(dialogo).toContainText('não se cancela mais');
    await expect(dialogo).not.toContainText('FINALIZADO');
  });

  test('de um recusado e depois pago veem-se as duas tentativas, e os e-mails', async ({ page, restaurante }) => {
    const { totem, gerente } = restaurante;
    const { body: cliente } = await totem('POST', '/v2/cliente', {
      nome: 'Olga Prestes',
      email: `${crypto.randomUUID()}@exemplo.com`,
      cpf: '45317828791',
    });
    const corpo = {
      clienteId: cliente.id,
      consumo: 'viagem',
      itens: [{ produtoId: 1, quantidade: 1 }],
      checkout: true,
    };
    const { body } = await totem('POST', '/v2/pedido', corpo, { 'idempotency-key': crypto.randomUUID() });
    const notificar = (transacaoId: string, estado: 1 | 2) =>
      expect.poll(async () => (await gerente('POST', `/v1/pagamento/${transacaoId}/${estado}`)).status).toBe(201);
    await notificar(body.pagamento.transacaoId, 2);
    const segunda = async () => (await totem('POST', `/v1/pedido/checkout/${body.id}`)).body.pagamento?.transacaoId;
    await expect.poll(async () => (await totem('GET', `/v2/pedido/${body.id}`)).body.estado).toBe('PAGAMENTO_PENDENTE');
    await notificar(await segunda(), 1);
    await abrirGerencia(page, restaurante, `/pedidos/${body.id}`);
    await expect(page.getByRole('listitem').filter({ hasText: '1ª tentativa' })).toContainText('recusado pelo banco');
    await expect(page.getByRole('listitem').filter({ hasText: '2ª tentativa' })).toContainText('Confirmado');
    const emails = page.getByRole('region', { name: 'E-mails' });
    await expect(emails.getByText('Pagamento rejeitado')).toBeVisible();
    await expect(emails.getByText('Pagamento confirmado')).toBeVisible();
    await expect(page.locator('[data-seta=email]')).toHaveCount(2);
    await expect(page.getByText('Olga')).toHaveCount(0);

    await page.goto(`/gerencia/emails?pedido=${body.id}`);
    const lista = page.getByRole('list', { name: 'E-mails' });
    await expect(lista.getByRole('listitem')).toHaveCount(2);
    await expect(lista).toContainText('Enviado');
    await page.getByLabel('Número do pedido').fill('999999');
    await expect(page.getByText('Nenhum e-mail deste pedido')).toBeVisible();
  });

  test('um número que não existe, ou que não é número, é dito sem assustar', async ({ page, restaurante }) => {
    await abrirGerencia(page, restaurante, '/pedidos');
    await page.getByLabel('Número do pedido').fill('#99999999');
    await page.getByLabel('Número do pedido').press('Enter');
    await expect(page.getByText('Não achamos este pedido')).toBeVisible();
    await page.goto('/gerencia/pedidos/abc');
    await expect(page.getByText('Não achamos este pedido')).toBeVisible();
  });

  test('uma mensagem morta aparece em Hoje e nas filas; com motivo se descarta, mendada a causa se reenvia', async ({
    page,
    restaurante,
  }) => {
    const FILA = 'preparacao-pedido-req';
    const [descartado, mendado] = await Promise.all([
      umPedido(restaurante, { pago: false }),
      umPedido(restaurante, { pago: false }),
    ]);
    await Promise.all([descartado, mendado].map(({ id }) => mensagemQueMorre(restaurante, id)));
    await abrirGerencia(page, restaurante);
    await expect(page.getByText('2 mensagens mortas esperam por alguém')).toBeVisible();
    await page.getByRole('link', { name: 'Resolver nas filas' }).click();
    const fila = page.getByRole('listitem').filter({ hasText: FILA });
    await expect(fila).toContainText('Mortas');
    await conferirAcessivel(page);
    await fila.getByRole('link', { name: /2.*mensagens mortas/ }).click();

    const carta = (id: number) => page.getByRole('listitem').filter({ hasText: `Pedido #${id}` });
    await expect(carta(descartado.id)).toContainText('"movimentos": 1');
    await expect(carta(mendado.id)).toContainText('preparacao-alterada');
    await conferirAcessivel(page);
    await carta(descartado.id).getByRole('button', { name: 'Descartar' }).click();
    const dialogo = page.getByRole('dialog');
    await dialogo.getByRole('button', { name: 'Descartar', exact: true }).click();
    await expect(dialogo.getByText('Motivo deve ser informado')).toBeVisible();
    await expect(dialogo.getByLabel('Motivo')).toBeFocused();
    await dialogo.getByLabel('Motivo').fill('Foi só um teste');
    await dialogo.getByRole('button', { name: 'Descartar', exact: true }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Mensagem descartada' })).toBeVisible();
    await expect(carta(descartado.id)).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

    const { body } = await restaurante.totem('GET', `/v2/pedido/${mendado.id}`);
    await restaurante.gerente('POST', `/v1/pagamento/${body.pagamento.transacaoId}/1`);
    await expect
      .poll(async () => (await restaurante.totem('GET', `/v2/pedido/${mendado.id}`)).body.estado)
      .toBe('RECEBIDO');
    await carta(mendado.id).getByRole('button', { name: 'Reenviar' }).click();
    await expect(page.getByRole('status').filter({ hasText: '1 mensagem reenviada' })).toBeVisible();
    await expect(page.getByText('Nenhuma mensagem morta')).toBeVisible();
    const comanda = async () => {
      const { body: comandas } = await restaurante.cozinha('GET', '/v2/cozinha/comandas');
      return comandas.find(({ pedidoId }: { pedidoId: number }) => pedidoId === mendado.id)?.estado;
    };
    await expect.poll(comanda).toBe('EM_PREPARACAO');

    await page.goto(`/gerencia/pedidos/${descartado.id}`);
    const figura = page.getByRole('group', { name: /Linha do tempo em figura/ });
    await expect(figura.locator('[data-seta=tentativa]')).toHaveCount(2);
    await expect(figura.getByRole('button', { name: /foi descartada: Foi só um teste/ })).toBeVisible();
    await conferirAcessivel(page);
  });

  test('de quem não responde diz-se que não se sabe', async ({ page, restaurante }) => {
    const nula = { esperando: null, emVoo: null, maisAntigaEm: null };
    const filas = [{ fila: 'produto-alterado', de: 'produto', para: 'pedido', ...nula, mortas: nula }];
    await page.route('**/v2/gerencia/filas', (route) => route.fulfill({ json: { filas, faltam: ['produto'] } }));
    await abrirGerencia(page, restaurante, '/filas');
    await expect(page.getByRole('list', { name: 'Filas' }).getByText('não se sabe')).toHaveCount(4);
    await expect(page.getByText('Sem resposta de produto:')).toBeVisible();
  });

  test('o relatório tem a venda, e cada CSV abre com ela', async ({ page, restaurante }) => {
    const nome = `Do relatório ${crypto.randomUUID().slice(0, 6)}`; // nobody else has sold it today
    const ficha = { nome, idCategoriaProduto: 2, descricao: 'Só daqui', preco: 14.3 };
    const { id } = (await restaurante.gerente('POST', '/v2/gerencia/produtos', ficha)).body;
    await umPedido(restaurante, { itens: [{ produtoId: id, quantidade: 2 }] });
    await abrirGerencia(page, restaurante, '/relatorios');
    await page.getByRole('button', { name: 'Hoje' }).click();
    const produtos = page.getByRole('region', { name: 'Produtos', exact: true });
    await expect(produtos.getByRole('list')).toContainText(nome);
    for (const cartao of await page.locator('main section:has(> div > h2), main dl').all())
      await expect(cartao).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)'); // each part is a card
    const dia = page.getByRole('img', { name: /^Vendas por dia/ });
    await dia.focus();
    await expect(page.getByText(/^\d\d\/\d\d: R\$ .*pedidos?$/)).toBeVisible();

    const baixar = async (de: string) => {
      const espera = page.waitForEvent('download');
      await page.getByRole('button', { name: `Baixar planilha de ${de}` }).click();
      const arquivo = await espera;
      const partes: Buffer[] = [];
      for await (const parte of await arquivo.createReadStream()) partes.push(parte as Buffer);
      return { nome: arquivo.suggestedFilename(), texto: Buffer.concat(partes).toString('utf8') };
    };
    const { nome: arquivo, texto } = await baixar('Produtos');
    expect(arquivo).toMatch(/^produtos-\d{4}-\d\d-\d\d-a-\d{4}-\d\d-\d\d\.csv$/);
    expect(texto.startsWith('\uFEFFProduto;Categoria;Quantidade;Vendas (R$)\r\n')).toBe(true);
    expect(texto).toContain(`\r\n${nome};Acompanhamento;2;28,6\r\n`);
    for (const titulo of ['Vendas por dia', 'Fluxo por hora', 'Tempo de preparo'])
      expect((await baixar(titulo)).texto).toMatch(/^\uFEFF\S.*;Pedidos/);

    await page.getByText('Ver como tabela').first().click();
    await expect(page.getByRole('table').first()).toContainText('Vendas (R$)');
    await page.getByLabel('De', { exact: true }).fill(await page.getByLabel('Até', { exact: true }).inputValue());
    await page.getByLabel('Até', { exact: true }).fill('2020-01-01');
    await page.getByRole('button', { name: 'Ver', exact: true }).click();
    await expect(page.getByText('O último dia não pode ser antes do primeiro')).toBeVisible();
    await page.getByLabel('De', { exact: true }).fill('2020-01-01');
    await page.getByLabel('Até', { exact: true }).fill('2026-01-01');
    await page.getByRole('button', { name: 'Ver', exact: true }).click();
    await expect(page.getByText('Um relatório tem no máximo 92 dias')).toBeVisible();
    await restaurante.gerente('DELETE', `/v2/gerencia/produtos/${id}`, undefined, { 'if-match': '*' });
  });
});
