import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { conferirAcessivel } from './acessivel.ts';
import { expect, type Restaurante, testAParte as test } from './restaurante.ts';

const DONA = { usuario: 'ana', palavraPasse: 'um cavalo de bateria' };
const COOK = { usuario: 'bruno', palavraPasse: 'panela no fogo brando', pin: '4071' };

/** A browser nobody has used. */
async function outro(browser: Browser, baseURL: string | undefined): Promise<Page> {
  return (await browser.newContext({ baseURL: baseURL ?? '', locale: 'pt-BR' })).newPage();
}

async function escolherPalavraPasse(page: Page, palavraPasse: string): Promise<void> {
  await page.getByLabel('Nova palavra-passe').fill(palavraPasse);
  await page.getByLabel('A mesma, outra vez').fill(palavraPasse);
}

async function entrarComo(page: Page, { usuario, palavraPasse }: typeof DONA): Promise<void> {
  await page.getByLabel('Usuário').fill(usuario);
  await page.getByRole('textbox', { name: 'Palavra-passe', exact: true }).fill(palavraPasse);
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
}

/** As the owner, at a page of the gerência. */
async function comoDona(page: Page, caminho: string): Promise<void> {
  const { usuario, palavraPasse: senha } = DONA;
  expect((await page.request.post('/gerencia/sessao', { data: { usuario, senha } })).status()).toBe(200);
  await page.goto(`/gerencia${caminho}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** A cozinha screen of another device, paired. */
async function cozinhaPareada(browser: Browser, baseURL: string | undefined, { gerente }: Restaurante): Promise<Page> {
  const page = await outro(browser, baseURL);
  const { body } = await gerente('POST', '/v2/aparelhos/pareamentos', { tipo: 'cozinha', nome: 'Tablet da chapa' });
  await page.goto(`/cozinha#parear=${body.codigo}`);
  await page.getByRole('button', { name: 'Parear', exact: true }).click();
  await page.getByRole('button', { name: 'Começar já' }).click();
  return page;
}

test.describe
  .serial('equipe', () => {
    test('no primeiro início, quem tem o link escolhe nome e palavra-passe, e já está dentro', async ({
      page,
      restaurante,
    }) => {
      const { convite } = JSON.parse(readFileSync(join(restaurante.dataDir, 'convite.json'), 'utf8'));
      await page.goto(`/gerencia#convite=${convite}`);
      expect(new URL(page.url()).hash).toBe(''); // the address does not keep it
      await expect(page.getByRole('heading', { name: 'Boas-vindas' })).toBeVisible();
      await page.reload();
      await expect(page.getByRole('heading', { name: 'Boas-vindas' })).toBeVisible();
      await expect(page.getByLabel('Seu nome')).toBeFocused();
      await conferirAcessivel(page);
      await page.getByLabel('Seu nome').fill('Ana Souza');
      await page.getByLabel('Usuário').fill(DONA.usuario);
      await page.getByLabel('Nova palavra-passe').fill('12345');
      await expect(page.getByRole('status').filter({ hasText: 'Faltam 5 para o mínimo' })).toBeVisible();
      await page.getByLabel('Nova palavra-passe').fill('abcabcabcabc');
      await page.getByLabel('A mesma, outra vez').fill('outra coisa');
      await page.getByRole('button', { name: 'Salvar e entrar' }).click();
      await expect(page.getByText('As duas palavras-passe não são iguais.')).toBeVisible();
      await page.getByLabel('A mesma, outra vez').fill('abcabcabcabc');
      await page.getByRole('button', { name: 'Salvar e entrar' }).click();
      await expect(page.getByText('Esta palavra-passe é das mais usadas: escolha outra')).toBeVisible();
      await conferirAcessivel(page);
      await escolherPalavraPasse(page, DONA.palavraPasse);
      await page.getByRole('button', { name: 'Salvar e entrar' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible();
      await page.reload();
      await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible();

      await page.goto('about:blank');
      await page.goto(`/gerencia#convite=${convite}`);
      await expect(page.getByRole('heading', { name: 'Este convite não vale mais' })).toBeVisible();
      await conferirAcessivel(page);
      await page.getByRole('button', { name: 'Já tenho conta: entrar' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible(); // she still is
    });

    test('a gerente convida; a pessoa convidada escolhe a palavra-passe no aparelho dela', async ({
      page,
      browser,
      baseURL,
    }) => {
      await comoDona(page, '/equipe');
      await page.getByRole('button', { name: 'Convidar pessoa' }).click();
      const ficha = page.getByRole('dialog', { name: 'Convidar pessoa' });
      await ficha.getByLabel('Nome').fill('Bruno Lima');
      await ficha.getByLabel('Usuário').fill('b');
      await ficha.getByRole('button', { name: 'Criar convite' }).click();
      await expect(ficha.getByText(/“Usuário” deve ter de 3 a 40|Usuário deve ter de 3 a 40/)).toBeVisible();
      await ficha.getByLabel('Usuário').fill(COOK.usuario);
      await ficha.getByRole('button', { name: 'Criar convite' }).click();
      const link = await page.getByLabel('Link do convite').inputValue();
      await expect(page.getByRole('img', { name: 'Código QR do convite' })).toBeVisible();
      await conferirAcessivel(page);
      await page.getByRole('button', { name: 'Fechar' }).click();
      await expect(page.getByRole('listitem').filter({ hasText: 'Bruno Lima' })).toContainText('ainda não entrou');

      const dele = await outro(browser, baseURL);
      await dele.goto(`/gerencia${new URL(link).hash}`);
      await expect(dele.getByRole('heading', { name: 'Oi, Bruno Lima' })).toBeVisible();
      await escolherPalavraPasse(dele, COOK.palavraPasse);
      await dele.getByRole('button', { name: 'Salvar e entrar' }).click();
      await expect(dele.getByRole('heading', { name: 'Tudo pronto' })).toBeVisible();
      await expect(dele.getByText(/Entre na tela da cozinha com o usuário bruno/)).toBeVisible();
      await conferirAcessivel(dele);
      await dele.context().close();
    });

    test('quem só ele gerencia não pode deixar de gerenciar; o que outra pessoa salvou antes se escolhe', async ({
      page,
      restaurante,
    }) => {
      await comoDona(page, '/equipe');
      await page.getByRole('button', { name: 'Editar Ana Souza' }).click();
      await page.getByRole('switch', { name: 'Pode entrar' }).click();
      await page.getByRole('button', { name: 'Salvar' }).click();
      await expect(page.getByRole('alert').filter({ hasText: 'única pessoa da gerência' })).toBeVisible();
      await page.getByRole('switch', { name: 'Pode entrar' }).click();
      await page.getByRole('dialog').getByLabel('Nome').fill('Ana S.');
      const { body } = await restaurante.gerente('GET', '/v2/equipe');
      const { id, papel, email, ativo, versao } = body.pessoas.find((um: { usuario: string }) => um.usuario === 'ana');
      const outra = { nome: 'Ana de Souza', papel, email, ativo };
      await restaurante.gerente('PUT', `/v2/equipe/${id}`, outra, { 'if-match': `"${versao}"` });
      await page.getByRole('button', { name: 'Salvar' }).click();
      await expect(page.getByText('Outra pessoa salvou enquanto você editava')).toBeVisible();
      await conferirAcessivel(page);
      await page.getByRole('button', { name: 'Salvar com estas escolhas' }).click();
      await expect(page.getByRole('list', { name: 'Equipe' }).getByRole('heading', { name: 'Ana S.' })).toBeVisible();
    });

    test('na cozinha pareada se entra por PIN; cinco errados pedem a palavra-passe; troca-se de pessoa num toque', async ({
      browser,
      baseURL,
      restaurante,
    }) => {
      const page = await cozinhaPareada(browser, baseURL, restaurante);
      await entrarComo(page, COOK);
      await page.getByRole('button', { name: /^Bruno Lima/ }).click();
      const conta = page.getByRole('dialog', { name: 'Bruno Lima' });
      const doPin = conta.getByRole('form', { name: 'PIN' });
      await doPin.getByLabel('PIN novo').fill('1234');
      await doPin.getByLabel('Sua palavra-passe').fill(COOK.palavraPasse);
      await doPin.getByRole('button', { name: 'Salvar PIN' }).click();
      await expect(doPin.getByText(/óbvio|fácil|outro/).last()).toBeVisible();
      await conferirAcessivel(page);
      await doPin.getByLabel('PIN novo').fill(COOK.pin);
      await doPin.getByRole('button', { name: 'Salvar PIN' }).click();
      await expect(doPin.getByText('PIN salvo.')).toBeVisible();
      await conta.getByRole('button', { name: 'Fechar' }).click();
      await page.getByRole('button', { name: 'Sair' }).click();

      await page.getByRole('button', { name: 'Bruno Lima' }).click();
      await expect(page.getByLabel('PIN')).toBeFocused();
      await conferirAcessivel(page);
      for (let i = 0; i < 6 && (await page.getByLabel('PIN').isVisible()); i += 1) {
        await page.keyboard.type('9999');
        await page.keyboard.press('Enter');
        await expect(page.getByRole('alert')).toHaveText(/O PIN não confere|Muitos PINs errados/);
        await page.waitForTimeout(300);
      }
      await expect(page.getByText(/Muitos PINs errados/)).toBeVisible();
      await entrarComo(page, COOK);
      await expect(page.getByRole('button', { name: 'Sair' })).toBeVisible();

      await page.getByRole('button', { name: /^Bruno Lima/ }).click();
      await page.getByRole('button', { name: 'Trocar de pessoa' }).click();
      const porta = page.getByRole('dialog', { name: 'Cozinha' });
      await porta.getByRole('button', { name: 'Bruno Lima' }).click();
      for (const numero of COOK.pin) await porta.getByRole('button', { name: numero, exact: true }).click();
      await porta.getByRole('button', { name: 'Entrar', exact: true }).click();
      await expect(porta).toBeHidden();
      await page.context().close();
    });

    test('quem é desativado sai em segundos, onde quer que esteja', async ({ page, browser, baseURL, restaurante }) => {
      const cozinha = await cozinhaPareada(browser, baseURL, restaurante);
      await cozinha.getByRole('button', { name: 'Bruno Lima' }).click();
      await cozinha.keyboard.type(COOK.pin);
      await cozinha.keyboard.press('Enter');
      await expect(cozinha.getByRole('button', { name: 'Sair' })).toBeVisible();

      await comoDona(page, '/equipe');
      await page.getByRole('button', { name: 'Editar Bruno Lima' }).click();
      await page.getByRole('switch', { name: 'Pode entrar' }).click();
      await page.getByRole('button', { name: 'Salvar' }).click();
      await expect(page.getByRole('listitem').filter({ hasText: 'Bruno Lima' })).toContainText('Não entra');
      await expect(cozinha.getByText(/Sua sessão terminou/)).toBeVisible();
      await cozinha.context().close();
    });

    test('o primeiro gerente dos programas não entra mais na tela; a palavra-passe própria se troca', async ({
      page,
      restaurante,
    }) => {
      await page.goto('/gerencia');
      const { usuario, senha: palavraPasse } = restaurante.credenciais.gerente;
      await entrarComo(page, { usuario, palavraPasse });
      await expect(page.getByRole('alert')).toHaveText('Usuário ou palavra-passe não conferem.');
      await entrarComo(page, DONA);
      await expect(page.getByRole('heading', { level: 1, name: 'Hoje' })).toBeVisible();
      await page.goto('/gerencia/conta');
      const form = page.getByRole('form', { name: 'Palavra-passe' });
      await form.getByLabel('A de agora').fill('não é esta');
      await escolherPalavraPasse(page, 'outro cavalo de bateria');
      await form.getByRole('button', { name: 'Trocar palavra-passe' }).click();
      await expect(form.getByText('A palavra-passe atual não confere')).toBeVisible();
      await conferirAcessivel(page);
      await form.getByLabel('A de agora').fill(DONA.palavraPasse);
      await form.getByRole('button', { name: 'Trocar palavra-passe' }).click();
      await expect(page.getByText(/Sua sessão terminou/)).toBeVisible();
      await entrarComo(page, { ...DONA, palavraPasse: 'outro cavalo de bateria' });
      await expect(page.getByText(/Sua sessão terminou/)).toBeHidden();
    });
  });
