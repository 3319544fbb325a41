import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { houseSettings } from '@foodious/local/settings.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { parse } from 'yaml';

const project = join(import.meta.dirname, '../..');

type Service = {
  image: string;
  command?: string[];
  environment: Record<string, string>;
  networks: string[];
  ports?: string[];
  user?: string;
  tmpfs?: string[];
  volumes?: string[];
  read_only?: boolean;
  privileged?: boolean;
  init?: boolean;
  cap_add?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  healthcheck?: object;
};

const raw = readFileSync(join(project, 'compose.yaml'), 'utf8');

/** compose.yaml with every `${VARIABLE}`, `${VARIABLE:-default}` and `${VARIABLE:?demanded}` replaced, from the innermost on. */
function interpolated(env: Record<string, string>): string {
  let text = raw;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replaceAll(/\$\{(\w+)(?::[-?]([^{}$]*))?\}/g, (_, name: string, rest = '') => env[name] || rest);
  }
  return text;
}
const senhas = ['MYSQL_ROOT_PASSWORD', 'MYSQL_PASSWORD', 'MONGO_ROOT_PASSWORD', 'MONGO_PASSWORD'];
const text = interpolated(Object.fromEntries(senhas.map((name) => [name, '0123456789abcdef'])));
const { services, networks } = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
};
const all = Object.entries(services);
const ours = all.filter(([, { image }]) => image === 'fast-and-foodious');

const COMPOSE_GO = '2.16.2';
const noGo = spawnSync('go', ['version']).status !== 0 && "needs Go, to build Compose's own loader";

describe('compose.yaml', () => {
  test("is what Compose's own loader accepts", { skip: noGo }, () => {
    const bin = join(project, '.cache', `compose-go-${COMPOSE_GO}`);
    const loader = join(bin, 'cmd');
    if (!existsSync(loader))
      execFileSync('go', ['install', `github.com/compose-spec/compose-go/v2/cmd@v${COMPOSE_GO}`], {
        env: { ...process.env, GOBIN: bin },
        stdio: ['ignore', 2, 2],
      });
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    try {
      writeFileSync(join(folder, 'compose.yaml'), text);
      const { status, stdout, stderr } = spawnSync(loader, ['-format', 'json', join(folder, 'compose.yaml')], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      assert.deepEqual(Object.keys(JSON.parse(stdout).services).toSorted(), Object.keys(services).toSorted());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('demands every password wherever it is used, and has none of its own', () => {
    const uses = [...raw.matchAll(/\$\{(\w*PASSWORD)(\S?\S?)/g)];
    assert.deepEqual([...new Set(uses.map(([, name]) => name))].toSorted(), senhas.toSorted());
    for (const [use, , demanded] of uses) assert.equal(demanded, ':?', use);
  });

  test('gives no container a capability, a privilege, or a way to get one', () => {
    for (const [name, { cap_drop, cap_add, privileged, security_opt, user }] of all) {
      assert.deepEqual(
        { cap_drop, cap_add, privileged, security_opt },
        { cap_drop: ['ALL'], cap_add: undefined, privileged: undefined, security_opt: ['no-new-privileges:true'] },
        name,
      );
      assert.ok(!['root', '0'].includes(user ?? ''), name);
    }
  });

  test('lets our own processes write to /data and /tmp alone, and ends them in order', () => {
    assert.equal(ours.length, 6);
    for (const [name, { read_only, tmpfs, volumes, init, restart }] of ours)
      assert.deepEqual(
        { read_only, tmpfs, volumes, init, restart },
        { read_only: true, tmpfs: ['/tmp'], volumes: ['dados:/data'], init: true, restart: 'unless-stopped' },
        name,
      );
  });

  test('publishes the gateway and what a laptop looks at, to this machine alone; no service, and no database', () => {
    const published = all.filter(([, { ports }]) => ports?.length);
    assert.deepEqual(published.map(([name]) => name).toSorted(), ['gateway', 'mundo']);
    for (const port of published.flatMap(([, { ports = [] }]) => ports)) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
  });

  test('keeps the databases where nothing leads out', () => {
    assert.equal(networks.dados?.internal, true);
    for (const name of ['mysql', 'mongo']) assert.deepEqual(services[name]?.networks, ['dados']);
  });

  test('says only what is a setting, as the setting wants it, and asks each process at the port it listens on', () => {
    for (const [name, { environment, command = ['node', 'services/gateway/src/main.ts'] }] of ours) {
      const { HEALTH_URL, ...settings } = environment;
      assert.deepEqual(
        Object.keys(settings).filter((key) => !(key in houseSettings)),
        [],
        `${name}: no setting of ours`,
      );
      const read = readSettings(houseSettings, [], settings);
      const port =
        { mundo: read.AWS_PORT, gateway: read.PORT }[name] ??
        Number(new URL(settings[`${name.toUpperCase()}_URL`] ?? '').port);
      assert.equal(Number(new URL(HEALTH_URL ?? '').port), port, name);
      assert.ok(existsSync(join(project, command[1] ?? '')), `${name}: ${command.join(' ')}`);
    }
  });
});
