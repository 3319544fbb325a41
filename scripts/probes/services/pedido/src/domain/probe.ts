// The domain imports itself and the kernel, however it is written.
import '../db/pedidos.ts'; // refused: noRestrictedImports
import '@foodious/contracts/messages.ts'; // refused: noRestrictedImports
import '@foodious/platform/log.ts'; // refused: noRestrictedImports
import 'node:crypto'; // refused: noRestrictedImports
import 'zod'; // refused: noRestrictedImports
import './pedido.ts';
import './pedidos/estado.ts';
import '@foodious/kernel/money.ts';

export type { Pagina } from '../http/pagina.ts'; // refused: noRestrictedImports
export const later = async () => await import('../ports.ts'); // refused: noRestrictedImports
