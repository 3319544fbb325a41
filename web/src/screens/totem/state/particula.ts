/** A name up to where its last word ended: that word small where it is a particle, `Ana Da` → `Ana da`. */
export const comParticula = (nome: string): string =>
  nome.replace(/(?<=\S\s+)(d[aeo]s?|e)$/i, (particula) => particula.toLowerCase());
