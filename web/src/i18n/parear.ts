import type { Idioma } from './idiomas.ts';

/** Everything the page says where a screen is paired. */
export type TextosDeParear = {
  titulo: string;
  texto: string;
  codigo: string;
  teclas: string;
  apagar: string;
  limpar: string;
  parear: string;
  pareando: string;
  incompleto: string;
  agoraNao: string;
  pronto(nome: string): string;
  seguindo: string;
  continuar: string;
  idioma: string;
  semConexao: string;
};

/** What it says, by language: the totem speaks three, the other screens the first. */
export const textosDeParear: Readonly<Record<Idioma, TextosDeParear>> = {
  pt: {
    titulo: 'Parear esta tela',
    texto: 'Na gerência, em Aparelhos, toque em “Parear um aparelho” e digite aqui o código que aparece.',
    codigo: 'Código de 6 letras e números',
    teclas: 'Teclado',
    apagar: 'Apagar a última',
    limpar: 'Limpar',
    parear: 'Parear',
    pareando: 'Pareando…',
    incompleto: 'O código tem 6 letras e números.',
    agoraNao: 'Agora não',
    pronto: (nome) => `Pronto: esta tela é “${nome}”`,
    seguindo: 'Ela começa a funcionar em instantes.',
    continuar: 'Começar já',
    idioma: 'Idioma',
    semConexao: 'Sem conexão com a lanchonete. Confira a rede e tente de novo.',
  },
  en: {
    titulo: 'Pair this screen',
    texto: 'In the management screen, under “Aparelhos”, choose “Parear um aparelho” and type the code it shows here.',
    codigo: 'Code of 6 letters and numbers',
    teclas: 'Keyboard',
    apagar: 'Delete the last one',
    limpar: 'Clear',
    parear: 'Pair',
    pareando: 'Pairing…',
    incompleto: 'The code has 6 letters and numbers.',
    agoraNao: 'Not now',
    pronto: (nome) => `Done: this screen is “${nome}”`,
    seguindo: 'It starts working in a moment.',
    continuar: 'Start now',
    idioma: 'Language',
    semConexao: 'No connection to the restaurant. Check the network and try again.',
  },
  es: {
    titulo: 'Vincular esta pantalla',
    texto: 'En la gerencia, en “Aparelhos”, elige “Parear um aparelho” y escribe aquí el código que aparece.',
    codigo: 'Código de 6 letras y números',
    teclas: 'Teclado',
    apagar: 'Borrar la última',
    limpar: 'Limpiar',
    parear: 'Vincular',
    pareando: 'Vinculando…',
    incompleto: 'El código tiene 6 letras y números.',
    agoraNao: 'Ahora no',
    pronto: (nome) => `Listo: esta pantalla es “${nome}”`,
    seguindo: 'Empieza a funcionar en unos instantes.',
    continuar: 'Empezar ya',
    idioma: 'Idioma',
    semConexao: 'Sin conexión con el restaurante. Revisa la red e inténtalo de nuevo.',
  },
};
