import { useEffect, useRef, useState } from 'react';
import { agora } from '../../../api/hora.ts';
import type { components } from '../../../api/schema.ts';
import { chime } from '../../../ui/sound.ts';
import { type Chamadas, criarChamadas } from './chamadas.ts';
import { novasProntas, type Quadro } from './quadro.ts';
import { falar } from './voz.ts';

type Ajustes = components['schemas']['Ajustes']['painel'];

/** A senha that was called, and how many had been before. */
type Chamada = { senha: number; n: number };

/** Calls what becomes ready, and says which was called last. What was ready before the screen came is not called. */
export function useChamada(quadro: Quadro | undefined, ajustes: Ajustes | undefined): Chamada | null {
  const [chamada, setChamada] = useState<Chamada | null>(null);
  const vista = useRef({ quadro, ajustes });
  const antes = useRef<Quadro>(undefined);
  const chamadas = useRef<Chamadas>(undefined);
  vista.current = { quadro, ajustes };

  useEffect(() => {
    const fila = criarChamadas({
      vale: (senha) => vista.current.quadro?.prontas.some((pronta) => pronta.senha === senha) ?? false,
      async chamar(senha) {
        setChamada((antes) => ({ senha, n: (antes?.n ?? 0) + 1 }));
        const { som, fala } = vista.current.ajustes ?? { som: true, fala: false };
        if (som) chime();
        if (fala) await falar(`Senha ${senha}, pronta`);
      },
    });
    chamadas.current = fila;
    return fila.parar;
  }, []);

  useEffect(() => {
    const novas = novasProntas(antes.current, quadro, agora());
    antes.current = quadro;
    chamadas.current?.chamar(novas);
  }, [quadro]);
  return chamada;
}
