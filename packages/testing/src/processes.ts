import { once } from 'node:events';
import { answers } from './client.ts';
import { environment, type Place, ready, type Servers, spawnNode } from './system.ts';

const WORLD = 'local/src/world-main.ts';

/** The main files of a system whose services run each in so many processes of their own. */
export const apart = (instances: number): string[] => [
  WORLD,
  ...['produto', 'pedido', 'pagamento', 'cozinha', 'gateway'].flatMap((name) =>
    Array<string>(instances).fill(`services/${name}/src/main.ts`),
  ),
];

/** What a service says that cannot start because a server is not there. */
const AWAY = /^Cannot start: .* away$/m;

/** Something that can be killed at any instant; what it was told and has acknowledged is there when it is back. */
export type Victim = { name: string; kill(): Promise<void> };

/** The processes of one system; a killed one is started again at once. */
export class Processes {
  static readonly alive = new Set<ReturnType<typeof spawnNode>>();
  readonly victims: Victim[];
  readonly #place: Place;
  readonly #files: readonly string[];
  readonly #envOf: (i: number) => NodeJS.ProcessEnv;
  readonly #running: ReturnType<typeof spawnNode>[] = [];

  /** @param skewMs how far the clock of each is before that of the machine, in milliseconds */
  constructor(place: Place, files: readonly string[], servers?: Servers, skewMs: (i: number) => number = () => 0) {
    this.#place = place;
    this.#files = files;
    const shared = new Set(files).size < files.length ? { SHARE_PORT: 'true' } : {};
    const env = environment(place, { LOG_LEVEL: 'warn', ...shared }, servers);
    this.#envOf = (i) => {
      const skew = skewMs(i);
      const ahead = { CLOCK_SKEW_MS: String(skew), NODE_OPTIONS: `--import=${import.meta.resolve('./skew.ts')}` };
      return { ...env, INSTANCE: String(i), ...(skew ? ahead : {}) };
    };
    this.victims = files.map((name, i) => ({ name, kill: () => this.#kill(i) }));
  }

  #start(i: number) {
    const child = spawnNode(this.#files[i] ?? '', this.#envOf(i));
    Processes.alive.add(child);
    child.once('exit', (code) => {
      Processes.alive.delete(child);
      // Where its server has just been killed a service does not come up: whoever watches over it tries again.
      if (code === 1 && AWAY.test(child.errors())) setTimeout(() => this.#start(i), 300);
    });
    this.#running[i] = child;
  }

  async startAll() {
    for (const [i, file] of this.#files.entries()) {
      this.#start(i);
      if (file === WORLD) await answers(`${this.#place.ses}/health`); // the rest needs the world outside at its first start
    }
    await ready(this.#place);
  }

  async #kill(i: number) {
    const child = this.#running[i];
    if (!child) return;
    if (child.exitCode !== null) {
      if (AWAY.test(child.errors())) return; // it is being started again
      throw new Error(`${this.#files[i]} ended by itself: ${child.errors()}`);
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    this.#start(i);
    if (this.#files.length === 1) await ready(this.#place, this.#running[i]);
  }

  async stopAll() {
    for (const child of this.#running.toReversed()) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await ended;
      if (code !== 0) throw new Error(`a process did not close in order: ${code} ${child.errors()}`);
    }
  }

  static killEverything() {
    for (const child of Processes.alive) child.kill('SIGKILL');
  }
}
