import { Confirmar } from '../../parts/confirmar.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import type { Convite, Pessoa } from '../../state/equipe/pessoa.ts';
import { useAcoesDaEquipe } from '../../state/equipe/use-equipe.ts';

/** Asks whether somebody is to choose another palavra-passe, and makes the link. */
export function Reconvidar({
  pessoa,
  onFim,
  onConvite,
}: {
  pessoa: Pessoa;
  onFim(): void;
  onConvite(nome: string, convite: Convite): void;
}) {
  const { convidarDeNovo } = useAcoesDaEquipe();
  return (
    <Confirmar
      aberto
      titulo={`Novo convite para ${pessoa.nome}?`}
      descricao="Para quem esqueceu a palavra-passe, ou perdeu o primeiro link. Quando o novo for usado, a palavra-passe e o PIN de antes deixam de valer."
      sim="Criar convite"
      nao="Não"
      ocupado={convidarDeNovo.isPending}
      onNao={onFim}
      onSim={() => convidarDeNovo.mutate(pessoa, { onSuccess: (convite) => onConvite(pessoa.nome, convite) })}
    >
      <ErroDaAcao erro={convidarDeNovo.error} />
    </Confirmar>
  );
}
