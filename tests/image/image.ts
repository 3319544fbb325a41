/**
 * `npm run test:image`: does the image build, and does what is in it run? Without Docker: the commands of the Dockerfile, in
 * folders that hold only what .dockerignore lets into the build. See scripts/image for the real thing.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import ignoring from '@balena/dockerignore';
import { encerrar, environment, freshPlace, ready } from '@foodious/testing/place.ts';

const project = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(project, file), 'utf8');

/** The files of a fresh clone that the build may see. */
function context(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: project,
    encoding: 'utf8',
  });
  // CommonJS with the types of a module: what is called is the default of what is imported.
  const dockerignore = ignoring as unknown as typeof ignoring.default;
  return dockerignore().add(read('.dockerignore').split('\n')).filter(listed.split('\0').filter(Boolean));
}

type Stage = { name: string; steps: { instruction: string; rest: string }[] };

/** The stages of a Dockerfile: continued lines joined, comments left out. */
function stages(dockerfile: string): Stage[] {
  const lines = dockerfile
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  const found: Stage[] = [];
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') found.push({ name: / AS (\w+)/.exec(rest)?.[1] ?? 'image', steps: [] });
    else if (instruction) found.at(-1)?.steps.push({ instruction, rest });
  }
  return found;
}

const place = await freshPlace();
const root = mkdtempSync(join(tmpdir(), 'foodious-image-'));
// Node comes with the base image: here it is the one that runs this.
const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
const folderOf = (stage: string) => join(root, stage);
try {
  const files = context();
  for (const { name, steps } of stages(read('Dockerfile'))) {
    mkdirSync(folderOf(name));
    for (const { instruction, rest } of steps) {
      if (instruction === 'COPY') {
        const [, from, what = '', to = ''] = /^(?:--from=(\w+) )?(\S+) (\S+)$/.exec(rest) ?? [];
        if (!from) for (const file of files) cpSync(join(project, file), join(folderOf(name), file));
        else renameSync(join(folderOf(from), what.replace(/^\/app\/?/, '')), join(folderOf(name), to));
      }
      // The last stage makes a user and a folder of a container: those are not this machine's.
      if (instruction !== 'RUN' || name === 'image') continue;
      const command = rest.replaceAll(/--mount=\S+/g, '').trim();
      console.log(`${name}: ${command}`);
      execFileSync('sh', ['-c', command], {
        cwd: folderOf(name),
        env: { ...process.env, PATH: path },
        stdio: 'inherit',
      });
    }
  }
  const env = { ...environment(place, {}, {}), NODE_ENV: 'production' };
  const child = spawn(process.execPath, ['local/src/main.ts'], {
    cwd: folderOf('image'),
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await ready(place);
    for (const screen of ['/', '/totem', '/cozinha', '/painel', '/gerencia', '/docs']) {
      const { status } = await fetch(place.gateway + screen);
      assert.equal(status, 200, `${screen}: ${status}`);
    }
  } finally {
    await encerrar(child, 'SIGTERM');
  }
  console.log(`What the image holds starts: ${files.length} files of the project went into its build.`);
} finally {
  rmSync(root, { recursive: true });
  place.remove();
}
