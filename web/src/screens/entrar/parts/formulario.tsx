import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { abrirSessao, type Sessao } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { focar } from '../../../ui/focar.ts';
import css from '../entrada.module.css';
import { recusaDe } from '../state/recusa.ts';

/** Asks who of the staff it is, by usuário and palavra-passe. Says why it did not let them in, and leaves what they wrote. */
export function Formulario({ onEntrou }: { onEntrou(sessao: Sessao): void }) {
  const [aVista, setAVista] = useState(false);
  const palavraPasse = useRef<HTMLInputElement>(null);
  const entrada = useMutation({
    mutationFn: (quem: { usuario: string; palavraPasse: string }) => abrirSessao(quem),
    networkMode: 'always',
    meta: { entrada: true }, // a wrong palavra-passe is not a session that ended
    onSuccess: onEntrou,
    onError: () => palavraPasse.current?.select(),
  });
  return (
    <form
      className={css.formulario}
      onSubmit={(event) => {
        event.preventDefault();
        const dados = new FormData(event.currentTarget);
        entrada.mutate({ usuario: String(dados.get('usuario')).trim(), palavraPasse: String(dados.get('senha')) });
      }}
    >
      <Field
        label="Usuário"
        name="usuario"
        required
        maxLength={255}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        ref={focar}
      />
      <Field
        label="Senha"
        name="senha"
        required
        maxLength={255}
        type={aVista ? 'text' : 'password'}
        autoComplete="current-password"
        autoCapitalize="none"
        spellCheck={false}
        ref={palavraPasse}
      />
      <button type="button" className={css.mostrar} aria-pressed={aVista} onClick={() => setAVista(!aVista)}>
        <span aria-hidden="true" className={css.olho} />
        Mostrar o que digito
      </button>
      <p role="alert" className={css.recusa}>
        {entrada.error && recusaDe(entrada.error)}
      </p>
      <Button type="submit" size="large" aria-disabled={entrada.isPending}>
        {entrada.isPending ? 'Entrando…' : 'Entrar'}
      </Button>
    </form>
  );
}
