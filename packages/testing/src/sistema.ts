import { type Call, type Credentials, connect } from './client.ts';
import { encerrar, freshPlace, type Place, spawnSystem } from './place.ts';

export type Sistema = {
  place: Place;
  credentials: Credentials;
  /** Without any token. */
  anyone: Call;
  totem: Call;
  gerente: Call;
  cozinha: Call;
  /** With the token of a device that told this CPF: identified when it is known, anonymous when not. */
  comCpf(cpf: string): Promise<Call>;
};

/** A system in a process of its own, ready, with a caller of each kind. Whoever opens it stops it. */
export async function abrirSistema(env: Record<string, string> = {}) {
  const place = await freshPlace();
  const { child, credentials } = await spawnSystem(place, env).catch((error) => {
    place.remove();
    throw error;
  });
  const { anyone, ...door } = connect(credentials);
  const [totem, gerente, cozinha] = await Promise.all([door.totem(), door.gerente(), door.cozinha()]);
  return {
    place,
    credentials,
    anyone,
    totem,
    gerente,
    cozinha,
    comCpf: (cpf: string) => door.totem(cpf),
    /** What it has said on stderr. */
    errors: () => child.errors(),
    /** Closes it in order, if it is still open; resolves with its exit code. */
    async stop(): Promise<number | null> {
      const code = await encerrar(child, 'SIGTERM');
      place.remove();
      return code;
    },
  };
}
