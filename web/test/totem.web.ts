import type { Locator } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { umaFoto } from './gerencia.ts';
import { decidirNoBanco, expect, type Restaurante, relogioDoTeste, test } from './restaurante.ts';
import { adicionar, ateOPix, botao, comecar, digitarCpf, EM_PE, pagar, qr, revisar, titulo } from './totem-passos.ts';

test.use(EM_PE);

const CPF = '52998224725';
const pedidoDe = async ({ gerente }: Restaurante, id: number) => (await gerente('GET', `/v2/pedido/${id}`)).body;

test.describe('totem', () => {
  test('quem é novo se cadastra, pede do seu jeito, paga e vê a senha', async ({ page, context, restaurante }) => {
    const enderecos: string[] = [];
    page.on('request', (request) => enderecos.push(request.url()));
    await page.goto('/totem');
    await botao(page, 'Toque para pedir').click();
    for (const digito of '52998224724') await page.getByRole('button', { name: digito, exact: true }).click();
    await expect(page.getByText('Este CPF não confere')).toBeVisible();
    await expect(botao(page, 'Confirmar CPF')).toBeDisabled();
    await botao(page, 'Apagar último número').click();
    await page.keyboard.type('5'); // a real keyboard does too
    await botao(page, 'Confirmar CPF').click();
    await botao(page, 'Fazer cadastro').click();
    await expect(page.getByLabel('Nome')).toBeFocused();
    for (const letra of 'zé') await page.getByRole('button', { name: letra, exact: true }).click();
    for (const letra of ['espaço', 'd', 'a', 'espaço', 'l'])
      await page.getByRole('button', { name: letra, exact: true }).click();
    await expect(page.getByLabel('Nome')).toHaveValue('Zé da L');
    await page.getByLabel('E-mail', { exact: true }).click();
    for (const letra of ['z', 'e', '@gmail.com']) await page.getByRole('button', { name: letra, exact: true }).click();
    await expect(page.getByRole('checkbox')).not.toBeChecked();
    await botao(page, 'Concluir cadastro').click();
    await expect(page.getByText('Oi, Zé!')).toBeVisible();

    await botao(page, /Fast Burger/).click();
    await botao(page, 'Sem cebola').click();
    await botao(page, 'Molho à parte').click();
    await botao(page, 'Mais um').click();
    await botao(page, 'Adicionar · R$ 55,80').click();
    await botao(page, 'Finalizar').click();
    await expect(page.getByRole('dialog', { name: 'Que tal uma bebida?' })).toBeVisible();
    await botao(page, /^Quero, por/).click();
    await botao(page, 'Para viagem').click();
    await expect(page.getByText('Pedido de Zé · Para viagem')).toBeVisible();
    const id = await pagar(page);
    await decidirNoBanco(await context.newPage(), restaurante, id, 'Aprovar');
    await expect(titulo(page, /^Sua senha/)).toBeVisible();

    const pedido = await pedidoDe(restaurante, id);
    await expect(titulo(page, `Sua senha ${pedido.senha}`)).toBeVisible();
    await expect(page.getByRole('img', { name: /acompanhe pelo celular/ })).toBeVisible();
    expect(pedido.consumo).toBe('viagem');
    expect(pedido.itens[0]).toMatchObject({ quantidade: 2, observacoes: 'molho à parte, sem cebola' });
    expect(pedido.itens).toHaveLength(2);
    expect(enderecos.filter((endereco) => endereco.includes(CPF))).toEqual([]);
    const guardado = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(await guardado()).not.toMatch(/52998224725|529\.982|Zé|gmail/);
    await botao(page, 'Fechar esta tela').click();
    await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
    expect(await guardado()).toBe('[{},{"totem.pendentes":"[]"}]');
  });

  test('quem já é conhecido é chamado pelo nome, e o pedido é seu', async ({ page, restaurante }) => {
    const conhecida = { nome: 'Bia Souza', email: 'bia@exemplo.com', cpf: '11144477735' };
    const { body: cliente } = await restaurante.totem('POST', '/v2/cliente', conhecida);
    await page.goto('/totem');
    await botao(page, 'Toque para pedir').click();
    await digitarCpf(page, '11144477735\n');
    await expect(page.getByText('Oi, Bia!')).toBeVisible();
    await adicionar(page, /Turbo Dog/);
    await revisar(page);
    const id = await pagar(page);
    expect((await restaurante.gerente('GET', `/v1/pedido/${id}`)).body.clienteId).toBe(cliente.id);
  });

  test('a revisão se muda onde se lê: quantos, do seu jeito, nenhum', async ({ page }) => {
    await comecar(page);
    await adicionar(page, /Turbo Dog/);
    await adicionar(page, /Fast Burger/);
    await revisar(page);
    await page
      .getByRole('group', { name: /Turbo Dog/ })
      .getByRole('button', { name: 'Mais um' })
      .click();
    await botao(page, 'Mudar Turbo Dog').click();
    await botao(page, 'Sem cebola').click();
    await botao(page, /^Salvar/).click();
    await botao(page, 'Tirar Fast Burger da Casa').click();
    await expect(titulo(page, 'Tudo certo?')).toBeFocused();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('listitem')).toHaveText(/2× Turbo Dog.*Sem cebola.*37,00/);
    await conferirAcessivel(page);
  });

  test('em inglês, também o que o servidor recusa se diz em inglês', async ({ page, restaurante }) => {
    await restaurante.totem('POST', '/v2/cliente', { nome: 'Ivo', email: 'ivo@exemplo.com', cpf: '41265837007' });
    await page.goto('/totem');
    await botao(page, 'English').click();
    await botao(page, 'Touch to order').click();
    await digitarCpf(page, '71428793860\n');
    await botao(page, 'Sign up').click();
    await page.getByLabel('Name').fill('ana Da silva ');
    await expect(page.getByLabel('Name')).toHaveValue('ana da silva ');
    await page.getByLabel('E-mail', { exact: true }).fill('ivo@exemplo.com');
    await page.getByRole('button', { name: 'Finish', exact: true }).click();
    await expect(page.getByText('This e-mail belongs to another registration')).toBeVisible();
    await botao(page, 'ES: Español').click();
    await expect(page.getByText('Este correo ya está en otro registro')).toBeVisible();
  });

  test('a senha fica enquanto a pessoa quiser, e diz quanto se espera', async ({ page, restaurante }) => {
    await page.clock.install();
    const id = await ateOPix(page);
    await page.route('**/api/v2/acompanhamentos/*', async (route) => {
      const resposta = await route.fetch();
      await route.fulfill({ response: resposta, json: { ...(await resposta.json()), esperaSegundos: 500 } });
    });
    const { body } = await restaurante.gerente('GET', `/v1/pagamento/${id}`);
    await restaurante.gerente('POST', `/v1/pagamento/${body.pagamento.transacaoId}/1`, {});
    await expect(page.getByText('Costuma levar cerca de 8 minutos.')).toBeVisible();
    await expect(page.getByText(/^Esta tela fecha em \d+ s$/)).toBeVisible();
    await botao(page, 'Ficar nesta tela').click();
    await page.clock.fastForward(30_000);
    await expect(titulo(page, /^Sua senha/)).toBeVisible();
    await page.clock.fastForward(31_000);
    await expect(titulo(page, 'Bateu a fome?')).toBeVisible();
  });

  test('vencido no banco antes da hora, o totem diz o que o servidor sabe', async ({ page, context, restaurante }) => {
    const id = await ateOPix(page);
    await decidirNoBanco(await context.newPage(), restaurante, id, 'Expirar');
    await expect(titulo(page, 'O tempo do Pix acabou')).toBeVisible();
  });

  test('o carrinho está sempre à vista e se muda nele; o que falta se sugere uma vez', async ({ page }) => {
    await comecar(page);
    await adicionar(page, /Turbo Dog/);
    await botao(page, 'Ir para Acompanhamento').click();
    await botao(page, 'Pular para Bebida').click();
    await adicionar(page, /Água/);
    await page.getByRole('navigation').getByRole('button', { name: 'Lanche' }).click();
    await botao(page, /Ver pedido: 2 itens R\$ 23,40/).click();
    const folha = page.getByRole('dialog', { name: 'Seu pedido' });
    await folha.getByRole('group', { name: /Água/ }).getByRole('button', { name: 'Mais um' }).click();
    await folha.getByRole('button', { name: 'Mudar Turbo Dog' }).click();
    await botao(page, 'Sem picles').click();
    await botao(page, /^Salvar/).click();
    await expect(folha).toContainText('Sem picles');
    await folha.getByRole('button', { name: 'Tirar Água' }).click();
    await expect(folha).toContainText('R$ 18,50');
    await folha.getByRole('button', { name: 'Finalizar' }).click();
    await page.keyboard.press('Escape'); // the suggestion is put away, and not made again
    await botao(page, 'Finalizar').click();
    await expect(titulo(page, 'Onde você vai comer?')).toBeVisible();
  });

  test('recusado, tenta de novo e paga; o pedido é o mesmo', async ({ page, context, restaurante }) => {
    const id = await ateOPix(page);
    const banco = await context.newPage();
    await decidirNoBanco(banco, restaurante, id, 'Recusar');
    await expect(titulo(page, 'O pagamento não passou')).toBeVisible();
    await botao(page, 'Tentar de novo').click();
    await expect(qr(page)).toBeVisible();
    await decidirNoBanco(banco, restaurante, id, 'Aprovar');
    await expect(titulo(page, /^Sua senha/)).toBeVisible();
    expect((await pedidoDe(restaurante, id)).pagamento.tentativa).toBe(2);
  });

  test('uma foto enche a moldura, um desenho aparece inteiro, cada um no tamanho que a tela usa; sem imagem, o da categoria', async ({
    page,
    restaurante,
  }) => {
    const novo = async (nome: string, imagemBase64: string | null) => {
      const ficha = {
        nome: `${nome} ${crypto.randomUUID().slice(0, 6)}`,
        idCategoriaProduto: 1,
        descricao: '',
        preco: 9,
      };
      const { status, body } = await restaurante.gerente('POST', '/v2/gerencia/produtos', { ...ficha, imagemBase64 });
      expect(status).toBe(201);
      return body as { id: number; nome: string; versao: number };
    };
    const comFoto = await novo('Foto', (await umaFoto(page, 1200, 900)).toString('base64'));
    const semFoto = await novo('Sem foto', null);
    await comecar(page);
    const naMoldura = async (imagem: Locator) => {
      await expect(imagem).toHaveJSProperty('complete', true);
      const { objectFit, padding } = await imagem.evaluate((img) => getComputedStyle(img));
      return { objectFit, padding };
    };
    const enderecoDe = (imagem: Locator) => imagem.evaluate((img) => (img as HTMLImageElement).currentSrc);
    const foto = botao(page, comFoto.nome).locator('img');
    await expect(foto).toHaveAttribute('data-cheia', 'true');
    expect(await naMoldura(foto)).toEqual({ objectFit: 'cover', padding: '0px' });
    await expect.poll(() => enderecoDe(foto)).toMatch(/\?w=640$/);
    const desenho = botao(page, /^Turbo Dog/).locator('img');
    expect((await naMoldura(desenho)).objectFit).toBe('contain');
    await expect(desenho).not.toHaveAttribute('data-cheia');
    await expect(botao(page, semFoto.nome).locator('img')).toHaveCount(0);
    await expect(botao(page, semFoto.nome).locator('svg')).toBeVisible();
    await botao(page, comFoto.nome).click();
    const grande = page.getByRole('dialog').locator('img');
    expect(await naMoldura(grande)).toEqual({ objectFit: 'cover', padding: '0px' });
    await expect.poll(() => enderecoDe(grande)).toMatch(/\?w=1080$/);
    for (const { id } of [comFoto, semFoto])
      await restaurante.gerente('DELETE', `/v2/gerencia/produtos/${id}`, undefined, { 'if-match': '*' });
  });

  test('vencido, mostra os preços novos antes do QR; esgotado, diz o nome e deixa mudar', async ({
    page,
    context,
    restaurante,
  }) => {
    const { gerente } = restaurante;
    const preco = async (valor: number) => {
      const { body } = await gerente('GET', '/v1/produto/2');
      const { id, imagemUrl: _, imagemBase64: __, ...ficha } = body;
      expect((await gerente('PUT', `/v1/produto/${id}`, { ...ficha, preco: valor })).status).toBe(200);
    };
    /** Tells what pedido's copy of the catalogue says: it follows by a message. */
    const pedirUm = () => {
      const chave = { 'idempotency-key': crypto.randomUUID() };
      const itens = [{ produtoId: 2, quantidade: 1 }];
      return restaurante.totem('POST', '/v2/pedido', { consumo: 'local', itens }, chave);
    };
    const aVenda = (disponivel: boolean) => gerente('PUT', '/v2/produto/2/disponibilidade', { disponivel });
    await relogioDoTeste(page);
    const id = await ateOPix(page);
    const banco = await context.newPage();
    await page.clock.setSystemTime(Date.now() + 11 * 60_000);
    await expect(page.getByText('O tempo acabou')).toBeVisible();
    await decidirNoBanco(banco, restaurante, id, 'Expirar');
    await expect(titulo(page, 'O tempo do Pix acabou')).toBeVisible();
    await preco(19);
    await expect.poll(async () => (await pedirUm()).body.total).toBe(19);
    await botao(page, 'Tentar de novo').click();
    await expect(page.getByText('Turbo Dog: de R$ 18,50 para R$ 19,00.')).toBeVisible();
    await expect(qr(page)).toHaveCount(0);
    await conferirAcessivel(page);
    await botao(page, 'Ver o código Pix').click();
    await expect(qr(page)).toBeVisible();
    await aVenda(false);
    await expect.poll(async () => (await pedirUm()).status).toBe(409);
    await decidirNoBanco(banco, restaurante, id, 'Recusar');
    await botao(page, 'Tentar de novo').click();
    await expect(page.getByText('Acabou agora: Turbo Dog')).toBeVisible();
    await botao(page, 'Mudar o pedido').click();
    await expect(page.getByText('Turbo Dog acabou agora e saiu do seu pedido.')).toBeVisible();
    await botao(page, 'Entendi').click();
    await expect(titulo(page, 'Escolha seu lanche')).toBeVisible();
    await aVenda(true);
    await preco(18.5);
  });

  test('o que esgota no carrinho é dito na hora, pelo nome, e sai dele', async ({ page, restaurante }) => {
    await comecar(page);
    await adicionar(page, /Pita Drift/);
    await adicionar(page, /Turbo Dog/);
    await restaurante.cozinha('PUT', '/v2/produto/5/disponibilidade', { disponivel: false });
    await expect(page.getByRole('dialog')).toContainText('Pita Drift acabou agora');
    await conferirAcessivel(page);
    await botao(page, 'Entendi').click();
    await expect(botao(page, /Ver pedido: 1 item R\$ 18,50/)).toBeVisible();
    await expect(botao(page, /Pita Drift/)).toBeDisabled();
    await restaurante.cozinha('PUT', '/v2/produto/5/disponibilidade', { disponivel: true });
    await expect(botao(page, /Pita Drift/)).toBeEnabled();
  });

  test('preços que o totem não sabia são recusados com palavras, e nada é cobrado', async ({ page }) => {
    await comecar(page);
    await adicionar(page, /Turbo Dog/);
    await revisar(page);
    await page.route(
      '**/api/v2/pedido',
      (route) => route.continue({ postData: { ...route.request().postDataJSON(), totalEsperado: 1 } }),
      { times: 1 },
    );
    await botao(page, 'Pagar com Pix').click();
    await expect(page.getByText('Os preços mudaram: o total agora é R$ 18,50')).toBeVisible();
    await pagar(page);
  });

  test('dois totens pedem ao mesmo tempo, e cada um mostra a sua senha', async ({ browser, baseURL, restaurante }) => {
    const totens = await Promise.all(
      [1, 2].map(async () => (await browser.newContext({ ...EM_PE, baseURL, locale: 'pt-BR' })).newPage()),
    );
    const ids = await Promise.all(totens.map(ateOPix));
    for (const [i, id] of ids.toReversed().entries()) {
      const banco = await browser.newPage();
      await decidirNoBanco(banco, restaurante, id, 'Aprovar');
      const outro = totens[1 - i];
      if (outro) await expect(titulo(outro, /^Sua senha/)).toBeVisible();
      await banco.close();
    }
    for (const [i, page] of totens.entries()) {
      const { senha } = await pedidoDe(restaurante, ids[i] ?? 0);
      await expect(titulo(page, `Sua senha ${senha}`)).toBeVisible();
      await page.context().close();
    }
  });
});
