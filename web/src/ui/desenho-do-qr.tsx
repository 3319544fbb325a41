import { create } from 'qrcode/lib/core/qrcode.js';

const MARGEM = 2;

/** What a QR code says, what it is called for who does not see it, and its class. */
export type DoQr = { texto: string; rotulo: string; className?: string | undefined };

/** A QR code as one path: no canvas, no inline style. */
export function DesenhoDoQr({ texto, rotulo, className }: DoQr) {
  const { size, data } = create(texto, { errorCorrectionLevel: 'M' }).modules;
  const traco = [...data].map((cheio, i) => (cheio ? `M${i % size} ${Math.floor(i / size)}h1v1h-1z` : '')).join('');
  const lado = size + 2 * MARGEM;
  return (
    <svg role="img" aria-label={rotulo} className={className} viewBox={`${-MARGEM} ${-MARGEM} ${lado} ${lado}`}>
      <path fill="#fff" d={`M${-MARGEM} ${-MARGEM}h${lado}v${lado}h${-lado}z`} />
      <path fill="#000" shapeRendering="crispEdges" d={traco} />
    </svg>
  );
}
