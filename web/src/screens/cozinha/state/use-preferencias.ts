import { categorias } from '@foodious/kernel/estados.ts';
import { useState } from 'react';

/** What this device remembers of how it is used. */
export type Preferencias = { estacao: readonly number[]; som: boolean; contagem: boolean };

const LUGAR = 'cozinha.preferencias';
const iniciais: Preferencias = { estacao: [], som: true, contagem: false };

/** What was written, as far as it can be understood. */
export function lerPreferencias(texto: string | null): Preferencias {
  try {
    const { estacao, som, contagem } = JSON.parse(texto ?? '{}') as Record<string, unknown>;
    const escolhidas = Array.isArray(estacao) ? estacao : [];
    return {
      estacao: categorias.map(({ id }) => id).filter((id) => escolhidas.includes(id)),
      som: typeof som === 'boolean' ? som : iniciais.som,
      contagem: typeof contagem === 'boolean' ? contagem : iniciais.contagem,
    };
  } catch {
    return iniciais; // somebody else's words: as if nothing had been written
  }
}

/** The device's preferences, and how to change some of them. */
export function usePreferencias(): [Preferencias, (mudanca: Partial<Preferencias>) => void] {
  const [preferencias, setPreferencias] = useState(() => lerPreferencias(localStorage.getItem(LUGAR)));
  return [
    preferencias,
    (mudanca) => {
      const novas = { ...preferencias, ...mudanca };
      localStorage.setItem(LUGAR, JSON.stringify(novas));
      setPreferencias(novas);
    },
  ];
}
