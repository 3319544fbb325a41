import { useEffect, useRef } from 'react';
import { Button } from '../../../ui/button.tsx';
import type { Comanda } from '../state/comanda.ts';
import { botaoDe } from '../state/foco.ts';
import css from './cancelada.module.css';

/** A comanda that was cancelled while somebody made it: stays where it stood, and loud, until somebody has seen it. */
export function Cancelada({ comanda, onEntendi }: { comanda: Comanda; onEntendi(pedidoId: number): void }) {
  const { pedidoId, senha, prontaEm, itens } = comanda;
  const cartao = useRef<HTMLElement>(null);
  useEffect(() => {
    cartao.current?.scrollIntoView({ block: 'nearest' }); // newer browsers answer with a promise, which is no way to clean up
  }, []);
  return (
    <article
      ref={cartao}
      className={css.cartao}
      data-estado="CANCELADO"
      data-pedido={pedidoId}
      aria-label={`Senha ${senha}`}
    >
      <div role="alert" className={css.dito}>
        <h3 className={`${css.senha} numero`}>
          <span className="so-leitor">Senha </span>
          {senha}
        </h3>
        <p>
          <strong>Cancelada</strong> {prontaEm === null ? 'Pare o preparo' : 'Não entregue'}
        </p>
      </div>
      <ul className={css.itens}>
        {itens.map(({ posicao, nome, quantidade }) => (
          <li key={posicao}>
            {quantidade}× {nome}
          </li>
        ))}
      </ul>
      <Button id={botaoDe(pedidoId)} className={css.entendi ?? ''} onClick={() => onEntendi(pedidoId)}>
        Entendi<span className="so-leitor">: senha {senha} cancelada</span>
      </Button>
    </article>
  );
}
