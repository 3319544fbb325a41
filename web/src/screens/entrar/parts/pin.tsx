import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problema } from '../../../api/problem.ts';
import { type Desafio, entrar, type Sessao } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import { focar } from '../../../ui/focar.ts';
import { Icone } from '../../../ui/icone.tsx';
import { recusaDe } from '../state/recusa.ts';
import css from './pessoas.module.css';

const DIGITOS = { menos: 4, mais: 6 } as const;
const SO_PALAVRA_PASSE = 'Muitos PINs errados. Entre com a palavra-passe, e o PIN volta a valer aqui.';

/** A touch on a key leaves the focus in the field it writes to. */
const semFoco = { onPointerDown: (event: React.PointerEvent) => event.preventDefault() };

/** Asks one person for their PIN, on keys as large as a wet finger needs; those of a keyboard do as well. */
export function Pin({
  pessoa,
  onResposta,
  onVoltar,
  onSemPin,
}: {
  pessoa: { id: number; nome: string };
  onResposta(resposta: Sessao | Desafio): void;
  onVoltar(): void;
  onSemPin(porque: string): void;
}) {
  const [pin, setPin] = useState('');
  const entrada = useMutation({
    mutationFn: () => entrar({ pessoaId: pessoa.id, pin }),
    networkMode: 'always',
    onSuccess: onResposta,
    onError(erro) {
      setPin('');
      if (erro instanceof Problema && erro.codigo === 'pin-desligado') onSemPin(SO_PALAVRA_PASSE);
    },
  });
  const mudar = (como: (antes: string) => string) => {
    entrada.reset();
    setPin((antes) => como(antes).replace(/\D/g, '').slice(0, DIGITOS.mais));
  };
  const curto = pin.length < DIGITOS.menos;
  return (
    <form
      className={css.pin}
      onSubmit={(event) => {
        event.preventDefault();
        if (!curto && !entrada.isPending) entrada.mutate();
      }}
    >
      <h2>{pessoa.nome}</h2>
      <input
        ref={focar}
        aria-label="PIN"
        aria-describedby="pin-erro"
        aria-invalid={entrada.isError}
        type="password"
        inputMode="none"
        autoComplete="off"
        placeholder="PIN"
        value={pin}
        onChange={({ target: { value } }) => mudar(() => value)}
      />
      <p id="pin-erro" role="alert" className={css.erro}>
        {entrada.error && recusaDe(entrada.error, 'O PIN não confere.')}
      </p>
      <fieldset className={css.teclas} aria-label="Números">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((numero) => (
          <Button key={numero} look="plain" {...semFoco} onClick={() => mudar((antes) => antes + numero)}>
            {numero}
          </Button>
        ))}
        <Button
          look="quiet"
          aria-label="Apagar o último"
          {...semFoco}
          onClick={() => mudar((antes) => antes.slice(0, -1))}
        >
          <Icone nome="apagar" tamanho={2} />
        </Button>
        <Button look="plain" {...semFoco} onClick={() => mudar((antes) => `${antes}0`)}>
          0
        </Button>
        <Button type="submit" {...semFoco} aria-disabled={curto || entrada.isPending}>
          Entrar
        </Button>
      </fieldset>
      <Button look="quiet" onClick={onVoltar}>
        Outra pessoa
      </Button>
    </form>
  );
}
