import css from './alternar.module.css';

/** How the story of a pedido is looked at. */
export type Como = 'figura' | 'lista';

const nomes: readonly [Como, string][] = [
  ['figura', 'Figura'],
  ['lista', 'Lista'],
];

/** Chooses how the story of a pedido is looked at: as a picture, or as a list. */
export function Alternar({ como, onVer }: { como: Como; onVer(como: Como): void }) {
  return (
    <fieldset className={css.alternar}>
      <legend className="so-leitor">Como ver a linha do tempo</legend>
      {nomes.map(([qual, nome]) => (
        <button key={qual} type="button" aria-pressed={como === qual} onClick={() => onVer(qual)}>
          {nome}
        </button>
      ))}
    </fieldset>
  );
}
