import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { Tela } from '../parts/tela.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './consumo.module.css';

/** Asks by one touch where the pedido is eaten: here, or taken away. */
export function Consumo() {
  const { dispatch, t } = useTotem();
  return (
    <Tela centro titulo={t.consumoTitulo}>
      <div className={css.opcoes}>
        <Button
          look="plain"
          className={css.opcao ?? ''}
          onClick={() => dispatch({ tipo: 'consumo', consumo: 'local' })}
        >
          <Icone nome="prato" tamanho={6} />
          {t.local}
        </Button>
        <Button
          look="plain"
          className={css.opcao ?? ''}
          onClick={() => dispatch({ tipo: 'consumo', consumo: 'viagem' })}
        >
          <Icone nome="sacola" tamanho={6} />
          {t.viagem}
        </Button>
      </div>
    </Tela>
  );
}
