// What suites share may know any package and service, and no suite.
import '../../platform/src/log.ts'; // refused: noRestrictedImports
import '../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/pedido/main.ts';
import '@foodious/local/main.ts';
import './client.ts';
