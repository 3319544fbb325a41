import { useEffect, useState } from 'react';
import { agora } from '../../../api/hora.ts';
import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { Qr } from '../parts/qr.tsx';
import { Palco, Titulo } from '../parts/tela.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './senha.module.css';

const FECHA_MS = 20_000;

/** The senha of a pedido that was paid, and what happens next; soon the totem is the next person's. */
export function Senha() {
  const { estado, t, recomecar } = useTotem();
  const { pedido } = estado;
  const [desde] = useState(agora);
  const restamS = Math.max(0, Math.ceil((desde + FECHA_MS - useNow()) / 1_000));
  useEffect(() => {
    const timer = setTimeout(recomecar, FECHA_MS);
    return () => clearTimeout(timer);
  }, [recomecar]);
  return (
    <Palco className={css.senha}>
      <main className={css.miolo}>
        <div className={css.lado}>
          <Titulo>
            {t.senhaTitulo}
            <span className={`${css.numero} numero`}>{pedido?.senha}</span>
          </Titulo>
          <p className={css.pago}>{t.senhaPago}</p>
          <ol className={css.passos}>
            {t.senhaPassos.map((passo) => (
              <li key={passo}>{passo}</li>
            ))}
          </ol>
        </div>
        <div className={css.lado}>
          {pedido?.acompanhar && (
            <div className={css.qr}>
              <Qr className={css.codigo} rotulo={t.senhaQr} texto={new URL(pedido.acompanhar, location.origin).href} />
              <p>{t.senhaQr}</p>
            </div>
          )}
          <Button look="plain" size="large" className={css.pronto ?? ''} onClick={recomecar}>
            {t.pronto}
          </Button>
          <p className="numero">{t.fechaEm(restamS)}</p>
        </div>
      </main>
    </Palco>
  );
}
