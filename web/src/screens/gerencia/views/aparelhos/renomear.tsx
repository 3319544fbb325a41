import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import formulario from '../../parts/formulario.module.css';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { type Aparelho, useAcoesDosAparelhos } from '../../state/aparelhos/use-aparelhos.ts';
import { errosDoFormulario } from '../../state/erros.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';

/** Gives an aparelho another name. */
export function Renomear({ aparelho, onFim }: { aparelho: Aparelho; onFim(): void }) {
  const avisar = useAviso();
  const { renomear } = useAcoesDosAparelhos();
  const { campos, geral } = errosDoFormulario(renomear.error, { nome: 'Nome' });
  const form = useFocoNoErro(renomear.error);
  return (
    <Dialog
      open
      onClose={onFim}
      title={`Renomear ${aparelho.nome}`}
      actions={
        <>
          <Button look="plain" onClick={onFim}>
            Cancelar
          </Button>
          <Button type="submit" form="renomear" disabled={renomear.isPending}>
            Salvar
          </Button>
        </>
      }
    >
      <form
        id="renomear"
        ref={form}
        noValidate
        className={formulario.dialogo}
        onSubmit={(event) => {
          event.preventDefault();
          const nome = String(new FormData(event.currentTarget).get('nome')).trim();
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
        <ErroDaAcao erro={geral} />
      </form>
    </Dialog>
  );
}
