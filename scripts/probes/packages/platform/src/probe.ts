// The platform imports the kernel, and no other package.
import '@foodious/contracts/probe.ts'; // refused: noRestrictedImports
import '@foodious/messaging/probe.ts'; // refused: noRestrictedImports
import '@foodious/pedido/main.ts'; // refused: noRestrictedImports
import '@foodious/local/main.ts'; // refused: noRestrictedImports
import '@foodious/testing/client.ts'; // refused: noRestrictedImports
import '../../pix/src/qr.ts'; // refused: noRestrictedImports
import '../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/kernel/money.ts';
import 'zod';
import './deep/log.ts';
