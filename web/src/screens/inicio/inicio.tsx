import type { ReactNode } from 'react';
import { ehTela, type Tela, telas } from '../../api/telas.ts';
import { Marca } from '../../ui/marca.tsx';
import balcao from './balcao.jpg';
import cozinha from './cozinha.jpg';
import gerencia from './gerencia.jpg';
import css from './inicio.module.css';
import { Historia } from './parts/historia.tsx';
import { Senhas } from './parts/senhas.tsx';
import totem from './totem.jpg';

/** What is seen of each screen before it is opened: the senhas as they are now, of the others a picture. */
const vistas: Readonly<Partial<Record<Tela, ReactNode>>> = {
  totem: (
    <>
      <img src={totem} alt="" width="720" height="405" />
      <span className={css.convite}>Toque para pedir</span>
    </>
  ),
  painel: <Senhas />,
  cozinha: <img src={cozinha} alt="" width="720" height="405" />,
  balcao: <img src={balcao} alt="" width="720" height="405" />,
  gerencia: <img src={gerencia} alt="" width="720" height="405" />,
};

/** The front door: every screen that somebody comes to by themselves; and how the newest pedido goes, for who may see that. */
export function Inicio() {
  return (
    <main className={css.pagina}>
      <header className={css.topo}>
        <h1 className={css.marca}>
          <Marca />
        </h1>
        <p>Escolha a tela deste aparelho.</p>
      </header>
      <ul className={css.telas}>
        {Object.entries(telas).map(
          ([tela, { titulo, para }]) =>
            ehTela(tela) &&
            para !== null && (
              <li key={tela} className={css.tela}>
                <div className={css.vista} aria-hidden="true">
                  {vistas[tela]}
                </div>
                <a href={`/${tela}`}>
                  <strong>{titulo}</strong>
                  {para}
                </a>
              </li>
            ),
        )}
      </ul>
      <Historia />
      <p className={css.rodape}>
        Para quem programa: <a href="/docs">a referência da API</a>
      </p>
    </main>
  );
}
