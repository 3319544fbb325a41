// A package imports those below it, and no service.
import '@foodious/pedido/main.ts'; // refused: noRestrictedImports
import '@foodious/local/main.ts'; // refused: noRestrictedImports
import '@foodious/testing/client.ts'; // refused: noRestrictedImports
import '../../platform/src/log.ts'; // refused: noRestrictedImports
import '../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/contracts/messages.ts';
import '@foodious/kernel/money.ts';
import '@foodious/messaging/relay.ts';
import '@foodious/pix/qr.ts';
import '@foodious/platform/http.ts';
