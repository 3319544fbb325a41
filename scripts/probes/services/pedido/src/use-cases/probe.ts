// A use case knows ports, repositories and the domain: no HTTP, no queue, no adapter.
import '@foodious/cozinha/domain/comanda.ts'; // refused: noRestrictedImports
import '@foodious/local/main.ts'; // refused: noRestrictedImports
import '@foodious/testing/client.ts'; // refused: noRestrictedImports
import '../../../cozinha/src/domain/comanda.ts'; // refused: noRestrictedImports
import '../../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '../http/dto.ts'; // refused: noRestrictedImports
import '@foodious/platform/http.ts'; // refused: noRestrictedImports
import '@foodious/operation/routes.ts'; // refused: noRestrictedImports
import 'node:http'; // refused: noRestrictedImports
import 'fastify'; // refused: noRestrictedImports
import 'fastify/types.js'; // refused: noRestrictedImports
import '@fastify/static'; // refused: noRestrictedImports
import '../queue/handlers.ts'; // refused: noRestrictedImports
import '../adapters/catalogo/http.ts'; // refused: noRestrictedImports
import '@foodious/messaging/sqs.ts'; // refused: noRestrictedImports
import '@aws-sdk/client-sqs'; // refused: noRestrictedImports
import 'mongodb'; // refused: noRestrictedImports
import 'mysql2'; // refused: noRestrictedImports
import 'mysql2/promise'; // refused: noRestrictedImports
import '@foodious/contracts/messages.ts';
import '@foodious/kernel/money.ts';
import '@foodious/messaging/sql.ts';
import '@foodious/pix/qr.ts';
import '@foodious/platform/sql.ts';
import '../domain/pedido.ts';
import '../db/pedidos.ts';
import '../ports.ts';
