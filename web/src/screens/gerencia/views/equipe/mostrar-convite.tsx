import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { diaEHora } from '../../../../ui/format.ts';
import { Qr } from '../../../../ui/qr.tsx';
import { Segredo } from '../../parts/segredo.tsx';
import type { Convite } from '../../state/equipe/pessoa.ts';
import css from './mostrar-convite.module.css';

/** The link of an invitation: shown this once, to be read by a phone or sent on. */
export function MostrarConvite({ nome, convite, onFim }: { nome: string; convite: Convite; onFim(): void }) {
  return (
    <Dialog
      open
      onClose={onFim}
      title={`Convite para ${nome}`}
      description={`Vale até ${diaEHora(convite.ate)}, e uma vez só. Não aparece de novo: mostre o código, ou mande o link só a ${nome}.`}
      actions={<Button onClick={onFim}>Fechar</Button>}
    >
      <div className={css.convite}>
        <Qr className={css.qr} texto={convite.endereco} rotulo="Código QR do convite" />
        <Segredo rotulo="Link do convite" texto={convite.endereco} />
      </div>
    </Dialog>
  );
}
