import { en } from './en.ts';
import { es } from './es.ts';
import type { Idioma } from './idiomas.ts';
import { pt, type Textos } from './pt.ts';

/** What the totem says, by language. */
export const textos: Readonly<Record<Idioma, Textos>> = { pt, en, es };
