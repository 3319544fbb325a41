// What screens share imports no screen and no service.
import '../screens/totem/totem.tsx'; // refused: noRestrictedImports
import '@foodious/pedido/domain/pedido.ts'; // refused: noRestrictedImports
import '@foodious/platform/log.ts'; // refused: noRestrictedImports
import '@foodious/messaging/relay.ts'; // refused: noRestrictedImports
import '../../../services/gateway/openapi.json'; // refused: noRestrictedImports
import '../../../packages/platform/src/log.ts'; // refused: noRestrictedImports
import '../../../local/src/main.ts'; // refused: noRestrictedImports
import '../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/kernel/money.ts';
import '@foodious/contracts/messages.ts';
import '../api/client.ts';
import 'react';
