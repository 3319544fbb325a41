import { Button } from '../../../ui/button.tsx';
import css from './mais.module.css';

/** A button at the foot of a list that goes on. */
export function CarregarMais({
  de,
  nome = 'Carregar mais',
}: {
  de: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
  nome?: string;
}) {
  if (!de.hasNextPage) return null;
  return (
    <div className={css.pe}>
      <Button look="plain" disabled={de.isFetchingNextPage} onClick={() => void de.fetchNextPage()}>
        {de.isFetchingNextPage ? 'Carregando…' : nome}
      </Button>
    </div>
  );
}
