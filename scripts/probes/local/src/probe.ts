// What runs on a laptop knows nothing of the suites.
import '@foodious/testing/client.ts'; // refused: noRestrictedImports
import '../../services/pedido/src/main.ts'; // refused: noRestrictedImports
import '../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/pedido/main.ts';
import '@foodious/messaging/relay.ts';
