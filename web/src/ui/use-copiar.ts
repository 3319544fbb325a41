import { useRef, useState } from 'react';

/** Copying what a field shows. `copiado` until the text is another one. */
export function useCopiar(texto: string) {
  const campo = useRef<HTMLInputElement>(null);
  const [qual, setQual] = useState('');
  const copiar = () => {
    campo.current?.select();
    // The clipboard wants HTTPS; the old way works anywhere.
    if (!navigator.clipboard) {
      document.execCommand('copy');
      return setQual(texto);
    }
    navigator.clipboard.writeText(texto).then(
      () => setQual(texto),
      () => document.execCommand('copy') && setQual(texto),
    );
  };
  return { campo, copiar, copiado: texto !== '' && qual === texto };
}
