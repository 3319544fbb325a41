import { lazy, Suspense } from 'react';
import type { DoQr } from './desenho-do-qr.tsx';

/** Where the script that draws it does not come, as offline, what stands beside it has to do. */
const Desenho = lazy(async () => ({
  default: await import('./desenho-do-qr.tsx').then(
    ({ DesenhoDoQr }) => DesenhoDoQr,
    () => SemDesenho,
  ),
}));
const SemDesenho = ({ className }: DoQr) => <svg aria-hidden="true" className={className} viewBox="0 0 1 1" />;

/** A QR code; what draws it is loaded when the first is shown, and its place is kept until then. */
export function Qr(qr: DoQr) {
  return (
    <Suspense fallback={<SemDesenho {...qr} />}>
      <Desenho {...qr} />
    </Suspense>
  );
}
