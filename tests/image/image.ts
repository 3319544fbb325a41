/**
 * `npm run test:image`: does the image build, is in it what runs and nothing else, and does it run, as somebody who may write nowhere?
 * Without Docker: the commands of the Dockerfile, in folders that hold only what .dockerignore lets into the build. See
 * scripts/image for the real thing.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import ignoring from '@balena/dockerignore';
import { encerrar, environment, freshPlace } from '@foodious/testing/place.ts';
import { answers } from '@foodious/testing/waiting.ts';

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

/** The files below a folder with their sizes; not once more those that the links to our own packages lead to. */
const tree = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, stat: lstatSync(join(folder, path)) }))
    .filter(({ stat }) => !stat.isDirectory())
    .map(({ path, stat }) => ({ path, size: stat.size }))
    .filter(({ path }) => !path.startsWith('node_modules/@foodious/'));

/** Everything that is imported or run is there; nothing else is; and the bill of materials says so. */
function onlyWhatRuns(image: string): void {
  const sources = globSync('{packages,services,local}/**/*.ts', { cwd: image, exclude: ['**/node_modules/**'] });
  for (const file of sources)
    for (const [, statically, lazily] of readFileSync(join(image, file), 'utf8').matchAll(
      /^(?:import|export) (?!type )[^;]*?from '([^.][^']*)'|import\('([^.][^']*)'\)/gm,
    )) {
      const name = statically ?? lazily ?? '';
      if (name.startsWith('node:') || name.startsWith('aws-lambda')) continue;
      const found = findPackageJSON(name, join(image, file));
      assert.ok(found?.startsWith(image), `${file} imports ${name}, which is not in the image`);
    }
  const run = ['compose.yaml', ...globSync('infra/stacks/*.ts', { cwd: project })].flatMap(
    (file) => read(file).match(/\b(?:services|local)\/[\w/-]+\.ts/g) ?? [],
  );
  assert.ok(run.length >= 5);
  for (const file of run) assert.ok(existsSync(join(image, file)), `${file} is run, and is not in the image`);

  const files = tree(image).map(({ path }) => path);
  const foreign =
    /^(?!node_modules\/)(.*\/)?(test|tests|scripts|infra|docs)\/|^web\/(?!dist\/)|\.d\.[cm]?ts$|\.map$|(^|\/)\.env|^node_modules\/(typescript|node-linux-|react|vite|@biomejs)/;
  assert.deepEqual(
    files.filter((path) => foreign.test(path)),
    [],
    'nothing of this runs',
  );
  const installed = files.flatMap(
    (path) => /^(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/.@][^/]*)\/package\.json$/.exec(path)?.[1] ?? [],
  );
  const { components } = JSON.parse(readFileSync(join(image, 'sbom.json'), 'utf8'));
  const listed: string[] = components.map((component: { 'bom-ref': string }) =>
    component['bom-ref'].replace(/@[^@/]*$/, ''),
  );
  const onlyIn = (some: string[], others: string[]) => some.filter((path) => !others.includes(path));
  assert.deepEqual(onlyIn(installed, listed), [], 'sbom.json lists all that is installed');
  assert.deepEqual(onlyIn(listed, installed), [], 'sbom.json lists nothing else');
}

/** Starts everything, as nobody in particular, where only /tmp can be written; resolves with the size of the image's own part. */
async function whatIsThereRuns(image: string): Promise<number> {
  const before = tree(image);
  // Node is the base image's; a copy, so that somebody else may run it too.
  const node = join(root, 'node-of-the-base');
  cpSync(process.execPath, node);
  const tmp = join(root, 'tmp');
  mkdirSync(tmp);
  chmodSync(tmp, 0o777);
  chmodSync(root, 0o755);
  const env = {
    ...environment(place, { DATA_DIR: ':memory:' }, {}),
    NODE_ENV: 'production',
    TMPDIR: tmp,
  };
  const child = spawn(node, ['local/src/main.ts'], {
    cwd: image,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {}),
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`what is in the image ended with ${code}`);
  });
  try {
    await Promise.race([answers(`${place.gateway}/ready`), ended]);
    for (const screen of ['/', '/totem', '/cozinha', '/painel', '/gerencia', '/docs']) {
      const { status } = await fetch(place.gateway + screen);
      assert.equal(status, 200, `${screen}: ${status}`);
    }
  } finally {
    ended.catch(() => undefined);
    await encerrar(child, 'SIGTERM');
  }
  assert.deepEqual(tree(image), before, 'it wrote into the image');
  const megabytes = Math.round(before.reduce((sum, { size }) => sum + size, 0) / 1e6);
  assert.ok(megabytes < BUDGET_MB, `${megabytes} MB, of ${BUDGET_MB} at most`);
  return megabytes;
}

/** What comes on top of the base image may weigh this much; it weighs 70. */
const BUDGET_MB = 90;

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
        else {
          const target = join(folderOf(name), to);
          mkdirSync(dirname(target), { recursive: true });
          renameSync(join(folderOf(from), what.replace(/^\/app\/?/, '')), target);
        }
      }
      // The last stage clears and prepares a container: that is not this machine's.
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
  const image = folderOf('image');
  onlyWhatRuns(image);
  const megabytes = await whatIsThereRuns(image);
  console.log(
    `What the image holds starts: ${files.length} files of the project went into its build, and ${megabytes} MB came out.`,
  );
} finally {
  rmSync(root, { recursive: true });
  place.remove();
}
