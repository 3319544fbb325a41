import { MENOR_PALAVRA_PASSE } from '@foodious/kernel/estados.ts';
import { useState } from 'react';
import { Field } from '../../../ui/field.tsx';
import { forcaDe } from '../state/forca.ts';
import css from './nova-palavra-passe.module.css';
import { PalavraPasse } from './palavra-passe.tsx';

/** A palavra-passe somebody chooses, twice, with what makes a good one: fields `nova` and `outraVez` of the form around it. */
export function NovaPalavraPasse({ usuario, erro }: { usuario: string; erro: string | undefined }) {
  const [nova, setNova] = useState('');
  const [outraVez, setOutraVez] = useState('');
  const { nivel, dizer } = forcaDe(nova, usuario);
  return (
    <>
      <PalavraPasse
        label="Nova palavra-passe"
        hint={`Pelo menos ${MENOR_PALAVRA_PASSE} caracteres. Uma frase curta é fácil de lembrar; as mais comuns não valem.`}
        name="nova"
        minLength={MENOR_PALAVRA_PASSE}
        maxLength={128}
        autoComplete="new-password"
        value={nova}
        error={erro}
        onChange={(event) => setNova(event.currentTarget.value)}
      />
      <div className={css.forca} data-nivel={nova === '' ? undefined : nivel}>
        <div className={css.medida} aria-hidden="true">
          <span />
          <span />
          <span />
          <span />
        </div>
        <p role="status">{nova !== '' && dizer}</p>
      </div>
      <Field
        label="A mesma, outra vez"
        name="outraVez"
        type="password"
        required
        maxLength={128}
        autoComplete="new-password"
        value={outraVez}
        error={outraVez !== '' && !nova.startsWith(outraVez) ? 'Não é igual à de cima.' : undefined}
        onChange={(event) => setOutraVez(event.currentTarget.value)}
      />
    </>
  );
}

/** What is wrong with what {@link NovaPalavraPasse} holds; undefined when nothing is. */
export const faltaNaNova = (dados: FormData): string | undefined =>
  dados.get('nova') === dados.get('outraVez') ? undefined : 'As duas palavras-passe não são iguais.';
