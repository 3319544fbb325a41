import type { Motivo } from '@foodious/kernel/estados.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { diaEHora, dinheiro } from '../../../../ui/format.ts';
import { doEstado, estadosDoPagamento } from '../../../../ui/palavras.ts';
import { Resposta } from '../../parts/resposta.tsx';
import { Selo } from '../../parts/selo.tsx';
import { tentativasDe } from '../../state/pedidos/tentativas.ts';
import { useLinhaDoTempo } from '../../state/pedidos/use-linha-do-tempo.ts';
import css from './pedido.module.css';

const motivos: Readonly<Record<Motivo, string>> = {
  recusado: 'recusado pelo banco',
  expirado: 'o prazo acabou',
  cancelado: 'cobrança cancelada',
};

/** Each attempt to pay, and what became of it. */
export function Pagamentos({ id, total }: { id: string; total: number }) {
  const linha = useLinhaDoTempo(id);
  return (
    <Resposta de={linha} esqueleto={<Esqueleto altura={2.75} />}>
      {({ passos }) => {
        const tentativas = tentativasDe(passos);
        if (tentativas.length === 0) return <p className="miudo">Nenhum pagamento foi pedido.</p>;
        return (
          <ul className={css.lista}>
            {tentativas.map(({ numero, estado, motivo, em }) => {
              const { nome, tom } = doEstado(estadosDoPagamento, estado);
              return (
                <li key={numero}>
                  <span className={css.itemNome}>
                    {numero}ª tentativa · {dinheiro(total)}
                    <span className="miudo">
                      {diaEHora(em)}
                      {motivo && ` · ${motivos[motivo] ?? motivo}`}
                    </span>
                  </span>
                  <Selo tom={tom}>{nome}</Selo>
                </li>
              );
            })}
          </ul>
        );
      }}
    </Resposta>
  );
}
