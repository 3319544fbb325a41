/** The processes of the four services: composed and run as anywhere, killed between any two steps, started again. */

import { type ServiceName, serviceNames } from '@foodious/contracts/services.ts';
import { compose as cozinha } from '@foodious/cozinha/compose.ts';
import { houseSettings } from '@foodious/local/settings.ts';
import { compose as pagamento } from '@foodious/pagamento/compose.ts';
import { compose as pedido } from '@foodious/pedido/compose.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { startService } from '@foodious/platform/service.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { compose as produto } from '@foodious/produto/compose.ts';
import { addresses, hangUp } from './network.ts';
import type { Process } from './process.ts';
import {
  after,
  as,
  between,
  blame,
  chance,
  elapsed,
  faults,
  type Owner,
  random,
  strikes,
  tell,
  world,
} from './scheduler.ts';
import { release } from './stores.ts';

const compositions = { produto, pedido, pagamento, cozinha };

/** How long an orderly end may take, in virtual milliseconds. */
const PATIENCE_MS = 120_000;
/** Clocks of different machines are this far apart at most, in milliseconds. */
const SKEW_MS = 1_500;

const settings = readSettings(houseSettings, [], { DATA_DIR: ':memory:', ...addresses });
/** A history lasts a minute or so: pending charges are asked for, and ledger and bank compared, within it. In seconds. */
const BRIEF = { PIX_CONSULTA_S: 3, CONCILIACAO_S: 30, CONCILIACAO_GRACA_S: 5 };
let all: Process[] = [];
/** The latest life of each process. */
export const processes = (): readonly Process[] => all;

/** Starts so many instances of each service. */
export function startProcesses(
  instances: Record<ServiceName, number>,
  how: { skewed: boolean; expiraS: number },
): void {
  all = [];
  const names = serviceNames.flatMap((service) =>
    Array.from({ length: instances[service] }, (_, i) => ({ service, i })),
  );
  for (const [index, { service, i }] of names.entries()) {
    const begin = () => {
      const process: Process = {
        name: `${service}.${i + 1}`,
        alive: true,
        frozenUntil: 0,
        service,
        up: false,
        running: undefined,
        skewMs: how.skewed ? between(-SKEW_MS, SKEW_MS) : 0,
        routes: [],
        schemes: {},
        calls: new Map(),
        again: begin,
      };
      all[index] = process;
      as(process, () => void start(process, how.expiraS));
    };
    begin();
  }
}

/** The end of a history: nobody in it does anything any more. */
export function endProcesses(): void {
  for (const process of all) process.alive = false;
}

async function start(process: Process, expiraS: number): Promise<void> {
  tell('starts');
  try {
    const composed = await compositions[process.service](
      { ...settings, PAGAMENTO_EXPIRA_S: expiraS, ...BRIEF },
      logger,
    );
    process.running = await startService(composed, settings);
  } catch (error) {
    end(process, `does not start: ${error}`);
  }
}

/** What may become of a process at each step it takes. */
export function fate(who: Owner): void {
  if (!('service' in who)) return; // the world outside
  const process = who as Process;
  if (faults.crash > 0 && strikes('crash')) end(process, 'dead');
  else if (faults.freeze > 0 && strikes('freeze')) process.frozenUntil = elapsed() + random() * 25_000;
  else if (faults.deploy > 0 && process.running && process.up && strikes('deploy'))
    after(0, () => void stop(process), process);
}

function end(process: Process, why: string): void {
  if (!process.alive) return;
  tell(why);
  process.alive = false;
  release(process);
  hangUp(process);
  after(chance(0.8) ? random() * 2_000 : random() * 15_000, process.again, world);
}

async function stop(process: Process): Promise<void> {
  tell('stops');
  process.up = false;
  const patience = after(PATIENCE_MS, () => blame(`${process.service} does not stop`));
  await as(process, () => process.running?.stop());
  patience.cancelled = true;
  end(process, 'stopped');
}

/** What production code logs above the ordinary is part of the history. */
const log =
  (level: string) =>
  (context: { err?: unknown } | string, text?: string): void => {
    const err = typeof context === 'string' ? undefined : context.err;
    tell(`(${level}) ${text ?? context}${err ? `: ${err}` : ''}`);
  };
const silent = () => {};
const logger = {
  fatal: log('fatal'),
  error: log('error'),
  warn: log('warn'),
  info: silent,
  debug: silent,
  trace: silent,
  child: () => logger,
} as unknown as Logger;
