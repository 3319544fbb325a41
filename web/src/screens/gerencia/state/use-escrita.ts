import { useState } from 'react';
import type { Escrita } from './divergencias.ts';
import { errosDoFormulario } from './erros.ts';

/** What a form holds while it is written, and what was wrong with it; a fault goes away as soon as its field is changed. */
export function useEscrita<T extends Escrita>(
  inicial: T | (() => T),
  erro: unknown,
  rotulos: Readonly<Record<string, string>>,
) {
  const [escrita, setEscrita] = useState(inicial);
  const [mexidos, setMexidos] = useState<{ desde: unknown; campos: readonly string[] }>({ desde: erro, campos: [] });
  const { campos, geral } = errosDoFormulario(erro, rotulos);
  const corrigidos = mexidos.desde === erro ? mexidos.campos : [];
  /** @param tambem other names a fault of these fields may come by */
  const mudar = (parte: Partial<T>, ...tambem: string[]) => {
    setEscrita((antes) => ({ ...antes, ...parte }));
    setMexidos({ desde: erro, campos: [...corrigidos, ...Object.keys(parte), ...tambem] });
  };
  const faltas: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(campos).filter(([campo]) => !corrigidos.includes(campo)),
  );
  return { escrita, mudar, campos: faltas, geral };
}
