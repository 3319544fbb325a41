/** The class names there are; a look that needs none of its own has none. */
export const classes = (...nomes: readonly (string | undefined)[]): string => nomes.filter(Boolean).join(' ');
