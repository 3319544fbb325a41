import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, body } from '../../../api/client.ts';
import { agora } from '../../../api/hora.ts';
import { Button } from '../../../ui/button.tsx';
import { endereco } from '../../../ui/endereco.ts';
import { Qr } from '../../../ui/qr.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { Idiomas } from '../parts/opcoes.tsx';
import { Palco, Titulo } from '../parts/tela.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './senha.module.css';

const FECHA_MS = 20_000;

/** The senha of a pedido that was paid, and what happens next; soon the totem is the next person's. */
export function Senha() {
  const { estado, t, recomecar } = useTotem();
  const { pedido, idioma } = estado;
  const [desde, setDesde] = useState(agora);
  /** As often as the person asked for more time, it gets longer. */
  const [ficaMs, setFicaMs] = useState(FECHA_MS);
  const ficar = () => {
    setDesde(agora());
    setFicaMs((antes) => antes * 3);
  };
  const restamS = Math.max(0, Math.ceil((desde + ficaMs - useNow()) / 1_000));
  useEffect(() => {
    const timer = setTimeout(recomecar, desde + ficaMs - agora());
    return () => clearTimeout(timer);
  }, [recomecar, desde, ficaMs]);
  const codigo = pedido?.acompanhar?.split('/').at(-1) ?? '';
  const { data: acompanhado } = useQuery({
    queryKey: ['espera', codigo],
    queryFn: () => body(api.GET('/v2/acompanhamentos/{codigo}', { params: { path: { codigo } } })),
    enabled: codigo !== '',
  });
  const esperaS = acompanhado?.esperaSegundos ?? null;
  return (
    <Palco className={css.senha}>
      <main className={css.miolo}>
        <div className={css.lado}>
          <Titulo>
            {t.senhaTitulo}
            <span className={`${css.numero} numero`}>{pedido?.senha}</span>
          </Titulo>
          <p className={css.pago}>
            {t.senhaPago} {esperaS !== null && t.espera(Math.max(1, Math.round(esperaS / 60)))}
          </p>
          <ol className={css.passos}>
            {t.senhaPassos.map((passo) => (
              <li key={passo}>{passo}</li>
            ))}
          </ol>
        </div>
        <div className={css.lado}>
          {pedido?.acompanhar && (
            <div className={css.qr}>
              <Qr
                className={css.codigo}
                rotulo={t.senhaQr}
                texto={new URL(`${pedido.acompanhar}?idioma=${idioma}`, endereco).href}
              />
              <p>{t.senhaQr}</p>
            </div>
          )}
          <Button look="plain" size="large" onClick={recomecar}>
            {t.fecharSenha}
          </Button>
          <Button look="quiet" className={css.ficar ?? ''} onClick={ficar}>
            {t.ficar}
          </Button>
          <p className="numero">{t.fechaEm(restamS)}</p>
          <div className={css.idiomas}>
            <Idiomas breve />
          </div>
        </div>
      </main>
    </Palco>
  );
}
