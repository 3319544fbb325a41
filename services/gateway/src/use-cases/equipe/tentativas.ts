import { createHash } from 'node:crypto';
import type { SessionScreen } from '@foodious/contracts/screens.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { secretHash } from '@foodious/platform/secrets.ts';
import { conhecidos } from '../../db/conhecidos.ts';
import { DO_PIN, falhas } from '../../db/falhas.ts';
import type { GatewayTx, Reader } from '../../db/schema.ts';
import { comMaisUma, faltam, LIVRES, PINS_ERRADOS } from '../../domain/espera.ts';

/** Somebody at the door: the user name they tell, and where they are. */
export type Tentativa = { usuario: string; lugar: string };

/** What a request says about where it comes from. */
export type Origem = {
  /** The screen somebody wants to use; null for a program, which asks for a token. */
  tela: SessionScreen | null;
  /** The part of the network it comes from. */
  rede: string;
  /** The paired aparelho it comes from. */
  aparelhoId: number | null;
  /** The token of the cookie a browser has at which somebody has come in before. */
  conhecido: string | undefined;
};

/**
 * Where somebody tries to come in: a paired aparelho; a browser at which this very user has come in before; or else an address. The
 * failures of one place hold nobody up at another.
 */
export async function lugarDe(
  { db }: Reader,
  usuario: string,
  { rede, aparelhoId, conhecido = '' }: Origem,
): Promise<string> {
  if (aparelhoId !== null) return `aparelho-${aparelhoId}`;
  const token = secretHash(conhecido);
  return (await conhecidos(db).has(token, usuario)) ? `conhecido-${token}` : `${REDE}${rede}`;
}

const REDE = 'rede-';
/** Whether somebody tries where we know of an address and no more: no aparelho of ours, and not where they have come in before. */
export const ehDeFora = (tentativa: Tentativa | null): boolean =>
  tentativa === null || tentativa.lugar.startsWith(REDE);

/** What failures are counted by. Hashes: somebody may have told a palavra-passe for their name, and where one is, is personal. */
const chavesDe = ({ usuario, lugar }: Tentativa) => {
  const chave = (...partes: string[]) => createHash('sha256').update(JSON.stringify(partes)).digest('hex');
  return {
    daPessoa: { chave: chave(usuario, lugar), livres: LIVRES.pessoa },
    doLugar: { chave: chave(lugar), livres: LIVRES.lugar },
  };
};

/**
 * Counts a try as failed before anybody knows, so that many at once are no more than one after the other. Throws Refusal
 * `too-many`, and counts nothing, while this person at this place, or this place, must wait; known names and others alike.
 */
export async function contarTentativa({ db, agora }: GatewayTx, tentativa: Tentativa): Promise<void> {
  for (const { chave, livres } of Object.values(chavesDe(tentativa))) {
    const antes = await falhas(db).lock(chave);
    recusarAntes(faltam(antes, livres, agora.getTime()));
    await falhas(db).update(chave, comMaisUma(antes, agora.getTime()));
  }
}

/** Lets the wait of a try that failed begin now: to find out took its time, too. */
export async function falhou({ db, agora }: GatewayTx, tentativa: Tentativa): Promise<void> {
  for (const { chave } of Object.values(chavesDe(tentativa))) {
    const { vezes } = await falhas(db).lock(chave);
    await falhas(db).update(chave, { vezes, ultimaEm: agora.getTime() });
  }
}

/** Takes back the count of who came in: their failures are forgotten, and of the place's that one. */
export async function esquecerTentativa({ db }: GatewayTx, tentativa: Tentativa): Promise<void> {
  const { daPessoa, doLugar } = chavesDe(tentativa);
  await falhas(db).delete(daPessoa.chave);
  const antes = await falhas(db).lock(doLugar.chave);
  await falhas(db).update(doLugar.chave, { ...antes, vezes: Math.max(0, antes.vezes - 1) });
}

function recusarAntes(faltaMs: number): void {
  if (faltaMs === 0) return;
  const esperaSegundos = Math.ceil(faltaMs / 1000);
  throw new Refusal('too-many', 'Muitas tentativas: espere um instante', {
    codigo: 'tentativas-demais',
    esperaSegundos,
  });
}

const chaveDoPin = (pessoaId: number, aparelhoId: number) => `${DO_PIN}${pessoaId}:${aparelhoId}`;

/** Counts a PIN as wrong before anybody knows. False where there were too many at this aparelho: it is no longer looked at. */
export async function contarPin(tx: GatewayTx, pessoaId: number, aparelhoId: number): Promise<boolean> {
  const chave = chaveDoPin(pessoaId, aparelhoId);
  const { vezes } = await falhas(tx.db).lock(chave);
  if (vezes >= PINS_ERRADOS) return false;
  await falhas(tx.db).update(chave, { vezes: vezes + 1, ultimaEm: tx.agora.getTime() });
  return true;
}

/** Makes the PIN of a person good again at an aparelho: it was right, or they told their palavra-passe there. */
export const esquecerPins = (tx: GatewayTx, pessoaId: number, aparelhoId: number): Promise<void> =>
  falhas(tx.db).delete(chaveDoPin(pessoaId, aparelhoId));
