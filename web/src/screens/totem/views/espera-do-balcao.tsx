import type { CSSProperties } from 'react';
import { Button } from '../../../ui/button.tsx';
import { endereco } from '../../../ui/endereco.ts';
import { dinheiro } from '../../../ui/format.ts';
import { Qr } from '../../../ui/qr.tsx';
import { Andamento, Contagem } from '../parts/prazo.tsx';
import { Tela } from '../parts/tela.tsx';
import type { PedidoAPagar } from '../state/estado.ts';
import { cobrancaDe } from '../state/pagamento.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './espera-do-balcao.module.css';
import pagamento from './pagamento.module.css';

/** The number to tell at the counter, what it costs and until when it is kept there; the senha comes by itself. */
export function EsperaDoBalcao({ pedido }: { pedido: PedidoAPagar }) {
  const { estado, dispatch, t, recomecar } = useTotem();
  const cobranca = cobrancaDe(pedido);
  return (
    <Tela
      centro
      titulo={t.balcaoTitulo}
      voltar={false}
      rodape={
        <div className={css.pe}>
          <Button size="large" onClick={recomecar}>
            {t.balcaoVou}
          </Button>
          <Button look="plain" size="large" onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'desistir' } })}>
            {t.desistir}
          </Button>
        </div>
      }
    >
      <div className={css.balcao}>
        <div className={css.lado}>
          <p className={css.bilhete}>
            {t.balcaoNumero}
            <strong
              data-testid="numero-do-pedido"
              className="numero"
              style={{ '--digitos': String(pedido.id).length } as CSSProperties}
            >
              {pedido.id}
            </strong>
          </p>
          <dl className={css.ficha}>
            <div>
              <dt>{t.total}</dt>
              <dd className="numero">{dinheiro(pedido.total)}</dd>
            </div>
            <div>
              <dt>{t.balcaoGuardado}</dt>
              <dd className="numero">{cobranca ? <Contagem ate={cobranca.expiraEm} /> : '–:––'}</dd>
            </div>
          </dl>
        </div>
        <div className={css.lado}>
          <ol className={pagamento.passos}>
            {t.balcaoPassos.map((passo) => (
              <li key={passo}>{passo}</li>
            ))}
          </ol>
          <Andamento
            ate={cobranca?.expiraEm}
            dizer={{ criando: t.balcaoCriando, esperando: t.balcaoEsperando, acabou: t.balcaoTempoAcabou }}
          />
          {pedido.acompanhar && (
            <div className={css.qr}>
              <Qr
                className={css.codigo}
                rotulo={t.senhaQr}
                texto={new URL(`${pedido.acompanhar}?idioma=${estado.idioma}`, endereco).href}
              />
              <p>{t.senhaQr}</p>
            </div>
          )}
        </div>
      </div>
    </Tela>
  );
}
