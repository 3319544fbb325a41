import { Field } from '../../../../ui/field.tsx';
import { Pergunta } from '../../parts/pergunta.tsx';
import { type Aparelho, useAcoesDosAparelhos } from '../../state/aparelhos/use-aparelhos.ts';
import { errosDoFormulario } from '../../state/erros.ts';
import { useAviso } from '../../state/use-aviso.ts';

/** Gives an aparelho another name. */
export function Renomear({ aparelho, onFim }: { aparelho: Aparelho; onFim(): void }) {
  const avisar = useAviso();
  const { renomear } = useAcoesDosAparelhos();
  const { campos, geral } = errosDoFormulario(renomear.error, { nome: 'Nome' });
  return (
    <Pergunta
      titulo={`Renomear ${aparelho.nome}`}
      sim="Salvar"
      acao={renomear}
      geral={geral}
      onNao={onFim}
      onSim={(dados) => {
        const nome = String(dados.get('nome')).trim();
        renomear.mutate(
          { id: aparelho.id, nome },
          {
            onSuccess() {
              avisar(`${nome}: salvo`);
              onFim();
            },
          },
        );
      }}
    >
      <Field
        label="Nome"
        name="nome"
        maxLength={80}
        autoComplete="off"
        defaultValue={aparelho.nome}
        error={campos.nome}
      />
    </Pergunta>
  );
}
