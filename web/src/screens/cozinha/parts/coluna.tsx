import { memo, useRef } from 'react';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import type { Ato, Comanda, EstadoDoTrilho } from '../state/comanda.ts';
import type { Estacao } from '../state/estacao.ts';
import { useRolagem } from '../state/use-rolagem.ts';
import { Cancelada } from './cancelada.tsx';
import { Cartao } from './cartao.tsx';
import css from './coluna.module.css';
import type { Prazos } from './idade.tsx';

/** What each column is called. */
export const nomes: Record<EstadoDoTrilho, string> = {
  RECEBIDO: 'Recebidas',
  EM_PREPARACAO: 'Em preparo',
  PRONTO: 'Prontas',
};
const vazias: Record<EstadoDoTrilho, string> = {
  RECEBIDO: 'Nada esperando',
  EM_PREPARACAO: 'Nada no fogo',
  PRONTO: 'Nada no balcão',
};
/** How many cards a number key can reach. */
const TECLAS = 9;

/** The comandas in one state. The active column is the one whose cards the number keys choose. */
export const Coluna = memo(function Coluna({
  estado,
  comandas,
  escondidas,
  ativa,
  onAtiva,
  esperando,
  onEntendi,
  ...cartao
}: {
  estado: EstadoDoTrilho;
  /** Undefined until the first picture came. */
  comandas: readonly Comanda[] | undefined;
  /** How many there are that the station has nothing to do with. */
  escondidas: number;
  ativa: boolean;
  onAtiva(estado: EstadoDoTrilho): void;
  estacao: Estacao;
  prazos: Prazos;
  parado: boolean;
  offline: boolean;
  /** The comandas of which something could not be sent yet. */
  esperando: ReadonlySet<number>;
  /** Somebody has seen that it was cancelled. */
  onEntendi(pedidoId: number): void;
  agir(comanda: Comanda, ato: Ato): void;
}) {
  const lista = useRef<HTMLUListElement>(null);
  const { acima, abaixo, rolar } = useRolagem(lista, comandas);
  return (
    <section
      className={css.coluna}
      data-estado={estado}
      data-ativa={ativa}
      aria-labelledby={`coluna-${estado}`}
      onFocus={() => onAtiva(estado)}
    >
      <div className={css.titulo}>
        <h2 id={`coluna-${estado}`}>
          {nomes[estado]} <span className={`${css.quantas} numero`}>{comandas?.length ?? '–'}</span>
        </h2>
        {escondidas > 0 && <small className={css.escondidas}>+{escondidas} de outra estação</small>}
        {acima + abaixo > 0 && (
          <p className={css.rolagem}>
            <button type="button" disabled={acima === 0} onClick={() => rolar('acima')}>
              ▲<span className="so-leitor"> Mostrar as de antes, em {nomes[estado]}</span>
            </button>
            <button type="button" disabled={abaixo === 0} onClick={() => rolar('abaixo')}>
              <span className="numero">+{abaixo}</span> ▼
              <span className="so-leitor"> Mostrar as seguintes, em {nomes[estado]}</span>
            </button>
          </p>
        )}
      </div>
      {comandas === undefined ? (
        <div className={css.lista} aria-busy="true">
          <Esqueleto altura={10} quantos={2} />
        </div>
      ) : comandas.length === 0 ? (
        <p className={css.vazia}>{vazias[estado]}</p>
      ) : (
        <ul className={css.lista} ref={lista}>
          {comandas.map((comanda, i) => (
            <li key={comanda.pedidoId}>
              {comanda.estado === 'CANCELADO' ? (
                <Cancelada comanda={comanda} onEntendi={onEntendi} />
              ) : (
                <Cartao
                  {...cartao}
                  comanda={comanda}
                  estado={estado}
                  esperando={esperando.has(comanda.pedidoId)}
                  tecla={i < TECLAS ? i + 1 : null}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
});
