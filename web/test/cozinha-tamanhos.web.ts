import type { Page } from '@playwright/test';
import type { Item } from '../src/screens/cozinha/state/comanda.ts';
import { conferirAcessivel } from './acessivel.ts';
import { comandaFalsa } from './comanda-falsa.ts';
import { fluxoFalso } from './fluxo-falso.ts';
import { entrar, expect, type Restaurante, test } from './restaurante.ts';

/** The screens of kitchens, and the least of waiting comandas that each shows whole. */
const tamanhos = [
  { width: 1024, height: 600, inteiras: 2 },
  { width: 1280, height: 800, inteiras: 4 },
  { width: 1366, height: 768, inteiras: 4 },
  { width: 1920, height: 1080, inteiras: 12 },
  { width: 3840, height: 2160, inteiras: 12 },
  { width: 390, height: 844, inteiras: 2 },
];

/** Twenty-four wait, ten are cooked, eight are ready. */
async function cheia(page: Page, restaurante: Restaurante): Promise<void> {
  const contar = await fluxoFalso(page, '/v2/cozinha/eventos');
  await entrar(page, 'cozinha', restaurante);
  await contar('retrato', [
    ...Array.from({ length: 24 }, (_, i) => comandaFalsa(i, 'RECEBIDO')),
    ...Array.from({ length: 10 }, (_, i) => comandaFalsa(30 + i, 'EM_PREPARACAO')),
    ...Array.from({ length: 8 }, (_, i) => comandaFalsa(50 + i, 'PRONTO')),
  ]);
  await expect(page.getByRole('article').first()).toBeVisible();
}

/** How many cards of a column are seen whole; and what is wrong with what is seen of it, in words. */
const olhar = (page: Page, estado: string) =>
  page.evaluate((estado) => {
    const erros: string[] = [];
    const cartoes = [...document.querySelectorAll<HTMLElement>(`article[data-estado="${estado}"]`)];
    const lista = cartoes[0]?.closest('ul')?.getBoundingClientRect() ?? new DOMRect();
    const [topo, fim] = [Math.max(0, lista.top), Math.min(innerHeight, lista.bottom)];
    const dentro = ({ top, bottom, left, right }: DOMRect, em: DOMRect) =>
      top >= em.top - 1 && bottom <= em.bottom + 1 && left >= em.left - 1 && right <= em.right + 1;
    let inteiras = 0;
    for (const cartao of cartoes) {
      const lugar = cartao.getBoundingClientRect();
      if (lugar.bottom <= topo || lugar.top >= fim) continue;
      const senha = cartao.querySelector('h3')?.textContent;
      const coluna = cartao.closest('section')?.getBoundingClientRect() ?? new DOMRect();
      if (lugar.left < coluna.left || lugar.right > coluna.right) erros.push(`${senha} sai da coluna`);
      for (const parte of cartao.querySelectorAll('h3, li, li *, button, time, p, [role=timer]'))
        if (
          parte.matches(':not(.so-leitor)') &&
          parte.checkVisibility() &&
          !dentro(parte.getBoundingClientRect(), lugar)
        )
          erros.push(`${senha}: ${parte.textContent} sai do cartão`);
      for (const texto of cartao.querySelectorAll<HTMLElement>('h3, button, li span, li em'))
        if (!texto.matches('.so-leitor') && texto.scrollWidth > texto.clientWidth + 1 && texto.clientWidth > 0)
          erros.push(`${senha}: ${texto.textContent} está cortado`);
      if (lugar.top < topo - 1 || lugar.bottom > fim + 1) continue;
      inteiras += 1;
      for (const botao of cartao.querySelectorAll('button')) {
        const { left, top, width, height } = botao.getBoundingClientRect();
        if (width < 44 || height < 44) erros.push(`${senha}: ${botao.textContent} mede ${width} × ${height}`);
        for (const [x, y] of [
          [0.5, 0.5],
          [0.1, 0.1],
          [0.9, 0.9],
        ] as const) {
          const visto = document.elementFromPoint(left + width * x, top + height * y);
          if (!visto || !cartao.contains(visto) || !(botao.contains(visto) || visto.matches('kbd')))
            erros.push(`${senha}: ${botao.textContent} está coberto`);
        }
      }
    }
    return { inteiras, erros };
  }, estado);

