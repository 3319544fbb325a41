import { useAjustes } from '../../api/use-ajustes.ts';
import { useLive } from '../../api/use-live.ts';
import { hora } from '../../ui/format.ts';
import { lanchonete } from '../../ui/lanchonete.ts';
import { useNewVersion } from '../../ui/use-new-version.ts';
import { useNow } from '../../ui/use-now.ts';
import { useOffline } from '../../ui/use-offline.ts';
import css from './painel.module.css';
import { Numero, Senhas } from './parts/senhas.tsx';
import { antiga, chaveDe, destaqueDe, esperaEmPalavras, lerQuadro, type Quadro } from './state/quadro.ts';
import { posicaoEm } from './state/repouso.ts';
import { useChamada } from './state/use-chamada.ts';
import { useSom } from './state/use-som.ts';

/** The grids of senhas in each place, the roomiest first: while they are few, they can be read from afar. */
const gradesDoPreparo = [
  [2, 4],
  [3, 5],
] as const;
const gradesSobODestaque = [
  [3, 1],
  [3, 2],
  [4, 2],
] as const;
const gradesSemDestaque = [
  [3, 2],
  [4, 4],
] as const;

/** The pick-up board: read from afar, by who has a senha in the hand. Nobody touches it, and it runs for days. */
export function Painel() {
  const { data: quadro, live } = useLive('/v2/painel/eventos', lerQuadro);
  const ajustes = useAjustes();
  const offline = useOffline(live);
  const chamada = useChamada(quadro, ajustes?.painel);
  useNewVersion(!chamada);
  const mudo = useSom(ajustes?.painel.som ?? true);
  const agora = useNow(5_000);
  const { x, y, trocados } = posicaoEm(agora);
  return (
    <div className={css.moldura}>
      <div
        className={css.tela}
        data-testid="quadro"
        data-trocados={trocados}
        style={{ transform: `translate(${x}rem, ${y}rem)` }}
      >
        <header className={css.topo}>
          <h1>{ajustes?.lanchonete ?? lanchonete}</h1>
          <p className={css.recado} role="status">
            {offline
              ? 'Sem conexão: estas são as últimas senhas que vimos'
              : mudo && 'Toque na tela para ouvir as senhas'}
          </p>
          <time className={`${css.hora} numero`}>{hora(agora)}</time>
        </header>
        <main className={css.lados}>
          <EmPreparo quadro={quadro} />
          <Prontas quadro={quadro} chamada={chamada?.senha ?? null} agora={agora} />
        </main>
        <p role="status" aria-live="assertive" className="so-leitor">
          {chamada && <span key={chamada.n}>Senha {chamada.senha}, pronta</span>}
        </p>
      </div>
    </div>
  );
}

function EmPreparo({ quadro }: { quadro: Quadro | undefined }) {
  return (
    <section className={css.preparo} aria-labelledby="preparo">
      <h2 id="preparo">Em preparo</h2>
      {quadro && quadro.emPreparo.length === 0 ? (
        <p className={css.vazio}>Nenhuma senha esperando</p>
      ) : (
        <Senhas
          nome="Senhas em preparo"
          lista={quadro?.emPreparo ?? []}
          grades={gradesDoPreparo}
          aparencia={({ estado }) => (estado === 'RECEBIDO' ? 'fila' : 'fogo')}
        />
      )}
      <p className={css.espera}>{quadro && esperaEmPalavras(quadro.esperaSegundos)}</p>
    </section>
  );
}

function Prontas({ quadro, chamada, agora }: { quadro: Quadro | undefined; chamada: number | null; agora: number }) {
  const destaque = quadro && destaqueDe(quadro, chamada, agora);
  const outras = quadro?.prontas.filter((pronta) => pronta !== destaque) ?? [];
  return (
    <section
      className={css.prontas}
      aria-labelledby="prontas"
      data-lugares={(destaque ? 1 : 0) + (outras.length > 0 ? 1 : 0)}
    >
      <h2 id="prontas">Prontas</h2>
      {quadro?.prontas.length === 0 && (
        <p className={css.vazio}>Quando a sua senha aparecer aqui, é só retirar no balcão</p>
      )}
      {destaque && (
        <p className={css.destaque} key={`${chaveDe(destaque)} ${destaque.desde}`} data-testid="destaque">
          <span className={css.chamado}>Senha</span>
          <span className={css.grande}>
            <Numero senha={destaque.senha} />
          </span>
          <span className={css.chamado}>Retire no balcão</span>
        </p>
      )}
      {outras.length > 0 && (
        <Senhas
          nome="Outras senhas prontas"
          lista={outras}
          grades={destaque ? gradesSobODestaque : gradesSemDestaque}
          aparencia={(pronta) => (antiga(pronta, agora) ? 'antiga' : 'pronta')}
        />
      )}
    </section>
  );
}
