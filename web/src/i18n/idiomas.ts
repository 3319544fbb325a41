/** The languages the totem speaks; every person finds it in Portuguese. */
export const idiomas = {
  pt: { nome: 'Português', lang: 'pt-BR' },
  en: { nome: 'English', lang: 'en' },
  es: { nome: 'Español', lang: 'es' },
} as const;
export type Idioma = keyof typeof idiomas;
