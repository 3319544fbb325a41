import { dizerProblema } from '../../../i18n/problemas.ts';
import { Button } from '../../../ui/button.tsx';
import { dinheiro } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import { Acao } from '../parts/acao.tsx';
import { AcoesDaLinha } from '../parts/acoes-da-linha.tsx';
import { Foto } from '../parts/foto.tsx';
import linhas from '../parts/linha.module.css';
import { Tela } from '../parts/tela.tsx';
import { chaveDaLinha, type Linha, subtotal, total } from '../state/carrinho.ts';
import { oferecidos } from '../state/pagamento.ts';
import { usePagar } from '../state/use-pagar.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './revisao.module.css';

/** The whole order once more, before it is paid. */
export function Revisao() {
  const { estado, dispatch, t, meios } = useTotem();
  const { carrinho, consumo, cliente, recusa } = estado;
  const { pagar, enviando } = usePagar();
  const [primeiro = 'pix', ...outros] = oferecidos(meios);
  const unico = outros.length === 0 ? primeiro : null;
  return (
    <Tela
      titulo={t.revisaoTitulo}
      texto={`${cliente ? (cliente.nome ? t.para(cliente.nome) : t.comCpf) : t.semNome} · ${consumo === 'viagem' ? t.viagem : t.local}`}
      rodape={
        <div className={css.pe}>
          <p className={css.total}>
            <span>{t.total}</span>
            <span className="numero">{dinheiro(total(carrinho))}</span>
          </p>
          <div role="alert">
            {recusa && <p className={css.recusa}>{recusa.final ? dizerProblema(t, recusa.erro) : t.semResposta}</p>}
          </div>
          <Acao esperando={enviando} onClick={() => (unico ? pagar(unico) : dispatch({ tipo: 'escolherMeio' }))}>
            {enviando ? t.enviando : unico ? t.pagarCom[unico] : t.pagar}
          </Acao>
        </div>
      }
    >
      <ul className={css.linhas}>
        {carrinho.map((linha, lugar) => (
          <Item key={chaveDaLinha(linha)} linha={linha} lugar={lugar} parado={enviando} />
        ))}
      </ul>
      <div className={css.dados}>
        <Button look="plain" disabled={enviando} onClick={() => dispatch({ tipo: 'pedirMais' })}>
          <Icone nome="mais" />
          {t.maisItens}
        </Button>
      </div>
    </Tela>
  );
}

/** A line as it will be made, and everything that changes it; nothing does while the pedido is on its way (`parado`). */
function Item({ linha, lugar, parado }: { linha: Linha; lugar: number; parado: boolean }) {
  const { t } = useTotem();
  const { produto, quantidade, observacoes } = linha;
  return (
    <li className={css.linha}>
      <Foto sizes="7rem" produto={produto} className={css.foto} />
      <div>
        <p className={linhas.nome}>
          <span className="numero">{quantidade}×</span> {produto.nome}
        </p>
        {observacoes.length > 0 && (
          <p className={linhas.obs}>{observacoes.map((uma) => t.observacoes[uma]).join(', ')}</p>
        )}
      </div>
      <p className={`${linhas.valor} numero`}>{dinheiro(subtotal(linha))}</p>
      {!parado && <AcoesDaLinha linha={linha} lugar={lugar} className={css.acoes} />}
    </li>
  );
}
