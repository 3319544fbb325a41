/** The languages the totem speaks; every person finds it in Portuguese. */
export const idiomas = {
  pt: { nome: 'Português', lang: 'pt-BR' },
  en: { nome: 'English', lang: 'en' },
  es: { nome: 'Español', lang: 'es' },
} as const;
export type Idioma = keyof typeof idiomas;

/** The language somebody asks for by its code, with or without a country (`pt-BR`); undefined for one we do not speak. */
export const idiomaDe = (codigo: string | null): Idioma | undefined =>
  (Object.keys(idiomas) as Idioma[]).find((idioma) => codigo?.toLowerCase().split('-')[0] === idioma);
