import type { Meio } from '@foodious/kernel/estados.ts';
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
import type { PedidoAPagar } from '../state/estado.ts';
import { motivoDe, oferecidos } from '../state/pagamento.ts';
import { useRenovarAjustes } from '../state/use-pagar.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './pagamento.module.css';

/** It was not paid: says so, and how to go on, by the same meio or another. Nothing of the order is lost. */
export function NaoPago({ pedido }: { pedido: PedidoAPagar }) {
  const { dispatch, t, recomecar, renovarCardapio, meios } = useTotem();
  const renovarAjustes = useRenovarAjustes();
  const { id, situacao } = pedido;
  const motivo = motivoDe(pedido) ?? 'recusado';
  const refazer = useMutation({
    // Asked twice it answers with the same charge.
    mutationFn: (meio: Meio) =>
      body(api.POST('/v2/pedido/{id}/checkout', { params: { path: { id: String(id) } }, body: { meio } })),
    networkMode: 'always',
    onSuccess: ({ pagamento, meio, total, alteracoes }) =>
      pagamento && dispatch({ tipo: 'refeito', id, transacaoId: pagamento.transacaoId, meio, total, alteracoes }),
    onError(error) {
      renovarCardapio();
      renovarAjustes(error);
    },
  });
  const { error, isPending, variables } = refazer;
  const outroMeio = error instanceof Problema && error.codigo === 'meio-indisponivel';
  const recusado = error instanceof Problema && error.status < 500 && !outroMeio;
  const como = oferecidos(meios);
  const dito = (pedido.meio === 'balcao' ? t.naoPagoNoBalcao : t.naoPago)[motivo];
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
    <Tela centro voltar={false} antes={<Alerta />} titulo={dito.titulo} texto={dito.texto}>
      <div className={botoes.acoes}>
        <p className={css.estado}>
          {t.total}: <span className="numero">{dinheiro(pedido.total)}</span>
        </p>
        <div role="alert">
          {error && <p className={css.estado}>{recusado || outroMeio ? dizerProblema(t, error) : t.semResposta}</p>}
        </div>
        {!recusado &&
          como.map((meio) => (
            <Acao key={meio} esperando={isPending} onClick={() => refazer.mutate(meio)}>
              {isPending && variables === meio
                ? t.conferindo
                : como.length === 1 && meio === pedido.meio
                  ? t.tentarDeNovo
                  : t.pagarCom[meio]}
            </Acao>
          ))}
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
