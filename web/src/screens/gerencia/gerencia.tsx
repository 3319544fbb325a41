import { type ComponentProps, type ComponentType, lazy, Suspense, useMemo, useRef } from 'react';
import { type AroundNavHandler, Redirect, Route, Router, Switch } from 'wouter';
import { Esqueleto } from '../../ui/esqueleto.tsx';
import { Entrada } from '../entrar/entrada.tsx';
import css from './gerencia.module.css';
import { AoVivo } from './parts/ao-vivo.tsx';
import { Avisos } from './parts/avisos.tsx';
import { Moldura } from './parts/moldura.tsx';
import { Pagina } from './parts/pagina.tsx';
import { estaEm, gruposDe } from './state/areas.ts';
import { useContas } from './state/dinheiro/use-contas.ts';
import { Chegada } from './state/use-chegada.ts';
import { Porta } from './state/use-saida.ts';

const carregarHoje = async () => ({ default: (await import('./views/hoje/hoje.tsx')).Hoje });
// Most who come, come here: their page is on its way while it is asked who they are.
if (/^\/gerencia\/?$/.test(location.pathname)) void carregarHoje();

/** The pages, each loaded when it is opened. */
const paginas: readonly [caminho: string, pagina: ComponentType][] = [
  ['/', lazy(carregarHoje)],
  ['/pedidos', lazy(async () => ({ default: (await import('./views/pedidos/pedidos.tsx')).Pedidos }))],
  ['/pedidos/:id', lazy(async () => ({ default: (await import('./views/pedidos/pedido.tsx')).PaginaDoPedido }))],
  ['/cardapio', lazy(async () => ({ default: (await import('./views/cardapio/cardapio.tsx')).Cardapio }))],
  ['/clientes', lazy(async () => ({ default: (await import('./views/clientes/clientes.tsx')).Clientes }))],
  ['/relatorios', lazy(async () => ({ default: (await import('./views/relatorios/relatorios.tsx')).Relatorios }))],
  [
    '/conciliacao',
    lazy(async () => ({ default: (await import('./views/conciliacao/conciliacao.tsx')).PaginaDaConciliacao })),
  ],
  ['/parados', lazy(async () => ({ default: (await import('./views/parados/parados.tsx')).Parados }))],
  [
    '/notificacoes',
    lazy(async () => ({ default: (await import('./views/notificacoes/notificacoes.tsx')).Notificacoes })),
  ],
  ['/filas', lazy(async () => ({ default: (await import('./views/filas/filas.tsx')).Filas }))],
  ['/filas/:fila', lazy(async () => ({ default: (await import('./views/filas/mortas.tsx')).Mortas }))],
  ['/emails', lazy(async () => ({ default: (await import('./views/emails/emails.tsx')).Emails }))],
  ['/equipe', lazy(async () => ({ default: (await import('./views/equipe/equipe.tsx')).Equipe }))],
  ['/aparelhos', lazy(async () => ({ default: (await import('./views/aparelhos/aparelhos.tsx')).Aparelhos }))],
  ['/auditoria', lazy(async () => ({ default: (await import('./views/auditoria/auditoria.tsx')).Auditoria }))],
  ['/ajustes', lazy(async () => ({ default: (await import('./views/ajustes/ajustes.tsx')).PaginaDosAjustes }))],
];

const Conta = lazy(async () => ({ default: (await import('../entrar/conta.tsx')).Conta }));

/** The screen of who manages the restaurant: a frame, and a page in it for each thing there is to see to. */
export function Gerencia() {
  const navegou = useRef(false);
  const chegada = useMemo(() => ({ byLink: () => navegou.current }), []);
  const porta = useRef<((passar: () => void) => void) | null>(null);
  const pelaPorta = (passar: () => void) => (porta.current ?? ((livre) => livre()))(passar);
  const navegar: AroundNavHandler = (ir, para, opcoes) =>
    pelaPorta(() => {
      navegou.current = true;
      ir(para, opcoes);
    });
  return (
    <Entrada>
      {({ sessao, sair }) => (
        <Router base="/gerencia" aroundNav={navegar}>
          <Porta value={porta}>
            <Chegada value={chegada}>
              <Avisos>
                <ComContas grupos={gruposDe(sessao)} onSair={() => pelaPorta(sair)}>
                  <AoVivo />
                  <Suspense fallback={<Esperando />}>
                    <Switch>
                      {paginas.map(([caminho, Conteudo]) =>
                        gruposDe(sessao)
                          .flat()
                          .some((area) => estaEm(area, caminho)) ? (
                          <Route key={caminho} path={caminho}>
                            <Conteudo />
                          </Route>
                        ) : null,
                      )}
                      <Route path="/conta">
                        <Pagina titulo="Minha conta" resumo={sessao.pessoa && <p>{sessao.pessoa.nome}</p>}>
                          <Conta pessoa={sessao.pessoa} />
                        </Pagina>
                      </Route>
                      <Route>
                        <Redirect to="/" replace />
                      </Route>
                    </Switch>
                  </Suspense>
                </ComContas>
              </Avisos>
            </Chegada>
          </Porta>
        </Router>
      )}
    </Entrada>
  );
}

/** The frame, with how much waits for somebody in each place. */
function ComContas(moldura: Omit<ComponentProps<typeof Moldura>, 'contas'>) {
  return <Moldura {...moldura} contas={useContas()} />;
}

/** The place of a page whose script is on its way. */
const Esperando = () => (
  <div className={css.esperando} aria-busy="true">
    <Esqueleto altura={3} />
    <Esqueleto altura={12} quantos={2} />
  </div>
);
