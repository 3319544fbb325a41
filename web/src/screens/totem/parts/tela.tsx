import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { focar } from '../../../ui/focar.ts';
import { Icone } from '../../../ui/icone.tsx';
import { useTotem } from '../state/use-totem.ts';
import { Mosaico } from './mosaico.tsx';
import { Idiomas } from './opcoes.tsx';
import css from './tela.module.css';

/** Half of a tall screen, or all of it: in the low mode pictures fill what nobody has to reach. */
export function Palco({ children, className = '' }: { children: ReactNode; className?: string | undefined }) {
  const { alcance } = useTotem().estado.modos;
  return (
    <div className={`${css.raiz} ${alcance ? css.baixo : ''}`}>
      {alcance && <Mosaico />}
      <div className={`${css.palco} ${className}`}>{children}</div>
    </div>
  );
}

/** A heading that takes the focus when it comes, so that who listens hears where they are. */
export function Titulo({ focado = true, children }: { focado?: boolean; children: ReactNode }) {
  return (
    <h1 tabIndex={-1} ref={focado ? focar : null}>
      {children}
    </h1>
  );
}

/** A step of the order: the way back and the way out above, what it asks in the middle, what it leads to below. */
export function Tela({
  titulo,
  texto,
  centro = false,
  foco = true,
  voltar = true,
  antes,
  children,
  rodape,
}: {
  titulo: ReactNode;
  texto?: ReactNode;
  centro?: boolean;
  /** False where a field is what the screen begins at. */
  foco?: boolean;
  voltar?: boolean;
  /** Above the heading. */
  antes?: ReactNode;
  children?: ReactNode;
  rodape?: ReactNode;
}) {
  return (
    <Palco>
      <Topo voltar={voltar} />
      <main className={`${css.miolo} ${centro ? css.centro : ''}`}>
        {antes}
        <div className={css.cabeca}>
          <Titulo key={String(titulo)} focado={foco}>
            {titulo}
          </Titulo>
          {texto && <p>{texto}</p>}
        </div>
        {children}
      </main>
      {rodape ? <footer className={css.pe}>{rodape}</footer> : <span />}
    </Palco>
  );
}

function Topo({ voltar }: { voltar: boolean }) {
  const { estado, dispatch, t, recomecar } = useTotem();
  const { cliente, carrinho, etapa } = estado;
  const cancelar = () =>
    carrinho.length > 0 ? dispatch({ tipo: 'abrir', folha: { tipo: 'recomecar' } }) : recomecar();
  return (
    <header className={css.topo}>
      {voltar && (
        <Button look="quiet" className={css.deTopo} onClick={() => dispatch({ tipo: 'voltar' })}>
          <Icone nome="voltar" />
          <span className={css.rotulo}>{t.voltar}</span>
        </Button>
      )}
      <p className={css.nome} data-pessoa={cliente?.nome ? '' : undefined}>
        {cliente?.nome ? t.oi(cliente.nome) : t.marca}
      </p>
      <div className={css.lado}>
        <Idiomas breve />
        <Button
          look="quiet"
          className={css.deTopo}
          aria-label={t.acessibilidade}
          onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'acessibilidade' } })}
        >
          <Icone nome="pessoa" />
        </Button>
        {etapa !== 'pagamento' && (
          <Button look="quiet" className={css.deTopo} onClick={cancelar}>
            <Icone nome="fechar" />
            <span className={css.rotulo}>{t.recomecar}</span>
          </Button>
        )}
      </div>
    </header>
  );
}
