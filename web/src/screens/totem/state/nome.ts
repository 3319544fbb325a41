/** A particle between two names, as it was typed. */
const PARTICULA = /(?<=\S\s+)(d[aeo]s?|e)(?=\s)/gi;

/** A name while it is typed: the keyboard begins every word large, but particles are written small. */
export const comoNome = (texto: string): string => texto.replace(PARTICULA, (particula) => particula.toLowerCase());
