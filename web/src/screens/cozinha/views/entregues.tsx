import { useQuery } from '@tanstack/react-query';
import { api, body } from '../../../api/client.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { hora } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import type { Ato, Comanda } from '../state/comanda.ts';
import css from './entregues.module.css';

/** What left the counter a while ago, handed out or waiting there for too long, and how to get it back. */
export function Entregues({
  open,
  voltarMin,
  onAto,
  onClose,
}: {
  open: boolean;
  /** For so many minutes it may come back. */
  voltarMin: number;
  onAto(comanda: Comanda, ato: Ato): void;
  onClose(): void;
}) {
  const { data, error, refetch } = useQuery({
    queryKey: ['recentes'],
    queryFn: () => body(api.GET('/v2/cozinha/comandas/recentes')),
    enabled: open,
    staleTime: 0,
    gcTime: 0,
  });
  const agora = useNow(5_000);
  const volta = (em: string) => agora - Date.parse(em) < voltarMin * 60_000;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      wide
      title="Entregues há pouco"
      description={`Saiu por engano? Volta até ${voltarMin} minutos depois.`}
      actions={<Button onClick={onClose}>Fechar</Button>}
    >
      {!data && error ? (
        <div role="alert" className={css.espera}>
          <p>Não deu para ver as entregues. Confira a rede.</p>
          <Button look="plain" onClick={() => void refetch()}>
            Tentar de novo
          </Button>
        </div>
      ) : !data ? (
        <div className={css.espera} aria-busy="true" />
      ) : data.length === 0 ? (
        <p className={css.espera}>Nada saiu do balcão há pouco</p>
      ) : (
        <ul className={css.lista}>
          {data.map((comanda) => {
            const { pedidoId, senha, itens, entregueEm, recolhidaEm, recebidaEm } = comanda;
            const saiu = recolhidaEm ?? entregueEm ?? recebidaEm;
            return (
              <li key={pedidoId}>
                <strong className={`${css.senha} numero`}>
                  <span className="so-leitor">Senha </span>
                  {senha}
                </strong>
                <p className={css.oQue}>
                  {itens.map(({ nome, quantidade }) => `${quantidade}× ${nome}`).join(', ')}
                  <small>
                    {recolhidaEm ? 'Ninguém retirou: saiu das telas às' : 'Entregue às'} {hora(saiu)}
                  </small>
                </p>
                <p className={css.acoes}>
                  {recolhidaEm && (
                    <Button look="plain" onClick={() => onAto(comanda, 'entregar')}>
                      Entregar<span className="so-leitor"> senha {senha}</span>
                    </Button>
                  )}
                  {volta(saiu) && (
                    <Button look="plain" onClick={() => onAto(comanda, 'voltar')}>
                      {recolhidaEm ? 'Voltar ao preparo' : 'Voltar ao balcão'}
                      <span className="so-leitor"> senha {senha}</span>
                    </Button>
                  )}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Dialog>
  );
}
