import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { logFiles } from '@foodious/platform/log.ts';

/** Log lines of one pedido, oldest first, the newest 1 000 at most; none where logs do not go to files. */
export async function logsDoPedido(folder: string, pedidoId: number): Promise<Record<string, unknown>[]> {
  const mark = new RegExp(`"pedidoId":${pedidoId}[,}]`);
  const lines: Record<string, unknown>[] = [];
  for (const file of logFiles(folder)) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (!mark.test(line) || !line.endsWith('}')) continue; // a line may be cut where a process was killed
      lines.push(JSON.parse(line));
      if (lines.length > 1_000) lines.shift();
    }
  }
  return lines.sort((a, b) => String(a.time).localeCompare(String(b.time)));
}
