// Tests import @foodious/testing, not the suites that look from outside.
import '../../../tests/e2e/probe.ts'; // refused: noRestrictedImports
import '@foodious/testing/client.ts';
import '../src/log.ts';
