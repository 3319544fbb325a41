import { useState } from 'react';
import type { Desafio, Sessao } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import css from './pessoas.module.css';
import { Pin } from './pin.tsx';

type Pessoa = { id: number; nome: string };

/** Who works here, each a button; the one touched types a PIN. */
export function Pessoas({
  pessoas,
  onResposta,
  onSemPin,
}: {
  pessoas: readonly Pessoa[];
  onResposta(resposta: Sessao | Desafio): void;
  /** Somebody enters by palavra-passe, and why, where it is no choice of theirs. */
  onSemPin(porque?: string): void;
}) {
  const [quem, setQuem] = useState<Pessoa | null>(null);
  if (quem)
    return (
      <Pin key={quem.id} pessoa={quem} onResposta={onResposta} onVoltar={() => setQuem(null)} onSemPin={onSemPin} />
    );
  return (
    <div className={css.quem}>
      <h2>Quem é você?</h2>
      <ul className={css.pessoas}>
        {pessoas.map((pessoa) => (
          <li key={pessoa.id}>
            <Button look="plain" size="large" onClick={() => setQuem(pessoa)}>
              {pessoa.nome}
            </Button>
          </li>
        ))}
      </ul>
      <Button look="quiet" onClick={() => onSemPin()}>
        Entrar com palavra-passe
      </Button>
    </div>
  );
}
