import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Desafio, quemTemPin, type Sessao } from '../../../api/session.ts';
import css from '../entrada.module.css';
import { Formulario } from './formulario.tsx';
import { Pessoas } from './pessoas.tsx';
import { SegundoFator } from './segundo-fator.tsx';

/** Asks who it is: by PIN where this screen is paired and somebody has one, else by usuário and palavra-passe. */
export function Quem({ onEntrou }: { onEntrou(sessao: Sessao): void }) {
  const [desafio, setDesafio] = useState<Desafio | null>(null);
  const [semPin, setSemPin] = useState<string | null>(null);
  const { data: pessoas, isPending } = useQuery({
    queryKey: ['sessao', 'pin'],
    queryFn: quemTemPin,
    networkMode: 'always',
    retry: false,
    staleTime: 0,
    gcTime: 0, // somebody may just have chosen a PIN
  });
  const responder = (resposta: Sessao | Desafio) =>
    'segundoFator' in resposta ? setDesafio(resposta) : onEntrou(resposta);
  if (desafio) return <SegundoFator desafio={desafio} onEntrou={onEntrou} onVoltar={() => setDesafio(null)} />;
  if (isPending) return <div className={css.parado} aria-busy="true" />;
  if (pessoas?.length && semPin === null)
    return <Pessoas pessoas={pessoas} onResposta={responder} onSemPin={(porque = '') => setSemPin(porque)} />;
  return (
    <Formulario
      motivo={semPin ?? ''}
      onResposta={responder}
      {...(pessoas?.length ? { onPin: () => setSemPin(null) } : {})}
    />
  );
}
