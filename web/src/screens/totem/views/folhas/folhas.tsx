import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Folha } from '../../parts/folha.tsx';
import { Opcoes } from '../../parts/opcoes.tsx';
import { useTotem } from '../../state/use-totem.ts';
import { FolhaDoCarrinho } from './carrinho.tsx';
import css from './folhas.module.css';
import { MudancasNoCardapio } from './mudancas.tsx';
import { FolhaDoProduto } from './produto.tsx';
import { FolhaDaSugestao } from './sugestao.tsx';

/** What lies over the screen: one sheet at a time, and above it what the menu has to say. */
export function Folhas() {
  const { estado, t } = useTotem();
  const { folha, pedido } = estado;
  const noBalcao = pedido?.meio === 'balcao' && pedido.situacao === 'esperando';
  return (
    <>
      {folha?.tipo === 'produto' && <FolhaDoProduto produto={folha.produto} lugar={folha.linha} />}
      {folha?.tipo === 'carrinho' && <FolhaDoCarrinho />}
      {folha?.tipo === 'sugestao' && <FolhaDaSugestao produto={folha.produto} />}
      {folha?.tipo === 'acessibilidade' && (
        <Folha titulo={t.acessibilidade}>
          <div className={css.opcoes}>
            <Opcoes />
          </div>
        </Folha>
      )}
      <Confirmacao
        aberta={folha?.tipo === 'recomecar'}
        titulo={t.recomecarTitulo}
        texto={t.recomecarTexto}
        sim={t.recomecarSim}
        nao={t.recomecarNao}
      />
      <Confirmacao
        aberta={folha?.tipo === 'desistir'}
        titulo={t.desistirTitulo}
        texto={noBalcao ? t.balcaoDesistirTexto : t.desistirTexto}
        sim={t.desistirSim}
        nao={noBalcao ? t.balcaoDesistirNao : t.desistirNao}
      />
      <MudancasNoCardapio />
    </>
  );
}

/** Asks again before an order is forgotten: the second touch is in another place than the first. */
function Confirmacao({
  aberta,
  titulo,
  texto,
  sim,
  nao,
}: {
  aberta: boolean;
  titulo: string;
  texto: string;
  sim: string;
  nao: string;
}) {
  const { dispatch, recomecar } = useTotem();
  const fechar = () => dispatch({ tipo: 'fechar' });
  return (
    <Dialog
      open={aberta}
      onClose={fechar}
      title={titulo}
      description={texto}
      actions={
        <>
          <Button size="large" onClick={fechar}>
            {nao}
          </Button>
          <Button look="danger" size="large" onClick={recomecar}>
            {sim}
          </Button>
        </>
      }
    />
  );
}
