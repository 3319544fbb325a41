import { useState } from 'react';
import { api, body } from '../../../../api/client.ts';
import { Button } from '../../../../ui/button.tsx';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { horaExata } from '../../../../ui/tempo.ts';
import { Secao } from '../../parts/pagina.tsx';
import { Resposta } from '../../parts/resposta.tsx';
import { Selo } from '../../parts/selo.tsx';
import { lerLog } from '../../state/pedidos/ler-log.ts';
import { useConsulta } from '../../state/use-consulta.ts';
import css from './logs.module.css';

/** What the services wrote in their logs about a pedido; asked for only by who wants to see it. */
export function Logs({ id }: { id: string }) {
  const [aberto, setAberto] = useState(false);
  return (
    <Secao
      titulo="Registros técnicos"
      acoes={
        <Button look="plain" aria-expanded={aberto} onClick={() => setAberto(!aberto)}>
          {aberto ? 'Fechar registros' : 'Ver registros'}
        </Button>
      }
    >
      {aberto && <Tabela id={id} />}
    </Secao>
  );
}

function Tabela({ id }: { id: string }) {
  const logs = useConsulta(['pedidos', 'logs', id], () =>
    body(api.GET('/v2/gerencia/pedidos/{id}/logs', { params: { path: { id } } })),
  );
  return (
    <Resposta de={logs} esqueleto={<Esqueleto altura={2.75} quantos={4} />}>
      {(linhas) =>
        linhas.length === 0 ? (
          <p>Nenhum registro deste pedido está guardado aqui.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
          <section className={css.rolo} tabIndex={0} aria-label="Registros">
            <table className={css.tabela}>
              <thead>
                <tr>
                  <th scope="col">Nível</th>
                  <th scope="col">Hora</th>
                  <th scope="col">Serviço</th>
                  <th scope="col">Mensagem</th>
                </tr>
              </thead>
              <tbody>
                {linhas.map(lerLog).map(({ nivel, tom, hora, servico, mensagem, resto }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines of a log have no name, and only grow
                  <tr key={i}>
                    <td>
                      <Selo tom={tom}>{nivel}</Selo>
                    </td>
                    <td className="numero">{hora && horaExata(hora)}</td>
                    <td>{servico}</td>
                    <td>
                      <details className={css.linha}>
                        <summary>{mensagem}</summary>
                        <pre>{JSON.stringify(resto, null, 2)}</pre>
                      </details>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    </Resposta>
  );
}
