import { Button } from '../../../ui/button.tsx';
import { dinheiro } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import botoes from '../parts/acoes.module.css';
import { CopiaECola } from '../parts/copia.tsx';
import { Andamento, Contagem } from '../parts/prazo.tsx';
import { Tela } from '../parts/tela.tsx';
import type { PedidoAPagar } from '../state/estado.ts';
import { cobrancaDe } from '../state/pagamento.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './pagamento.module.css';

/** The QR code, what it is worth and for how long; the senha comes by itself. */
export function EsperaDoPix({ pedido }: { pedido: PedidoAPagar }) {
  const { dispatch, t } = useTotem();
  const cobranca = cobrancaDe(pedido);
  const escondido = cobranca !== null && cobranca.qrCode === null;
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
          {cobranca?.qrCode ? (
            <img src={cobranca.qrCode} alt={t.pixQr} />
          ) : escondido ? (
            <Icone nome="atencao" tamanho={6} />
          ) : (
            <div className={css.esqueleto} />
          )}
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
        {escondido ? (
          <p role="alert" className={css.estado}>
            {t.pixSemCodigo}
          </p>
        ) : (
          <>
            <ol className={css.passos}>
              {t.pixPassos.map((passo) => (
                <li key={passo}>{passo}</li>
              ))}
            </ol>
            <Andamento
              ate={cobranca?.expiraEm}
              dizer={{ criando: t.pixCriando, esperando: t.pixEsperando, acabou: t.tempoAcabou }}
            />
            <div className={css.copia}>
              <CopiaECola codigo={cobranca?.pixCopiaECola ?? ''} />
            </div>
          </>
        )}
      </div>
    </Tela>
  );
}
