// A service imports packages.
import '@foodious/cozinha/domain/comanda.ts'; // refused: noRestrictedImports
import '@foodious/local/main.ts'; // refused: noRestrictedImports
import '@foodious/testing/client.ts'; // refused: noRestrictedImports
import '../../cozinha/src/domain/comanda.ts'; // refused: noRestrictedImports
import '../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/contracts/messages.ts';
import '@foodious/kernel/money.ts';
import '@foodious/messaging/relay.ts';
import '@foodious/operation/routes.ts';
import '@foodious/pix/qr.ts';
import '@foodious/platform/http.ts';
import 'fastify';
import './http/routes.ts';
