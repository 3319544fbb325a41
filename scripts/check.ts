/**
 * Checks what the linter does not know, the classes of CSS modules; and that every rule bites. The probes, laid out below
 * scripts/probes like the tree, break rules on the lines that end in `refused: <rule>`, and on no others.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cssFindings, type Finding } from './check-css.ts';

const project = join(import.meta.dirname, '..');

/** What the linter says of a tree that has its configuration. */
function lintFindings(root: string): Finding[] {
  const biome = join(project, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (!stdout) throw new Error(`the linter said nothing: ${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; message: string; location: { path: string; start: { line: number } } }[];
  };
  return diagnostics.map(({ category, message, location: { path, start } }) => {
    return { file: path, line: start.line, rule: category.replace(/.*\//, ''), message };
  });
}

/** The lines of probes where a rule stays silent, or speaks though nothing is wrong. */
function probeProblems(): string[] {
  // In a tree of their own the probes stand where the rules look for them, and this one stays as it is.
  const tree = mkdtempSync(join(tmpdir(), 'foodious-probes-'));
  try {
    cpSync(join(project, 'scripts/probes'), tree, { recursive: true });
    for (const file of ['biome.jsonc', '.gitignore', 'scripts/imports.grit'])
      cpSync(join(project, file), join(tree, file));
    const findings = [...lintFindings(tree), ...cssFindings(tree)];
    const refused = new Set(findings.map(({ file, line, rule }) => `scripts/probes/${file}:${line}: ${rule}`));
    const expected = new Set<string>();
    for (const file of globSync('**/*.{ts,tsx,css}', { cwd: tree }))
      for (const [index, text] of readFileSync(join(tree, file), 'utf8').split('\n').entries()) {
        const rule = / refused: (\w+)/.exec(text)?.[1];
        if (rule) expected.add(`scripts/probes/${file}:${index + 1}: ${rule}`);
      }
    if (expected.size === 0) throw new Error('there are no probes');
    return [
      ...[...expected].filter((probe) => !refused.has(probe)).map((probe) => `${probe} stays silent`),
      ...[...refused].filter((probe) => !expected.has(probe)).map((probe) => `${probe} refuses what is allowed`),
    ];
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** A route that does not say who may call it must stop its service, and so the documents, which are made from every route. */
function routeProblems(): string[] {
  const probe = 'scripts/probes/services/pedido/src/http/route-without-scopes.ts';
  const { status, stderr } = spawnSync(process.execPath, [probe], { cwd: project, encoding: 'utf8' });
  const refused = status !== 0 && stderr.includes('does not say who may call it');
  return refused ? [] : [`${probe}: a route without scopes is not refused ${stderr}`];
}

const problems = [
  ...cssFindings(project).map(({ file, line, message }) => `${file}:${line}: ${message}`),
  ...probeProblems(),
  ...routeProblems(),
];
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
