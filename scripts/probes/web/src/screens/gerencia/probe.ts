// A screen imports no other screen; the door alone, as a whole, stands in front of those that people sign in to.
import '../cozinha/cozinha.tsx'; // refused: noRestrictedImports
import '../entrar/parts/formulario.tsx'; // refused: noRestrictedImports
import '../shared.ts'; // refused: noRestrictedImports
import '../../main.ts'; // refused: noRestrictedImports
import '../../../../services/pedido/src/domain/pedido.ts'; // refused: noRestrictedImports
import '@foodious/pedido/domain/pedido.ts'; // refused: noRestrictedImports
import '@foodious/platform/log.ts'; // refused: noRestrictedImports
import '../entrar/entrada.tsx';
import '../../api/client.ts';
import '../../i18n/textos.ts';
import '../../ui/button.tsx';
import '@foodious/kernel/money.ts';
import '@foodious/contracts/messages.ts';
import 'react';
