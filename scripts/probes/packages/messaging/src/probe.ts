// Messaging imports the contracts, the kernel and the platform.
import '@foodious/operation/routes.ts'; // refused: noRestrictedImports
import '@foodious/pix/qr.ts'; // refused: noRestrictedImports
import '@foodious/pedido/main.ts'; // refused: noRestrictedImports
import '@foodious/local/main.ts'; // refused: noRestrictedImports
import '@foodious/testing/client.ts'; // refused: noRestrictedImports
import '../../platform/src/log.ts'; // refused: noRestrictedImports
import '../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/contracts/messages.ts';
import '@foodious/kernel/money.ts';
import '@foodious/platform/log.ts';
import './relay.ts';
