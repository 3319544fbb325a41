import css from './offline.module.css';

/** A line above the screen while the network is away. It covers nothing: the screen is that much lower (`--altura`) meanwhile. */
export function OfflineBanner({ offline, children }: { offline: boolean; children: string }) {
  return (
    <div role="status">
      {offline && (
        <p data-faixa className={css.faixa}>
          {children}
        </p>
      )}
    </div>
  );
}
