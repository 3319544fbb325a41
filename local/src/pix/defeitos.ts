import { mulberry32 } from '@foodious/kernel/random.ts';

/**
 * Where a fault is felt: in a notification, in an answer of the API, in what a payer or the bank does, in the Pix code, in a refund.
 * What lasts (`dura`) is on or off, or has a probability; of the others each may also be armed for one charge, and happens once.
 */
type Descricao = { onde: 'aviso' | 'api' | 'pagador' | 'codigo' | 'estorno'; nome: string; dura?: true };

/** Every way in which this bank can misbehave, and what its pages call it. */
export const DEFEITOS = {
  'aviso-atrasado': { onde: 'aviso', nome: 'Atrasar o aviso' },
  'aviso-dobrado': { onde: 'aviso', nome: 'Mandar o aviso duas vezes' },
  'aviso-perdido': { onde: 'aviso', nome: 'Perder o aviso' },
  'aviso-fora-de-ordem': { onde: 'aviso', nome: 'Mandar o aviso fora de ordem' },
  'aviso-forjado': { onde: 'aviso', nome: 'Mandar um aviso forjado' },
  'aviso-truncado': { onde: 'aviso', nome: 'Cortar o corpo do aviso' },
  'aviso-de-outra': { onde: 'aviso', nome: 'Avisar de um pagamento desconhecido' },
  'aprovada-depois': { onde: 'pagador', nome: 'Pagar depois de cancelada' },
  'paga-duas-vezes': { onde: 'pagador', nome: 'Pagar duas vezes' },
  'valor-trocado': { onde: 'pagador', nome: 'Pagar outro valor' },
  'moeda-trocada': { onde: 'pagador', nome: 'Pagar em outra moeda' },
  'paga-por-fora': { onde: 'pagador', nome: 'Receber um pagamento por fora' },
  contestada: { onde: 'pagador', nome: 'Contestar o pagamento' },
  'api-lenta': { onde: 'api', nome: 'Demorar a responder' },
  'api-429': { onde: 'api', nome: 'Responder 429' },
  'api-500': { onde: 'api', nome: 'Responder 500' },
  'api-cai-antes': { onde: 'api', nome: 'Cair antes de fazer' },
  'api-cai-depois': { onde: 'api', nome: 'Cair depois de fazer' },
  'busca-atrasada': { onde: 'api', nome: 'Busca atrasada', dura: true },
  'codigo-crc': { onde: 'codigo', nome: 'Código Pix com CRC errado' },
  'codigo-valor': { onde: 'codigo', nome: 'Código Pix de outro valor' },
  'estorno-demora': { onde: 'estorno', nome: 'Demorar a estornar' },
  'sem-saldo': { onde: 'estorno', nome: 'Conta sem saldo', dura: true },
} as const satisfies Record<string, Descricao>;
export type Defeito = keyof typeof DEFEITOS;

/** The names of all faults. */
export const NOMES_DOS_DEFEITOS = Object.keys(DEFEITOS) as Defeito[];

/** Whether a fault is one that lasts. */
export const dura = (defeito: Defeito): boolean => 'dura' in DEFEITOS[defeito];

/** What a fault may be armed for: a charge, by its id or its reference, or (`*`) whichever comes next. */
export type Armado = { defeito: Defeito; alvo: string };

/** What is set, as `GET` and `PUT /defeitos` tell and take it. */
export type Ajustes = {
  /** How probable each fault is wherever it might happen, 0 to 1; those left out never happen by themselves. */
  chances: Partial<Record<Defeito, number>>;
  /** Each happens once. */
  armados: Armado[];
  /** Of the sequence by which chances are drawn. */
  semente: number;
  /** How long what is late is late, in milliseconds. */
  esperaMs: number;
  /** How far the bank's clock is from ours, in milliseconds. */
  relogioMs: number;
};

/** A bank without faults. */
export const SEM_DEFEITOS: Ajustes = { chances: {}, armados: [], semente: 1, esperaMs: 3_000, relogioMs: 0 };

export type Defeitos = ReturnType<typeof criarDefeitos>;

/**
 * The faults of one bank, kept in memory: a new start behaves. What they have set off already (a late notification, an approval to
 * come) is in the bank's books.
 * @param sorteio draws from [0, 1); without it, by the seed that is set
 */
export function criarDefeitos(sorteio?: () => number) {
  let atual: Ajustes = { ...SEM_DEFEITOS };
  let sortear = sorteio ?? mulberry32(atual.semente);
  const contagem: Partial<Record<Defeito, number>> = {};
  const aconteceu = (defeito: Defeito): true => {
    contagem[defeito] = (contagem[defeito] ?? 0) + 1;
    return true;
  };
  return {
    ler: (): Ajustes => atual,
    /** How often each fault has happened since the start. */
    contagem: (): Readonly<typeof contagem> => contagem,
    /** Sets what is given and leaves the rest; a seed begins its sequence anew. */
    ajustar(novo: Partial<Ajustes>): Ajustes {
      atual = { ...atual, ...novo };
      if (novo.semente !== undefined && !sorteio) sortear = mulberry32(novo.semente);
      return atual;
    },
    armar(defeito: Defeito, alvo: string): void {
      atual = { ...atual, armados: [...atual.armados, { defeito, alvo }] };
    },
    /** Turns on what lasts, or off if it was on. */
    alternar(defeito: Defeito): void {
      atual = { ...atual, chances: { ...atual.chances, [defeito]: atual.chances[defeito] ? 0 : 1 } };
    },
    /** Whether it happens here and now; what was armed for one of these names, or for any, is spent. */
    acontece(defeito: Defeito, ...nomes: readonly (string | number | null)[]): boolean {
      const alvos = ['*', ...nomes.filter((nome) => nome !== null).map(String)];
      const armado = atual.armados.find((each) => each.defeito === defeito && alvos.includes(each.alvo));
      if (armado) {
        atual = { ...atual, armados: atual.armados.filter((each) => each !== armado) };
        return aconteceu(defeito);
      }
      const chance = atual.chances[defeito] ?? 0;
      return chance > 0 && sortear() < chance && aconteceu(defeito);
    },
    /** What is armed for a charge. */
    armadosPara: (...nomes: readonly (string | null)[]): Defeito[] =>
      atual.armados.filter(({ alvo }) => nomes.includes(alvo)).map(({ defeito }) => defeito),
  };
}
