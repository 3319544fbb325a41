/** The step that is looked at, by its place in the story; held by a click, or by the keyboard while it is there. */
export type Olhar = { vista: number | null; preso: 'clique' | 'teclado' | null };
export type Olha =
  | { tipo: 'apontar'; indice: number | null }
  | { tipo: 'focar' | 'fixar'; indice: number }
  | { tipo: 'desfocar' };

/** Nothing is looked at. */
export const NADA: Olhar = { vista: null, preso: null };

/** Pointing shows a step until one is held; a click holds it, or lets it go; the keyboard always shows where it is. */
export function olhar(antes: Olhar, olha: Olha): Olhar {
  switch (olha.tipo) {
    case 'apontar':
      return antes.preso ? antes : { vista: olha.indice, preso: null };
    case 'focar':
      return { vista: olha.indice, preso: 'teclado' };
    case 'desfocar':
      return antes.preso === 'teclado' ? NADA : antes;
    case 'fixar': {
      const solta = antes.preso === 'clique' && antes.vista === olha.indice;
      return { vista: olha.indice, preso: solta ? null : 'clique' };
    }
  }
}
