import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api, body } from '../../../api/client.ts';
import { dizerErro, passageiro } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import { diaEHora, dinheiro } from '../../../ui/format.ts';
import pagina from './pagina.module.css';
import css from './recibo.module.css';

const lerRecibo = (id: string) => body(api.GET('/v2/pedido/{id}/recibo', { params: { path: { id } } }));

const meios = { pix: 'Pix', balcao: 'No balcão' } as const;

/** What a cliente may take along of a pedido that was paid: for a roll of 80 mm, or a sheet. */
export function Recibo({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['balcao', 'recibo', id],
    queryFn: () => lerRecibo(id),
  });
  return (
    <main className={pagina.pagina}>
      <header className={css.cabeca}>
        <h1>Recibo</h1>
        <p className={css.acoes}>
          <Link href="/" className={css.voltar}>
            Voltar
          </Link>
          {data && <Button onClick={() => print()}>Imprimir</Button>}
        </p>
      </header>
      {error ? (
        <div role="alert" className={pagina.erro}>
          <p>{dizerErro(error)}</p>
          {passageiro(error) && (
            <Button look="plain" onClick={() => void refetch()}>
              Tentar de novo
            </Button>
          )}
        </div>
      ) : !data ? (
        <div aria-busy="true">
          <Esqueleto altura={20} />
        </div>
      ) : (
        <Papel recibo={data} />
      )}
    </main>
  );
}

function Papel({ recibo }: { recibo: Awaited<ReturnType<typeof lerRecibo>> }) {
  const { lanchonete, pedidoId, senha, pagoEm, itens, total, meio, cliente, estornado } = recibo;
  return (
    <article className={css.papel} aria-label={`Recibo do pedido ${pedidoId}`}>
      <h2 className={css.casa}>{lanchonete}</h2>
      <p className={css.tipo}>
        Recibo
        <strong>sem valor fiscal</strong>
      </p>
      {senha !== null && (
        <p className={css.senha}>
          Senha <strong className="numero">{senha}</strong>
        </p>
      )}
      <dl className={css.sobre}>
        <div>
          <dt>Pedido</dt>
          <dd className="numero">{pedidoId}</dd>
        </div>
        <div>
          <dt>Pago em</dt>
          <dd className="numero">{diaEHora(pagoEm)}</dd>
        </div>
        <div>
          <dt>Como</dt>
          <dd>{meios[meio]}</dd>
        </div>
        {cliente && (
          <div>
            <dt>Cliente</dt>
            <dd>
              {cliente.nome}
              <br />
              <span className="numero">CPF {cliente.cpf}</span>
            </dd>
          </div>
        )}
      </dl>
      <ul className={css.itens}>
        {itens.map(({ nome, quantidade, precoUnitario, subtotal, observacoes }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same produto may stand twice, and the list never changes
          <li key={i}>
            <span>
              {nome}
              <small className="numero">
                {quantidade} × {dinheiro(precoUnitario)}
              </small>
              {observacoes && <small>{observacoes}</small>}
            </span>
            <span className="numero">{dinheiro(subtotal)}</span>
          </li>
        ))}
      </ul>
      <p className={css.total}>
        Total <strong className="numero">{dinheiro(total)}</strong>
      </p>
      {estornado > 0 && (
        <p className={css.total}>
          Devolvido <strong className="numero">{dinheiro(estornado)}</strong>
        </p>
      )}
      <p className={css.fim}>Obrigado e bom apetite!</p>
    </article>
  );
}
