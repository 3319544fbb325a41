import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { type Divergencia, divergencias, type Escrita, juntar } from '../state/divergencias.ts';
import css from './conflito.module.css';

/** What somebody else saved while this form was written, beside what it says: whoever writes it chooses, field by field. */
export function Conflito<T extends Escrita>({
  abriu,
  meu,
  agora,
  rotulos,
  mostrar = (_, valor) => dizerValor(valor),
  ocupado,
  onEscolher,
}: {
  /** The form as it was opened, as it is written, and as it stands now. */
  abriu: T;
  meu: T;
  agora: T;
  rotulos: Readonly<Record<keyof T, string>>;
  /** A value as a person reads it. */
  mostrar?: (campo: keyof T & string, valor: T[keyof T & string]) => ReactNode;
  ocupado: boolean;
  onEscolher(escolhida: T): void;
}) {
  const lista = divergencias(abriu, meu, agora);
  const [meus, setMeus] = useState<ReadonlySet<string>>(
    () => new Set(lista.filter(({ mexi }) => mexi).map(({ campo }) => campo)),
  );
  const titulo = useRef<HTMLHeadingElement>(null);
  useEffect(() => titulo.current?.focus(), []);
  const escolher = (campo: string, ficaOMeu: boolean) =>
    setMeus((antes) => new Set([...antes, campo].filter((um) => um !== campo || ficaOMeu)));
  const valor = ({ campo, mexi }: Divergencia<T>, eOMeu: boolean) => (
    <label className={css.valor}>
      <input
        type="radio"
        name={`conflito-${campo}`}
        checked={meus.has(campo) === eOMeu}
        onChange={() => escolher(campo, eOMeu)}
      />
      <span className={css.texto}>
        <span className="miudo">{eOMeu ? (mexi ? 'O que você escreveu' : 'Como era') : 'O que já está salvo'}</span>
        <br />
        {mostrar(campo, (eOMeu ? meu : agora)[campo])}
      </span>
    </label>
  );
  return (
    <section className={css.conflito} aria-label="Mudou enquanto você editava">
      <div>
        <h3 ref={titulo} tabIndex={-1}>
          Outra pessoa salvou enquanto você editava
        </h3>
        <p>Nada seu foi salvo ainda. Escolha o que fica:</p>
      </div>
      {lista.map((uma) => (
        <fieldset key={uma.campo} className={css.campo}>
          <legend>{rotulos[uma.campo]}</legend>
          <div className={css.valores}>
            {valor(uma, false)}
            {valor(uma, true)}
          </div>
        </fieldset>
      ))}
      <div>
        <Button disabled={ocupado} onClick={() => onEscolher(juntar(abriu, meu, agora, meus))}>
          Salvar com estas escolhas
        </Button>
      </div>
    </section>
  );
}

const dizerValor = (valor: string | boolean | null): string =>
  typeof valor === 'boolean' ? (valor ? 'sim' : 'não') : valor || '(vazio)';
