import { useSearchParams } from 'wouter';
import { api, body } from '../../../../api/client.ts';
import { agora } from '../../../../api/hora.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { diaCurto, diaDe } from '../../../../ui/tempo.ts';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta } from '../../parts/resposta.tsx';
import { periodoDe } from '../../state/relatorios/periodo.ts';
import { useConsulta } from '../../state/use-consulta.ts';
import { EscolherPeriodo } from './escolher-periodo.tsx';
import { Graficos } from './graficos.tsx';
import css from './relatorios.module.css';
import { Resumo } from './resumo.tsx';

/** What was sold, when, and how long it took: in pictures, tables and files. */
export function Relatorios() {
  const [busca, setBusca] = useSearchParams();
  const hoje = diaDe(new Date(agora()));
  const periodo = periodoDe(busca, hoje);
  const relatorio = useConsulta(
    ['relatorio', periodo],
    () => body(api.GET('/v2/gerencia/relatorios', { params: { query: periodo } })),
    60_000,
  );
  return (
    <Pagina
      titulo="Relatórios"
      resumo={
        <p>
          {periodo.de === periodo.ate
            ? `Dia ${diaCurto(periodo.de)}`
            : `De ${diaCurto(periodo.de)} a ${diaCurto(periodo.ate)}`}
          . Conta o que foi pago e não cancelado, no dia em que foi pago.
        </p>
      }
    >
      <EscolherPeriodo
        key={`${periodo.de} ${periodo.ate}`}
        periodo={periodo}
        hoje={hoje}
        onMudar={(novo) => setBusca(novo, { replace: true })}
      />
      <div className={css.partes} aria-busy={relatorio.isPlaceholderData}>
        <Resposta de={relatorio} esqueleto={<Esqueleto altura={24} quantos={3} />}>
          {(dados) => (
            <>
              <Resumo resumo={dados.resumo} />
              <Graficos relatorio={dados} />
            </>
          )}
        </Resposta>
      </div>
    </Pagina>
  );
}
