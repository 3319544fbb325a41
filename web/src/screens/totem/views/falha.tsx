import { useMutation } from '@tanstack/react-query';
import { api, body } from '../../../api/client.ts';
import { Problema } from '../../../api/problem.ts';
import { dizerProblema } from '../../../i18n/problemas.ts';
import { Button } from '../../../ui/button.tsx';
import { dinheiro } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import { Acao } from '../parts/acao.tsx';
import botoes from '../parts/acoes.module.css';
import { Tela } from '../parts/tela.tsx';
import type { PedidoNoPix } from '../state/estado.ts';
import { motivoDe } from '../state/pagamento.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './pix.module.css';

/** The Pix was not paid: says so, and how to go on. Nothing of the order is lost. */
export function FalhaDoPix({ pedido }: { pedido: PedidoNoPix }) {
  const { dispatch, t, recomecar, renovarCardapio } = useTotem();
  const { id, situacao } = pedido;
  const motivo = motivoDe(pedido) ?? 'recusado';
  const refazer = useMutation({
    // Asked twice it answers with the same charge.
    mutationFn: () => body(api.POST('/v1/pedido/checkout/{id}', { params: { path: { id: String(id) } } })),
    networkMode: 'always',
    onSuccess: ({ pagamento, alteracoes }) =>
      pagamento &&
      dispatch({ tipo: 'refeito', id, transacaoId: pagamento.transacaoId, total: pagamento.total, alteracoes }),
    onError: renovarCardapio,
  });
  const { error, isPending } = refazer;
  const recusado = error instanceof Problema && error.status < 500;
  const mudar = () => dispatch({ tipo: 'mudarPedido' });

  if (situacao === 'cancelado')
    return (
      <Tela centro titulo={t.canceladoTitulo} texto={t.canceladoTexto} voltar={false} antes={<Alerta />}>
        <div className={botoes.acoes}>
          <Button size="large" onClick={recomecar}>
            {t.sairDoCancelado}
          </Button>
        </div>
      </Tela>
    );
  return (
    <Tela centro voltar={false} antes={<Alerta />} titulo={t.naoPago[motivo].titulo} texto={t.naoPago[motivo].texto}>
      <div className={botoes.acoes}>
        <p className={css.estado}>
          {t.total}: <span className="numero">{dinheiro(pedido.total)}</span>
        </p>
        <div role="alert">
          {error && <p className={css.estado}>{recusado ? dizerProblema(t, error) : t.semResposta}</p>}
        </div>
        {!recusado && (
          <Acao esperando={isPending} onClick={() => refazer.mutate()}>
            {isPending ? t.conferindo : t.tentarDeNovo}
          </Acao>
        )}
        <Button look={recusado ? 'primary' : 'plain'} size="large" onClick={mudar}>
          {t.mudarPedido}
        </Button>
        <Button look="quiet" size="large" onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'desistir' } })}>
          {t.desistir}
        </Button>
      </div>
    </Tela>
  );
}

const Alerta = () => (
  <span className={css.alerta}>
    <Icone nome="atencao" tamanho={5} />
  </span>
);
