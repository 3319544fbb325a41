import type { Consumo } from '@foodious/kernel/estados.ts';
import { memo } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Chamar } from '../../../ui/chamar.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { type Ato, type Comanda, contaDesde, type EstadoDoTrilho, type Item, proximaAcao } from '../state/comanda.ts';
import { daEstacao, type Estacao } from '../state/estacao.ts';
import { botaoDe } from '../state/foco.ts';
import css from './cartao.module.css';

import { Idade, type Prazos } from './idade.tsx';

const nomes: Record<EstadoDoTrilho, string> = { RECEBIDO: 'Iniciar', EM_PREPARACAO: 'Pronto', PRONTO: 'Entregar' };
const consumos: Record<Consumo, string> = { local: 'Comer aqui', viagem: 'Viagem' };

/** With more itens than this a comanda lies across its column: standing, it would be taller than the screen, and its neighbours with it. */
const LONGA = 8;

/** One comanda on the rail. Drawn again only when it changes itself. */
export const Cartao = memo(function Cartao({
  comanda,
  estado,
  tecla,
  estacao,
  prazos,
  parado,
  offline,
  esperando,
  agir,
}: {
  comanda: Comanda;
  estado: EstadoDoTrilho;
  /** The number that chooses it; null for those far down. */
  tecla: number | null;
  estacao: Estacao;
  prazos: Prazos;
  /** Nothing can be done yet. */
  parado: boolean;
  offline: boolean;
  /** Something that was done to it could not be sent yet. */
  esperando: boolean;
  agir(comanda: Comanda, ato: Ato): void;
}) {
  const { pedidoId, senha, consumo, itens } = comanda;
  return (
    <article
      className={css.cartao}
      data-estado={estado}
      data-longa={itens.length > LONGA}
      data-pedido={pedidoId}
      aria-labelledby={`senha-${pedidoId}`}
    >
      <h3 id={`senha-${pedidoId}`} className={`${css.senha} numero`}>
        <span className="so-leitor">Senha </span>
        {senha}
      </h3>
      <div className={css.passos}>
        {tecla !== null && (
          <kbd className={css.tecla}>
            <span className="so-leitor">tecla </span>
            {tecla}
          </kbd>
        )}
        <Button
          id={botaoDe(pedidoId)}
          className={css.passo ?? ''}
          disabled={parado}
          // The second of a quick double tap falls on the card that slid under the finger: nobody meant that one.
          onClick={(event) => event.detail < 2 && agir(comanda, proximaAcao[estado])}
        >
          {nomes[estado]}
          <span className="so-leitor"> senha {senha}</span>
        </Button>
      </div>
      <div className={css.sobre}>
        {consumo && (
          <p className={css.consumo} data-consumo={consumo}>
            <Icone nome={consumo} />
            {consumos[consumo]}
          </p>
        )}
        <Idade desde={contaDesde(comanda)} estado={estado} prazos={prazos} />
        {esperando && <p className={css.esperando}>Falta enviar</p>}
      </div>
      <ul className={css.itens}>
        {itens.map(({ posicao, nome, quantidade, observacoes, feitoEm, idCategoriaProduto }) => (
          <li key={posicao} data-outra={!daEstacao(estacao, { idCategoriaProduto })} data-feito={feitoEm !== null}>
            {estado === 'PRONTO' ? (
              <div className={css.item}>
                <span aria-hidden="true" className={css.ponto} />
                <Nome nome={nome} quantidade={quantidade} observacoes={observacoes} />
              </div>
            ) : (
              <label className={css.item}>
                <input
                  type="checkbox"
                  checked={feitoEm !== null}
                  disabled={parado}
                  onChange={(event) => agir(comanda, { posicao, feito: event.target.checked })}
                />
                <Nome nome={nome} quantidade={quantidade} observacoes={observacoes} />
              </label>
            )}
          </li>
        ))}
      </ul>
      {estado !== 'RECEBIDO' && (
        <footer className={css.outros}>
          <Button look="quiet" disabled={parado} onClick={(event) => event.detail < 2 && agir(comanda, 'voltar')}>
            <Icone nome="volta" />
            Voltar
            <span className="so-leitor">
              {estado === 'PRONTO' ? ' ao preparo' : ' à espera'} senha {senha}
            </span>
          </Button>
          {estado === 'PRONTO' && <Chamar pedidoId={pedidoId} senha={senha} parado={parado || offline} />}
        </footer>
      )}
    </article>
  );
});

function Nome({ nome, quantidade, observacoes }: Pick<Item, 'nome' | 'quantidade' | 'observacoes'>) {
  return (
    <span className={css.nome}>
      <strong className="numero" data-varios={quantidade > 1}>
        {quantidade}×
      </strong>{' '}
      {nome}
      {observacoes && <em className={css.observacoes}>{observacoes}</em>}
    </span>
  );
}
