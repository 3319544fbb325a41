import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { program, run } from './programs.ts';

const cache = join(import.meta.dirname, '.cache');
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

export const javaServers = ['mongo', 'elasticmq'] as const;
type JavaServer = (typeof javaServers)[number];

/**
 * The class path of one of the Java programs here: what its pom.xml names, fetched by Maven, and its own sources compiled.
 * Made once for each content of its folder, which is found again by its hash.
 */
export async function classPath(name: JavaServer, say: (line: string) => void = () => {}): Promise<string> {
  const source = join(import.meta.dirname, name);
  const files = readdirSync(source)
    .filter((file) => file === 'pom.xml' || file.endsWith('.java'))
    .map((file) => join(source, file))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  const made = join(cache, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(made)) {
    say(`fetching and compiling the ${name} server (Maven Central)`);
    mkdirSync(cache, { recursive: true });
    const draft = mkdtempSync(join(cache, 'draft-'));
    try {
      const copy = `${DEPENDENCY_PLUGIN}:copy-dependencies`;
      const options = ['-DincludeScope=runtime', `-DoutputDirectory=${join(draft, 'lib')}`];
      await run(program('mvn'), ['-B', '-q', '-Dstyle.color=never', '-f', join(source, 'pom.xml'), copy, ...options]);
      const java = files.filter((file) => file.endsWith('.java'));
      if (java.length > 0) await run(program('javac'), ['-d', draft, '-cp', join(draft, 'lib', '*'), ...java]);
      chmodSync(draft, 0o755); // what one user made, all may use
      renameSync(draft, made);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(made)) throw error; // another process may have been faster
    }
  }
  return `${made}:${join(made, 'lib', '*')}`;
}
