import { useEffect, useRef, useState } from 'react';

/**
 * Leaving a form: at once, or after a question while something in it is not saved. The browser's Back asks too, and so does
 * closing the page (in the browser's own words).
 */
export function useSaida(sujo: boolean, sair: () => void) {
  const [perguntando, setPerguntando] = useState(false);
  const [guardada, setGuardada] = useState(false);
  if (sujo && !guardada) setGuardada(true);
  const tentar = () => (sujo ? setPerguntando(true) : sair());
  const agora = useRef({ sujo, tentar });
  useEffect(() => {
    agora.current = { sujo, tentar };
  });
  useEffect(() => {
    if (!guardada) return;
    // Back comes to this page once more before it leaves it.
    const guardar = () => history.pushState({ ...history.state, porSalvar: true }, '');
    const voltar = () => {
      guardar();
      agora.current.tentar();
    };
    const segurar = (event: BeforeUnloadEvent) => agora.current.sujo && event.preventDefault();
    guardar();
    addEventListener('popstate', voltar);
    addEventListener('beforeunload', segurar);
    return () => {
      removeEventListener('popstate', voltar);
      removeEventListener('beforeunload', segurar);
      if (history.state?.porSalvar) history.back();
    };
  }, [guardada]);
  return { perguntando, tentar, ficar: () => setPerguntando(false) };
}