for (const { width, height, inteiras } of tamanhos)
  test.describe(`cozinha em ${width} × ${height}`, () => {
    test.use({ viewport: { width, height }, hasTouch: true });

    test('com vinte e quatro esperando, o que se vê tem seu botão e seus itens; com "A fazer" também', async ({
      page,
      restaurante,
    }) => {
      await cheia(page, restaurante);
      for (const passada of ['sem', 'com']) {
        if (passada === 'com') await page.getByRole('button', { name: 'A fazer' }).tap();
        await page.evaluate(() => scrollTo(0, 0));
        const vista = await olhar(page, 'RECEBIDO');
        expect(vista.erros).toEqual([]);
        expect(vista.inteiras).toBeGreaterThanOrEqual(inteiras);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await conferirAcessivel(page);
      }
      await page.getByRole('button', { name: 'A fazer' }).tap();
      for (const [nome, estado] of [
        ['Em preparo', 'EM_PREPARACAO'],
        ['Prontas', 'PRONTO'],
      ] as const) {
        const aba = page.getByRole('button', { name: new RegExp(`^${nome} \\d`) });
        if (await aba.isVisible()) await aba.tap();
        const vista = await olhar(page, estado);
        expect(vista.erros).toEqual([]);
        expect(vista.inteiras).toBeGreaterThan(0);
      }
    });

    test('até a última se chega só com toques', async ({ page, restaurante }) => {
      await cheia(page, restaurante);
      await page.route('**/v2/cozinha/comandas/**', () => {}); // only the screen has them: nobody answers for them
      const ultima = page.getByRole('button', { name: 'Iniciar senha 123', exact: true });
      const seguintes = page.getByRole('button', { name: 'Mostrar as seguintes, em Recebidas' });
      if (width < 600)
        await ultima.scrollIntoViewIfNeeded(); // the page itself scrolls, as any on a phone
      else
        while (await seguintes.isEnabled())
          await seguintes.tap({ timeout: 5_000 }).catch(async (erro) => {
            if (await seguintes.isEnabled()) throw erro; // it may have come to the last between the look and the finger
          });
      await expect(ultima).toBeInViewport({ ratio: 0.99 });
      await page.waitForTimeout(1_000); // what has just come up hears no finger
      await ultima.tap();
      await expect(page.locator('[data-pedido="10023"]')).toHaveAttribute('data-estado', 'EM_PREPARACAO');
    });

    test('uma comanda de trinta itens não tira da vista as que esperam depois dela', async ({ page, restaurante }) => {
      const contar = await fluxoFalso(page, '/v2/cozinha/eventos');
      await entrar(page, 'cozinha', restaurante);
      const [item] = comandaFalsa(0, 'RECEBIDO').itens;
      const itens = Array.from({ length: 30 }, (_, i) => ({ ...item, observacoes: null, posicao: i + 1 }) as Item);
      await contar('retrato', [
        comandaFalsa(0, 'RECEBIDO', { itens }),
        ...Array.from({ length: 24 }, (_, i) => comandaFalsa(1 + i, 'RECEBIDO')),
      ]);
      const longa = page.locator('[data-pedido="10000"]');
      await expect(longa.getByRole('checkbox')).toHaveCount(30);
      const vista = await olhar(page, 'RECEBIDO');
      expect(vista.erros).toEqual([]);
      const onde = await longa
        .getByRole('checkbox')
        .evaluateAll((caixas) => caixas.map((um) => um.getBoundingClientRect().x));
      if (width >= 1280) expect(new Set(onde).size).toBeGreaterThan(1); // itens stand beside each other
      if (width >= 1920) expect(vista.inteiras).toBeGreaterThanOrEqual(5);
    });
  });
