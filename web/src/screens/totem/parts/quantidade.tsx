import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { MAX_QUANTIDADE } from '../state/carrinho.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './quantidade.module.css';

/** One less, how many, one more. */
export function Quantidade({
  valor,
  de,
  grande = false,
  onChange,
}: {
  valor: number;
  /** Of what; only heard. */
  de: string;
  grande?: boolean;
  onChange(valor: number): void;
}) {
  const { t } = useTotem();
  return (
    <fieldset className={`${css.quantidade} ${grande ? css.grande : ''}`}>
      <legend className="so-leitor">{`${t.quantidade}: ${de}`}</legend>
      <Passo nome="menos" rotulo={t.menos} parado={valor <= 1} onClick={() => onChange(valor - 1)} />
      <output className="numero">{valor}</output>
      <Passo nome="mais" rotulo={t.mais} parado={valor >= MAX_QUANTIDADE} onClick={() => onChange(valor + 1)} />
    </fieldset>
  );
}

/** A button for one less or one more. At the end of the range it does nothing more, and keeps the focus. */
function Passo({
  nome,
  rotulo,
  parado,
  onClick,
}: {
  nome: 'menos' | 'mais';
  rotulo: string;
  parado: boolean;
  onClick(): void;
}) {
  return (
    <Button look="plain" aria-label={rotulo} aria-disabled={parado || undefined} onClick={() => !parado && onClick()}>
      <Icone nome={nome} />
    </Button>
  );
}
