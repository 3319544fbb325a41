import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { classPath, javaServers } from './java.ts';
import { findProgram, run } from './programs.ts';

/** Programs the servers need, and Debian's packages that bring them. */
const needed: Record<string, string> = {
  mariadbd: 'mariadb-server',
  java: 'default-jdk-headless',
  javac: 'default-jdk-headless',
  mvn: 'maven',
};

/** While this file answers 101, Debian starts no server it has just installed: ours have their own folders and ports. */
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs what is missing, on Debian, as root; says what it does. Throws in one clear line where it cannot.
 * What Debian would run by itself, now or at the next boot, does not run.
 */
export async function install(say: (line: string) => void): Promise<void> {
  await installPackages(say);
  for (const name of javaServers) await classPath(name, say);
}

async function installPackages(say: (line: string) => void): Promise<void> {
  const missing = Object.keys(needed).filter((name) => !findProgram(name));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => needed[name] ?? name))];
  const what = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
  if (!isDebian()) throw new Error(`${what}, and this is not Debian: install ${packages.join(', ')} by its own means`);
  if (process.getuid?.() !== 0)
    throw new Error(`${what}: run this as root once, or apt-get install ${packages.join(' ')}`);

  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    say(`installing ${packages.join(', ')} (${what})`);
    await run('apt-get', ['update', '-q'], env);
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], env);
  } finally {
    if (ours) rmSync(POLICY);
  }
  if (packages.includes('mariadb-server') && findProgram('systemctl'))
    await run('systemctl', ['disable', 'mariadb']).catch((error) =>
      say(`mariadb will start at boot: ${error.message}`),
    );
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
