import { classes } from '../../../../ui/classes.ts';
import { diaEHora, dinheiro } from '../../../../ui/format.ts';
import { doEstado, quantos } from '../../../../ui/palavras.ts';
import { Secao } from '../../parts/pagina.tsx';
import { Selo } from '../../parts/selo.tsx';
import { dizerQuem } from '../../state/auditoria/quem.ts';
import { dizerItens, type Volta, voltasDe } from '../../state/dinheiro/devolver.ts';
import { causas, dizerErroDoEstorno, estadosDoEstorno } from '../../state/dinheiro/palavras.ts';
import { useEstornos, usePagamentos } from '../../state/dinheiro/use-dinheiro.ts';
import css from './pedido.module.css';

/** What went back of a pedido, what is on its way and since when, and what still may go back. Nothing where nothing did. */
export function Devolucoes({ id }: { id: string }) {
  const { data: pagamentos } = usePagamentos(id);
  const { data: estornos } = useEstornos(id);
  if (!pagamentos || !estornos) return null;
  const voltas = voltasDe(pagamentos, estornos);
  if (voltas.length === 0) return null;
  const { estornado, aCaminho, disponivel } = estornos;
  const resumo = [
    estornado > 0 && `${dinheiro(estornado)} devolvidos`,
    aCaminho > 0 && `${dinheiro(aCaminho)} a caminho`,
    disponivel > 0 && `ainda podem voltar ${dinheiro(disponivel)}`,
  ];
  return (
    <Secao titulo="Devoluções">
      <p role="status">{resumo.filter(Boolean).join(' · ')}</p>
      <ul className={classes(css.lista, css.comSelo)} aria-label="Devoluções">
        {voltas.map((volta) => (
          <UmaVolta key={volta.id} volta={volta} />
        ))}
      </ul>
    </Secao>
  );
}

function UmaVolta({ volta }: { volta: Volta }) {
  const { valor, estado, causa, motivo, itens, por, pedidoEm, feitoEm } = volta;
  const { nome, tom } = doEstado(estadosDoEstorno, estado);
  return (
    <li>
      <span className={css.itemNome}>
        {dinheiro(valor)}
        {itens && <span className="miudo">{dizerItens(itens)}</span>}
        <span className="miudo">{motivo === null ? (causas[causa] ?? causa) : `“${motivo}”`}</span>
        <span className="miudo">
          {por !== null && `${dizerQuem({ quem: por, nome: null })} · `}
          {feitoEm === null ? `pedida ${diaEHora(pedidoEm)}` : `devolvida ${diaEHora(feitoEm)}`}
        </span>
        <Espera volta={volta} />
      </span>
      <Selo tom={tom}>{nome}</Selo>
    </li>
  );
}

/** Why a refund is not done: what happens next, or that nothing will. */
function Espera({ volta }: { volta: Volta }) {
  const { estado, meio, tentativas, proximaEm } = volta;
  const erro = dizerErroDoEstorno(volta);
  if (estado === 'RECUSADO')
    return <strong className={css.porque}>Não voltou: {erro ?? 'o banco recusou'}. Devolva de outra forma.</strong>;
  if (estado !== 'PEDIDO') return null;
  if (meio === 'balcao' && (volta.erro === null || volta.erro === 'pendente'))
    return <strong className={css.porque}>Espera que o balcão entregue a quem pagou.</strong>;
  if (erro === null) return null;
  return (
    <strong className={css.porque}>
      Ainda não: {erro}. {quantos(tentativas, 'tentativa', 'tentativas')}
      {proximaEm && `; a próxima vem sozinha, ${diaEHora(proximaEm)}`}.
    </strong>
  );
}
