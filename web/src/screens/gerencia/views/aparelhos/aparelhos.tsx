import { useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { useNow } from '../../../../ui/use-now.ts';
import cartao from '../../parts/cartao.module.css';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { type Aparelho, useAparelhos } from '../../state/aparelhos/use-aparelhos.ts';
import { LinhaDoAparelho } from './linha-do-aparelho.tsx';
import { NovoPrograma } from './novo-programa.tsx';
import { Parear } from './parear.tsx';
import { Renomear } from './renomear.tsx';
import { Revogar } from './revogar.tsx';

/** What is open over the list. */
type Aberto = { tipo: 'parear' | 'programa' } | { tipo: 'renomear' | 'revogar'; aparelho: Aparelho };

/** The screens and programs that belong to the house: which they are, whether they are heard of, and how one gets in, or out. */
export function Aparelhos() {
  const aparelhos = useAparelhos();
  const agora = useNow(5_000);
  const [aberto, setAberto] = useState<Aberto | null>(null);
  const fechar = () => setAberto(null);
  const lista = (nome: string, deles: readonly Aparelho[]) =>
    deles.length > 0 && (
      <ul className={classes(cartao.cartao, cartao.lista)} aria-label={nome}>
        {deles.map((aparelho) => (
          <LinhaDoAparelho
            key={aparelho.id}
            aparelho={aparelho}
            agora={agora}
            onRenomear={() => setAberto({ tipo: 'renomear', aparelho })}
            onRevogar={() => setAberto({ tipo: 'revogar', aparelho })}
          />
        ))}
      </ul>
    );
  return (
    <Pagina
      titulo="Aparelhos"
      resumo={<p>Telas e programas que são da lanchonete. O que se revoga para na hora.</p>}
      acoes={
        <>
          <Button look="plain" onClick={() => setAberto({ tipo: 'programa' })}>
            Novo programa
          </Button>
          <Button onClick={() => setAberto({ tipo: 'parear' })}>Parear um aparelho</Button>
        </>
      }
    >
      <Resposta de={aparelhos} esqueleto={<Esqueleto altura={4.75} quantos={4} />}>
        {(todos) => {
          const emUso = todos.filter(({ revogadoEm }) => revogadoEm === null);
          return (
            <>
              {emUso.length === 0 && (
                <Vazio titulo="Nenhum aparelho pareado">
                  <p>
                    Até lá, as telas só abrem nesta mesma máquina. “Parear um aparelho” mostra um código para cada uma.
                  </p>
                </Vazio>
              )}
              {lista('Aparelhos', emUso)}
              {lista(
                'Revogados',
                todos.filter(({ revogadoEm }) => revogadoEm !== null),
              )}
            </>
          );
        }}
      </Resposta>
      {aberto?.tipo === 'parear' && <Parear aparelhos={aparelhos.data ?? []} onFim={fechar} />}
      {aberto?.tipo === 'programa' && <NovoPrograma onFim={fechar} />}
      {aberto?.tipo === 'renomear' && <Renomear aparelho={aberto.aparelho} onFim={fechar} />}
      {aberto?.tipo === 'revogar' && <Revogar aparelho={aberto.aparelho} onFim={fechar} />}
    </Pagina>
  );
}
