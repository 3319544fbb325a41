import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, body } from '../../api/client.ts';
import { Problema } from '../../api/problem.ts';
import { useLive } from '../../api/use-live.ts';
import { consumos, dinheiro, hora } from '../../ui/format.ts';
import { lanchonete } from '../../ui/lanchonete.ts';
import { OfflineBanner } from '../../ui/offline.tsx';
import { useOffline } from '../../ui/use-offline.ts';
import css from './seguir.module.css';
import { esperaDe, fraseDe, type PedidoSeguido, passoDe, passos, seguir } from './state/pedido.ts';

/** The pedido behind a link, live, on the phone of who waits for it. */
export function Seguir({ codigo }: { codigo: string }) {
  // Asked once besides the stream: only an answer tells that there is no such pedido.
  const { data: primeiro, error } = useQuery({
    queryKey: ['pedido', codigo],
    queryFn: () => body(api.GET('/v2/acompanhamentos/{codigo}', { params: { path: { codigo } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const ausente = error instanceof Problema && error.status < 500;
  const aoVivo = useLive(ausente ? null : `/v2/acompanhamentos/${codigo}/eventos`, seguir);
  const offline = useOffline(aoVivo.live || ausente);
  const pedido = aoVivo.data ?? primeiro;
  return (
    <main className={css.pagina}>
      <header className={css.marca}>{lanchonete}</header>
      {ausente ? <Ausente /> : pedido ? <Pedido pedido={pedido} /> : <div className={css.esperando} aria-busy="true" />}
      <OfflineBanner offline={offline}>Sem conexão. Mostramos o que vimos por último.</OfflineBanner>
    </main>
  );
}

function Pedido({ pedido }: { pedido: PedidoSeguido }) {
  const { senha, estado, itens, total, consumo, desde } = pedido;
  const passo = passoDe(pedido);
  const espera = esperaDe(pedido);
  useEffect(() => {
    document.title = `${senha === null ? 'Seu pedido' : `Senha ${senha}`}: ${fraseDe({ estado })}`;
    if (estado === 'PRONTO' && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200]);
  }, [senha, estado]);
  return (
    <>
      <section className={css.bilhete} data-estado={estado}>
        <h1 className={css.senha}>
          <span>Senha</span>
          <strong className="numero">{senha ?? '–'}</strong>
        </h1>
        <p role="status" className={css.frase}>
          {fraseDe(pedido)} {espera}
        </p>
        <p className={css.desde}>Desde {hora(desde)}</p>
      </section>
      {passo >= 0 && (
        <ol className={css.passos} aria-label="Andamento">
          {passos.map((nome, i) => (
            <li
              key={nome}
              data-feito={i < passo || estado === 'PRONTO'}
              aria-current={i === passo ? 'step' : undefined}
            >
              {nome}
              {i < passo && <span className="so-leitor">, feito</span>}
            </li>
          ))}
        </ol>
      )}
      <section className={css.itens} aria-label="Itens">
        <h2>{consumo ? consumos[consumo] : 'Seu pedido'}</h2>
        <ul>
          {itens.map(({ nome, quantidade }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same produto may stand twice, and the list never changes
            <li key={i}>
              <span className="numero">{quantidade}×</span> {nome}
            </li>
          ))}
        </ul>
        <p className={css.total}>
          Total <strong className="numero">{dinheiro(total)}</strong>
        </p>
      </section>
    </>
  );
}

function Ausente() {
  return (
    <section className={css.bilhete}>
      <h1>Não achamos este pedido</h1>
      <p>Confira o endereço, ou leia de novo o QR Code do totem.</p>
    </section>
  );
}
