import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api/client.ts';
import { Problema } from '../api/problem.ts';
import { Button } from './button.tsx';

/** How long it stays said that the senha was called, milliseconds. */
const DITO_MS = 4_000;

/** Has the painel call a senha once more, by sound and voice; nobody gets a second e-mail. */
export function Chamar({ pedidoId, senha, parado }: { pedidoId: number; senha: number; parado: boolean }) {
  const { mutate, reset, isPending, isSuccess, isError } = useMutation({
    networkMode: 'always',
    async mutationFn() {
      const params = { path: { id: String(pedidoId) } };
      const { response, error } = await api.POST('/v2/pedido/{id}/chamar', { params });
      if (!response.ok) throw new Problema(response.status, { ...(error as object | undefined) });
    },
  });
  const disse = isSuccess || isError;
  useEffect(() => {
    if (!disse) return;
    const timer = setTimeout(reset, DITO_MS);
    return () => clearTimeout(timer);
  }, [disse, reset]);
  return (
    <Button look="quiet" disabled={parado} aria-live="polite" onClick={() => !isPending && mutate()}>
      {isError ? 'Não chamou' : isSuccess ? 'Chamada' : 'Chamar de novo'}
      <span className="so-leitor"> senha {senha}</span>
    </Button>
  );
}
