import { conferirAcessivel } from './acessivel.ts';
import { decidirNoBanco, entrar, expect, test } from './restaurante.ts';
import { adicionar, botao, comecar, EM_PE, pagar, titulo } from './totem-passos.ts';

const DEITADA = { viewport: { width: 1920, height: 1080 } };

test('um pedido inteiro: do totem ao banco, à cozinha, ao painel e ao telefone de quem espera', async ({
  browser,
  restaurante,
}) => {
  const janela = async (options: object) =>
    (await browser.newContext({ baseURL: restaurante.gateway, locale: 'pt-BR', ...options })).newPage();
  const [totem, cozinha, painel, outra] = await Promise.all([
    janela(EM_PE),
    janela(DEITADA),
    janela(DEITADA),
    janela({ viewport: { width: 390, height: 844 } }),
  ]);
  await entrar(cozinha, 'cozinha', restaurante);
  await painel.goto('/painel');

  await comecar(totem);
  await adicionar(totem, /Fast Burger da Casa/);
  await botao(totem, /^Bebida/).click();
  await adicionar(totem, /Guaraná Tanque Cheio/);
  await botao(totem, 'Finalizar').click();
  await botao(totem, 'Não, obrigado').click();
  await botao(totem, 'Comer aqui').click();
  await expect(titulo(totem, 'Tudo certo?')).toBeVisible();
  const id = await pagar(totem);
  await expect(cozinha.locator(`[data-pedido="${id}"]`)).toHaveCount(0); // nothing unpaid is cooked
  await decidirNoBanco(outra, restaurante, id, 'Aprovar');

  await expect(titulo(totem, /^Sua senha/)).toBeVisible();
  const { senha, acompanhar } = (await restaurante.gerente('GET', `/v2/pedido/${id}`)).body;
  await expect(totem.getByText(String(senha), { exact: true }).first()).toBeVisible();
  await outra.goto(acompanhar);
  await expect(outra.getByRole('heading', { name: `Senha ${senha}` })).toBeVisible();

  const passo = (nome: string) => cozinha.getByRole('button', { name: `${nome} senha ${senha}`, exact: true });
  await expect(
    painel.getByRole('region', { name: 'Em preparo' }).getByText(String(senha), { exact: true }),
  ).toBeVisible({ timeout: 30_000 }); // where there are many, they take turns
  await passo('Iniciar').click();
  await expect(outra.getByText('Estamos preparando')).toBeVisible();
  await passo('Pronto').click();
  await expect(painel.getByTestId('destaque')).toContainText(String(senha));
  await expect(outra.getByText('Pode retirar no balcão')).toBeVisible();
  await passo('Entregar').click();
  await expect(outra.getByText('Bom apetite')).toBeVisible();
  await expect(painel.getByText(String(senha), { exact: true })).toHaveCount(0);
  for (const page of [cozinha, painel, outra]) await conferirAcessivel(page);
  for (const page of [totem, cozinha, painel, outra]) await page.context().close();
});
