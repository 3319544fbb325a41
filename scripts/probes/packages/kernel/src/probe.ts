// The kernel imports itself.
import 'zod'; // refused: noRestrictedImports
import 'node:fs'; // refused: noRestrictedImports
import '@foodious/contracts/probe.ts'; // refused: noRestrictedImports
import '../test/probe.ts'; // refused: noRestrictedImports
import './money.ts';
import './deep/money.ts';
