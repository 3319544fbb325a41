import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '../../../api/client.ts';
import { Problema } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import { Field } from '../../../ui/field.tsx';
import { focar } from '../../../ui/focar.ts';
import css from '../meus-dados.module.css';
import { dizer } from '../state/dizer.ts';
import { useFala } from '../state/fala.ts';
import { PROTOCOLO } from '../state/use-hash.ts';

const NUMERO = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Looks up the receipt of an erasure, by the number that a link brings or somebody types. */
export function Protocolo({ id }: { id: string }) {
  const { t, quando, dia } = useFala();
  const [numero, setNumero] = useState(id);
  const [errado, setErrado] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['protocolo', id],
    queryFn: () => body(api.GET('/v2/protocolos/{id}', { params: { path: { id } } })),
    enabled: NUMERO.test(id),
    refetchInterval: ({ state }) => (state.data?.estado === 'em-andamento' ? 5_000 : false),
  });
  const desconhecido = error instanceof Problema && error.status === 404;
  return (
    <section className={css.cartao}>
      <h1 tabIndex={-1} ref={focar}>
        {t.protocolo}
      </h1>
      <form
        className={css.formulario}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const limpo = numero.trim().toLowerCase();
          setErrado(!NUMERO.test(limpo));
          if (NUMERO.test(limpo)) location.hash = `${PROTOCOLO}=${limpo}`;
        }}
      >
        <Field
          label={t.numero}
          error={errado || (id !== '' && !NUMERO.test(id)) ? t.numeroErrado : desconhecido ? t.desconhecido : undefined}
          name="protocolo"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={60}
          value={numero}
          onChange={(event) => setNumero(event.target.value)}
        />
        <div className={css.acoes}>
          <Button type="submit">{t.procurar}</Button>
          <a className={css.baixar} href="#inicio">
            {t.voltar}
          </a>
        </div>
      </form>
      <p role="alert" className={css.recusa}>
        {error && !desconhecido && dizer(t, error)}
      </p>
      {NUMERO.test(id) && !data && !error && <Esqueleto altura={8} />}
      {data && (
        <>
          <p role="status">
            {t.pedidoEm} {quando(data.solicitadoEm)}. {data.estado === 'concluido' ? t.concluido : t.emAndamento}
          </p>
          <p>{t.guarde}</p>
          {data.apagado.length > 0 && <h2>{t.oApagado}</h2>}
          <ul className={css.lista}>
            {data.apagado.map((linha) => (
              <li key={linha}>{linha}</li>
            ))}
          </ul>
          <h2>{t.oMantido}</h2>
          <ul className={css.lista}>
            {data.mantido.map(({ o, porque, artigo, ate }) => (
              <li key={o}>
                {o}
                <p className="miudo">
                  {porque} ({artigo}){ate !== null && `, ${t.ate(dia(ate))}`}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
