import { serviceNames } from '@foodious/contracts/services.ts';
import { encerrar, environment, type Place, ready, type Servers, spawnNode } from './place.ts';
import { answers } from './waiting.ts';

const WORLD = 'local/src/world-main.ts';
const SERVICES = [...serviceNames, 'gateway'];
const mainOf = (service: string) => `services/${service}/src/main.ts`;

/** The main files of a system whose services run each in so many processes of their own. */
export const apart = (instances: number): string[] => [
  WORLD,
  ...SERVICES.flatMap((name) => Array<string>(instances).fill(mainOf(name))),
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
    await encerrar(child, 'SIGKILL');
    this.#start(i);
    if (this.#files.length === 1) await ready(this.#place, this.#running[i]);
  }

  async stopAll() {
    for (const child of this.#running.toReversed()) {
      const code = await encerrar(child, 'SIGTERM');
      if (code !== 0) throw new Error(`a process did not close in order: ${code} ${child.errors()}`);
    }
  }

  static killEverything() {
    for (const child of Processes.alive) child.kill('SIGKILL');
  }
}

/**
 * The world outside (`mundo`) and each service in a process of its own, started and ended by name: here a killed one stays
 * away until it is started again. Whoever opens them closes them.
 * @param envOf what a process is told besides, by its name
 */
export async function separados(
  place: Place & { remove(): void },
  envOf: (nome: string) => Record<string, string> = () => ({}),
) {
  const running = new Map<string, ReturnType<typeof spawnNode>>();
  const casa = {
    place,
    iniciar(nome: string): void {
      const file = nome === 'mundo' ? WORLD : mainOf(nome);
      running.set(nome, spawnNode(file, environment(place, { LOG_LEVEL: 'silent', ...envOf(nome) })));
    },
    async matar(nome: string): Promise<void> {
      const child = running.get(nome);
      running.delete(nome);
      if (child) await encerrar(child, 'SIGKILL');
    },
    /** Closes all of them in order; the folder stays. */
    async parar(): Promise<void> {
      for (const [nome, child] of [...running].reverse()) {
        await encerrar(child, 'SIGTERM');
        running.delete(nome);
      }
    },
    async fechar(): Promise<void> {
      for (const nome of [...running.keys()].reverse()) await casa.matar(nome);
      place.remove();
    },
  };
  try {
    casa.iniciar('mundo');
    await answers(`${place.ses}/health`); // the rest needs the world outside at its first start
    for (const nome of SERVICES) casa.iniciar(nome);
    await answers(`${place.gateway}/ready`);
  } catch (error) {
    await casa.fechar();
    throw error;
  }
  return casa;
}
