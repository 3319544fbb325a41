import type { ReactNode } from 'react';
import { dizerErro, Problema } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import css from './resposta.module.css';

type Consulta<T> = { data: T | undefined; error: unknown; isPlaceholderData?: boolean; refetch(): Promise<unknown> };

/** What was asked for: its place while it comes, what went wrong, or what it is. What was had before stays in view. */
export function Resposta<T>({
  de,
  esqueleto,
  children,
}: {
  de: Consulta<T>;
  esqueleto: ReactNode;
  children: (dados: T) => ReactNode;
}) {
  return (
    <>
      {de.error !== null && <Falha erro={de.error} onDeNovo={() => void de.refetch()} />}
      {de.data !== undefined ? children(de.data) : de.error === null && esqueleto}
    </>
  );
}

/** Something that could not be had, and a way to ask again. */
function Falha({ erro, onDeNovo }: { erro: unknown; onDeNovo(): void }) {
  return (
    <div role="alert" className={css.falha}>
      <p>
        {dizerErro(erro)}
        {!(erro instanceof Problema) && ' A tela tenta de novo sozinha.'}
      </p>
      <Button look="plain" onClick={onDeNovo}>
        Tentar agora
      </Button>
    </div>
  );
}

/** What an action could not do, said where it was asked for. */
export function ErroDaAcao({ erro }: { erro: unknown }) {
  return (
    <div role="alert">
      {erro !== null && erro !== undefined && (
        <p className={css.erro}>{typeof erro === 'string' ? erro : dizerErro(erro)}</p>
      )}
    </div>
  );
}

/** Where there is nothing: says so, and what it means. */
export function Vazio({ titulo, children }: { titulo: string; children?: ReactNode }) {
  return (
    <div className={css.vazio}>
      <p className={css.tituloVazio}>{titulo}</p>
      {children}
    </div>
  );
}
