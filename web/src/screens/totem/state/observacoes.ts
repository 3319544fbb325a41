/** What may be asked of the cook, by categoria. The text is what the cozinha reads: always pt-BR. */
const regras = {
  1: {
    semCebola: 'sem cebola',
    semPicles: 'sem picles',
    semTomate: 'sem tomate',
    semMolho: 'sem molho',
    molhoAParte: 'molho à parte',
    bemPassado: 'bem passado',
  },
  2: { semSal: 'sem sal', bemCrocante: 'bem crocante', molhoAParte: 'molho à parte' },
  3: { semGelo: 'sem gelo', comLimao: 'com limão', semAcucar: 'sem açúcar', comCanudo: 'com canudo' },
  4: { semCalda: 'sem calda', caldaAParte: 'calda à parte', maisColher: 'mais uma colher' },
} as const;

type Regras = typeof regras;
/** One thing that may be asked; the dictionaries say it to people. */
export type Observacao = { [C in keyof Regras]: keyof Regras[C] }[keyof Regras];

const textos: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(regras));

/** What may be asked for in a categoria, in the order it is offered. */
export const observacoesDe = (categoriaId: number): Observacao[] =>
  Object.keys(regras[categoriaId as keyof Regras] ?? {}) as Observacao[];

/** As the pedido says it: `sem cebola, molho à parte`; null when nothing is asked. */
export const emTexto = (observacoes: readonly Observacao[]): string | null =>
  observacoes.map((uma) => textos[uma]).join(', ') || null;
