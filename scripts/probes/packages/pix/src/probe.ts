// Pix imports the contracts, the kernel and the platform.
import '@foodious/messaging/relay.ts'; // refused: noRestrictedImports
import '@foodious/pagamento/main.ts'; // refused: noRestrictedImports
import '@foodious/kernel/money.ts';
import '@foodious/platform/secrets.ts';
