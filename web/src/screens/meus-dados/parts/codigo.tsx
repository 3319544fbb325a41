import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CodigoEnviado } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { focar } from '../../../ui/focar.ts';
import { hora, relogio } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import css from '../meus-dados.module.css';
import { dizer, dizerDoCampo, esperarAte } from '../state/dizer.ts';
import { enviadoLembrado, lembrarEnviado } from '../state/enviado.ts';
import { useFala } from '../state/fala.ts';

/**
 * Asks for an e-mail, has a code sent there, and asks for the code: whichever way it is copied. What is wrong is said beside its
 * field; another code is offered when the server says that it makes sense.
 */
export function PorCodigo<T>({
  rotulo,
  dica,
  enviamos,
  acao,
  pedir,
  conferir,
  onProvado,
  onCancelar,
}: {
  rotulo: string;
  dica?: string;
  enviamos(email: string, ate: string): string;
  /** What the button says that tells the code. */
  acao: string;
  pedir(email: string): Promise<CodigoEnviado>;
  conferir(prova: { email: string; codigo: string }): Promise<T>;
  onProvado(provado: T): void;
  onCancelar?: () => void;
}) {
  const { t } = useFala();
  const lembra = !onCancelar; // what may be given up is begun again instead
  const [lembrado] = useState(() => (lembra ? enviadoLembrado() : undefined));
  const [email, setEmail] = useState(lembrado?.email ?? '');
  const [codigo, setCodigo] = useState('');
  const [enviado, setEnviado] = useState<CodigoEnviado | undefined>(lembrado);
  useEffect(() => {
    if (lembra) lembrarEnviado(enviado && { ...enviado, email: email.trim() });
  }, [lembra, enviado, email]);
  const pedido = useMutation({
    mutationFn: () => pedir(email.trim()),
    networkMode: 'always',
    onSuccess(novo) {
      setEnviado(novo);
      setCodigo('');
      conferencia.reset();
    },
    onError(error) {
      const outroEm = esperarAte(error);
      if (outroEm && enviado) setEnviado({ ...enviado, outroEm });
    },
  });
  const conferencia = useMutation({
    mutationFn: () => conferir({ email: email.trim(), codigo }),
    networkMode: 'always',
    onSuccess(provado) {
      if (lembra) lembrarEnviado(undefined);
      onProvado(provado);
    },
  });
  const geral = (error: unknown, campo: 'email' | 'codigo') =>
    error && !dizerDoCampo(t, error, campo) ? dizer(t, error) : undefined;

  if (!enviado)
    return (
      <form
        className={css.formulario}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!pedido.isPending) pedido.mutate();
        }}
      >
        <Field
          label={rotulo}
          hint={dica}
          error={dizerDoCampo(t, pedido.error, 'email')}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={255}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          ref={onCancelar ? focar : undefined}
        />
        <p role="alert" className={css.recusa}>
          {geral(pedido.error, 'email')}
        </p>
        <div className={css.acoes}>
          <Button type="submit" aria-disabled={pedido.isPending}>
            {pedido.isPending ? t.enviando : t.enviarCodigo}
          </Button>
          {onCancelar && (
            <Button look="quiet" onClick={onCancelar}>
              {t.cancelar}
            </Button>
          )}
        </div>
      </form>
    );
  return (
    <form
      className={css.formulario}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!conferencia.isPending) conferencia.mutate();
      }}
    >
      <p role="status">{enviamos(email.trim(), hora(enviado.ate))}</p>
      <Field
        label={t.codigo}
        error={dizerDoCampo(t, conferencia.error, 'codigo')}
        name="codigo"
        inputMode="numeric"
        autoComplete="one-time-code"
        value={codigo}
        onChange={(event) => setCodigo(event.target.value.replaceAll(/\D/g, '').slice(0, 6))}
        ref={focar}
      />
      <p role="alert" className={css.recusa}>
        {geral(conferencia.error ?? pedido.error, 'codigo')}
      </p>
      <div className={css.acoes}>
        <Button type="submit" aria-disabled={conferencia.isPending}>
          {conferencia.isPending ? t.conferindo : acao}
        </Button>
        <OutroCodigo outroEm={enviado.outroEm} onPedir={() => !pedido.isPending && pedido.mutate()} />
        <Button look="quiet" onClick={onCancelar ?? (() => setEnviado(undefined))}>
          {onCancelar ? t.cancelar : t.outroEmail}
        </Button>
      </div>
    </form>
  );
}

/** Another code, once it makes sense; until then, how long that is. */
function OutroCodigo({ outroEm, onPedir }: { outroEm: string; onPedir(): void }) {
  const { t } = useFala();
  const faltam = Math.ceil((Date.parse(outroEm) - useNow()) / 1_000);
  return (
    <Button look="plain" disabled={faltam > 0} onClick={onPedir}>
      {faltam > 0 ? t.outroEm(relogio(faltam)) : t.outro}
    </Button>
  );
}
