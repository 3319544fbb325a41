import { type ComponentType, lazy, Suspense, useMemo, useRef } from 'react';
import { type AroundNavHandler, Redirect, Route, Router, Switch } from 'wouter';
import { Entrada } from '../entrar/entrada.tsx';
import { AoVivo } from './ao-vivo.tsx';
import { Avisos } from './comum/aviso.tsx';
import { Chegada } from './comum/chegada.ts';
import { Esqueleto } from './comum/resposta.tsx';
import css from './gerencia.module.css';
import { Moldura } from './moldura/moldura.tsx';

const carregarHoje = async () => ({ default: (await import('./hoje/hoje.tsx')).Hoje });
// Most who come, come here: their page is on its way while it is asked who they are.
if (/^\/gerencia\/?$/.test(location.pathname)) void carregarHoje();

/** The pages, each loaded when it is opened. */
const paginas: readonly [caminho: string, pagina: ComponentType][] = [
  ['/', lazy(carregarHoje)],
  ['/pedidos', lazy(async () => ({ default: (await import('./pedidos/pedidos.tsx')).Pedidos }))],
  ['/pedidos/:id', lazy(async () => ({ default: (await import('./pedidos/pedido.tsx')).PaginaDoPedido }))],
  ['/cardapio', lazy(async () => ({ default: (await import('./cardapio/cardapio.tsx')).Cardapio }))],
  ['/clientes', lazy(async () => ({ default: (await import('./clientes/clientes.tsx')).Clientes }))],
  ['/relatorios', lazy(async () => ({ default: (await import('./relatorios/relatorios.tsx')).Relatorios }))],
  ['/filas', lazy(async () => ({ default: (await import('./filas/filas.tsx')).Filas }))],
  ['/filas/:fila', lazy(async () => ({ default: (await import('./filas/mortas.tsx')).Mortas }))],
  ['/emails', lazy(async () => ({ default: (await import('./emails/emails.tsx')).Emails }))],
  ['/ajustes', lazy(async () => ({ default: (await import('./ajustes/ajustes.tsx')).PaginaDosAjustes }))],
];

/** The screen of who manages the restaurant: a frame, and a page in it for each thing there is to see to. */
export function Gerencia() {
  const navegou = useRef(false);
  const chegada = useMemo(() => ({ porLink: () => navegou.current }), []);
  const navegar: AroundNavHandler = (ir, para, opcoes) => {
    navegou.current = true;
    ir(para, opcoes);
  };
  return (
    <Entrada tela="gerencia">
      {(_, sair) => (
        <Router base="/gerencia" aroundNav={navegar}>
          <Chegada value={chegada}>
            <Avisos>
              <Moldura onSair={sair}>
                <AoVivo />
                <Suspense fallback={<Esperando />}>
                  <Switch>
                    {paginas.map(([caminho, Pagina]) => (
                      <Route key={caminho} path={caminho}>
                        <Pagina />
                      </Route>
                    ))}
                    <Route>
                      <Redirect to="/" replace />
                    </Route>
                  </Switch>
                </Suspense>
              </Moldura>
            </Avisos>
          </Chegada>
        </Router>
      )}
    </Entrada>
  );
}

/** The place of a page whose script is on its way. */
const Esperando = () => (
  <div className={css.esperando} aria-busy="true">
    <Esqueleto altura={3} />
    <Esqueleto altura={12} quantos={2} />
  </div>
);
