import type { Page } from '@playwright/test';

/** Puts a stream of our own in the place of one of the server's: what it tells is for the test to say. */
export async function fluxoFalso(page: Page, path: string): Promise<(event: string, data: unknown) => Promise<void>> {
  await page.addInitScript((path) => {
    const real = window.fetch;
    const text = new TextEncoder();
    let line: ReadableStreamDefaultController<Uint8Array> | undefined;
    let id = 0;
    const past: string[] = [];
    Object.assign(window, {
      contar(event: string, data: unknown) {
        id += 1;
        past.push(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        line?.enqueue(text.encode(past.at(-1)));
      },
      fetch(input: RequestInfo | URL, init?: RequestInit) {
        if (!String(input instanceof Request ? input.url : input).endsWith(path)) return real(input, init);
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            line = controller;
            for (const told of past) controller.enqueue(text.encode(told));
          },
        });
        return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
      },
    });
  }, path);
  return (event, data) =>
    page.evaluate(
      ([event, data]) => (window as unknown as { contar(event: unknown, data: unknown): void }).contar(event, data),
      [event, data],
    );
}
