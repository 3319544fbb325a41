import { useState } from 'react';
import { Link } from 'wouter';
import { agora } from '../../../api/hora.ts';
import { dizerErro } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import { Field } from '../../../ui/field.tsx';
import { diaEHora, dinheiro, hora } from '../../../ui/format.ts';
import { diaCurto, diaDe } from '../../../ui/tempo.ts';
import { Fechar } from '../parts/fechar.tsx';
import { type Caixa as DoDia, dizerDiferenca, dizerMovimento } from '../state/caixa.ts';
import { useCaixa } from '../state/use-pedidos.ts';
import css from './caixa.module.css';
import pagina from './pagina.module.css';

/** The money of a day at the counter: what went in and out, what there should be, and the count that closes it. */
export function Caixa() {
  const hoje = diaDe(new Date(agora()));
  const [dia, setDia] = useState<string>();
  const { data, error, refetch } = useCaixa(dia);
  return (
    <main className={pagina.pagina}>
      <header className={css.cabeca}>
        <h1>Caixa{data && ` de ${diaCurto(data.dia)}`}</h1>
        <Field
          label="Dia"
          type="date"
          max={hoje}
          value={dia ?? data?.dia ?? ''}
          onChange={({ currentTarget: { value } }) => setDia(value || undefined)}
        />
      </header>
      {!data && error ? (
        <div role="alert" className={pagina.erro}>
          <p>{dizerErro(error)}</p>
          <Button look="plain" onClick={() => void refetch()}>
            Tentar de novo
          </Button>
        </div>
      ) : !data ? (
        <div aria-busy="true">
          <Esqueleto altura={8} quantos={2} />
        </div>
      ) : (
        <>
          <div className={css.contas}>
            <Conta titulo="Dinheiro" linhas={linhasDe(data.dinheiro, data.dinheiro.troco)} />
            <Conta titulo="Cartão" linhas={linhasDe(data.cartao)} />
            {data.fechamento ? (
              <Fechado fechamento={data.fechamento} />
            ) : data.dia > hoje ? (
              <p className={css.depois}>O caixa de hoje já foi fechado. O que entrar agora conta para amanhã.</p>
            ) : (
              <Fechar key={data.dia} caixa={data} onFechado={() => setDia(data.dia)} />
            )}
          </div>
          <Movimentos movimentos={data.movimentos} />
        </>
      )}
    </main>
  );
}

const linhasDe = (
  { entradas, devolucoes, esperado }: { entradas: number; devolucoes: number; esperado: number },
  troco?: number,
): [nome: string, valor: number, soma?: true][] => [
  ['Recebido', entradas],
  ...(troco === undefined ? [] : [['Troco', -troco] as [string, number]]),
  ['Devoluções', -devolucoes],
  ['Esperado', esperado, true],
];

function Conta({ titulo, linhas }: { titulo: string; linhas: [nome: string, valor: number, soma?: true][] }) {
  return (
    <section className={css.conta} aria-label={titulo}>
      <h2>{titulo}</h2>
      <dl>
        {linhas.map(([nome, valor, soma]) => (
          <div key={nome} data-soma={soma}>
            <dt>{nome}</dt>
            <dd className="numero">{comSinal(valor)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const comSinal = (valor: number): string => `${valor < 0 ? '− ' : ''}${dinheiro(Math.abs(valor))}`;

function Fechado({ fechamento }: { fechamento: NonNullable<DoDia['fechamento']> }) {
  const { fechadoEm, fundo } = fechamento;
  return (
    <section className={css.conta} aria-label="Fechamento">
      <h2>Fechado em {diaEHora(fechadoEm)}</h2>
      <dl>
        <div>
          <dt>Fundo</dt>
          <dd className="numero">{dinheiro(fundo)}</dd>
        </div>
        {(['dinheiro', 'cartao'] as const).map((forma) => {
          const { contado, diferenca } = fechamento[forma];
          return (
            <div key={forma} data-diferenca={diferenca !== 0}>
              <dt>{forma === 'dinheiro' ? 'Dinheiro contado' : 'Cartão contado'}</dt>
              <dd className="numero">
                {dinheiro(contado)} <small>{dizerDiferenca(diferenca, dinheiro)}</small>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

function Movimentos({ movimentos }: Pick<DoDia, 'movimentos'>) {
  return (
    <section aria-label="Movimentos" className={css.movimentos}>
      <h2>Movimentos</h2>
      {movimentos.length === 0 ? (
        <p className={pagina.nada}>Nada entrou nem saiu.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Hora</th>
              <th scope="col">O quê</th>
              <th scope="col">Pedido</th>
              <th scope="col">Como</th>
              <th scope="col">Valor</th>
            </tr>
          </thead>
          <tbody>
            {movimentos.toReversed().map((movimento) => {
              const { em, tipo, pedidoId, forma, valor } = movimento;
              const { nome, sai } = dizerMovimento(movimento);
              return (
                <tr key={`${em} ${tipo} ${pedidoId} ${valor}`}>
                  <td className="numero">{hora(em)}</td>
                  <td>{nome}</td>
                  <td className="numero">
                    <Link href={`/recibo/${pedidoId}`}>{pedidoId}</Link>
                  </td>
                  <td>{forma === 'dinheiro' ? 'Dinheiro' : 'Cartão'}</td>
                  <td className="numero">{comSinal(sai ? -valor : valor)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
