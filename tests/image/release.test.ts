import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';

type Step = { uses?: string; run?: string };

const release = readFileSync(join(import.meta.dirname, '../../.github/workflows/release.yml'), 'utf8');
const { steps } = (parse(release) as { jobs: { deploy: { steps: Step[] } } }).jobs.deploy;

test('what is released is a commit of main, before anything of it runs', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  const commit = (what: string) => {
    git('commit', '--quiet', '--allow-empty', '--message', what);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  const before = commit('before');
  const now = commit('now');
  git('update-ref', 'refs/remotes/origin/main', now);
  git('switch', '--quiet', '--create', 'pull-request', before);
  const foreign = commit('of somebody else');

  const ours = steps.findIndex(({ run = '' }) => run.startsWith('npm'));
  const checks = steps.slice(0, ours).flatMap(({ run }) => run ?? []);
  const released = (COMMIT: string) =>
    checks.every(
      (run) => spawnSync('bash', ['-e', '-c', run], { cwd: folder, env: { ...process.env, COMMIT } }).status === 0,
    );
  assert.ok(released(now));
  assert.ok(released(before), 'a rollback');
  for (const other of [foreign, 'main', `${now} `, '0'.repeat(40), '']) assert.ok(!released(other), other);
});
