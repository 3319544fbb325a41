import { Link } from 'wouter';
import { diaEHora } from '../../../../ui/format.ts';
import { Secao } from '../../parts/pagina.tsx';
import { dizerQuem } from '../../state/auditoria/quem.ts';
import type { Divergencia } from '../../state/dinheiro/api.ts';
import { dizerFim, dizerLado, dizerTipo } from '../../state/dinheiro/divergencias.ts';
import css from './conciliacao.module.css';

/** Who is told of what got resolved by itself. */
const NINGUEM = 'pagamento';

/** What did not agree and is resolved: how, when, by whom and why. Nothing where there was nothing. */
export function Resolvidas({ divergencias }: { divergencias: readonly Divergencia[] }) {
  if (divergencias.length === 0) return null;
  return (
    <Secao titulo="Já resolvidas">
      <ul className={css.resolvidas}>
        {divergencias.map((divergencia) => {
          const { id, pedidoId, resolvidaEm, resolvidaPor, motivo, nosso, deles } = divergencia;
          return (
            <li key={id}>
              <p>
                <strong>{dizerTipo(divergencia).nome}</strong>: {dizerFim(divergencia)}
                {motivo && <> (“{motivo}”)</>}
              </p>
              <p className="miudo">
                {resolvidaEm && diaEHora(resolvidaEm)}
                {resolvidaPor && resolvidaPor !== NINGUEM && ` · ${dizerQuem({ quem: resolvidaPor, nome: null })}`}
                {` · nosso ${dizerLado(divergencia, nosso).valor}, banco ${dizerLado(divergencia, deles).valor}`}
                {pedidoId !== null && (
                  <>
                    {' · '}
                    <Link href={`/pedidos/${pedidoId}`}>Pedido #{pedidoId}</Link>
                  </>
                )}
              </p>
            </li>
          );
        })}
      </ul>
    </Secao>
  );
}
