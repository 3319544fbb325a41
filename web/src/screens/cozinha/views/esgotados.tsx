import { useQuery } from '@tanstack/react-query';
import { api, body } from '../../../api/client.ts';
import type { components } from '../../../api/schema.ts';
import { useDisponibilidade } from '../../../api/use-disponibilidade.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Switch } from '../../../ui/switch.tsx';
import css from './esgotados.module.css';

type Cardapio = components['schemas']['Cardapio'];
const CHAVE = ['cardapio'] as const;

/** What has run out: the totem stops selling it at once, and the menu keeps it. */
export function Esgotados({ open, onClose }: { open: boolean; onClose(): void }) {
  const { data, error, refetch } = useQuery({
    queryKey: CHAVE,
    queryFn: () => body(api.GET('/v2/cardapio')),
    enabled: open,
  });
  const marca = useDisponibilidade(CHAVE, comDisponivel, { networkMode: 'always' });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      wide
      title="Esgotados"
      description="O que você marcar deixa de ser vendido no totem, até que desmarque."
      actions={<Button onClick={onClose}>Fechar</Button>}
    >
      {marca.error && (
        <p role="alert" className={css.erro}>
          Não mudou: {marca.error.message}
        </p>
      )}
      {!data && error ? (
        <div role="alert" className={css.espera}>
          <p>Não deu para ver o cardápio. Confira a rede.</p>
          <Button look="plain" onClick={() => void refetch()}>
            Tentar de novo
          </Button>
        </div>
      ) : !data ? (
        <div className={css.espera} aria-busy="true" />
      ) : (
        <div className={css.categorias}>
          {data.categorias.map(({ id, nome, produtos }) => (
            <section key={id} aria-labelledby={`categoria-${id}`}>
              <h3 id={`categoria-${id}`}>{nome}</h3>
              <ul>
                {produtos.map((produto) => (
                  <li key={produto.id} data-esgotado={!produto.disponivel}>
                    <Switch
                      checked={!produto.disponivel}
                      onChange={(esgotado) => marca.mutate({ produto, disponivel: !esgotado })}
                    >
                      {produto.nome}
                      {!produto.disponivel && <strong className={css.selo}> esgotado</strong>}
                    </Switch>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Dialog>
  );
}

const comDisponivel = ({ categorias }: Cardapio, id: number, disponivel: boolean): Cardapio => ({
  categorias: categorias.map((categoria) => ({
    ...categoria,
    produtos: categoria.produtos.map((produto) => (produto.id === id ? { ...produto, disponivel } : produto)),
  })),
});
