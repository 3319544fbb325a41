import type { Page } from '@playwright/test';
import { expect, type Restaurante } from './restaurante.ts';

/** Opens a page of the gerência for somebody who has signed in already. */
export async function abrirGerencia(page: Page, r: Restaurante, caminho = ''): Promise<void> {
  const answer = await page.request.post('/gerencia/sessao', { data: r.credenciais.gerente });
  expect(answer.status()).toBe(200);
  await page.goto(`/gerencia${caminho}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Puts a message nobody can handle into the queue of the cozinha: a change of a comanda that is not there. */
export async function mensagemQueMorre({ base, gerente }: Restaurante, pedidoId: number): Promise<void> {
  const aws = `http://127.0.0.1:${base + 4}`;
  const corpo = {
    id: crypto.randomUUID(),
    tipo: 'preparacao-alterada',
    versao: 1,
    ocorridoEm: new Date().toISOString(),
    pedidoId,
    correlacao: crypto.randomUUID(),
    dados: { estado: 'EM_PREPARACAO', movimentos: 1 },
  };
  const answer = await fetch(aws, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({
      QueueUrl: `${aws}/000000000000/preparacao-pedido-req.fifo`,
      MessageBody: JSON.stringify(corpo),
      MessageGroupId: String(pedidoId),
      MessageDeduplicationId: crypto.randomUUID(),
    }),
  });
  expect(answer.ok).toBe(true);
  await expect
    .poll(
      async () => {
        const { body } = await gerente('GET', `/v2/pedido/${pedidoId}/linha-do-tempo`);
        return body.passos.some(({ tipo }: { tipo: string }) => tipo === 'mensagem-enterrada');
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}

/** A picture as a camera would give it, made by the browser itself. */
export async function umaFoto(page: Page, largura: number, altura: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const pincel = canvas.getContext('2d');
      for (let x = 0; pincel && x < w; x += 20) {
        pincel.fillStyle = `hsl(${(360 * x) / w} 80% 50%)`;
        pincel.fillRect(x, 0, 20, h);
      }
      return canvas.toDataURL('image/png').replace(/^.*,/, '');
    },
    [largura, altura] as const,
  );
  return Buffer.from(base64, 'base64');
}
