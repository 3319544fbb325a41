import css from './esqueleto.module.css';

/** Holds the place of what is on its way. `altura` in rem: as tall as what will come. */
export function Esqueleto({ altura, quantos = 1 }: { altura: number; quantos?: number }) {
  return (
    <div className={css.esqueletos} aria-hidden="true">
      {Array.from({ length: quantos }, (_, lugar) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={lugar} className={css.esqueleto} style={{ height: `${altura}rem` }} />
      ))}
    </div>
  );
}
