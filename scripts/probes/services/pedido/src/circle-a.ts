// A circle, of types only.
import type { B } from './circle-b.ts'; // refused: noImportCycles

export type A = B;
