import type { Passo } from '@foodious/contracts/timeline.ts';
import { useMemo, useReducer, useState } from 'react';
import { Esqueleto } from '../../../../../ui/esqueleto.tsx';
import { Figura } from '../../../../../ui/historia/figura.tsx';
import { figura } from '../../../../../ui/historia/layout.ts';
import { NADA, olhar } from '../../../../../ui/historia/olhar.ts';
import { Secao } from '../../../parts/pagina.tsx';
import { Resposta } from '../../../parts/resposta.tsx';
import { useLinhaDoTempo } from '../../../state/pedidos/use-linha-do-tempo.ts';
import { Alternar, type Como } from './alternar.tsx';
import { Detalhes } from './detalhes.tsx';
import css from './linha-do-tempo.module.css';
import { Lista } from './lista.tsx';

/** The saga of a pedido: as a picture, or in words. */
export function LinhaDoTempo({ id }: { id: string }) {
  const linha = useLinhaDoTempo(id);
  const [como, ver] = useState(comoComeca);
  return (
    <Secao className={css.larga} titulo="Linha do tempo" acoes={<Alternar como={como} onVer={ver} />}>
      <Resposta de={linha} esqueleto={<Esqueleto altura={30} />}>
        {({ passos, faltam }) => (
          <>
            {faltam.length > 0 && <p role="status">Sem resposta de {faltam.join(', ')}: a parte deles falta aqui.</p>}
            <Contada passos={passos} como={como} />
          </>
        )}
      </Resposta>
    </Secao>
  );
}

/** A picture needs room. */
const comoComeca = (): Como => (matchMedia('(min-width: 60rem)').matches ? 'figura' : 'lista');

function Contada({ passos, como }: { passos: readonly Passo[]; como: Como }) {
  const desenho = useMemo(() => figura(passos), [passos]);
  const [{ vista, preso }, acontece] = useReducer(olhar, NADA);
  if (como === 'lista') return <Lista desenho={desenho} />;
  return (
    <>
      <Figura desenho={desenho} vista={vista} fixa={preso === 'clique'} onOlhar={acontece} />
      <Detalhes marca={desenho.marcas.find(({ indice }) => indice === vista)} fixa={preso === 'clique'} />
    </>
  );
}
