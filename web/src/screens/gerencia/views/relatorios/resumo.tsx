import { classes } from '../../../../ui/classes.ts';
import { dinheiro } from '../../../../ui/format.ts';
import { duracao } from '../../../../ui/tempo.ts';
import cartao from '../../parts/cartao.module.css';
import type { Relatorio } from '../../state/tipos.ts';
import css from './relatorios.module.css';

/** The period in six numbers. */
export function Resumo({ resumo }: { resumo: Relatorio['resumo'] }) {
  const tempo = (s: number | null) => (s === null ? '—' : duracao(s * 1_000));
  const numeros: [string, string][] = [
    ['Vendas', dinheiro(resumo.total)],
    ['Pedidos', resumo.pedidos.toLocaleString('pt-BR')],
    ['Ticket médio', resumo.ticketMedio === null ? '—' : dinheiro(resumo.ticketMedio)],
    ['Cancelados', resumo.cancelados.toLocaleString('pt-BR')],
    ['Metade pronta em até', tempo(resumo.preparoMedianoS)],
    ['9 em 10 prontos em até', tempo(resumo.preparoP90S)],
  ];
  return (
    <dl className={classes(cartao.cartao, css.resumo)}>
      {numeros.map(([nome, valor]) => (
        <div key={nome}>
          <dt>{nome}</dt>
          <dd className="numero">{valor}</dd>
        </div>
      ))}
    </dl>
  );
}
