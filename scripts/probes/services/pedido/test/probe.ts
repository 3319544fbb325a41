// A service is tested alone.
import '@foodious/cozinha/domain/comanda.ts'; // refused: noRestrictedImports
import '@foodious/local/compose.ts'; // refused: noRestrictedImports
import '../../cozinha/src/domain/comanda.ts'; // refused: noRestrictedImports
import '../../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/contracts/messages.ts';
import '@foodious/testing/database.ts';
import '../src/domain/pedido.ts';
import './builders.ts';
