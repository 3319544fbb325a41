// A room of the domain imports the rest of the domain too.
import '../../db/pedidos.ts'; // refused: noRestrictedImports
import '../../ports.ts'; // refused: noRestrictedImports
import '@foodious/contracts/messages.ts'; // refused: noRestrictedImports
import 'zod'; // refused: noRestrictedImports
import './estado.ts';
import '../cliente.ts';
import '../clientes/cliente.ts';
import '@foodious/kernel/money.ts';
