import { Confirmar } from '../../parts/confirmar.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import type { Pessoa } from '../../state/equipe/pessoa.ts';
import { useAcoesDaEquipe } from '../../state/equipe/use-equipe.ts';

/** Asks whether what is kept of somebody who no longer works here is to go. */
export function ApagarPessoa({ pessoa, onFim }: { pessoa: Pessoa; onFim(): void }) {
  const { apagar } = useAcoesDaEquipe();
  return (
    <Confirmar
      aberto
      titulo={`Apagar ${pessoa.nome}?`}
      descricao="Nome, usuário e e-mail se apagam e não voltam. O que fez continua na auditoria, só com o seu número."
      sim="Apagar"
      nao="Não"
      ocupado={apagar.isPending}
      onNao={onFim}
      onSim={() => apagar.mutate(pessoa, { onSuccess: onFim })}
    >
      <ErroDaAcao erro={apagar.error} />
    </Confirmar>
  );
}
