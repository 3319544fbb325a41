import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { classes } from '../../../../ui/classes.ts';
import { diaEHora } from '../../../../ui/format.ts';
import cartao from '../../parts/cartao.module.css';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import type { Divergencia, Reparo } from '../../state/dinheiro/api.ts';
import {
  aDevolver,
  dizerLado,
  dizerReparo,
  dizerTentativa,
  dizerTipo,
  emCurso,
  reparosDe,
} from '../../state/dinheiro/divergencias.ts';
import { comoSePaga } from '../../state/dinheiro/palavras.ts';
import { useReparar } from '../../state/dinheiro/use-conciliacao.ts';
import css from './conciliacao.module.css';
import { Consertar } from './consertar.tsx';

/** What `estornar` is where nothing was paid yet. */
const ENCERRAR = { fazer: 'Encerrar a cobrança', explica: 'Ninguém mais pode pagá-la' };

/** Something on which bank and ledger do not agree: both sides of it, what it means, and what can be done. */
export function UmaDivergencia({ divergencia }: { divergencia: Divergencia }) {
  const { id, meio, cobrancaId, transacaoId, pedidoId, nosso, deles, vistaEm } = divergencia;
  const [perguntando, setPerguntando] = useState<Exclude<Reparo, 'buscar'> | null>(null);
  const [mais, setMais] = useState(false);
  const reparar = useReparar(() => setPerguntando(null));
  const { nome, significa } = dizerTipo(divergencia);
  const { primeiro, outros } = reparosDe(divergencia);
  const comecar = (acao: Reparo) => {
    reparar.reset();
    if (acao === 'buscar') reparar.mutate({ id, acao });
    else setPerguntando(acao);
  };
  const volta = aDevolver(divergencia);
  const chamar = (acao: Reparo) => (acao === 'estornar' && volta === null ? ENCERRAR : dizerReparo(acao));
  const titulo = `divergencia-${id}`;
  return (
    <li className={classes(cartao.cartao, css.carta)} aria-labelledby={titulo}>
      <div>
        <h3 id={titulo}>{nome}</h3>
        <p className="miudo">
          {comoSePaga({ meio, forma: null })}
          {pedidoId !== null && (
            <>
              {' · '}
              <Link href={`/pedidos/${pedidoId}`}>Pedido #{pedidoId}</Link>
            </>
          )}
          {cobrancaId !== null && ` · cobrança ${cobrancaId}`}
          {` · vista em ${diaEHora(vistaEm)}`}
        </p>
      </div>
      <p>{significa}</p>
      {emCurso(divergencia) && (
        <p className={css.andando}>
          <strong>Em andamento: segue sozinho.</strong> {dizerTentativa(divergencia)}
        </p>
      )}
      {!emCurso(divergencia) && divergencia.erro !== null && (
        <p className={css.andando}>
          <strong>A última tentativa não resolveu.</strong> {dizerTentativa(divergencia)}
        </p>
      )}
      <div className={css.resolver}>
        <dl className={css.lados}>
          <Lado nome="Nosso registro" {...dizerLado(divergencia, nosso)} />
          <Lado nome="Banco" {...dizerLado(divergencia, deles)} />
        </dl>
        <div className={css.acoes}>
          {primeiro && (
            <Button disabled={reparar.isPending} onClick={() => comecar(primeiro)}>
              {reparar.isPending ? 'Resolvendo…' : chamar(primeiro).fazer}
            </Button>
          )}
          {outros.length > 0 && (
            <Button look="plain" aria-expanded={mais} onClick={() => setMais(!mais)}>
              Outra solução
              <span aria-hidden="true">{mais ? '▴' : '▾'}</span>
            </Button>
          )}
        </div>
      </div>
      {mais && outros.length > 0 && (
        <ul className={css.outras}>
          {outros.map((acao) => (
            <li key={acao}>
              <Button look="plain" disabled={reparar.isPending} onClick={() => comecar(acao)}>
                {chamar(acao).fazer}
              </Button>
              <span className="miudo">{chamar(acao).explica}</span>
            </li>
          ))}
        </ul>
      )}
      <div className={css.erro}>{perguntando === null && <ErroDaAcao erro={reparar.error} />}</div>
      {perguntando !== null && (
        <Consertar
          como={perguntando}
          valor={volta}
          cobrado={deles.valor}
          sugerido={transacaoId === null ? pedidoId : null}
          acao={reparar}
          onSim={(mais) => reparar.mutate({ id, acao: perguntando, ...mais })}
          onNao={() => setPerguntando(null)}
        />
      )}
    </li>
  );
}

function Lado({ nome, valor, estado }: { nome: string; valor: string; estado: string }) {
  return (
    <div>
      <dt>{nome}</dt>
      <dd>
        <span className={`${css.valor} numero`}>{valor}</span>
        {estado}
      </dd>
    </div>
  );
}
