/** What these files use of the suites' harness, named in one place. */
export { connect, readCredentials, until } from '../../../e2e/client.ts';
export { umCpf } from '../../../e2e/fixture.ts';
export { feito, type Lanchonete, lanchonete, mensagem } from '../../../e2e/in-process.ts';
export { proxyTo } from '../../../e2e/proxy.ts';
export { listen } from '../../../e2e/sse.ts';
export { diaDe, environment, freshPlace, MEIO_DIA, type Place, spawnNode, spawnSystem } from '../../../e2e/system.ts';
export { temporaryServers } from '../../../servers/temporary.ts';

/** Preloaded, it moves the clock of a process (CLOCK_SKEW_MS). */
export const skewModule = import.meta.resolve('../../../e2e/skew.ts');
