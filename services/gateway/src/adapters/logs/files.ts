import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { logFiles } from '@foodious/platform/log.ts';
import type { LogsDoPedido } from '../../ports.ts';

/** Reads the log files of a folder: of a pedido, the newest 1 000 lines at most. */
export const logsInFiles =
  (folder: string): LogsDoPedido =>
  async (pedidoId) => {
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
  };
