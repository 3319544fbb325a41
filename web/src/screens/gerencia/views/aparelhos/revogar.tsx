import { Confirmar } from '../../parts/confirmar.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { type Aparelho, useAcoesDosAparelhos } from '../../state/aparelhos/use-aparelhos.ts';
import { useAviso } from '../../state/use-aviso.ts';

/** Asks before an aparelho is no longer one of the house: it stops at once. */
export function Revogar({ aparelho, onFim }: { aparelho: Aparelho; onFim(): void }) {
  const avisar = useAviso();
  const { revogar } = useAcoesDosAparelhos();
  return (
    <Confirmar
      aberto
      titulo={`Revogar ${aparelho.nome}?`}
      descricao={
        aparelho.tipo === 'programa'
          ? 'O segredo deixa de valer agora, e não volta a valer: outro programa ganha outro.'
          : 'A tela para agora, e pede um código novo para voltar.'
      }
      sim="Revogar"
      nao="Deixar"
      ocupado={revogar.isPending}
      onNao={onFim}
      onSim={() =>
        revogar.mutate(aparelho, {
          onSuccess() {
            avisar(`${aparelho.nome} foi revogado`);
            onFim();
          },
        })
      }
    >
      <ErroDaAcao erro={revogar.error} />
    </Confirmar>
  );
}
