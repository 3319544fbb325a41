import { useEffect, useRef } from 'react';

/** For a form: whoever was refused is taken to the first field at fault. */
export function useFocoNoErro(erro: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (erro) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [erro]);
  return form;
}
