import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Party, parties } from '@foodious/contracts/services.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { json } from '@foodious/platform/dependency.ts';
import type { LogsDoPedido } from '../../ports.ts';

/** Lines that are read of a pedido: the newest. */
const MOST = 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Where the log groups are, and how far and for how long they are searched. */
type Grupos = {
  client: Pick<CloudWatchLogsClient, 'send'>;
  /** They are `<prefixo>/<service>`. */
  prefixo: string;
  /** How many days back. */
  dias: number;
  /** Milliseconds somebody waits for an answer. */
  paciencia?: number;
};

/**
 * Reads the log groups of CloudWatch, one for each of us: of a pedido, the newest 1 000 lines at most. What was not searched in
 * time is told by a line of its own, before the first.
 */
export const logsInCloudWatch =
  ({ client, prefixo, dias, paciencia = 20_000 }: Grupos): LogsDoPedido =>
  async (pedidoId) => {
    const agora = Date.now();
    const abortSignal = AbortSignal.timeout(paciencia);
    let answered = false;

    /** The newest lines of one group, and whether there was time for all of them. */
    async function deUm(service: Party) {
      const lines: Record<string, unknown>[] = [];
      for (let nextToken: string | undefined; ; ) {
        const asked = new FilterLogEventsCommand({
          logGroupName: `${prefixo}/${service}`,
          filterPattern: `{ $.pedidoId = ${pedidoId} }`,
          startTime: agora - dias * DAY_MS,
          startFromHead: false, // the newest first: pages may be empty, and without end
          nextToken,
        });
        try {
          const page = await client.send(asked, { abortSignal });
          answered = true;
          for (const { message } of page.events ?? []) {
            const line = read(message);
            if (line?.pedidoId === pedidoId) lines.push(line); // whatever the pattern let through
          }
          nextToken = page.nextToken;
        } catch (cause) {
          if (!abortSignal.aborted) throw new Unavailable('the logs do not answer', { cause });
          return { lines, whole: false };
        }
        if (!nextToken || lines.length >= MOST) return { lines, whole: true };
      }
    }

    const groups = await Promise.all(parties.map(deUm));
    if (!answered) throw new Unavailable('the logs do not answer in time');
    const lines = groups
      .flatMap((group) => group.lines)
      .sort((a, b) => String(a.time).localeCompare(String(b.time)))
      .slice(-MOST);
    if (groups.every(({ whole }) => whole)) return lines;
    return [{ level: 'warn', service: 'gateway', pedidoId, msg: 'older lines were not found in time' }, ...lines];
  };

/** A line of ours; undefined for what another program wrote there. */
function read(message = ''): Record<string, unknown> | undefined {
  const line = json(message);
  return typeof line === 'object' && line !== null ? (line as Record<string, unknown>) : undefined;
}
