import type { Page } from '@playwright/test';

/** Puts a stream of our own in the place of one of the server's: what it tells is for the test to say. */
export async function fluxoFalso(page: Page, path: string): Promise<(event: string, data: unknown) => Promise<void>> {
  const past = ['retry: 1000\n\n'];
  let send = (_: string) => {};
  await page.routeWebSocket(
    (url) => url.pathname.endsWith(path),
    (line) => {
      send = (text) => line.send(text);
      for (const told of past) send(told);
    },
  );
  return async (event, data) => {
    const told = `id: ${past.length}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    past.push(told);
    send(told);
  };
}
