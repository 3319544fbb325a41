import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import {
  diaQueDiverge,
  dinheiroDeTudo,
  notificacoesDeTudo,
  paradosDeTudo,
  responder,
  totais,
  umaDivergencia,
  umaNotificacao,
  umPagamento,
} from './dinheiro-falso.ts';
import { abrirGerencia } from './gerencia.ts';
import { expect, mover, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 1366, height: 768 } });

const botao = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** What is sent to an address, in the place of the server: each call's body, and the answer it gets. */
async function ouvir(page: Page, caminho: string, resposta: object, status = 200): Promise<unknown[]> {
  const enviados: unknown[] = [];
  await page.route(
    (url) => url.pathname === `/gerencia/api${caminho}`,
    (route) => {
      if (route.request().method() === 'GET') return route.fallback();
      enviados.push(route.request().postDataJSON());
      return route.fulfill({ status, json: resposta });
    },
  );
  return enviados;
}

test.describe('o dinheiro de um pedido', () => {
  test('devolve-se um item, depois um valor, depois o que resta, com motivo, e vê-se cada devolução chegar', async ({
    page,
    restaurante,
  }) => {
    test.setTimeout(120_000);
    const { gerente } = restaurante;
    const { id } = await umPedido(restaurante, {
      itens: [
        { produtoId: 2, quantidade: 2 },
        { produtoId: 9, quantidade: 1 },
      ],
    });
    await mover(restaurante, id, 'iniciar', 'pronto', 'entregar');
    const contas = async () => (await gerente('GET', `/v2/pedido/${id}/estornos`)).body;
    const { pago } = await contas();
    await abrirGerencia(page, restaurante, `/pedidos/${id}`);
    const dialogo = page.getByRole('dialog');
    const devolvidas = page.getByRole('list', { name: 'Devoluções' }).getByRole('listitem');
    await expect(page.getByText('1ª tentativa')).toBeVisible();

    await botao(page, 'Devolver dinheiro').click();
    await expect(dialogo).toContainText('Ainda podem voltar');
    await expect(dialogo.getByText('é melhor cancelar')).toBeHidden(); // it was handed over
    await dialogo.getByLabel('Alguns itens').check();
    await botao(page, 'Continuar').click();
    await expect(dialogo.getByText('Escolha ao menos um item')).toBeVisible();
    await expect(dialogo.getByText('Diga por quê')).toBeVisible();
    await expect(dialogo.getByRole('combobox').first()).toBeFocused();
    await conferirAcessivel(page);
    await dialogo.getByLabel(/Turbo Dog/).selectOption('1 de 2');
    await dialogo.getByLabel('Motivo').fill('Veio frio');
    const umItem = (await dialogo.getByText(/^Volta: /).textContent())?.replace('Volta: ', '') ?? '';
    await botao(page, 'Continuar').click();
    await expect(page.getByRole('dialog', { name: `Devolver ${umItem}?` })).toContainText('volta por Pix');
    await expect(dialogo).toContainText('1× Turbo Dog');
    await conferirAcessivel(page);
    expect((await contas()).estornos).toEqual([]); // nothing before it is confirmed
    await botao(page, `Devolver ${umItem}`).click();
    await expect(dialogo).toBeHidden();
    await expect(devolvidas).toHaveCount(1);
    await expect(devolvidas.first()).toContainText('Devolvido', { timeout: 20_000 });
    await expect(devolvidas.first()).toContainText(umItem);
    await expect(devolvidas.first()).toContainText('“Veio frio”');

    await botao(page, 'Devolver dinheiro').click();
    await dialogo.getByLabel('Alguns itens').check();
    await expect(dialogo.getByLabel(/Turbo Dog/)).toContainText('1 de 1'); // the other one is back
    await dialogo.getByLabel('Um valor').check();
    await dialogo.getByLabel('Motivo').fill('Desconto prometido');
    await dialogo.getByLabel('Valor a devolver').fill(String(pago));
    await botao(page, 'Continuar').click();
    await expect(dialogo.getByText(/Só R\$ .* ainda pode voltar/)).toBeVisible();
    await expect(dialogo.getByLabel('Valor a devolver')).toBeFocused();
    await dialogo.getByLabel('Valor a devolver').fill('1,50');
    await botao(page, 'Continuar').click();
    await botao(page, 'Voltar').click(); // one may think again, and nothing written is lost
    await expect(dialogo.getByLabel('Valor a devolver')).toHaveValue('1,50');
    await botao(page, 'Continuar').click();
    await botao(page, 'Devolver R$ 1,50').click();
    await expect(devolvidas).toHaveCount(2);
    await expect(devolvidas.filter({ hasText: 'Devolvido' })).toHaveCount(2, { timeout: 20_000 });
    await expect(page.getByRole('listitem').filter({ hasText: '1ª tentativa' })).toContainText('Confirmado');

    await botao(page, 'Devolver dinheiro').click();
    await dialogo.getByLabel('Motivo').fill('Não gostou de nada');
    await botao(page, 'Continuar').click();
    await botao(page, /^Devolver R\$/).click();
    await expect(page.getByRole('listitem').filter({ hasText: '1ª tentativa' })).toContainText('Estornado', {
      timeout: 20_000,
    });
    await expect(botao(page, 'Devolver dinheiro')).toHaveCount(0); // nothing is left
    expect(await contas()).toMatchObject({ pago, estornado: pago, disponivel: 0, aCaminho: 0 });
    await page.getByText('Movimentos do dinheiro').click();
    await expect(page.getByText(/^R\$ .* a menos na conta do banco$/)).toBeVisible(); // the fee does not come back
    await conferirAcessivel(page);

    await expect(async () => {
      await page.goto(`/gerencia/auditoria?acao=estorno-pedido&sobre=pedido:${id}`);
      const entradas = page.getByRole('list', { name: 'Auditoria' }).getByRole('listitem');
      await expect(entradas).toHaveCount(3, { timeout: 2_000 });
      await expect(entradas.last()).toContainText(`valor:${umItem}`);
    }).toPass({ timeout: 30_000 }); // what a service tells comes by a queue
  });

  test('do que ainda anda, para devolver tudo a tela sugere cancelar, e leva até lá', async ({ page, restaurante }) => {
    const { id } = await umPedido(restaurante);
    await abrirGerencia(page, restaurante, `/pedidos/${id}`);
    await botao(page, 'Devolver dinheiro').click();
    const dialogo = page.getByRole('dialog', { name: `Devolver dinheiro do pedido #${id}` });
    await expect(dialogo.getByText('é melhor cancelar')).toBeVisible();
    await dialogo.getByLabel('Um valor').check();
    await expect(dialogo.getByText('é melhor cancelar')).toBeHidden();
    await dialogo.getByLabel('Tudo que resta').check();
    await conferirAcessivel(page);
    await dialogo.getByRole('button', { name: 'Cancelar o pedido' }).click();
    const cancelar = page.getByRole('dialog', { name: `Cancelar o pedido #${id}?` });
    await cancelar.getByLabel('Motivo').fill('Desistiu');
    await cancelar.getByRole('button', { name: 'Cancelar e devolver o dinheiro' }).click();
    const volta = page.getByRole('list', { name: 'Devoluções' }).getByRole('listitem');
    await expect(volta).toContainText('o pedido foi cancelado', { timeout: 20_000 });
    await expect(volta).toContainText('Devolvido', { timeout: 20_000 });
    await expect(botao(page, 'Devolver dinheiro')).toHaveCount(0);
  });

  test('o que espera diz por quê e quando tenta de novo; o que o banco recusou, que não volta; os movimentos se abrem', async ({
    page,
    restaurante,
  }) => {
    const { id } = await umPedido(restaurante);
    const { pagamentos, estornos } = dinheiroDeTudo(id);
    await responder(page, { [`/v2/pagamento/${id}`]: pagamentos, [`/v2/pedido/${id}/estornos`]: estornos });
    await abrirGerencia(page, restaurante, `/pedidos/${id}`);
    const volta = (valor: string) =>
      page.getByRole('list', { name: 'Devoluções' }).getByRole('listitem').filter({ hasText: valor });
    await expect(volta('R$ 10,00')).toContainText('A caminho');
    await expect(volta('R$ 10,00')).toContainText(
      /Ainda não: a conta da lanchonete não tinha saldo\. 3 tentativas; a próxima vem sozinha, \d\d\/11, \d\d:50\./,
    );
    await expect(volta('R$ 5,00')).toContainText('Não voltou: passou do prazo em que o banco devolve');
    await expect(volta('R$ 20,20')).toContainText('1× Turbo Dog');
    await expect(page.getByRole('status').filter({ hasText: 'a caminho' })).toHaveText(
      'R$ 20,20 devolvidos · R$ 10,00 a caminho · ainda podem voltar R$ 30,40',
    );
    const tentativas = page.getByRole('listitem').filter({ hasText: 'tentativa ·' });
    await expect(tentativas.first()).toContainText('recusado pelo banco');
    await expect(tentativas.last()).toContainText('tarifa do banco R$ 0,60');
    await expect(page.getByText('Cobrado do cliente')).toBeHidden();
    await page.getByText('Movimentos do dinheiro').click();
    await expect(page.getByText('Cobrado do cliente')).toBeVisible();
    await expect(page.getByText('R$ 39,80 na conta do banco')).toBeVisible();
    await conferirAcessivel(page);
  });

  test('se já não há tanto a devolver, diz-se, nada se perde do que se escreveu, e de novo se pede o mesmo', async ({
    page,
    restaurante,
  }) => {
    const { id } = await umPedido(restaurante);
    await abrirGerencia(page, restaurante, `/pedidos/${id}`);
    const chaves: (string | undefined)[] = [];
    await page.route(`**/v2/pedido/${id}/estornos`, (route) => {
      if (route.request().method() === 'GET') return route.fallback();
      chaves.push(route.request().headers()['idempotency-key']);
      return route.fulfill({ status: 409, json: { status: 409, message: 'Não há tanto a devolver' } });
    });
    await botao(page, 'Devolver dinheiro').click();
    await page.getByLabel('Um valor').check();
    await page.getByLabel('Valor a devolver').fill('1');
    await page.getByLabel('Motivo').fill('Teste');
    await botao(page, 'Continuar').click();
    for (let i = 1; i <= 2; i += 1) {
      await botao(page, 'Devolver R$ 1,00').click();
      await expect.poll(() => chaves.length).toBe(i);
      await expect(page.getByRole('alert').filter({ hasText: 'Não há tanto a devolver' })).toBeVisible();
    }
    expect(chaves[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(chaves[1]).toBe(chaves[0]); // sent again, it is the same
    await conferirAcessivel(page);
    await botao(page, 'Voltar').click();
    await expect(page.getByLabel('Motivo')).toHaveValue('Teste');
    await botao(page, 'Continuar').click();
    await botao(page, 'Devolver R$ 1,00').click();
    await expect.poll(() => chaves.length).toBe(3);
    expect(chaves[2]).not.toBe(chaves[0]); // written anew, it is another
  });
});

test.describe('notificações do banco', () => {
  test('o aviso de um pagamento se acha aplicado; o que não é do banco se vê com o porquê, e se trata de novo', async ({
    page,
    restaurante,
  }) => {
    const { id } = await umPedido(restaurante);
    const cobranca = String(Date.now());
    const forjada = await fetch(
      `${restaurante.gateway}/v1/pagamento/webhook/mercado-pago?data.id=${cobranca}&type=payment`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'payment', data: { id: cobranca } }),
      },
    );
    expect(forjada.status).toBe(200);
    await abrirGerencia(page, restaurante, '/notificacoes');
    const linhas = page.getByRole('list', { name: 'Notificações' }).getByRole('listitem');
    const doPedido = linhas.filter({ has: page.getByRole('link', { name: `Pedido #${id}`, exact: true }) });
    await expect(doPedido.filter({ hasText: /Aplicada|Já sabíamos/ }).first()).toBeVisible({ timeout: 20_000 });
    await conferirAcessivel(page);
    await page.getByRole('switch', { name: 'Só com problema' }).click();
    await expect(page).toHaveURL(/problemas=sim/);
    await expect(doPedido).toHaveCount(0);
    const falsa = linhas.filter({ hasText: `Cobrança ${cobranca}` });
    await expect(falsa).toContainText('Não é do banco', { timeout: 20_000 });
    await expect(falsa).toContainText('sem assinatura');
    await expect(falsa).toContainText('O que fazer:');
    await falsa.getByRole('button', { name: /^Ver/ }).click();
    await expect(falsa.getByText(`"id": "${cobranca}"`)).toBeVisible();
    await conferirAcessivel(page);
    await falsa.getByRole('button', { name: /^Tratar de novo/ }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Tratada de novo: cobrança desconhecida' })).toBeVisible();
    await expect(falsa).toContainText('Cobrança desconhecida');
  });

  test('vêm aos poucos, as mais novas primeiro; de cada resultado se diz o que é e o que fazer', async ({
    page,
    restaurante,
  }) => {
    const pedidas: (string | null)[] = [];
    const todas = notificacoesDeTudo();
    await page.route('**/api/v2/notificacoes?*', (route) => {
      const ate = new URL(route.request().url()).searchParams.get('ate');
      pedidas.push(ate);
      const [notificacoes, mais] = ate === null ? [todas.slice(0, 6), true] : [todas.slice(6), false];
      return route.fulfill({ json: { notificacoes, mais } });
    });
    await abrirGerencia(page, restaurante, '/notificacoes');
    const linhas = page.getByRole('list', { name: 'Notificações' }).getByRole('listitem');
    await expect(linhas).toHaveCount(6);
    await botao(page, 'Mais antigas').click();
    await expect(linhas).toHaveCount(12);
    expect(pedidas).toContain(todas[5]?.recebidaEm);
    await expect(botao(page, 'Mais antigas')).toHaveCount(0);
    for (const nome of ['Na vez', 'Tentando', 'Aplicada', 'Velha demais', 'Não se entende', 'Valor diferente'])
      await expect(linhas.filter({ hasText: nome })).toHaveCount(1);
    await expect(linhas.filter({ hasText: 'Não se entende' }).getByRole('button', { name: /Tratar/ })).toHaveCount(0);
    await conferirAcessivel(page);
  });

  test('sem nenhuma, e sem problema nenhum, a página o diz', async ({ page, restaurante }) => {
    await responder(page, { '/v2/notificacoes': { notificacoes: [], mais: false } });
    await abrirGerencia(page, restaurante, '/notificacoes');
    await expect(page.getByText('O banco ainda não avisou de nada')).toBeVisible();
    await page.getByRole('switch', { name: 'Só com problema' }).click();
    await expect(page.getByText('Nenhuma com problema')).toBeVisible();
    await conferirAcessivel(page);
  });
});

