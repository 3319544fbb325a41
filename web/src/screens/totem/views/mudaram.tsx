import { Button } from '../../../ui/button.tsx';
import { dinheiro } from '../../../ui/format.ts';
import botoes from '../parts/acoes.module.css';
import { Tela } from '../parts/tela.tsx';
import type { PedidoAPagar } from '../state/estado.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './pagamento.module.css';

/** Prices that changed since they were seen: shows the new ones before they are paid. */
export function PrecosMudaram({ pedido }: { pedido: PedidoAPagar }) {
  const { dispatch, t } = useTotem();
  return (
    <Tela centro titulo={t.mudouAntes} voltar={false}>
      <ul className={css.lista}>
        {pedido.alteracoes
          .filter(({ motivo }) => motivo === 'preco')
          .map(({ nome, de, para }) => (
            <li key={nome}>{t.mudouPreco(nome, de, para)}</li>
          ))}
        <li>
          <strong>
            {t.novoTotal}: <span className="numero">{dinheiro(pedido.total)}</span>
          </strong>
        </li>
      </ul>
      <div className={botoes.acoes}>
        <Button size="large" onClick={() => dispatch({ tipo: 'verQr' })}>
          {pedido.meio === 'balcao' ? t.pagarCom.balcao : t.verQr}
        </Button>
        <Button look="plain" size="large" onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'desistir' } })}>
          {t.desistir}
        </Button>
      </div>
    </Tela>
  );
}
