import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '../../../../api/client.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import { ligacao } from '../../../../ui/palavras.ts';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import type { Protocolo } from '../../state/clientes/use-clientes.ts';
import type { Cliente } from '../../state/tipos.ts';
import { useAviso } from '../../state/use-aviso.ts';
import css from './clientes.module.css';

const PALAVRA = 'apagar';

/** Erases a person, for good: says what goes and what stays, and wants a word typed. */
export function Apagar({
  cliente: { id, nome, pedidos },
  onDesistir,
  onApagado,
}: {
  cliente: Cliente;
  onDesistir(): void;
  onApagado(protocolo: Protocolo): void;
}) {
  const client = useQueryClient();
  const avisar = useAviso();
  const [digitado, setDigitado] = useState('');
  const apagar = useMutation({
    mutationFn: () => body(api.DELETE('/v2/gerencia/clientes/{id}', { params: { path: { id: String(id) } } })),
    async onSuccess(protocolo) {
      onApagado(protocolo);
      avisar('Os dados foram apagados');
      await client.invalidateQueries({ queryKey: ['clientes'] });
    },
  });
  const confirmado = digitado.trim().toLowerCase() === PALAVRA;
  return (
    <Dialog
      open
      onClose={onDesistir}
      title={`Apagar os dados de ${nome}?`}
      description="É o direito de quem pede (LGPD), e não tem volta."
      actions={
        <>
          <Button look="plain" onClick={onDesistir}>
            Não apagar
          </Button>
          <Button type="submit" form="apagar" disabled={!confirmado || apagar.isPending}>
            {apagar.isPending ? 'Apagando…' : 'Apagar para sempre'}
          </Button>
        </>
      }
    >
      <form
        id="apagar"
        className={css.apagar}
        onSubmit={(event) => {
          event.preventDefault();
          if (confirmado) apagar.mutate();
        }}
      >
        <div className={css.vaiEFica}>
          <div>
            <h3>Vai embora</h3>
            <ul>
              <li>nome, e-mail e CPF</li>
              {pedidos > 0 && <li>{ligacao(pedidos)}</li>}
            </ul>
          </div>
          <div>
            <h3>Fica</h3>
            <ul>
              <li>pedidos e pagamentos, sem dizer de quem: a lei fiscal os exige</li>
              <li>o protocolo, sem dados pessoais</li>
            </ul>
          </div>
        </div>
        <p>O protocolo segue também por e-mail, o último que esta pessoa recebe.</p>
        <Field
          label={`Escreva “${PALAVRA}” para confirmar`}
          autoComplete="off"
          autoCapitalize="none"
          value={digitado}
          onChange={(event) => setDigitado(event.currentTarget.value)}
        />
        <ErroDaAcao erro={apagar.error} />
      </form>
    </Dialog>
  );
}
