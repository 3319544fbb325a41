import { conferirCodigo, pedirCodigo, type Sessao } from '../../../api/session.ts';
import css from '../meus-dados.module.css';
import { PorCodigo } from '../parts/codigo.tsx';
import { useFala } from '../state/fala.ts';

/** The way in: a code sent to the e-mail. `aviso` says why somebody who was in is here again. */
export function Entrar({ aviso, onEntrou }: { aviso: string | undefined; onEntrou(sessao: Sessao): void }) {
  const { t } = useFala();
  return (
    <section className={css.cartao}>
      <h1>{t.titulo}</h1>
      {aviso && (
        <p role="status" className={css.aviso}>
          {aviso}
        </p>
      )}
      <p>{t.explica}</p>
      <PorCodigo
        rotulo={t.email}
        dica={t.emailDica}
        enviamos={t.enviamos}
        acao={t.entrar}
        pedir={pedirCodigo}
        conferir={conferirCodigo}
        onProvado={onEntrou}
      />
    </section>
  );
}
