import { useState } from 'react';
import { dizerErro } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import { diaEHora, dinheiro } from '../../../ui/format.ts';
import { useAtos, useDevolucoes } from '../state/use-pedidos.ts';
import css from './devolucoes.module.css';
import pagina from './pagina.module.css';

type Devolucao = NonNullable<ReturnType<typeof useDevolucoes>['data']>[number];

const de = { dinheiro: 'em dinheiro', cartao: 'na maquininha' } as const;

/** What goes back to clientes at the counter, until somebody has handed it over. */
export function Devolucoes() {
  const { data, error, refetch } = useDevolucoes();
  const { devolver } = useAtos();
  const [qual, setQual] = useState<Devolucao | null>(null);
  const [dito, setDito] = useState('');
  const fechar = () => {
    setQual(null);
    devolver.reset();
  };
  return (
    <main className={pagina.pagina}>
      <h1>Devoluções</h1>
      <p className={pagina.resumo}>Dinheiro que volta ao cliente aqui: da gaveta, ou pela maquininha da casa.</p>
      {!data && error ? (
        <div role="alert" className={pagina.erro}>
          <p>{dizerErro(error)}</p>
          <Button look="plain" onClick={() => void refetch()}>
            Tentar de novo
          </Button>
        </div>
      ) : !data ? (
        <div aria-busy="true">
          <Esqueleto altura={4} quantos={3} />
        </div>
      ) : data.length === 0 ? (
        <p className={pagina.nada}>Nada a devolver.</p>
      ) : (
        <ul className={css.lista}>
          {data.map((devolucao) => {
            const { estornoId, pedidoId, valor, forma, pedidoEm } = devolucao;
            return (
              <li key={estornoId}>
                <p className={css.sobre}>
                  <strong className="numero">Pedido {pedidoId}</strong>
                  <span>pedida em {diaEHora(pedidoEm)}</span>
                </p>
                <strong className={`${css.valor} numero`}>{dinheiro(valor)}</strong>
                <Button onClick={() => setQual(devolucao)}>
                  Devolver {de[forma]}
                  <span className="so-leitor"> ao pedido {pedidoId}</span>
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <p role="status" className={css.dito}>
        {dito}
      </p>
      {qual && (
        <Dialog
          open
          onClose={() => !devolver.isPending && fechar()}
          title={`Devolver ${dinheiro(qual.valor)}?`}
          description={
            qual.forma === 'dinheiro'
              ? `Entregue ${dinheiro(qual.valor)} da gaveta ao cliente do pedido ${qual.pedidoId}, e confirme.`
              : `Estorne ${dinheiro(qual.valor)} na maquininha, no cartão do cliente do pedido ${qual.pedidoId}, e confirme.`
          }
          actions={
            <>
              <Button look="plain" size="large" onClick={fechar}>
                Ainda não
              </Button>
              <Button
                size="large"
                aria-disabled={devolver.isPending}
                onClick={() =>
                  !devolver.isPending &&
                  devolver.mutate(qual.estornoId, {
                    onSuccess() {
                      setDito(`${dinheiro(qual.valor)} devolvidos ao pedido ${qual.pedidoId}.`);
                      fechar();
                    },
                  })
                }
              >
                {devolver.isPending ? 'Registrando…' : 'Já devolvi'}
              </Button>
            </>
          }
        >
          <p role="alert" className={css.erro}>
            {devolver.error && dizerErro(devolver.error)}
          </p>
        </Dialog>
      )}
    </main>
  );
}
