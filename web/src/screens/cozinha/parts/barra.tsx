import { categorias } from '@foodious/kernel/estados.ts';
import { hora, plurais } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import { alternar, type Estacao } from '../state/estacao.ts';
import type { Estado } from '../state/trilho.ts';
import { useRelogio } from '../state/use-relogio.ts';
import css from './barra.module.css';
import { Desfazer } from './desfazer.tsx';

/** What stands above the comandas: whose station this is, and what is done now and then. */
export function Barra({
  estacao,
  onEstacao,
  contagem,
  onContagem,
  som,
  onSom,
  tocavel,
  desfazivel,
  onDesfazer,
  onEsgotados,
  onEntregues,
  onLegenda,
  pessoa,
  onPessoa,
  onSair,
}: {
  estacao: Estacao;
  onEstacao(estacao: Estacao): void;
  contagem: boolean;
  onContagem(): void;
  som: boolean;
  onSom(): void;
  /** False until somebody touched the screen: before that, browsers play nothing. */
  tocavel: boolean;
  desfazivel: Estado['desfazivel'];
  onDesfazer(): void;
  onEsgotados(): void;
  onEntregues(): void;
  onLegenda(): void;
  /** Who is signed in with an account of their own. */
  pessoa: string | undefined;
  onPessoa(): void;
  onSair(): void;
}) {
  return (
    <header className={css.barra}>
      <h1 className={css.nome}>Cozinha</h1>
      <fieldset className={css.estacao}>
        <legend className="so-leitor">Estação</legend>
        <button type="button" aria-pressed={estacao.length === 0} onClick={() => onEstacao([])}>
          Tudo
        </button>
        {categorias.map(({ id }) => (
          <button
            key={id}
            type="button"
            aria-pressed={estacao.includes(id)}
            onClick={() => onEstacao(alternar(estacao, id))}
          >
            {plurais[id]}
          </button>
        ))}
      </fieldset>
      <div className={css.resto}>
        <button type="button" aria-pressed={contagem} onClick={onContagem}>
          <Icone nome="soma" />A fazer
        </button>
        <Desfazer className={css.desfazer} desfazivel={desfazivel} onDesfazer={onDesfazer} />
        <button type="button" onClick={onEntregues}>
          <Icone nome="certo" />
          Entregues
        </button>
        <button type="button" onClick={onEsgotados}>
          <Icone nome="esgotado" />
          Esgotados
        </button>
        <button type="button" aria-pressed={som} onClick={onSom} className={css.som}>
          <Icone nome={som ? 'som' : 'mudo'} />
          {!som ? 'Sem som' : tocavel ? 'Som' : 'Toque para ouvir'}
        </button>
        <button type="button" onClick={onLegenda} aria-label="Ajuda das teclas" className={css.ajuda}>
          ?
        </button>
        <Hora />
        {pessoa && (
          <button type="button" onClick={onPessoa} className={css.pessoa}>
            <Icone nome="conta" />
            <span>{pessoa}</span>
            <span className="so-leitor">: trocar de pessoa, ou minha conta</span>
          </button>
        )}
        <button type="button" onClick={onSair}>
          Sair
        </button>
      </div>
    </header>
  );
}

function Hora() {
  const texto = useRelogio((agora) => hora(agora));
  return <time className={`${css.hora} numero`}>{texto}</time>;
}
