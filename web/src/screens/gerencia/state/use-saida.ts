import { createContext, type RefObject, useContext, useEffect, useRef, useState } from 'react';

type Passagem = () => void;

/** Who stands at the door while something is not saved: asked before a link, or signing out, leads away. */
export const Porta = createContext<RefObject<((passar: Passagem) => void) | null>>({ current: null });

/**
 * Leaving a form, or the page it is: at once, or after a question while something in it is not saved. Links and the browser's
 * Back ask too, and so does closing the page (in the browser's own words).
 */
export function useSaida(sujo: boolean, sair: Passagem = () => history.back()) {
  const porta = useContext(Porta);
  const [perguntando, setPerguntando] = useState(false);
  const [guardada, setGuardada] = useState(false);
  const para = useRef(sair);
  const saindo = useRef(false);
  if (sujo && !guardada) setGuardada(true);
  /** Goes, once the entry that guards this page is off the history. */
  const passar = () => {
    setPerguntando(false);
    if (!history.state?.porSalvar) return para.current();
    saindo.current = true;
    addEventListener('popstate', () => para.current(), { once: true });
    history.back();
  };
  const tentar = (destino: Passagem) => {
    para.current = destino;
    if (sujo) setPerguntando(true);
    else passar();
  };
  const agora = useRef({ sujo, sair, tentar });
  useEffect(() => {
    agora.current = { sujo, sair, tentar };
  });
  useEffect(() => {
    if (!guardada) return;
    // Back comes to this page once more before it leaves it.
    const guardar = () => history.pushState({ ...history.state, porSalvar: true }, '');
    const voltar = () => {
      if (saindo.current) return;
      guardar();
      agora.current.tentar(agora.current.sair);
    };
    const segurar = (event: BeforeUnloadEvent) => agora.current.sujo && !saindo.current && event.preventDefault();
    guardar();
    porta.current = (destino) => agora.current.tentar(destino);
    addEventListener('popstate', voltar);
    addEventListener('beforeunload', segurar);
    return () => {
      porta.current = null;
      removeEventListener('popstate', voltar);
      removeEventListener('beforeunload', segurar);
      if (history.state?.porSalvar) history.back();
    };
  }, [guardada, porta]);
  return { perguntando, tentar: () => tentar(sair), ficar: () => setPerguntando(false), sair: passar };
}
