/** The least each senha is given, so that one after the other can be read, milliseconds. */
export const CHAMADA_MS = 4_000;

/** Calls senhas, one after the other. */
export type Chamadas = {
  chamar(senhas: readonly number[]): void;
  parar(): void;
};

/**
 * @param chamar shows one and says it; resolves when it was said
 * @param vale asked when its turn comes: one already taken is not called any more
 */
export function criarChamadas({
  chamar,
  vale,
}: {
  chamar(senha: number): Promise<void>;
  vale(senha: number): boolean;
}): Chamadas {
  let espera: number[] = [];
  let chamando = false;
  let parado = false;

  async function seguir(): Promise<void> {
    chamando = true;
    for (let senha = espera.shift(); senha !== undefined && !parado; senha = espera.shift()) {
      if (!vale(senha)) continue;
      await Promise.all([chamar(senha), new Promise((resolve) => setTimeout(resolve, CHAMADA_MS))]);
    }
    chamando = false;
  }

  return {
    chamar(senhas) {
      espera = [...espera.filter((senha) => !senhas.includes(senha)), ...senhas];
      if (!chamando && !parado) void seguir();
    },
    parar() {
      parado = true;
      espera = [];
    },
  };
}
