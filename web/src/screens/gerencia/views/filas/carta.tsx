import { Link } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { classes } from '../../../../ui/classes.ts';
import { diaEHora } from '../../../../ui/format.ts';
import cartao from '../../parts/cartao.module.css';
import { faz } from '../../state/tempo.ts';
import type { Morta } from '../../state/tipos.ts';
import css from './filas.module.css';

/** One dead letter as it is, and what can become of it. */
export function Carta({
  morta: { id, mensagem, pedidoId, enterradaEm, corpo },
  agora,
  ocupada,
  onReenviar,
  onDescartar,
}: {
  morta: Morta;
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
            {mensagem ?? 'Não é um envelope'}
          </h2>
          <p className="miudo">
            morreu <time dateTime={enterradaEm}>{faz(enterradaEm, agora)}</time>, em {diaEHora(enterradaEm)}
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
