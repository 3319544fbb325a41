import { useCallback, useEffect, useRef } from 'react';
import type { Estado, Etapa } from './estado.ts';

const ETAPAS: readonly Etapa[] = [
  'convite',
  'identificacao',
  'escolha',
  'consumo',
  'revisao',
  'meio',
  'pagamento',
  'senha',
];

/** How many times one may go back before nothing is left of the order: the steps behind, twice, and what lies over this one. */
const fundura = ({ etapa, identificacao, folha }: Estado): number =>
  2 * ETAPAS.indexOf(etapa) + Number(etapa === 'identificacao' && identificacao !== 'cpf') + Number(folha !== null);

const aqui = () => Number(history.state?.fundura ?? 0);

/**
 * The browser's Back is the totem's own *Voltar*: each step of the order is an entry of the history, and one taken away by the
 * browser goes a step back here. Nothing leads forward again.
 */
export function useHistoria(estado: Estado, voltar: () => void): void {
  const fundo = fundura(estado);
  const agora = useRef({ fundo, voltar });
  agora.current = { fundo, voltar };
  /** True while entries that we take away ourselves are on their way out. */
  const saindo = useRef(false);

  const acertar = useCallback(() => {
    const { fundo } = agora.current;
    if (saindo.current || fundo === aqui()) return;
    if (fundo > aqui()) return history.pushState({ fundura: fundo }, '');
    saindo.current = true;
    history.back();
  }, []);

  useEffect(() => {
    const aoMudar = () => {
      const nosso = saindo.current;
      saindo.current = false;
      if (!nosso && aqui() < agora.current.fundo) agora.current.voltar();
      else acertar();
    };
    addEventListener('popstate', aoMudar);
    return () => removeEventListener('popstate', aoMudar);
  }, [acertar]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever changed, the history may have to follow
  useEffect(acertar, [acertar, estado]);
}
