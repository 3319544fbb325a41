import { useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import { relogio } from '../../../../ui/format.ts';
import { Qr } from '../../../../ui/qr.tsx';
import { useNow } from '../../../../ui/use-now.ts';
import formulario from '../../parts/formulario.module.css';
import { Pergunta } from '../../parts/pergunta.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { tipos } from '../../state/aparelhos/contato.ts';
import {
  type Aparelho,
  type Pareamento,
  type TipoDeTela,
  useAcoesDosAparelhos,
} from '../../state/aparelhos/use-aparelhos.ts';
import { errosDoFormulario } from '../../state/erros.ts';
import css from './parear.module.css';

const TELAS: Readonly<Record<TipoDeTela, string>> = {
  totem: 'Onde o cliente pede e paga.',
  painel: 'As senhas, para quem espera.',
  cozinha: 'As comandas; quem prepara pode entrar por PIN.',
  balcao: 'O caixa e a entrega; quem atende pode entrar por PIN.',
};

/** Makes a code for a screen, and shows it until the screen has used it. */
export function Parear({ aparelhos, onFim }: { aparelhos: readonly Aparelho[]; onFim(): void }) {
  const [antes] = useState(() => new Set(aparelhos.map(({ id }) => id)));
  const [tipo, setTipo] = useState<TipoDeTela>('totem');
  const [nome, setNome] = useState('');
  const { parear } = useAcoesDosAparelhos();
  const { campos, geral } = errosDoFormulario(parear.error, { nome: 'Nome', tipo: 'Tela' });
  const criar = () => parear.mutate({ tipo, nome: nome.trim() });
  const novo =
    parear.data && aparelhos.find((um) => !antes.has(um.id) && um.tipo === tipo && um.nome === parear.data.nome);
  if (novo)
    return (
      <Dialog
        open
        onClose={onFim}
        title={`${novo.nome} foi pareado`}
        description="A tela já começou a funcionar."
        actions={<Button onClick={onFim}>Fechar</Button>}
      />
    );
  if (parear.data) return <Codigo pareamento={parear.data} erro={geral} onOutro={criar} onFim={onFim} />;
  return (
    <Pergunta
      titulo="Parear um aparelho"
      descricao="Que tela é, e como vocês a chamam?"
      sim={parear.isPending ? 'Criando…' : 'Mostrar código'}
      acao={parear}
      geral={geral}
      onNao={onFim}
      onSim={criar}
    >
      <fieldset className={formulario.escolha}>
        <legend>Tela</legend>
        {(Object.keys(TELAS) as TipoDeTela[]).map((um) => (
          <label key={um}>
            <input type="radio" name="tipo" checked={tipo === um} onChange={() => setTipo(um)} />
            <span>
              <strong>{tipos[um]}</strong>
              <br />
              <span className="miudo">{TELAS[um]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="Nome"
        hint={`Como “${tipos[tipo]} da entrada”`}
        maxLength={80}
        autoComplete="off"
        value={nome}
        error={campos.nome}
        onChange={(event) => setNome(event.currentTarget.value)}
      />
    </Pergunta>
  );
}

/** The code, large enough to be read across the room, and the address that brings it along. */
function Codigo({
  pareamento: { codigo, ate, nome, endereco },
  erro,
  onOutro,
  onFim,
}: {
  pareamento: Pareamento;
  erro: string | undefined;
  onOutro(): void;
  onFim(): void;
}) {
  const restamS = Math.max(0, (Date.parse(ate) - useNow()) / 1_000);
  const vencido = restamS === 0;
  return (
    <Dialog
      open
      wide
      onClose={onFim}
      title={`Código para ${nome}`}
      description={
        vencido
          ? 'O código venceu.'
          : 'No aparelho, abra o endereço e digite o código; ou aponte a câmera dele para o QR, que traz os dois.'
      }
      actions={
        <>
          <Button look="plain" onClick={onFim}>
            Fechar
          </Button>
          {vencido && <Button onClick={onOutro}>Criar outro código</Button>}
        </>
      }
    >
      {!vencido && (
        <div className={css.pareamento}>
          <div className={css.lado}>
            <p className={css.endereco}>{endereco.split('#')[0]}</p>
            <p className={css.codigo} role="img" aria-label={`Código: ${[...codigo].join(' ')}`}>
              {codigo}
            </p>
            <p>
              Vale por mais <strong className="numero">{relogio(restamS)}</strong>, e uma vez só.
            </p>
          </div>
          <Qr className={css.qr} texto={endereco} rotulo="Código QR do endereço, com o código" />
        </div>
      )}
      <ErroDaAcao erro={erro} />
    </Dialog>
  );
}
