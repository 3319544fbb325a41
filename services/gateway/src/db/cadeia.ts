import { createHash } from 'node:crypto';

/** The end of a chain: its last number, and that row's hash. */
export type Cabeca = { n: number; hash: string };

/** Of all the chains there could be, the one there is. */
export const CADEIA = 'auditoria';

/** Where a chain begins. */
export const COMECO: Cabeca = { n: 0, hash: '0'.repeat(64) };

/** What is hashed of a row: all its columns but the hash itself. */
type Linha = Readonly<Record<string, string | number | null>> & { n: number; hash_anterior: string };

/**
 * The hash of a row: SHA-256, in lower-case hexadecimal, over its columns as canonical JSON (RFC 8785: names sorted, no space
 * between, numbers and strings as ECMAScript writes them, UTF-8). What a column holds goes in as it is stored, JSON texts too.
 */
export const hashDe = (linha: Linha): string =>
  createHash('sha256')
    .update(JSON.stringify(linha, Object.keys(linha).sort()))
    .digest('hex');

/** The row that comes next after a head. */
export function encadear<L extends Readonly<Record<string, string | number | null>>>(cabeca: Cabeca, linha: L) {
  const completa = { ...linha, n: cabeca.n + 1, hash_anterior: cabeca.hash };
  return { ...completa, hash: hashDe(completa) };
}

/**
 * What is wrong with a chain: the first row that was changed, is missing or out of place; one that is not what others know it to
 * be; or an end that was cut off.
 */
export type Quebra = { n: number; defeito: 'mudada' | 'ausente' | 'desligada' | 'refeita' | 'cortada' };

/**
 * Follows a chain from its beginning, a row after another in the order of their numbers.
 * @returns how to hand it the next row, where it stands, and what is wrong with the first that does not fit
 */
export function conferidor() {
  let cabeca = COMECO;
  return {
    cabeca: () => cabeca,
    proxima({ hash, ...linha }: Linha & { hash: string }): Quebra | undefined {
      const n = cabeca.n + 1;
      if (linha.n !== n) return { n, defeito: 'ausente' };
      if (hashDe(linha) !== hash) return { n, defeito: 'mudada' };
      if (linha.hash_anterior !== cabeca.hash) return { n, defeito: 'desligada' };
      cabeca = { n, hash };
      return undefined;
    },
  };
}
