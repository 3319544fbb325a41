import { type RefObject, useEffect } from 'react';

/** A digit that is pressed anywhere but in another field goes to the one where pedidos are looked for; Escape empties it. */
export function useTeclaDeNumero(campo: RefObject<HTMLInputElement | null>, limpar: () => void): void {
  useEffect(() => {
    function tecla(event: KeyboardEvent) {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
      if (target.closest('dialog, [role="dialog"]')) return; // that has the keys
      if (key === 'Escape') {
        limpar();
        campo.current?.focus();
      } else if (/^\d$/.test(key) && !target.closest('input, textarea, select')) campo.current?.focus(); // and types there
    }
    addEventListener('keydown', tecla);
    return () => removeEventListener('keydown', tecla);
  }, [campo, limpar]);
}
