import { useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import cartao from '../../parts/cartao.module.css';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import type { Convite, Pessoa } from '../../state/equipe/pessoa.ts';
import { useEquipe } from '../../state/equipe/use-equipe.ts';
import { ApagarPessoa } from './apagar-pessoa.tsx';
import { Ficha } from './ficha.tsx';
import { LinhaDaPessoa } from './linha-da-pessoa.tsx';
import { MostrarConvite } from './mostrar-convite.tsx';
import { Reconvidar } from './reconvidar.tsx';

/** What is open over the list. */
type Aberto =
  | { tipo: 'ficha'; pessoa: Pessoa | null }
  | { tipo: 'reconvidar' | 'apagar'; pessoa: Pessoa }
  | { tipo: 'convite'; nome: string; convite: Convite };

/** Who works here: who they are, what they may do, and the link by which each chooses how to sign in. */
export function Equipe() {
  const equipe = useEquipe();
  const [aberto, setAberto] = useState<Aberto | null>(null);
  const fechar = () => setAberto(null);
  const mostrar = (nome: string, convite: Convite) => setAberto({ tipo: 'convite', nome, convite });
  return (
    <Pagina
      titulo="Equipe"
      resumo={<p>Cada pessoa entra com a sua conta, e a auditoria sabe quem fez o quê.</p>}
      acoes={<Button onClick={() => setAberto({ tipo: 'ficha', pessoa: null })}>Convidar pessoa</Button>}
    >
      <Resposta de={equipe} esqueleto={<Esqueleto altura={4.75} quantos={4} />}>
        {(pessoas) =>
          pessoas.length === 0 ? (
            <Vazio titulo="Ninguém tem conta ainda">
              <p>Comece por você: “Convidar pessoa”, com o papel Gerente, e abra o link que aparece.</p>
            </Vazio>
          ) : (
            <ul className={classes(cartao.cartao, cartao.lista)} aria-label="Equipe">
              {[...pessoas]
                .sort((a, b) => Number(b.ativo) - Number(a.ativo))
                .map((pessoa) => (
                  <LinhaDaPessoa
                    key={pessoa.id}
                    pessoa={pessoa}
                    onEditar={() => setAberto({ tipo: 'ficha', pessoa })}
                    onConvidar={() => setAberto({ tipo: 'reconvidar', pessoa })}
                    onApagar={() => setAberto({ tipo: 'apagar', pessoa })}
                  />
                ))}
            </ul>
          )
        }
      </Resposta>
      {aberto?.tipo === 'ficha' && <Ficha pessoa={aberto.pessoa} onFim={fechar} onConvite={mostrar} />}
      {aberto?.tipo === 'reconvidar' && <Reconvidar pessoa={aberto.pessoa} onFim={fechar} onConvite={mostrar} />}
      {aberto?.tipo === 'apagar' && <ApagarPessoa pessoa={aberto.pessoa} onFim={fechar} />}
      {aberto?.tipo === 'convite' && <MostrarConvite nome={aberto.nome} convite={aberto.convite} onFim={fechar} />}
    </Pagina>
  );
}
