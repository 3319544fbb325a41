import { Link } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { Chamar } from '../../../ui/chamar.tsx';
import { dinheiro } from '../../../ui/format.ts';
import { duracao } from '../../../ui/tempo.ts';
import { useNow } from '../../../ui/use-now.ts';
import { atoDe, chamadoDe, dizerChamado, dizerItens, type PedidoNoBalcao, situacaoDe } from '../state/pedidos.ts';
import css from './pedido.module.css';

const MINUTO_MS = 60_000;

/** One pedido at the counter: by what it is called, what is in it, and what is done with it next. */
export function Pedido({
  pedido,
  comSituacao = false,
  parado,
  onReceber,
  onEntregar,
}: {
  pedido: PedidoNoBalcao;
  /** Says where it stands: among those of other states. */
  comSituacao?: boolean;
  /** Something that was done to it is on its way. */
  parado: boolean;
  onReceber(pedido: PedidoNoBalcao): void;
  onEntregar(pedido: PedidoNoBalcao): void;
}) {
  const { id, senha, total, cliente, itens, desde, pago } = pedido;
  const ato = atoDe(pedido);
  const { nome, numero } = chamadoDe(pedido);
  const qual = dizerChamado(pedido);
  return (
    <article className={css.pedido} data-ato={ato ?? undefined} aria-labelledby={`pedido-${id}`}>
      <h3 id={`pedido-${id}`} className={css.chamado}>
        {nome} <strong className="numero">{numero}</strong>
      </h3>
      <div className={css.sobre}>
        <p className={css.quem}>
          {comSituacao ? <strong>{situacaoDe(pedido)}</strong> : cliente && <strong>{cliente}</strong>}
          {comSituacao && cliente && <span>{cliente}</span>}
          {senha !== null && <span className="numero">pedido {id}</span>}
          {ato && <Espera desde={desde} />}
        </p>
        <p className={css.itens}>{dizerItens(itens)}</p>
      </div>
      <div className={css.acoes}>
        {ato === 'receber' && (
          <Button size="large" className={css.principal ?? ''} onClick={() => onReceber(pedido)}>
            <span>
              Receber <span className="numero">{dinheiro(total)}</span>
            </span>
            <span className="so-leitor"> do {qual.toLowerCase()}</span>
          </Button>
        )}
        {ato === 'entregar' && (
          <Button
            size="large"
            className={css.principal ?? ''}
            aria-disabled={parado || undefined}
            // The second of a quick double tap falls on what slid under the finger: nobody meant that one.
            onClick={(event) => event.detail < 2 && !parado && onEntregar(pedido)}
          >
            Entregar<span className="so-leitor"> {qual.toLowerCase()}</span>
          </Button>
        )}
        {ato === null && <p className={`${css.total} numero`}>{dinheiro(total)}</p>}
        {(ato === 'entregar' || (ato === null && pago)) && (
          <p className={css.outras}>
            {ato === 'entregar' && senha !== null && <Chamar pedidoId={id} senha={senha} parado={parado} />}
            {pago && (
              <Link href={`/recibo/${id}`} className={css.recibo}>
                Recibo<span className="so-leitor"> do pedido {id}</span>
              </Link>
            )}
          </p>
        )}
      </div>
    </article>
  );
}

/** How long it has waited, to the minute. */
function Espera({ desde }: { desde: string }) {
  const ms = Math.max(0, useNow(5_000) - Date.parse(desde));
  return <span>{ms < MINUTO_MS ? 'agora há pouco' : `há ${duracao(ms)}`}</span>;
}
