import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { abrirSessao, type Sessao } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import css from '../entrada.module.css';
import { recusaDe } from '../state/recusa.ts';

/** Usuário and senha of the staff. Says why it did not let them in, and leaves what they wrote. */
export function Formulario({ tela, onEntrou }: { tela: 'cozinha' | 'gerencia'; onEntrou(sessao: Sessao): void }) {
  const [aVista, setAVista] = useState(false);
  const senha = useRef<HTMLInputElement>(null);
  const entrada = useMutation({
    mutationFn: (quem: { usuario: string; senha: string }) => abrirSessao(tela, quem),
    networkMode: 'always',
    meta: { entrada: true }, // a wrong senha is not a session that ended
    onSuccess: onEntrou,
    onError: () => senha.current?.select(),
  });
  return (
    <form
      className={css.formulario}
      onSubmit={(event) => {
        event.preventDefault();
        const dados = new FormData(event.currentTarget);
        entrada.mutate({ usuario: String(dados.get('usuario')).trim(), senha: String(dados.get('senha')) });
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
        ref={focado}
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
        ref={senha}
      />
      <button type="button" className={css.mostrar} aria-pressed={aVista} onClick={() => setAVista(!aVista)}>
        <span aria-hidden="true" className={css.olho} />
        Mostrar o que digito
      </button>
      <p role="alert" className={css.recusa}>
        {entrada.error && recusaDe(entrada.error, tela)}
      </p>
      <Button type="submit" size="large" aria-disabled={entrada.isPending}>
        {entrada.isPending ? 'Entrando…' : 'Entrar'}
      </Button>
    </form>
  );
}

/** Whoever comes here comes to write: the first field waits for them. */
const focado = (input: HTMLInputElement | null) => input?.focus();
