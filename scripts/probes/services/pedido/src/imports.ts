// Imports that the lists of biome.jsonc would not see, or not see through.
import './db/../../../cozinha/probe.ts'; // refused: plugin
import './../ports.ts'; // refused: plugin

export type Pedido = import('./domain/pedido.ts').Pedido; // refused: plugin
export const later = async () => await import('./db/../ports.ts'); // refused: plugin
export * from '../http/./../ports.ts'; // refused: plugin
