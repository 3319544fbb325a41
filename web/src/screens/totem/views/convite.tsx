import { useEffect } from 'react';
import { Acao } from '../parts/acao.tsx';
import { Mosaico } from '../parts/mosaico.tsx';
import { Opcoes } from '../parts/opcoes.tsx';
import { Palco, Titulo } from '../parts/tela.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './convite.module.css';

/** The invitation: who passes by sees what there is to eat, and one button. */
export function Convite() {
  const { estado, dispatch, t } = useTotem();
  const { alcance } = estado.modos;
  return (
    <Palco className={`${css.palco} ${css.convite} ${alcance ? css.baixo : ''}`}>
      {!alcance && <Mosaico />}
      <main className={css.painel}>
        <p className={css.marca}>{t.marca}</p>
        <Titulo>{t.chamada}</Titulo>
        <Acao className={css.tocar} onClick={() => dispatch({ tipo: 'comecar' })}>
          {t.tocar}
        </Acao>
        <div className={css.opcoes}>
          <Opcoes />
        </div>
      </main>
      <Recebidos />
    </Palco>
  );
}

const RECEBIDO_MS = 60_000;

/** Paid after its cliente had gone: here is the senha, for a minute, whoever stands here. */
function Recebidos() {
  const { estado, dispatch, t } = useTotem();
  const { recebidos } = estado;
  useEffect(() => {
    if (recebidos.length === 0) return;
    const timer = setTimeout(() => dispatch({ tipo: 'recebidosVistos' }), RECEBIDO_MS);
    return () => clearTimeout(timer);
  }, [recebidos, dispatch]);
  return (
    <div role="status" className={css.recebido}>
      {recebidos.length > 0 && (
        <div>
          <p>{t.pagamentoRecebido}</p>
          <strong className="numero">{t.suaSenha(recebidos.map(({ senha }) => senha).join(', '))}</strong>
          <p>{t.sigaNoPainel}</p>
        </div>
      )}
    </div>
  );
}
