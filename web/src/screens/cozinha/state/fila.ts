import type { AcaoDoCozinheiro } from '@foodious/kernel/estados.ts';
import { agora } from '../../../api/hora.ts';
import type { Ato, Comanda } from './comanda.ts';

/** How long something may be undone. Milliseconds. */
export const DESFAZER_MS = 5_000;

/** The API cannot take these back, so they wait here until nobody wants to. */
const adiadas: readonly Ato[] = ['iniciar', 'entregar'];
/** These are told at once, and taken back by their opposite. */
const opostas: Partial<Record<AcaoDoCozinheiro, AcaoDoCozinheiro>> = { pronto: 'voltar', voltar: 'pronto' };

/** Something a cook did. */
export type Feito = {
  n: number;
  pedidoId: number;
  ato: Ato;
  em: number;
  /** `espera`: not sent yet. `envio`: on its way. `feito`: the server did it, and it may still be undone. */
  fase: 'espera' | 'envio' | 'feito';
  /** Until when it may be undone, epoch milliseconds; null: it may not. */
  ate: number | null;
};

/** What a cook did and the server may not know yet: in order for each comanda, and undone while there is time. */
export type Fila = {
  feitos(): readonly Feito[];
  agir(pedidoId: number, ato: Ato): void;
  /** Undoes the one named, or the latest that can be. Says which. */
  desfazer(n?: number): Feito | undefined;
  /** The page goes away: whatever waits is sent now. */
  enviarTudo(): void;
};

/**
 * @param enviar tells the server; resolves with the comanda as it was left
 * @param respondeu hears that answer, before the act stops being shown as on its way
 * @param recusou hears why one was not done
 */
export function criarFila({
  enviar,
  mudou,
  respondeu,
  recusou,
}: {
  enviar(pedidoId: number, ato: Ato): Promise<Comanda>;
  mudou(): void;
  respondeu(feito: Feito, comanda: Comanda): void;
  recusou(feito: Feito, error: unknown): void;
}): Fila {
  let feitos: readonly Feito[] = [];
  let seguinte = 1;
  /** What is on its way for each comanda: the next one goes after it. */
  const caminhos = new Map<number, Promise<void>>();

  const trocar = (n: number, troca: Partial<Feito> | null) => {
    feitos = feitos.flatMap((feito) => (feito.n !== n ? [feito] : troca ? [{ ...feito, ...troca }] : []));
    mudou();
  };

  async function mandar(feito: Feito): Promise<void> {
    try {
      const comanda = await enviar(feito.pedidoId, feito.ato);
      respondeu(feito, comanda);
      const atual = feitos.find(({ n }) => n === feito.n);
      trocar(feito.n, atual?.ate ? { fase: 'feito' } : null);
    } catch (error) {
      trocar(feito.n, null);
      recusou(feito, error);
    }
  }

  function despachar(feito: Feito): void {
    const adiado = adiadas.includes(feito.ato);
    trocar(feito.n, { fase: 'envio', ...(adiado ? { ate: null } : {}) });
    const caminho = caminhos.get(feito.pedidoId)?.then(() => mandar(feito)) ?? mandar(feito);
    caminhos.set(feito.pedidoId, caminho);
    void caminho.then(() => {
      if (caminhos.get(feito.pedidoId) === caminho) caminhos.delete(feito.pedidoId);
    });
  }

  function vencer(n: number): void {
    const feito = feitos.find((outro) => outro.n === n);
    if (feito?.fase === 'espera') despachar(feito);
    else if (feito) trocar(n, feito.fase === 'feito' ? null : { ate: null });
  }

  function agir(pedidoId: number, ato: Ato, desfaz = true): void {
    for (const antes of feitos.filter((outro) => outro.pedidoId === pedidoId)) {
      if (antes.fase === 'espera') despachar(antes);
      else trocar(antes.n, antes.fase === 'feito' ? null : { ate: null }); // only the latest step can be undone
    }
    const em = agora();
    const adiado = adiadas.includes(ato);
    const desfazivel = desfaz && (adiado || (typeof ato === 'string' && opostas[ato] !== undefined));
    const feito: Feito = {
      n: seguinte,
      pedidoId,
      ato,
      em,
      fase: adiado ? 'espera' : 'envio',
      ate: desfazivel ? em + DESFAZER_MS : null,
    };
    seguinte += 1;
    feitos = [...feitos, feito];
    if (desfazivel) setTimeout(() => vencer(feito.n), DESFAZER_MS);
    if (adiado) mudou();
    else despachar(feito);
  }

  return {
    feitos: () => feitos,
    agir: (pedidoId, ato) => agir(pedidoId, ato),
    desfazer(n) {
      const feito = feitos.findLast((outro) => outro.ate !== null && (n === undefined || outro.n === n));
      if (!feito) return undefined;
      const oposta = typeof feito.ato === 'string' ? opostas[feito.ato] : undefined;
      if (feito.fase === 'espera') trocar(feito.n, null);
      else if (oposta) agir(feito.pedidoId, oposta, false);
      return feito;
    },
    enviarTudo() {
      for (const feito of feitos.filter(({ fase }) => fase === 'espera')) {
        trocar(feito.n, { fase: 'envio', ate: null });
        void mandar(feito); // not after what is on its way: there may be no after
      }
    },
  };
}
