import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, body } from '../../api/client.ts';
import { Problema } from '../../api/problem.ts';
import { useLive } from '../../api/use-live.ts';
import { type TextosDeSeguir, textosDeSeguir } from '../../i18n/seguir.ts';
import { dinheiro, hora } from '../../ui/format.ts';
import { Idiomas, useIdioma } from '../../ui/idiomas.tsx';
import { lanchonete } from '../../ui/lanchonete.ts';
import { OfflineBanner } from '../../ui/offline.tsx';
import { useOffline } from '../../ui/use-offline.ts';
import css from './seguir.module.css';
import { esperaMin, type PedidoSeguido, passoDe, seguir } from './state/pedido.ts';

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
  const { idioma, escolher } = useIdioma();
  const t = textosDeSeguir[idioma];
  return (
    <main className={css.pagina}>
      <header className={css.marca}>{lanchonete}</header>
      {ausente ? (
        <Ausente t={t} />
      ) : pedido ? (
        <Pedido pedido={pedido} t={t} />
      ) : (
        <div className={css.esperando} aria-busy="true" />
      )}
      <p className={css.mais}>
        <a href={`/meus-dados?idioma=${idioma}`}>{t.meusDados}</a>
      </p>
      <Idiomas rotulo={t.idioma} idioma={idioma} escolher={escolher} />
      <OfflineBanner offline={offline}>{t.semConexao}</OfflineBanner>
    </main>
  );
}

function Pedido({ pedido, t }: { pedido: PedidoSeguido; t: TextosDeSeguir }) {
  const { senha, estado, itens, total, consumo, desde, meio } = pedido;
  const passo = passoDe(pedido);
  const espera = esperaMin(pedido);
  const frase = (meio === 'balcao' ? t.noBalcao[estado] : undefined) ?? t.frases[estado];
  useEffect(() => {
    document.title = `${senha === null ? t.seuPedido : `${t.senha} ${senha}`}: ${frase}`;
    if (estado === 'PRONTO' && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200]);
  }, [senha, estado, frase, t]);
  return (
    <>
      <section className={css.bilhete} data-estado={estado}>
        <h1 className={css.senha}>
          <span>{t.senha}</span>
          <strong className="numero">{senha ?? '–'}</strong>
        </h1>
        <p role="status" className={css.frase}>
          {frase} {espera !== null && t.espera(espera)}
        </p>
        <p className={css.desde}>{t.desde(hora(desde))}</p>
      </section>
      {passo >= 0 && (
        <ol className={css.passos} aria-label={t.andamento}>
          {t.passos.map((nome, i) => (
            <li
              key={nome}
              data-feito={i < passo || estado === 'PRONTO'}
              aria-current={i === passo ? 'step' : undefined}
            >
              {nome}
              {i < passo && <span className="so-leitor">, {t.feito}</span>}
            </li>
          ))}
        </ol>
      )}
      <section className={css.itens} aria-label={t.itens}>
        <h2>{consumo ? t.consumos[consumo] : t.seuPedido}</h2>
        <ul>
          {itens.map(({ nome, quantidade }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same produto may stand twice, and the list never changes
            <li key={i}>
              <span className="numero">{quantidade}×</span> {nome}
            </li>
          ))}
        </ul>
        <p className={css.total}>
          {t.total} <strong className="numero">{dinheiro(total)}</strong>
        </p>
      </section>
    </>
  );
}

function Ausente({ t }: { t: TextosDeSeguir }) {
  return (
    <section className={css.bilhete}>
      <h1>{t.ausenteTitulo}</h1>
      <p>{t.ausenteTexto}</p>
    </section>
  );
}
