import { useState } from 'react';
import { useParams } from 'wouter';
import { api, body } from '../../../../api/client.ts';
import { Problema } from '../../../../api/problem.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { consumos, dinheiro } from '../../../../ui/format.ts';
import { Pagina, Secao } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { SeloDoEstado } from '../../parts/selo.tsx';
import { useConsulta } from '../../state/use-consulta.ts';
import { Cancelar } from './cancelar.tsx';
import { Devolucoes } from './devolucoes.tsx';
import { Devolver } from './devolver.tsx';
import { EmailsDoPedido } from './emails-do-pedido.tsx';
import { Instantes } from './instantes.tsx';
import { Itens } from './itens.tsx';
import { LinhaDoTempo } from './linha/linha-do-tempo.tsx';
import { Logs } from './logs.tsx';
import { Pagamentos } from './pagamentos.tsx';
import css from './pedido.module.css';

const VOLTAR = { para: '/pedidos', nome: 'Pedidos' };

/** The page of the pedido its address names. */
export function PaginaDoPedido() {
  const { id = '' } = useParams();
  return <UmPedido key={id} id={id} />;
}

/** Everything about one pedido: what it is, what became of it, and why. */
function UmPedido({ id }: { id: string }) {
  const [cancelando, setCancelando] = useState(false);
  const pedido = useConsulta(
    ['pedidos', 'um', id],
    () => body(api.GET('/v2/gerencia/pedidos/{id}', { params: { path: { id } } })),
    10_000,
  );
  if (pedido.error instanceof Problema && pedido.error.status < 500 && pedido.data === undefined)
    return (
      <Pagina titulo={`Pedido #${id}`} voltar={VOLTAR}>
        <Vazio titulo="Não achamos este pedido">
          <p>{pedido.error.message}</p>
        </Vazio>
      </Pagina>
    );
  const dados = pedido.data;
  return (
    <Pagina
      titulo={`Pedido #${id}`}
      voltar={VOLTAR}
      resumo={
        <p className={css.resumo}>
          {dados && (
            <>
              <SeloDoEstado estado={dados.estado} />
              {dados.senha !== null && <strong>Senha {dados.senha}</strong>}
              <span>{dinheiro(dados.total)}</span>
              <span>{dados.consumo && consumos[dados.consumo]}</span>
              <span>{dados.identificado ? 'Cliente identificado' : 'Cliente anônimo'}</span>
            </>
          )}
        </p>
      }
      acoes={dados && <Cancelar pedido={dados} aberto={cancelando} onAbrir={setCancelando} />}
    >
      <Resposta de={pedido} esqueleto={<Esqueleto altura={22} />}>
        {(inteiro) => (
          <>
            {inteiro.motivoCancelamento && (
              <p className={css.motivo}>
                <strong>Cancelado:</strong> {inteiro.motivoCancelamento}
              </p>
            )}
            <div className={css.dois}>
              <div className={css.pilha}>
                <Secao titulo="Itens">
                  <Itens itens={inteiro.itens} total={inteiro.total} />
                </Secao>
                <Devolucoes id={id} />
              </div>
              <div className={css.pilha}>
                <Secao titulo="Andamento">
                  <Instantes pedido={inteiro} />
                </Secao>
                <Secao titulo="Pagamentos" acoes={<Devolver pedido={inteiro} onCancelar={() => setCancelando(true)} />}>
                  <Pagamentos id={id} />
                </Secao>
              </div>
            </div>
          </>
        )}
      </Resposta>
      <LinhaDoTempo id={id} />
      <EmailsDoPedido id={id} />
      <Logs id={id} />
    </Pagina>
  );
}
