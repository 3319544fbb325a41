import { conferirAcessivel } from './acessivel.ts';
import { abrirGerencia, umaFoto } from './gerencia.ts';
import { entrar, expect, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 1366, height: 768 } });

test.describe('gerência', () => {
  test('entra quem sabe a senha, na página que pediu, e sai', async ({ page, restaurante }) => {
    await page.goto('/gerencia/filas');
    await page.getByLabel('Usuário').fill('gerente');
    await page.getByLabel('Palavra-passe').fill('não é esta');
    await page.getByRole('button', { name: 'Entrar' }).click();
    await expect(page.getByRole('alert')).toContainText('não conferem');
    await page.getByLabel('Palavra-passe').fill(restaurante.credenciais.gerente.senha);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Filas' })).toBeVisible();
    await page.getByRole('button', { name: 'Sair' }).click();
    await expect(page.getByLabel('Usuário')).toBeVisible();
    await page.goto('/gerencia');
    await expect(page.getByLabel('Usuário')).toBeVisible();
  });

  test('hoje mostra o que se vendeu e onde cada pedido está, e se atualiza sozinho', async ({ page, restaurante }) => {
    await entrar(page, 'gerencia', restaurante);
    const vendas = page.getByRole('region', { name: 'Vendas de hoje' });
    await expect(vendas).toContainText(/R\$ \d/);
    const recebidos = page.getByRole('link', { name: /Recebido/ });
    const quantos = async () => Number.parseInt((await recebidos.textContent()) ?? '', 10);
    await expect(recebidos).toBeVisible();
    const antes = await quantos();
    await umPedido(restaurante);
    await expect.poll(quantos, { timeout: 20_000 }).toBe(antes + 1); // what came before the stream, the next look tells
    await expect(vendas).toContainText(/pedidos? pagos?/);
    await recebidos.click();
    await expect(page).toHaveURL(/\/gerencia\/pedidos\?estado=RECEBIDO$/);
  });

  test('por link chega-se ao título da página; o endereço e o voltar do navegador valem', async ({
    page,
    restaurante,
  }) => {
    await abrirGerencia(page, restaurante);
    await page.getByRole('link', { name: 'Cardápio' }).first().click();
    const titulo = page.getByRole('heading', { level: 1, name: 'Cardápio' });
    await expect(titulo).toBeFocused();
    await expect(page).toHaveTitle(/^Cardápio/);
    await expect(page.getByRole('link', { name: 'Cardápio' }).first()).toHaveAttribute('aria-current', 'page');
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible();
    await page.goto('/gerencia/nenhuma-pagina');
    await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible();
  });

  test('um produto novo, com a foto recortada, chega ao cardápio; sem mexer nela, a foto fica', async ({
    page,
    restaurante,
  }) => {
    const { totem } = restaurante;
    const nome = `X-Teste ${crypto.randomUUID().slice(0, 6)}`;
    const produtoDoCardapio = async () => {
      const { body } = await totem('GET', '/v2/cardapio');
      return body.categorias
        .flatMap(({ produtos }: { produtos: { nome: string }[] }) => produtos)
        .find((produto: { nome: string }) => produto.nome === nome);
    };
    await abrirGerencia(page, restaurante, '/cardapio');
    await page.getByRole('button', { name: 'Novo produto' }).click();
    const ficha = page.getByRole('dialog');
    const foto = { name: 'foto.png', mimeType: 'image/png', buffer: await umaFoto(page, 1600, 1000) };
    await ficha.getByLabel(/Escolher imagem/).setInputFiles(foto);
    const recorte = ficha.getByRole('group', { name: /Recorte/ });
    const imagem = recorte.locator('img');
    const antes = await imagem.getAttribute('style');
    await recorte.press('+');
    await recorte.press('ArrowLeft');
    await expect(imagem).not.toHaveAttribute('style', antes ?? '');
    const comTecla = await imagem.getAttribute('style');
    await recorte.hover();
    await page.mouse.wheel(0, -200);
    await expect(imagem).not.toHaveAttribute('style', comTecla ?? '');
    await expect(ficha.getByRole('button', { name: 'Salvar' })).toBeDisabled();
    await conferirAcessivel(page);
    await ficha.getByRole('button', { name: 'Usar recorte' }).click();
    await expect(ficha.getByText(/WebP, \d{3,4}×\d{3,4}/)).toBeVisible();
    await ficha.getByLabel('Nome').fill(nome);
    await ficha.getByLabel('Preço').fill('20,20');
    await ficha.getByLabel('Descrição').fill('Só para o teste');
    await ficha.getByRole('button', { name: 'Salvar' }).click();
    await expect(ficha).toBeHidden();
    await expect(page.getByRole('status').filter({ hasText: nome })).toBeVisible();

    await expect.poll(produtoDoCardapio).toMatchObject({ preco: 20.2, disponivel: true });
    const { imagemUrl } = await produtoDoCardapio();
    expect(imagemUrl).toMatch(/\.webp$/);
    const lados = await page.evaluate(async (url) => {
      const { width, height } = await createImageBitmap(await (await fetch(url)).blob());
      return [width, height];
    }, imagemUrl);
    expect(lados[0]).toBe(lados[1]);
    expect(lados[0]).toBeLessThanOrEqual(1080);

    const linha = page.getByRole('listitem').filter({ hasText: nome });
    await linha.getByRole('button', { name: 'Editar' }).click();
    for (const [preco, erro] of [
      ['vinte', 'Preço deve ser um número'],
      ['1,234', 'duas casas'],
      ['0', 'Preço deve ser maior que zero'],
      ['100000', 'Preço deve ser de até R$ 99.999,99'],
    ] as const) {
      await ficha.getByLabel('Preço').fill(preco);
      await expect(ficha.getByLabel('Preço')).not.toHaveAttribute('aria-invalid', 'true'); // corrected, as far as anybody knows
      await ficha.getByRole('button', { name: 'Salvar' }).click();
      await expect(ficha.getByText(erro)).toBeVisible();
      await expect(ficha.getByLabel('Preço')).toHaveAttribute('aria-invalid', 'true');
      await expect(ficha.getByLabel('Preço')).toBeFocused();
    }
    await conferirAcessivel(page);
    await ficha.getByLabel('Preço').fill('21');
    await ficha.getByRole('button', { name: 'Salvar' }).click();
    await expect(ficha).toBeHidden();
    await expect.poll(produtoDoCardapio).toMatchObject({ preco: 21, imagemUrl });

    await linha.getByRole('button', { name: 'Editar' }).click();
    await ficha.getByRole('button', { name: 'Tirar do cardápio' }).click();
    const pergunta = page.getByRole('dialog', { name: /^Tirar X-Teste .* do cardápio\?$/ });
    await conferirAcessivel(page);
    await pergunta.getByRole('button', { name: 'Deixar' }).click();
    await expect(pergunta).toBeHidden();
    expect(await produtoDoCardapio()).toBeDefined();
    await ficha.getByRole('button', { name: 'Tirar do cardápio' }).click();
    await pergunta.getByRole('button', { name: 'Tirar do cardápio' }).click();
    await expect.poll(produtoDoCardapio).toBeUndefined();
    await linha.getByRole('button', { name: 'Reativar' }).click();
    await ficha.getByRole('button', { name: 'Tirar imagem' }).click();
    await ficha.getByRole('button', { name: 'Salvar' }).click();
    await expect.poll(produtoDoCardapio).toMatchObject({ preco: 21, imagemUrl: null });
  });

  test('uma ficha vazia diz todos os campos que faltam, e cada falta some ao ser corrigida', async ({
    page,
    restaurante,
  }) => {
    await abrirGerencia(page, restaurante, '/cardapio');
    await page.getByRole('button', { name: 'Novo produto' }).click();
    const ficha = page.getByRole('dialog');
    await ficha.getByRole('button', { name: 'Salvar' }).click();
    await expect(ficha.getByText('Nome deve ser informado')).toBeVisible();
    await expect(ficha.getByText('Preço deve ser um número, como 20,20')).toBeVisible();
    await ficha.getByLabel('Nome').fill('X');
    await expect(ficha.getByText('Nome deve ser informado')).toBeHidden();
    await expect(ficha.getByText('Preço deve ser um número, como 20,20')).toBeVisible();
  });

  test('sair da ficha com algo por salvar pergunta antes: Esc, toque fora, Cancelar e o voltar do navegador', async ({
    page,
    restaurante,
  }) => {
    await abrirGerencia(page, restaurante);
    await page.getByRole('link', { name: 'Cardápio' }).first().click();
    const abrir = () => page.getByRole('button', { name: 'Editar Turbo Dog' }).click();
    const ficha = page.getByRole('dialog', { name: 'Turbo Dog' });
    await abrir();
    await page.keyboard.press('Escape');
    await expect(ficha).toBeHidden(); // nothing was changed
    await abrir();
    await ficha.getByLabel('Preço').fill('99');
    const pergunta = page.getByRole('dialog', { name: 'Sair sem salvar?' });
    for (const sair of [
      () => page.keyboard.press('Escape'),
      () => page.mouse.click(5, 5),
      () => ficha.getByRole('button', { name: 'Cancelar' }).click(),
      () => page.goBack(),
    ]) {
      await sair();
      await expect(pergunta).toBeVisible();
      await pergunta.getByRole('button', { name: 'Continuar editando' }).click();
      await expect(pergunta).toBeHidden();
      await expect(ficha.getByLabel('Preço')).toHaveValue('99');
    }
    await page.goBack();
    await conferirAcessivel(page);
    await pergunta.getByRole('button', { name: 'Sair sem salvar' }).click();
    await expect(ficha).toBeHidden();
    await expect(page.getByRole('heading', { level: 1, name: 'Cardápio' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible();
  });

  test('o que outra pessoa salvou enquanto a ficha estava aberta se vê ao lado do que se escreveu, e se escolhe', async ({
    page,
    restaurante,
  }) => {
    const { gerente } = restaurante;
    const nome = `Disputado ${crypto.randomUUID().slice(0, 6)}`;
    const ficha = { nome, idCategoriaProduto: 2, descricao: 'De antes', preco: 10 };
    const { id } = (await gerente('POST', '/v2/gerencia/produtos', ficha)).body;
    const salvo = async () => (await gerente('GET', `/v2/gerencia/produtos/${id}`)).body;
    const outraPessoa = (campos: object) =>
      gerente('PUT', `/v2/gerencia/produtos/${id}`, { ...ficha, ...campos }, { 'if-match': '*' });
    await abrirGerencia(page, restaurante, '/cardapio');
    const dialogo = page.getByRole('dialog', { name: nome });
    await page.getByRole('button', { name: `Editar ${nome}` }).click();
    await dialogo.getByLabel('Descrição').fill('Da tela');
    await dialogo.getByLabel('Preço').fill('11');
    expect((await outraPessoa({ preco: 12, ativo: false })).status).toBe(200);
    await dialogo.getByRole('button', { name: 'Salvar' }).click();
    const conflito = dialogo.getByRole('region', { name: 'Mudou enquanto você editava' });
    await expect(conflito.getByRole('group', { name: 'Preço' })).toContainText('R$ 12,00');
    await expect(conflito.getByRole('group', { name: 'Preço' })).toContainText('R$ 11');
    await expect(conflito.getByRole('radio', { name: 'Fora do cardápio' })).toBeChecked();
    await expect(conflito.getByRole('group', { name: 'Descrição' })).toHaveCount(0); // nobody else touched it
    await conferirAcessivel(page);
    expect(await salvo()).toMatchObject({ preco: 12, ativo: false, descricao: 'De antes' });
    await conflito.getByRole('radio', { name: 'R$ 12,00' }).check();
    await conflito.getByRole('button', { name: 'Salvar com estas escolhas' }).click();
    await expect(dialogo).toBeHidden();
    expect(await salvo()).toMatchObject({ preco: 12, ativo: false, descricao: 'Da tela' });

    await page.getByRole('button', { name: `Reativar ${nome}` }).click();
    await restaurante.cozinha('PUT', `/v2/produto/${id}/disponibilidade`, { disponivel: false });
    await dialogo.getByRole('button', { name: 'Salvar' }).click(); // what the form does not hold is no conflict
    await expect(dialogo).toBeHidden();
    expect(await salvo()).toMatchObject({ ativo: true, disponivel: false });
    await gerente('DELETE', `/v2/gerencia/produtos/${id}`, undefined, { 'if-match': '*' });
  });

  test('esgotado vale na hora; se não pôde ser, volta e diz por quê', async ({ page, restaurante }) => {
    const disponivel = async () => {
      const { body } = await restaurante.gerente('GET', '/v2/gerencia/produtos');
      return body.produtos.find(({ nome }: { nome: string }) => nome === 'Turbo Dog').disponivel;
    };
    await abrirGerencia(page, restaurante, '/cardapio');
    await page.getByLabel('Procurar produto').fill('turbo');
    await expect(page.getByRole('listitem').filter({ hasText: 'à venda' })).toHaveCount(1);
    const chave = page.getByRole('switch', { name: /Turbo Dog/ });
    let responder = () => {};
    const resposta = new Promise<void>((resolve) => {
      responder = resolve;
    });
    await page.route('**/disponibilidade', async (route) => {
      await resposta;
      await route.continue();
    });
    await chave.click();
    await expect(chave).not.toBeChecked(); // the answer is still on its way
    expect(await disponivel()).toBe(true);
    responder();
    await expect.poll(disponivel).toBe(false);
    await expect(page.getByRole('status').filter({ hasText: 'está esgotado' })).toBeVisible();

    await page.unroute('**/disponibilidade');
    const problema = { status: 503, json: { status: 503, message: 'Produto não responde agora' } };
    await page.route('**/disponibilidade', (route) => route.fulfill(problema));
    await page.route('**/v2/gerencia/produtos', (route) => route.abort()); // nobody else tells it how things stand
    await chave.click();
    await expect(page.getByText('Produto não responde agora')).toBeVisible();
    await expect(chave).not.toBeChecked();
    await page.unroute('**/disponibilidade');
    await page.unroute('**/v2/gerencia/produtos');

    await page.getByRole('link', { name: 'Hoje' }).first().click();
    await page.getByRole('button', { name: 'Voltar à venda Turbo Dog' }).click();
    await expect(page.getByText('Tudo do cardápio está à venda')).toBeVisible();
    await expect.poll(disponivel).toBe(true);
  });

  test('um cliente se acha por nome e por CPF; apagado com confirmação, deixa um protocolo', async ({
    page,
    restaurante,
  }) => {
    const nome = `Zulmira ${[...crypto.randomUUID().slice(0, 6)].map((um) => String.fromCharCode(97 + Number.parseInt(um, 16))).join('')}`;
    const cliente = { nome, email: `${crypto.randomUUID()}@exemplo.com`, cpf: '11144477735' };
    expect((await restaurante.totem('POST', '/v2/cliente', cliente)).status).toBe(201);
    await abrirGerencia(page, restaurante, '/clientes');
    const linha = page.getByRole('listitem').filter({ hasText: nome });
    const segundo = nome.split(' ')[1] ?? '';
    await expect(page.getByText('o começo de qualquer nome, do sobrenome ou do e-mail')).toBeVisible();
    for (const texto of [nome.slice(0, 9), segundo, '111.444.777-35']) {
      await page.getByLabel('Procurar').fill(texto);
      await expect(page.getByRole('list', { name: 'Clientes' }).getByRole('listitem')).toHaveCount(1);
      await expect(linha).toContainText('***.444.777-**');
    }
    expect(page.url().replace(restaurante.gateway, '')).not.toContain('111'); // personal data is in no address
    await linha.getByRole('button', { name: /Apagar dados/ }).click();
    const dialogo = page.getByRole('dialog');
    const apagar = dialogo.getByRole('button', { name: 'Apagar para sempre' });
    await expect(dialogo).toContainText('nome, e-mail e CPF');
    await expect(dialogo).toContainText('a lei fiscal os exige');
    await expect(apagar).toBeDisabled();
    await conferirAcessivel(page);
    await dialogo.getByLabel(/Escreva/).fill('apagar');
    await apagar.click();
    await expect(page.getByRole('status').filter({ hasText: 'Protocolo' })).toContainText(/[0-9a-f]{8}-[0-9a-f-]{27}/);
    await expect(page.getByText('Ninguém assim')).toBeVisible();
    await conferirAcessivel(page);
    const { body } = await restaurante.gerente('POST', '/v2/gerencia/clientes/busca', { texto: nome });
    expect(body.clientes).toEqual([]);
  });

  test('os ajustes são salvos; o que não vale é dito no campo, e nada muda', async ({ page, restaurante }) => {
    const atuais = async () => (await restaurante.gerente('GET', '/v2/ajustes')).body;
    await abrirGerencia(page, restaurante, '/ajustes');
    const originais = await atuais();
    await page.getByLabel('Segundos sem toque').fill('5');
    await page.getByLabel('Minutos até o vermelho').fill('x');
    await page.getByRole('button', { name: 'Salvar ajustes' }).click();
    await expect(page.getByText('“Segundos sem toque” deve ser um inteiro de 15 a 300')).toBeVisible();
    await expect(page.getByLabel('Segundos sem toque')).toBeFocused();
    await expect(page.getByLabel('Minutos até o vermelho')).toHaveAttribute('aria-invalid', 'true');
    await conferirAcessivel(page);
    expect(await atuais()).toEqual(originais);
    await page.getByRole('button', { name: 'Desfazer' }).click();
    await page.getByLabel('Segundos sem toque').fill('60');
    await page.getByRole('switch', { name: 'Falar a senha' }).click();
    await page.getByRole('button', { name: 'Salvar ajustes' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Ajustes salvos' })).toBeVisible();
    expect(await atuais()).toMatchObject({ totem: { ociosoS: 60 }, painel: { fala: !originais.painel.fala } });

    await page.getByLabel('Segundos sem toque').fill('70');
    const sobre = { 'if-match': '*' };
    await restaurante.gerente('PUT', '/v2/ajustes', { ...originais, lanchonete: 'Da outra pessoa' }, sobre);
    await page.getByRole('button', { name: 'Salvar ajustes' }).click();
    const conflito = page.getByRole('region', { name: 'Mudou enquanto você editava' });
    await expect(conflito.getByRole('radio', { name: 'Da outra pessoa' })).toBeChecked();
    await conferirAcessivel(page);
    await conflito.getByRole('button', { name: 'Salvar com estas escolhas' }).click();
    await expect(conflito).toBeHidden();
    expect(await atuais()).toMatchObject({ lanchonete: 'Da outra pessoa', totem: { ociosoS: 70 } });
    await restaurante.gerente('PUT', '/v2/ajustes', originais, sobre);
  });

  test('sair dos ajustes com algo por salvar pergunta antes: por um link, pelo voltar do navegador, por Sair, fechando', async ({
    page,
    restaurante,
  }) => {
    await abrirGerencia(page, restaurante, '/pedidos');
    const abrir = async () => {
      await page.getByRole('link', { name: 'Ajustes' }).first().click();
      await expect(page.getByLabel('Nome da lanchonete')).toBeVisible();
    };
    const pergunta = page.getByRole('dialog', { name: 'Sair sem salvar?' });
    const titulo = (nome: string) => page.getByRole('heading', { level: 1, name: nome });
    await abrir();
    await page.goBack(); // nothing was changed
    await expect(titulo('Pedidos')).toBeVisible();
    await abrir();
    await page.getByLabel('Nome da lanchonete').fill('Outra casa');
    for (const sair of [
      () => page.getByRole('link', { name: 'Clientes' }).click(),
      () => page.goBack(),
      () => page.getByRole('button', { name: 'Sair', exact: true }).click(),
    ]) {
      await sair();
      await expect(pergunta).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(pergunta).toBeHidden();
      await expect(page.getByLabel('Nome da lanchonete')).toHaveValue('Outra casa');
    }
    const aoFechar = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const doNavegador = await aoFechar;
    expect(doNavegador.type()).toBe('beforeunload');
    await doNavegador.dismiss();

    await page.getByRole('link', { name: 'Clientes' }).click();
    await conferirAcessivel(page);
    await pergunta.getByRole('button', { name: 'Sair sem salvar' }).click();
    await expect(titulo('Clientes')).toBeVisible();
    await page.goBack();
    await expect(page.getByLabel('Nome da lanchonete')).not.toHaveValue('Outra casa');
    await page.getByLabel('Nome da lanchonete').fill('Outra casa');
    await page.goBack();
    await pergunta.getByRole('button', { name: 'Sair sem salvar' }).click();
    await expect(titulo('Pedidos')).toBeVisible(); // one page back, not two, and not the same
    expect((await restaurante.gerente('GET', '/v2/ajustes')).body.lanchonete).not.toBe('Outra casa');
  });

  test('sem conexão diz que está sem; de volta, segue sozinha', async ({ page, context, restaurante }) => {
    await abrirGerencia(page, restaurante, '/filas');
    await expect(page.getByRole('list', { name: 'Filas' })).toBeVisible();
    await context.setOffline(true);
    await expect(page.getByText('Sem conexão. O que se vê pode ter mudado.')).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByText('Sem conexão. O que se vê pode ter mudado.')).toBeHidden();
  });
});
