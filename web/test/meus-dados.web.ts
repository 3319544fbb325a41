import { cpfDe, unico } from '@foodious/testing/fixtures.ts';
import { codigosPara, verificado } from '@foodious/testing/verificado.ts';
import type { Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { expect, type Restaurante, relogioDoTeste, test, umPedido } from './restaurante.ts';

test.use({ viewport: { width: 390, height: 844 } });

/** A cliente of the test's own. */
async function umCliente(
  { totem }: Restaurante,
  campos: object = {},
): Promise<{ id: number; email: string; cpf: string }> {
  const cpf = cpfDe(String(100_000_000 + Math.floor(Math.random() * 899_999_999)));
  const { body } = await totem('POST', '/v1/cliente', {
    nome: 'Gertrudes Quixote',
    email: `${unico()}@exemplo.com`,
    cpf,
    ...campos,
  });
  return body;
}

/** The way in, as a person goes it. */
async function entrar(page: Page, { ses }: Restaurante, email: string): Promise<void> {
  await page.goto('/meus-dados');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Receber um código' }).click();
  const [codigo = ''] = (await codigosPara(ses, email)).slice(-1);
  await page.getByLabel('Código').fill(`${codigo.slice(0, 3)} ${codigo.slice(3)}`); // as it may be pasted
  await page.getByRole('button', { name: 'Entrar' }).click();
  await expect(page.getByRole('heading', { name: 'Seu cadastro' })).toBeVisible();
}

test.describe('meus dados', () => {
  test('pelo código se entra, e se vê o que há; o que está errado se diz no campo', async ({ page, restaurante }) => {
    const { id, email, cpf } = await umCliente(restaurante);
    const pedido = await umPedido(restaurante, {
      clienteId: id,
      itens: [{ produtoId: 1, quantidade: 2, observacoes: 'sem sal' }],
    });
    await page.goto('/meus-dados');
    await conferirAcessivel(page);
    await page.getByLabel('E-mail').fill('gertrudes');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Confira o e-mail.')).toBeVisible();
    await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
    await page.getByLabel('E-mail').fill(email);
    await page.keyboard.press('Enter');

    const campo = page.getByLabel('Código');
    await expect(campo).toBeFocused();
    await expect(campo).toHaveAttribute('autocomplete', 'one-time-code');
    await expect(page.getByRole('button', { name: /Enviar outro código em 0:\d\d/ })).toBeDisabled();
    await conferirAcessivel(page);
    await page.reload(); // as a telephone does whose owner went to read the mail
    await expect(page.getByText(`Se ${email} estiver em um cadastro`)).toBeVisible();
    const [codigo = ''] = await codigosPara(restaurante.ses, email);
    await campo.fill(codigo === '000000' ? '000001' : '000000');
    await page.keyboard.press('Enter');
    await expect(page.getByText('O código não confere ou já venceu')).toBeVisible();
    await conferirAcessivel(page);
    await campo.fill(codigo);
    await page.keyboard.press('Enter');

    await expect(page.getByText('Gertrudes Quixote')).toBeVisible();
    await expect(page.getByText(cpf.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4'))).toBeVisible();
    await expect(page.getByText(`Pedido ${pedido.id}`)).toBeVisible();
    await expect(page.getByText('(sem sal)')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await conferirAcessivel(page);
    await page.reload();
    await expect(page.getByText('Gertrudes Quixote')).toBeVisible();
    await page.getByRole('button', { name: 'Sair' }).click();
    await expect(page.getByText('Gertrudes Quixote')).toBeHidden();
    await expect(page.getByLabel('E-mail')).toHaveValue('');
    await expect(page.getByText('Por segurança')).toBeHidden();
  });

  test('corrige o nome, troca o e-mail, e deixa de aceitar ofertas', async ({ page, restaurante }) => {
    const { email } = await umCliente(restaurante, { aceitaMarketing: true, versaoMarketing: 1 });
    await entrar(page, restaurante, email);
    await page.getByRole('button', { name: 'Corrigir o nome' }).click();
    await page.getByLabel('Nome').fill(' ');
    await page.getByRole('button', { name: 'Salvar' }).click();
    await expect(page.getByText('Use letras, espaços')).toBeVisible();
    await page.getByLabel('Nome').fill("Gertrudes d'Ávila");
    await page.getByRole('button', { name: 'Salvar' }).click();
    await expect(page.getByText("Gertrudes d'Ávila")).toBeVisible();
    await expect(page.getByText('Salvo.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Corrigir o nome' })).toBeFocused();

    const ofertas = page.getByRole('switch', { name: 'Quero receber ofertas por e-mail' });
    await expect(ofertas).toBeChecked();
    await ofertas.click();
    await expect(page.getByText(/Retirado em .* \(texto 1\)/)).toBeVisible();
    await expect(ofertas).not.toBeChecked();

    const novo = `${unico()}@exemplo.com`;
    await page.getByRole('button', { name: 'Trocar o e-mail' }).click();
    await page.getByLabel('Novo e-mail').fill(novo);
    await page.getByRole('button', { name: 'Receber um código' }).click();
    const [codigo = ''] = await codigosPara(restaurante.ses, novo);
    await page.getByLabel('Código').fill(codigo);
    await conferirAcessivel(page);
    await page.getByRole('button', { name: 'Trocar o e-mail' }).click();
    await expect(page.getByText(novo)).toBeVisible();
    await expect(page.getByText(email)).toBeHidden();
  });

  test('leva tudo, para ler e para outro programa', async ({ page, restaurante }) => {
    const { id, email } = await umCliente(restaurante);
    const pedido = await umPedido(restaurante, { clienteId: id });
    await entrar(page, restaurante, email);
    const json = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Baixar em JSON' }).click();
    const baixado = await json;
    expect(baixado.suggestedFilename()).toBe('meus-dados.json');
    const ler = async (de: typeof baixado) => Buffer.concat(await (await de.createReadStream()).toArray()).toString();
    expect(JSON.parse(await ler(baixado))).toMatchObject({ email, pedidos: [{ id: pedido.id }] });

    await page.getByRole('button', { name: 'Ver em uma página' }).click();
    await expect(page.getByRole('heading', { name: 'Tudo o que guardamos' })).toBeFocused();
    await expect(page.getByText(/Código de acesso/)).toBeVisible();
    await expect(page.getByText(/CPF: \d{3}\.\d{3}\.\d{3}-\d\d/)).toBeVisible();
    await conferirAcessivel(page);
    const html = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Baixar a página' }).click();
    const pagina = await ler(await html);
    expect(pagina).toContain(email);
    expect(pagina).toContain(`Pedido ${pedido.id}`);
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Tudo o que guardamos' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Seu cadastro' })).toBeVisible();
  });

  test('apaga tudo, e fica o protocolo; outro não se acha', async ({ page, restaurante }) => {
    const { email } = await umCliente(restaurante);
    await entrar(page, restaurante, email);
    await page.getByRole('button', { name: 'Apagar meus dados' }).click();
    await conferirAcessivel(page);
    await page.getByRole('button', { name: 'Apagar de uma vez' }).click();
    await expect(page.getByRole('heading', { name: 'O que foi apagado' })).toBeVisible();
    await expect(page.getByText(/art\. 6/)).toBeVisible();
    await expect(page.getByLabel('Número do protocolo')).toHaveValue(/^[\da-f-]{36}$/);
    await expect(page.getByText('Gertrudes')).toBeHidden();
    await conferirAcessivel(page);

    await page.getByLabel('Número do protocolo').fill('123');
    await page.getByRole('button', { name: 'Consultar' }).click();
    await expect(page.getByText('Confira o número')).toBeVisible();
    await page.getByLabel('Número do protocolo').fill(crypto.randomUUID());
    await page.getByRole('button', { name: 'Consultar' }).click();
    await expect(page.getByText('Não achamos este protocolo.')).toBeVisible();
    await page.getByRole('link', { name: 'Voltar' }).click();
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeVisible();
    await expect(page.getByText('Gertrudes')).toBeHidden();
  });

  test('a sessão encerrada noutro lugar tira os dados da tela, e diz por quê', async ({
    page,
    context,
    restaurante,
  }) => {
    const { email } = await umCliente(restaurante);
    await entrar(page, restaurante, email);
    const outra = await context.newPage();
    await outra.goto('/meus-dados');
    await outra.getByRole('button', { name: 'Sair' }).click();
    await page.getByRole('button', { name: 'Ver em uma página' }).click();
    await expect(page.getByText('Por segurança, a sessão terminou')).toBeVisible();
    await expect(page.getByText('Gertrudes')).toBeHidden();
  });

  test('parada, a tela sai sozinha quando a sessão acaba', async ({ page, context, restaurante }) => {
    const { email } = await umCliente(restaurante);
    const { cookie } = await verificado(restaurante, email);
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: `${restaurante.gateway}/meus-dados` }]);
    await relogioDoTeste(page);
    await page.goto('/meus-dados');
    await expect(page.getByText('Gertrudes Quixote')).toBeVisible();
    await page.route('**/meus-dados/sessao', (route) => route.fulfill({ status: 401, json: {} }));
    await page.clock.fastForward(31 * 60_000);
    await expect(page.getByText('Por segurança, a sessão terminou')).toBeVisible();
    await expect(page.getByText('Gertrudes')).toBeHidden();
  });

  test('em outras línguas, e do tamanho de uma mesa', async ({ page, restaurante }) => {
    const { email } = await umCliente(restaurante);
    await entrar(page, restaurante, email);
    await page.waitForTimeout(300); // a tap sooner was not aimed at this
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { name: 'Your registration' })).toBeVisible();
    await expect(page.getByRole('switch', { name: 'Send me offers by e-mail' })).toBeVisible();
    await page.setViewportSize({ width: 1366, height: 768 });
    await conferirAcessivel(page);
    await page.getByRole('button', { name: 'Español' }).click();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Tu registro' })).toBeVisible();
  });
});
