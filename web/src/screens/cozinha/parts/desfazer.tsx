import { Icone } from '../../../ui/icone.tsx';
import { DESFAZER_MS, type Estado } from '../state/trilho.ts';
import { useRelogio } from '../state/use-relogio.ts';

/** Takes back the latest step. Always in its place: nothing comes up under a finger, nothing goes away from under it. */
export function Desfazer({
  desfazivel,
  className,
  onDesfazer,
}: {
  desfazivel: Estado['desfazivel'];
  className: string | undefined;
  onDesfazer(): void;
}) {
  const em = desfazivel?.em ?? 0;
  const vale = useRelogio((agora) => (agora - em < DESFAZER_MS ? 'sim' : 'não')) === 'sim';
  return (
    <button type="button" className={className} disabled={!vale} onClick={onDesfazer}>
      <Icone nome="volta" />
      Desfazer
      {vale && desfazivel && (
        <span className="numero">
          <span className="so-leitor">senha </span>
          {desfazivel.senha}
        </span>
      )}
    </button>
  );
}
