import { Link } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { classes } from '../../../../ui/classes.ts';
import { diaEHora } from '../../../../ui/format.ts';
import { faz } from '../../../../ui/tempo.ts';
import cartao from '../../parts/cartao.module.css';
import type { Carta as Letter } from '../../state/tipos.ts';
import css from './filas.module.css';

/** One dead or refused letter as it is, and what can become of it. */
export function Carta({
  carta: { id, mensagem, pedidoId, em, corpo, recusa },
  agora,
  ocupada,
  onReenviar,
  onDescartar,
}: {
  carta: Letter;
  agora: number;
  ocupada: boolean;
  onReenviar(): void;
  onDescartar(): void;
}) {
  const titulo = `carta-${id}`;
  return (
    <li className={classes(cartao.cartao, css.carta)} aria-labelledby={titulo}>
      <div className={css.topoDaCarta}>
        <div>
          <h2 className={css.tipo} id={titulo}>
            {mensagem ?? 'Mensagem que não se entende'}
          </h2>
          <p className="miudo">
            {recusa === null ? 'morreu' : `a fila não a aceitou (${recusa})`}{' '}
            <time dateTime={em}>{faz(em, agora)}</time>, em {diaEHora(em)}
            {pedidoId !== null && (
              <>
                {' · '}
                <Link href={`/pedidos/${pedidoId}`}>Pedido #{pedidoId}</Link>
              </>
            )}
          </p>
        </div>
        <div className={css.acoes}>
          <Button look="danger" onClick={onDescartar}>
            Descartar
          </Button>
          <Button look="plain" disabled={ocupada} onClick={onReenviar}>
            Reenviar
          </Button>
        </div>
      </div>
      <pre className={css.corpo}>{typeof corpo === 'string' ? corpo : JSON.stringify(corpo, null, 2)}</pre>
    </li>
  );
}