test.describe('conciliação', () => {
  test('compara-se agora um dia, e a planilha dele se baixa', async ({ page, restaurante }) => {
    const { id } = await umPedido(restaurante);
    await abrirGerencia(page, restaurante, '/conciliacao');
    await botao(page, 'Comparar agora').click();
    await expect(page.getByRole('status').filter({ hasText: /^Comparado: / })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(/Comparado em \d\d\/\d\d, \d\d:\d\d/)).toBeVisible();
    await expect(page.getByRole('row', { name: /Recebido por Pix/ })).toContainText(/R\$ [1-9]/);
    const espera = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Baixar planilha' }).click();
    const arquivo = await espera;
    expect(arquivo.suggestedFilename()).toMatch(/^conciliacao-\d{4}-\d\d-\d\d\.csv$/);
    const partes: Buffer[] = [];
    for await (const parte of await arquivo.createReadStream()) partes.push(parte as Buffer);
    const texto = Buffer.concat(partes).toString('utf8');
    expect(texto).toMatch(/^\uFEFFDia;Pedido;/);
    expect(texto).toMatch(new RegExp(`^[^;]*;${id};`, 'm'));
    await botao(page, 'Ontem').click();
    await expect(page).toHaveURL(/dia=\d{4}-\d\d-\d\d/);
    await expect(page.getByText(/Tudo confere, até o centavo|ainda não foi comparado/)).toBeVisible();
    await conferirAcessivel(page);
  });

  test('cada divergência mostra os dois lados; a solução sugerida vem primeiro, e as outras se abrem', async ({
    page,
    restaurante,
  }) => {
    const dia = '2026-11-20';
    await responder(page, {
      '/v2/conciliacao': diaQueDiverge(dia),
      '/v2/conciliacao/abertas': {
        divergencias: [umaDivergencia({ dia }), umaDivergencia({ dia: '2026-11-19' })],
        total: 2,
      },
    });
    await abrirGerencia(page, restaurante, `/conciliacao?dia=${dia}`);
    const carta = (nome: string) => page.getByRole('listitem', { name: nome });
    await expect(page.getByRole('heading', { name: '4 divergências a resolver' })).toBeVisible();
    await expect(page.getByRole('link', { name: /^Conciliação 2 por resolver/ })).toBeVisible();
    await expect(page.getByRole('link', { name: '19/11: 1 divergência' })).toBeVisible();
    await expect(page.getByRole('row', { name: /Recebido por Pix/ })).toContainText('+ R$ 20,20');
    await expect(page.getByText('deixado como está (“O banco mudou a tarifa hoje”)')).toBeVisible();
    await expect(carta('Valores diferentes')).toContainText('Em andamento: segue sozinho.');
    await expect(carta('Valores diferentes').getByRole('button')).toHaveCount(0);
    await expect(carta('Devoluções diferentes')).toContainText('R$ 15,00devolvidos');
    await expect(carta('Devoluções diferentes')).toContainText('A última tentativa não resolveu.');
    await conferirAcessivel(page);

    const buscas = await ouvir(page, '/v2/conciliacao/divergencias/pago-e-cancelado%3Apix%3A778', {
      ...umaDivergencia({ resolvidaEm: new Date().toISOString(), reparo: 'buscar' }),
    });
    await carta('Pago, mas cancelado aqui').getByRole('button', { name: 'Buscar de novo no banco' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Resolvida: buscado de novo no banco' })).toBeVisible();
    expect(buscas).toEqual([{ acao: 'buscar' }]);

    const devolvidas = await ouvir(page, '/v2/conciliacao/divergencias/estorno-diverge%3Apix%3A779', {
      ...umaDivergencia({ reparo: 'estornar', erro: 'saldo' }),
    });
    await carta('Devoluções diferentes').getByRole('button', { name: 'Devolver o dinheiro' }).click();
    const devolver = page.getByRole('dialog', { name: 'Devolver R$ 5,00?' }); // only what is missing there
    await conferirAcessivel(page);
    expect(devolvidas).toEqual([]);
    await devolver.getByRole('button', { name: 'Devolver R$ 5,00' }).click();
    await expect(devolver).toBeHidden();
    await expect(page.getByRole('status').filter({ hasText: 'Pedido ao banco: segue sozinho' })).toBeVisible();
    expect(devolvidas).toEqual([{ acao: 'estornar' }]);
  });

  test('o que se desconhece se liga a um pedido que o espera, ou se deixa como está com um motivo', async ({
    page,
    restaurante,
  }) => {
    const dia = '2026-11-20';
    const dois = [1, 2].map((tentativa) =>
      umPagamento({
        transacaoId: `0b9d3c1e-5a53-4a39-9a06-2f8f5d9e7a1${tentativa}`,
        tentativa,
        total: 20.2,
        estado: 'REJEITADO',
      }),
    );
    await responder(page, {
      '/v2/conciliacao': { ...diaQueDiverge(dia), divergencias: [umaDivergencia({ dia })] },
      '/v2/pagamento/7': { pedidoId: 7, pagamentos: [umPagamento()], saldos: {} },
      '/v2/pagamento/8': { pedidoId: 8, pagamentos: dois, saldos: {} },
    });
    const conflito = { status: 409, message: 'A cobrança não paga este pagamento' };
    const enviados = await ouvir(page, '/v2/conciliacao/divergencias/desconhecida%3Apix%3A777', conflito, 409);
    await abrirGerencia(page, restaurante, `/conciliacao?dia=${dia}`);
    const dialogo = page.getByRole('dialog');
    await botao(page, 'Ligar a um pedido').click();
    await dialogo.getByRole('button', { name: 'Ligar ao pedido' }).click();
    await expect(dialogo.getByText('Escreva o número de um pedido, como 123')).toBeVisible();
    await dialogo.getByLabel('Número do pedido').fill('7');
    await dialogo.getByRole('button', { name: 'Ligar ao pedido' }).click();
    await expect(dialogo.getByText('O pedido #7 não espera por um pagamento de R$ 20,20')).toBeVisible();
    await conferirAcessivel(page);
    await dialogo.getByLabel('Número do pedido').fill('8');
    await dialogo.getByRole('button', { name: 'Ligar ao pedido' }).click();
    await dialogo.getByLabel(/2ª tentativa/).check();
    await conferirAcessivel(page);
    await dialogo.getByRole('button', { name: 'Ligar a este' }).click();
    await expect(dialogo.getByText('A cobrança não paga este pagamento')).toBeVisible();
    expect(enviados).toEqual([{ acao: 'vincular', transacaoId: dois[1]?.transacaoId }]);
    await dialogo.getByRole('button', { name: 'Cancelar' }).click();

    await botao(page, /^Outra solução/).click();
    await conferirAcessivel(page);
    await botao(page, 'Está certo assim').click();
    await dialogo.getByRole('button', { name: 'Está certo assim' }).click();
    await expect(dialogo.getByText('Diga por quê, com ao menos 3 letras')).toBeVisible();
    await expect(dialogo.getByLabel('Motivo')).toBeFocused();
    await conferirAcessivel(page);
    expect(enviados).toHaveLength(1);
    await dialogo.getByLabel('Motivo').fill('É da outra loja');
    await dialogo.getByRole('button', { name: 'Está certo assim' }).click();
    await expect.poll(() => enviados.at(-1)).toEqual({ acao: 'ignorar', motivo: 'É da outra loja' });
  });

  test('um dia em que nada diverge diz que tudo confere; um que não se comparou, que ainda não', async ({
    page,
    restaurante,
  }) => {
    const dia = (feitaEm: string | null) => ({
      '/v2/conciliacao': { dia: '2026-11-20', feitaEm, totais: totais(), divergencias: [] },
    });
    await responder(page, dia(new Date().toISOString()));
    await abrirGerencia(page, restaurante, '/conciliacao?dia=2026-11-20');
    await expect(page.getByText('Tudo confere, até o centavo')).toBeVisible();
    await expect(page.getByText('confere', { exact: true })).toHaveCount(2);
    await conferirAcessivel(page);
    await responder(page, dia(null));
    await page.reload();
    await expect(page.getByText('Este dia ainda não foi comparado')).toBeVisible();
    await conferirAcessivel(page);
  });
});

test.describe('pedidos parados', () => {
  test('cada um diz desde quando e o que há, e leva aonde se resolve; a navegação os conta', async ({
    page,
    restaurante,
  }) => {
    await responder(page, { '/v2/gerencia/parados': { parados: paradosDeTudo(), naoResponderam: ['cozinha'] } });
    await abrirGerencia(page, restaurante, '/parados');
    const linhas = page.getByRole('list', { name: 'Pedidos parados' }).getByRole('listitem');
    await expect(linhas).toHaveCount(4);
    await expect(page.getByText('Sem resposta de cozinha: pode haver mais')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Parados 4 por resolver' })).toBeVisible();
    await expect(linhas.first()).toContainText('Pago, e não está na cozinha');
    await expect(linhas.first()).toContainText(/parado há .*, desde \d\d\/\d\d, \d\d:\d\d/);
    await conferirAcessivel(page);
    await linhas
      .first()
      .getByRole('link', { name: /^Ver as filas/ })
      .click();
    await expect(page).toHaveURL(/\/filas\/preparacao-pedido-req$/);
    await page.goBack();
    await page.getByRole('link', { name: /^Abrir o pedido por causa do pedido #23/ }).click();
    await expect(page).toHaveURL(/\/pedidos\/23$/);
  });

  test('sem nenhum, diz que tudo anda, e a navegação nada conta', async ({ page, restaurante }) => {
    await responder(page, { '/v2/gerencia/parados': { parados: [], naoResponderam: [] } });
    await abrirGerencia(page, restaurante, '/parados');
    await expect(page.getByText('Cada pedido está onde devia estar')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Parados', exact: true })).toBeVisible();
    await conferirAcessivel(page);
  });
});

test('as formas de pagamento se ligam e desligam, menos a última; sair sem salvar pergunta antes', async ({
  page,
  restaurante,
}) => {
  const { gerente } = restaurante;
  const { body: originais } = await gerente('GET', '/v2/ajustes');
  const sobre = { 'if-match': '*' };
  await gerente('PUT', '/v2/ajustes', { ...originais, meios: { pix: true, balcao: false } }, sobre);
  try {
    await abrirGerencia(page, restaurante, '/ajustes');
    const pix = page.getByRole('switch', { name: 'Pix' });
    const balcao = page.getByRole('switch', { name: 'Pagar no balcão' });
    await expect(pix).toBeChecked();
    await expect(pix).toBeDisabled();
    await balcao.click();
    await expect(pix).toBeEnabled();
    await pix.click();
    await expect(balcao).toBeDisabled();
    await conferirAcessivel(page);
    await page.getByRole('link', { name: 'Clientes' }).click();
    await page
      .getByRole('dialog', { name: 'Sair sem salvar?' })
      .getByRole('button', { name: 'Continuar editando' })
      .click();
    await botao(page, 'Salvar ajustes').click();
    await expect(page.getByRole('status').filter({ hasText: 'Ajustes salvos' })).toBeVisible();
    expect((await gerente('GET', '/v2/ajustes')).body.meios).toEqual({ pix: false, balcao: true });
  } finally {
    await gerente('PUT', '/v2/ajustes', originais, sobre); // for the totem's tests
  }
});

test.describe('em toda tela', () => {
  for (const [aparelho, width, height] of [
    ['celular', 390, 844],
    ['tablet', 1024, 600],
    ['monitor', 1920, 1080],
  ] as const)
    test(`no ${aparelho}, as telas do dinheiro cabem na largura e não quebram regra nenhuma`, async ({
      page,
      restaurante,
    }) => {
      test.setTimeout(180_000); // many states, each looked at for all
      await page.setViewportSize({ width, height });
      const { id } = await umPedido(restaurante);
      const { pagamentos, estornos } = dinheiroDeTudo(id);
      const [forjada] = notificacoesDeTudo().filter(({ resultado }) => resultado === 'forjada');
      await responder(page, {
        [`/v2/pagamento/${id}`]: pagamentos,
        [`/v2/pedido/${id}/estornos`]: estornos,
        '/v2/notificacoes': { notificacoes: notificacoesDeTudo(), mais: true },
        [`/v2/notificacoes/${forjada?.id}`]: {
          ...umaNotificacao({ ...forjada }),
          consulta: 'data.id=1234567890&type=payment',
          requestId: 'bb56a2f1-6aae-46ac-982e-9dcd3581d08e',
          corpo: JSON.stringify({ type: 'payment', data: { id: '1234567890' } }),
        },
        '/v2/conciliacao': diaQueDiverge('2026-11-20'),
        '/v2/conciliacao/abertas': { divergencias: [umaDivergencia({ dia: '2026-11-19' })], total: 1 },
        '/v2/gerencia/parados': { parados: paradosDeTudo(), naoResponderam: [] },
      });
      const conferir = async (onde: string) => {
        await conferirAcessivel(page);
        const sobra = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(sobra, onde).toBeLessThanOrEqual(0);
      };
      await abrirGerencia(page, restaurante, `/pedidos/${id}`);
      await page.getByText('Movimentos do dinheiro').click();
      await conferir('pedido');
      await botao(page, 'Devolver dinheiro').click();
      await page.getByLabel('Um valor').check();
      await botao(page, 'Continuar').click();
      await conferir('devolver');
      await page.getByLabel('Valor a devolver').fill('2');
      await page.getByLabel('Motivo').fill('Veio frio');
      await botao(page, 'Continuar').click();
      await conferir('confirmar');
      await page.goto('/gerencia/notificacoes');
      await page
        .getByRole('listitem')
        .filter({ hasText: 'Não é do banco' })
        .getByRole('button', { name: /^Ver/ })
        .click();
      await expect(page.getByText('Texto recebido', { exact: true })).toBeVisible();
      await conferir('notificações');
      await page.goto('/gerencia/conciliacao?dia=2026-11-20');
      await botao(page, /^Outra solução/)
        .first()
        .click();
      await conferir('conciliação');
      await page.goto('/gerencia/parados');
      await expect(page.getByText('Pronto, e ninguém buscou')).toBeVisible();
      await conferir('parados');
    });
});
