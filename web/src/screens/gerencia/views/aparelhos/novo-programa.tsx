import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import formulario from '../../parts/formulario.module.css';
import { Pergunta } from '../../parts/pergunta.tsx';
import { Segredo } from '../../parts/segredo.tsx';
import { useAcoesDosAparelhos } from '../../state/aparelhos/use-aparelhos.ts';
import { errosDoFormulario } from '../../state/erros.ts';

/** A program gets an id and a secret, shown this once. */
export function NovoPrograma({ onFim }: { onFim(): void }) {
  const { criarPrograma: criar } = useAcoesDosAparelhos();
  const { campos, geral } = errosDoFormulario(criar.error, { nome: 'Nome' });
  if (criar.data)
    return (
      <Dialog
        open
        onClose={() => undefined} // what is shown once does not go away by a touch beside it
        title="Programa criado"
        description="Guarde o segredo agora: ele não aparece de novo."
        actions={<Button onClick={onFim}>Já guardei</Button>}
      >
        <div className={`${formulario.dialogo} ${formulario.campos}`}>
          <Segredo rotulo="Client id" texto={criar.data.clientId} />
          <Segredo rotulo="Client secret" texto={criar.data.clientSecret} />
          <p className="miudo">Com os dois, o programa pede o seu token em POST /oauth2/token.</p>
        </div>
      </Dialog>
    );
  return (
    <Pergunta
      titulo="Novo programa"
      descricao="Um aplicativo, ou um totem de outro fabricante, que usa a API em nome da lanchonete."
      sim={criar.isPending ? 'Criando…' : 'Criar'}
      acao={criar}
      geral={geral}
      onNao={onFim}
      onSim={(dados) => criar.mutate(String(dados.get('nome')).trim())}
    >
      <Field
        label="Nome"
        hint="Como “App de entregas”"
        name="nome"
        maxLength={80}
        autoComplete="off"
        error={campos.nome}
      />
    </Pergunta>
  );
}
