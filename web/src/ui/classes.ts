/** Joins class names, leaving out those that are not there. */
export const classes = (...nomes: readonly (string | undefined)[]): string => nomes.filter(Boolean).join(' ');
