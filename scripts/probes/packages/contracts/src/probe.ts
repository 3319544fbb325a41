// The contracts import the kernel, and no other package.
import '@foodious/messaging/relay.ts'; // refused: noRestrictedImports
import '@foodious/platform/log.ts'; // refused: noRestrictedImports
import '@foodious/pedido/main.ts'; // refused: noRestrictedImports
import '@foodious/kernel/money.ts';
import 'zod';
