import css from './offline.module.css';

/** A line over the top edge of the screen while the network is away; nothing moves when it comes and goes. */
export function OfflineBanner({ offline, children }: { offline: boolean; children: string }) {
  return (
    <div role="status" className={css.place}>
      {offline && <p className={css.banner}>{children}</p>}
    </div>
  );
}
