import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Desafio, entrar, type Sessao } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { Field } from '../../../ui/field.tsx';
import { focar } from '../../../ui/focar.ts';
import { hora, relogio } from '../../../ui/format.ts';
import css from '../entrada.module.css';
import { recusaDe } from '../state/recusa.ts';
import { useEspera } from '../state/use-espera.ts';

/** Asks for the code that went to the person's e-mail. */
export function SegundoFator({
  desafio: { desafio, ate },
  onEntrou,
  onVoltar,
}: {
  desafio: Desafio;
  onEntrou(sessao: Sessao): void;
  onVoltar(): void;
}) {
  const campo = useRef<HTMLFormElement>(null);
  const entrada = useMutation({
    mutationFn: (codigo: string) => entrar({ desafio, codigo }),
    networkMode: 'always',
    onSuccess: (sessao) => ('segundoFator' in sessao ? onVoltar() : onEntrou(sessao)),
    onError: () => campo.current?.querySelector('input')?.select(),
  });
  const esperaS = useEspera(entrada.error);
  return (
    <form
      ref={campo}
      className={classes(css.formulario, css.codigo)}
      onSubmit={(event) => {
        event.preventDefault();
        if (entrada.isPending || esperaS > 0) return;
        entrada.mutate(String(new FormData(event.currentTarget).get('codigo')).replace(/\D/g, ''));
      }}
    >
      <p>Mandamos um código de 6 números ao seu e-mail. Vale até {hora(ate)}.</p>
      <Field
        label="Código do e-mail"
        name="codigo"
        required
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="(\s*\d){6}\s*"
        ref={focar}
      />
      <p role="alert" className={css.recusa}>
        {entrada.error && recusaDe(entrada.error, 'O código não confere, ou já não vale.')}
      </p>
      <Button type="submit" size="large" aria-disabled={entrada.isPending || esperaS > 0}>
        {esperaS > 0 ? `Espere ${relogio(esperaS)}` : entrada.isPending ? 'Entrando…' : 'Entrar'}
      </Button>
      <Button look="quiet" onClick={onVoltar}>
        Voltar, e receber outro
      </Button>
    </form>
  );
}
