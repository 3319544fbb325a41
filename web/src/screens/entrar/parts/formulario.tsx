import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Desafio, entrar, type Sessao } from '../../../api/session.ts';
import { tela } from '../../../api/tela.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { focar } from '../../../ui/focar.ts';
import { relogio } from '../../../ui/format.ts';
import css from '../entrada.module.css';
import { recusaDe } from '../state/recusa.ts';
import { useEspera } from '../state/use-espera.ts';
import { PalavraPasse } from './palavra-passe.tsx';

/** Asks who of the staff it is, by usuário and palavra-passe. Says why it did not let them in, and leaves what they wrote. */
export function Formulario({
  motivo,
  onResposta,
  onPin,
}: {
  /** Why it is asked for here, where a PIN would have been enough; may be empty. */
  motivo: string;
  onResposta(resposta: Sessao | Desafio): void;
  /** The way to the PIN, where there is one. */
  onPin?(): void;
}) {
  const palavraPasse = useRef<HTMLInputElement>(null);
  const entrada = useMutation({
    mutationFn: entrar,
    networkMode: 'always',
    onSuccess: onResposta,
    onError: () => palavraPasse.current?.select(),
  });
  const esperaS = useEspera(entrada.error);
  return (
    <form
      className={css.formulario}
      onSubmit={(event) => {
        event.preventDefault();
        if (entrada.isPending || esperaS > 0) return;
        const dados = new FormData(event.currentTarget);
        entrada.mutate({ usuario: String(dados.get('usuario')).trim(), senha: String(dados.get('palavraPasse')) });
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
      <PalavraPasse label="Palavra-passe" name="palavraPasse" autoComplete="current-password" campo={palavraPasse} />
      <p role="alert" className={css.recusa}>
        {entrada.error ? recusaDe(entrada.error) : motivo}
      </p>
      <Button type="submit" size="large" aria-disabled={entrada.isPending || esperaS > 0}>
        {esperaS > 0 ? `Espere ${relogio(esperaS)}` : entrada.isPending ? 'Entrando…' : 'Entrar'}
      </Button>
      {onPin && (
        <Button look="plain" onClick={onPin}>
          Entrar com PIN
        </Button>
      )}
      <details className={css.ajuda}>
        <summary>Não consegue entrar?</summary>
        <p>Esqueceu a palavra-passe: peça um convite novo a um gerente, em Gerência → Equipe.</p>
        {tela === 'gerencia' && (
          <>
            <p>Primeira vez: abra o link que o terminal mostrou quando o sistema começou.</p>
            <p>
              O gerente é você: na máquina da lanchonete, <code>npm run convite</code> mostra um link novo.
            </p>
          </>
        )}
      </details>
    </form>
  );
}
