import { Link } from 'wouter';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { diaEHora, dinheiro } from '../../../../ui/format.ts';
import { faz } from '../../../../ui/tempo.ts';
import { useNow } from '../../../../ui/use-now.ts';
import cartao from '../../parts/cartao.module.css';
import { Contados } from '../../parts/contados.tsx';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { SeloDoEstado } from '../../parts/selo.tsx';
import type { Parado } from '../../state/dinheiro/api.ts';
import { dizerParado } from '../../state/dinheiro/parados.ts';
import { useParados } from '../../state/dinheiro/use-contas.ts';
import css from './parados.module.css';

/** The pedidos that should have gone on and have not: each with what it waits for, and where to see to it. */
export function Parados() {
  const parados = useParados(10_000);
  const agora = useNow(10_000);
  return (
    <Pagina
      titulo="Pedidos parados"
      resumo={<p>O que já devia ter andado e não andou. Quando anda, sai daqui sozinho.</p>}
    >
      <Resposta de={parados} esqueleto={<Esqueleto altura={6} quantos={3} />}>
        {({ parados: lista, naoResponderam }) => (
          <div>
            {naoResponderam.length > 0 && (
              <p className={css.faltam}>
                Sem resposta de <strong>{naoResponderam.join(', ')}</strong>: pode haver mais pedidos parados.
              </p>
            )}
            <Contados n={lista.length} um="pedido parado" varios="pedidos parados" />
            {lista.length === 0 ? (
              <Vazio titulo={naoResponderam.length > 0 ? 'Nenhum, pelo que se sabe' : 'Nenhum pedido parado'}>
                {naoResponderam.length === 0 && <p>Cada pedido está onde devia estar.</p>}
              </Vazio>
            ) : (
              <ul className={classes(cartao.cartao, cartao.lista)} aria-label="Pedidos parados">
                {lista.map((parado) => (
                  <LinhaDoParado key={`${parado.pedidoId} ${parado.tipo}`} parado={parado} agora={agora} />
                ))}
              </ul>
            )}
          </div>
        )}
      </Resposta>
    </Pagina>
  );
}

function LinhaDoParado({ parado, agora }: { parado: Parado; agora: number }) {
  const { pedidoId, senha, estado, desde, total } = parado;
  const { nome, significa, acao, onde } = dizerParado(parado);
  const pedido = `/pedidos/${pedidoId}`;
  return (
    <li className={css.linha}>
      <div className={css.texto}>
        <h2 className={css.nome}>{nome}</h2>
        <p className={css.quem}>
          <Link href={pedido}>Pedido #{pedidoId}</Link>
          {senha !== null && <strong>Senha {senha}</strong>}
          <span className="numero">{dinheiro(total)}</span>
          <SeloDoEstado estado={estado} />
        </p>
        <p>{significa}</p>
        <p className="miudo">
          parado <time dateTime={desde}>{faz(desde, agora)}</time>, desde {diaEHora(desde)}
        </p>
      </div>
      <Link href={onde} className={css.acao}>
        {acao}
        <span className="so-leitor"> por causa do pedido #{pedidoId}</span>
      </Link>
    </li>
  );
}
