import { Button } from '../../../ui/button.tsx';
import { dinheiro, relogio } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import botoes from '../parts/acoes.module.css';
import { CopiaECola } from '../parts/copia.tsx';
import { Tela } from '../parts/tela.tsx';
import { marcoDe } from '../state/contagem.ts';
import type { PedidoNoPix } from '../state/estado.ts';
import { cobrancaDe } from '../state/pagamento.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './pix.module.css';

/** The QR code, what it is worth and for how long; the senha comes by itself. */
export function EsperaDoPix({ pedido }: { pedido: PedidoNoPix }) {
  const { dispatch, t } = useTotem();
  const cobranca = cobrancaDe(pedido);
  return (
    <Tela
      centro
      titulo={t.pixTitulo}
      voltar={false}
      rodape={
        <div className={botoes.acoes}>
          <Button look="plain" size="large" onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'desistir' } })}>
            {t.desistir}
          </Button>
        </div>
      }
    >
      <div className={css.pix}>
        <div className={css.quadro} aria-busy={!cobranca}>
          {cobranca ? <img src={cobranca.qrCode} alt={t.pixQr} /> : <div className={css.esqueleto} />}
        </div>
        <dl className={css.ficha}>
          <div>
            <dt>{t.total}</dt>
            <dd className="numero">{dinheiro(pedido.total)}</dd>
          </div>
          <div>
            <dt>{t.expiraEm}</dt>
            <dd className="numero">{cobranca ? <Contagem ate={cobranca.expiraEm} /> : '–:––'}</dd>
          </div>
        </dl>
        <ol className={css.passos}>
          {t.pixPassos.map((passo) => (
            <li key={passo}>{passo}</li>
          ))}
        </ol>
        <Andamento ate={cobranca?.expiraEm} />
        <div className={css.copia}>
          <CopiaECola codigo={cobranca?.pixCopiaECola ?? ''} />
        </div>
      </div>
    </Tela>
  );
}

const restamAte = (ate: string, agora: number) => Math.max(0, Math.ceil((Date.parse(ate) - agora) / 1_000));

/** The time left, drawn anew every second; {@link Andamento} says it aloud now and then. */
function Contagem({ ate }: { ate: string }) {
  return <span role="timer">{relogio(restamAte(ate, useNow()))}</span>;
}

/** How the payment stands, in words; the time left is said at a few moments only. */
function Andamento({ ate }: { ate: string | undefined }) {
  const { t } = useTotem();
  const agora = useNow();
  const restam = ate === undefined ? null : restamAte(ate, agora);
  const marco = restam === null ? null : marcoDe(restam);
  const frase = restam === null ? t.pixCriando : restam === 0 ? t.tempoAcabou : t.pixEsperando;
  return (
    <div role="status">
      <p className={css.estado}>{frase}</p>
      {marco !== null && <p className="so-leitor">{t.faltam(marco)}</p>}
    </div>
  );
}
