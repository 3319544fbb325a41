import { lazy, Suspense, useState } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { OfflineBanner } from '../../ui/offline.tsx';
import { useNewVersion } from '../../ui/use-new-version.ts';
import { useOffline } from '../../ui/use-offline.ts';
import type { Aqui } from '../entrar/entrada.tsx';
import css from './balcao.module.css';
import { Barra } from './parts/barra.tsx';
import { useDevolucoes, usePedidos } from './state/use-pedidos.ts';
import { Atender } from './views/atender.tsx';

const Conta = lazy(async () => ({ default: (await import('../entrar/conta.tsx')).Conta }));
const Devolucoes = lazy(async () => ({ default: (await import('./views/devolucoes.tsx')).Devolucoes }));
const Caixa = lazy(async () => ({ default: (await import('./views/caixa.tsx')).Caixa }));
const Recibo = lazy(async () => ({ default: (await import('./views/recibo.tsx')).Recibo }));

/** The counter: who pays here, what is handed over, what goes back, and the money of the day. */
export function Balcao({ aqui: { sessao, sair, trocar } }: { aqui: Aqui }) {
  const [conta, setConta] = useState(false);
  const [ocupado, setOcupado] = useState(false);
  const { isError, isSuccess } = usePedidos('');
  const { data: devolucoes } = useDevolucoes();
  const offline = useOffline(isSuccess || !isError);
  useNewVersion(!ocupado && !conta);
  return (
    <Router base="/balcao">
      <div className={css.tela}>
        <Barra
          devolucoes={devolucoes?.length ?? 0}
          pessoa={sessao.pessoa?.nome}
          onPessoa={() => setConta(true)}
          onSair={sair}
        />
        <Suspense fallback={<main className={css.pagina} aria-busy="true" />}>
          <Switch>
            <Route path="/">
              <Atender onOcupado={setOcupado} />
            </Route>
            <Route path="/devolucoes">
              <Devolucoes />
            </Route>
            <Route path="/caixa">
              <Caixa />
            </Route>
            <Route path="/recibo/:id">{({ id }) => <Recibo id={id} />}</Route>
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
        </Suspense>
        {sessao.pessoa && (
          <Dialog
            wide
            open={conta}
            onClose={() => setConta(false)}
            title={sessao.pessoa.nome}
            description="Troque de pessoa, ou cuide da sua conta."
            actions={
              <>
                <Button look="plain" onClick={() => setConta(false)}>
                  Fechar
                </Button>
                <Button
                  onClick={() => {
                    setConta(false);
                    trocar();
                  }}
                >
                  Trocar de pessoa
                </Button>
              </>
            }
          >
            <Suspense>
              <Conta pessoa={sessao.pessoa} />
            </Suspense>
          </Dialog>
        )}
        <OfflineBanner offline={offline}>Sem conexão. Nada se recebe nem se entrega até ela voltar.</OfflineBanner>
      </div>
    </Router>
  );
}
