import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { diaEHora, dinheiro } from '../../../../ui/format.ts';
import { doEstado, estadosDoPagamento } from '../../../../ui/palavras.ts';
import { Resposta } from '../../parts/resposta.tsx';
import { Selo } from '../../parts/selo.tsx';
import type { Pagamento } from '../../state/dinheiro/api.ts';
import { comoSePaga, motivos } from '../../state/dinheiro/palavras.ts';
import { usePagamentos } from '../../state/dinheiro/use-dinheiro.ts';
import { Movimentos } from './movimentos.tsx';
import css from './pedido.module.css';

/** Each attempt to pay, and what became of it; below, where the money went, line by line. */
export function Pagamentos({ id }: { id: string }) {
  const pagamentos = usePagamentos(id);
  return (
    <Resposta de={pagamentos} esqueleto={<Esqueleto altura={2.75} />}>
      {({ pagamentos: todos, saldos }) =>
        todos.length === 0 ? (
          <p className="miudo">Nenhum pagamento foi pedido.</p>
        ) : (
          <>
            <ul className={classes(css.lista, css.comSelo)}>
              {[...todos]
                .sort((a, b) => a.tentativa - b.tentativa)
                .map((pagamento) => (
                  <Tentativa key={pagamento.transacaoId} pagamento={pagamento} />
                ))}
            </ul>
            <Movimentos linhas={todos.flatMap(({ livro }) => livro)} saldos={saldos} />
          </>
        )
      }
    </Resposta>
  );
}

function Tentativa({ pagamento }: { pagamento: Pagamento }) {
  const { tentativa, estado, motivo, total, estornado, taxa, criadoEm, pagoEm, expiraEm } = pagamento;
  const { nome, tom } = doEstado(estadosDoPagamento, estado);
  const quando =
    pagoEm !== null
      ? `pago ${diaEHora(pagoEm)}`
      : estado === 'PENDENTE' && expiraEm !== null
        ? `vale até ${diaEHora(expiraEm)}`
        : diaEHora(criadoEm);
  const detalhes = [
    comoSePaga(pagamento),
    quando,
    motivo && (motivos[motivo] ?? motivo),
    taxa > 0 && `tarifa do banco ${dinheiro(taxa)}`,
  ];
  return (
    <li>
      <span className={css.itemNome}>
        {tentativa === 0 ? 'Encerrada antes de ser cobrada' : `${tentativa}ª tentativa · ${dinheiro(total)}`}
        <span className="miudo">{detalhes.filter(Boolean).join(' · ')}</span>
        {estornado > 0 && estornado < total && (
          <span className="miudo">
            devolvido {dinheiro(estornado)} de {dinheiro(total)}
          </span>
        )}
      </span>
      <Selo tom={tom}>{nome}</Selo>
    </li>
  );
}
