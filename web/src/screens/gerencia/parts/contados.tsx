import { quantos } from '../../../ui/palavras.ts';

/** How many a search found, for who does not see the list change. */
export function Contados({ n, um, varios, mais = false }: { n: number; um: string; varios: string; mais?: boolean }) {
  return (
    <p role="status" className="so-leitor">
      {mais ? `Os primeiros ${quantos(n, um, varios)}` : quantos(n, um, varios, `Nenhum ${um}`)}
    </p>
  );
}
