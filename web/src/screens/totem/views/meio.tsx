import type { Meio } from '@foodious/kernel/estados.ts';
import { dizerProblema } from '../../../i18n/problemas.ts';
import { dinheiro } from '../../../ui/format.ts';
import { Icone, type NomeDoIcone } from '../../../ui/icone.tsx';
import { Acao } from '../parts/acao.tsx';
import { Tela } from '../parts/tela.tsx';
import { total } from '../state/carrinho.ts';
import { oferecidos } from '../state/pagamento.ts';
import { usePagar } from '../state/use-pagar.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './meio.module.css';

const icones: Readonly<Record<Meio, NomeDoIcone>> = { pix: 'pix', balcao: 'balcao' };

/** Asks by one touch how the pedido is paid; the touch sends it. */
export function EscolherMeio() {
  const { estado, t, meios } = useTotem();
  const { carrinho, recusa } = estado;
  const { pagar, enviando } = usePagar();
  return (
    <Tela centro titulo={t.meioTitulo} texto={`${t.total}: ${dinheiro(total(carrinho))}`}>
      <div className={css.opcoes}>
        {oferecidos(meios).map((meio) => (
          <Acao key={meio} look="plain" className={css.opcao} esperando={enviando} onClick={() => pagar(meio)}>
            <Icone nome={icones[meio]} />
            <span>
              {t.pagarCom[meio]}
              <small>{t.meios[meio]}</small>
            </span>
          </Acao>
        ))}
      </div>
      <div role="status" className={css.envio}>
        {enviando && t.enviando}
      </div>
      <div role="alert">
        {recusa && <p className={css.recusa}>{recusa.final ? dizerProblema(t, recusa.erro) : t.semResposta}</p>}
      </div>
    </Tela>
  );
}
