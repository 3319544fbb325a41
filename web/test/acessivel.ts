import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What fades in is judged when it is there: one that has not begun to has no animation yet, but is marked. */
export async function tudoParado(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[data-starting-style], [data-ending-style]'));
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
        .map(({ finished }) => finished.catch(() => undefined)),
    ),
  );
}

/** No rule of WCAG 2.2 AA, nor axe's best practices, is broken by what the page shows now. */
export async function conferirAcessivel(page: Page): Promise<void> {
  // Nor may anything begin to fade in meanwhile, as a page of the painel does when its turn comes.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await tudoParado(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  await page.emulateMedia({ reducedMotion: null });
  expect(
    violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`),
  ).toEqual([]);
}
