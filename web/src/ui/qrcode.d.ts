// The part that makes the modules, without what draws them on a canvas.
declare module 'qrcode/lib/core/qrcode.js' {
  export { create } from 'qrcode';
}
