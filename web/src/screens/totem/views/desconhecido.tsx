import { Button } from '../../../ui/button.tsx';
import { formatarCpf } from '../../../ui/format.ts';
import css from '../parts/acoes.module.css';
import { Tela } from '../parts/tela.tsx';
import { useTotem } from '../state/use-totem.ts';

/** A CPF nobody knows yet: register it, correct it, or go on without. */
export function Desconhecido() {
  const { estado, dispatch, t } = useTotem();
  return (
    <Tela centro titulo={t.desconhecidoTitulo} texto={`${formatarCpf(estado.cpf)}. ${t.desconhecidoTexto}`}>
      <div className={css.acoes}>
        <Button size="large" onClick={() => dispatch({ tipo: 'cadastrar' })}>
          {t.cadastrar}
        </Button>
        <Button look="plain" size="large" onClick={() => dispatch({ tipo: 'semCadastro' })}>
          {t.semCadastro}
        </Button>
        <Button look="quiet" size="large" onClick={() => dispatch({ tipo: 'voltar' })}>
          {t.corrigirCpf}
        </Button>
      </div>
    </Tela>
  );
}
