import { Link, useSearchParams } from 'wouter';
import { agora } from '../../../../api/hora.ts';
import { Button } from '../../../../ui/button.tsx';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { diaEHora } from '../../../../ui/format.ts';
import { quantos } from '../../../../ui/palavras.ts';
import { diaCurto, diaDe } from '../../../../ui/tempo.ts';
import { Pagina, Secao } from '../../parts/pagina.tsx';
import { ErroDaAcao, Resposta, Vazio } from '../../parts/resposta.tsx';
import type { Conciliacao } from '../../state/dinheiro/api.ts';
import { diaPedido, enderecoDoCsv, outrosDias, situacaoDe } from '../../state/dinheiro/divergencias.ts';
import { useComparar, useConciliacao } from '../../state/dinheiro/use-conciliacao.ts';
import { useAbertas } from '../../state/dinheiro/use-contas.ts';
import css from './conciliacao.module.css';
import { UmaDivergencia } from './divergencia.tsx';
import { EscolherDia } from './escolher-dia.tsx';
import { Resolvidas } from './resolvidas.tsx';
import { TotaisDoDia } from './totais.tsx';

/** Whether the money of a day is where it should be: ours beside the bank's, and what to do where they do not agree. */
export function PaginaDaConciliacao() {
  const [busca, setBusca] = useSearchParams();
  const hoje = diaDe(new Date(agora()));
  const dia = diaPedido(busca, hoje);
  const conciliacao = useConciliacao(dia);
  const abertas = useAbertas(30_000);
  const comparar = useComparar();
  const outros = outrosDias(abertas.data?.divergencias ?? [], dia);
  return (
    <Pagina
      titulo="Conciliação"
      resumo={
        <p>
          O que registramos em {diaCurto(dia)}, ao lado do que o banco diz.{' '}
          {conciliacao.data?.dia === dia && conciliacao.data.feitaEm !== null && (
            <>Comparado em {diaEHora(conciliacao.data.feitaEm)}.</>
          )}
        </p>
      }
      acoes={
        <>
          <a href={enderecoDoCsv(dia)} download={`conciliacao-${dia}.csv`} className={css.baixar}>
            Baixar planilha
          </a>
          <Button disabled={comparar.isPending} onClick={() => comparar.mutate(dia)}>
            {comparar.isPending ? 'Comparando…' : 'Comparar agora'}
          </Button>
        </>
      }
    >
      <div>
        <EscolherDia dia={dia} hoje={hoje} onMudar={(novo) => setBusca({ dia: novo }, { replace: true })} />
        <ErroDaAcao erro={comparar.error} />
      </div>
      {outros.length > 0 && (
        <div className={css.outros}>
          <p>
            <strong>Também há o que resolver em:</strong>
          </p>
          <ul>
            {outros.map(({ dia: outro, quantas }) => (
              <li key={outro}>
                <Link href={`/conciliacao?dia=${outro}`}>
                  {diaCurto(outro)}: {quantos(quantas, 'divergência', 'divergências')}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={css.partes} aria-busy={conciliacao.isPlaceholderData}>
        <Resposta de={conciliacao} esqueleto={<Esqueleto altura={14} quantos={2} />}>
          {(dados) => <UmDia conciliacao={dados} />}
        </Resposta>
      </div>
    </Pagina>
  );
}

function UmDia({ conciliacao }: { conciliacao: Conciliacao }) {
  const { totais, divergencias } = conciliacao;
  const abertas = divergencias.filter(({ resolvidaEm }) => resolvidaEm === null);
  const situacao = situacaoDe(conciliacao);
  return (
    <>
      {situacao === 'confere' && (
        <Vazio titulo="Tudo confere, até o centavo">
          <p>O que registramos neste dia é exatamente o que o banco diz.</p>
        </Vazio>
      )}
      {situacao === 'por-comparar' && (
        <Vazio titulo="Este dia ainda não foi comparado">
          <p>
            Hoje e ontem são comparados sozinhos, de tempos em tempos. Para outro dia, ou para não esperar, use
            “Comparar agora”.
          </p>
        </Vazio>
      )}
      {situacao === 'diverge' && (
        <section className={css.divergencias} aria-labelledby="a-resolver">
          <h2 id="a-resolver">{quantos(abertas.length, 'divergência a resolver', 'divergências a resolver')}</h2>
          <ul className={css.cartas} aria-labelledby="a-resolver">
            {abertas.map((divergencia) => (
              <UmaDivergencia key={divergencia.id} divergencia={divergencia} />
            ))}
          </ul>
        </section>
      )}
      <Secao titulo="Totais do dia">
        <TotaisDoDia totais={totais} />
      </Secao>
      <Resolvidas divergencias={divergencias.filter(({ resolvidaEm }) => resolvidaEm !== null)} />
    </>
  );
}
