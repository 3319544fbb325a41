import { useState } from 'react';
import { useParams } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { useNow } from '../../../../ui/use-now.ts';
import { Pagina } from '../../parts/pagina.tsx';
import { ErroDaAcao, Resposta, Vazio } from '../../parts/resposta.tsx';
import { historias } from '../../state/filas/historias.ts';
import { mortasDe } from '../../state/filas/saude.ts';
import { useAcoes } from '../../state/filas/use-acoes.ts';
import { useFilas, useMortas, useRecusadas } from '../../state/filas/use-filas.ts';
import type { Carta as Letter } from '../../state/tipos.ts';
import { Carta } from './carta.tsx';
import { Descartar } from './descartar.tsx';
import css from './filas.module.css';

/** The dead letters of the queue its address names, and what it refused. */
export function Mortas() {
  const { fila = '' } = useParams();
  return <MortasDe key={fila} fila={fila} />;
}

function MortasDe({ fila }: { fila: string }) {
  const mortas = useMortas(fila);
  const recusadas = useRecusadas(fila);
  const filas = useFilas(4_000);
  const agora = useNow(1_000);
  const acoes = useAcoes(fila);
  const [descartando, setDescartando] = useState<Letter | null>(null);
  const estaFila = filas.data?.filas.find(({ fila: nome }) => nome === fila);
  const contadas = estaFila ? mortasDe(estaFila) : null;
  const listadas = mortas.data && recusadas.data && mortas.data.length + recusadas.data.length;
  return (
    <Pagina
      titulo="Mensagens mortas"
      voltar={{ para: '/filas', nome: 'Filas' }}
      resumo={
        <p>
          {historias[fila] && `${historias[fila]} · `}
          {fila}
          {listadas !== undefined && listadas > 0 && (
            <>
              <br />
              Falharam vezes demais e pararam: o que cada uma pede ainda não aconteceu. Com a causa resolvida, reenvie.
            </>
          )}
        </p>
      }
      acoes={
        <>
          <Button
            look="plain"
            disabled={mortas.isFetching}
            onClick={() => void Promise.all([mortas.refetch(), recusadas.refetch()])}
          >
            Olhar de novo
          </Button>
          {mortas.data && mortas.data.length > 0 && (
            <Button disabled={acoes.reenviarTodas.isPending} onClick={() => acoes.reenviarTodas.mutate()}>
              Reenviar todas
            </Button>
          )}
        </>
      }
    >
      <div>
        <ErroDaAcao erro={acoes.reenviar.error ?? acoes.reenviarTodas.error ?? recusadas.error} />
        <div role="status">
          {contadas !== null && listadas !== undefined && !mortas.isFetching && contadas > listadas && (
            <p className={css.novas}>
              A fila conta {contadas}, aqui se veem {listadas}: as outras chegaram agora, ou vêm depois destas.
            </p>
          )}
        </div>
        <Resposta de={mortas} esqueleto={<Esqueleto altura={14} quantos={2} />}>
          {(mortasMesmo) => {
            const lista = [...(recusadas.data ?? []), ...mortasMesmo];
            return lista.length === 0 ? (
              recusadas.data && (
                <Vazio titulo="Nenhuma mensagem morta">
                  <p>Tudo o que chegou a esta fila foi tratado.</p>
                </Vazio>
              )
            ) : (
              <ul className={css.lista} aria-label="Mensagens mortas">
                {lista.map((carta) => (
                  <Carta
                    key={carta.id}
                    carta={carta}
                    agora={agora}
                    ocupada={acoes.reenviar.isPending || acoes.reenviarTodas.isPending}
                    onReenviar={() => acoes.reenviar.mutate(carta)}
                    onDescartar={() => setDescartando(carta)}
                  />
                ))}
              </ul>
            );
          }}
        </Resposta>
      </div>
      {descartando && (
        <Descartar
          carta={descartando}
          acao={acoes.descartar}
          onFim={() => {
            acoes.descartar.reset();
            setDescartando(null);
          }}
        />
      )}
    </Pagina>
  );
}
