import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A rule broken at a line of a file, whose path begins at the root that was looked at. */
export type Finding = { file: string; line: number; rule: string; message: string };

type Use = { name: string; file: string; line: number };

type Module = {
  /** The line of each class. */
  classes: Map<string, number>;
  /** The classes it says are chosen at run time. */
  chosen: Use[];
  /** What is asked of it by name: `css.nome`, `css['nome']`, `composes: nome`. */
  named: Use[];
  /** What is asked of it by part of a name: css[`ponta-${tom}`]. */
  templates: Use[];
  /** What is asked of it by a value: `css[tom]`. */
  valued: Use[];
};

const COMMENT = /\/\*.*?\*\//gs;
const GLOBAL_OR_STRING = /:global\([^()]*\)|"[^"\n]*"|'[^'\n]*'/g;

/** Blanks what matches; everything else keeps its place. */
const without = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const words = (text = ''): string[] => text.split(/[\s,]+/).filter(Boolean);

/** The names a template may become: `ponta-${tom}` is anything that begins with `ponta-`. */
const shapeOf = (template: string): RegExp => new RegExp(`^${template.replaceAll(/\$\{[^}]*\}/g, '.+')}$`);

function readModule(file: string, text: string): Module {
  const chosen = [...text.matchAll(/\/\* chosen at run time: ([^*]*)\*\//g)].flatMap(({ 1: names, index }) =>
    words(names).map((name) => ({ name, file, line: lineAt(text, index) })),
  );
  const bare = without(without(text, COMMENT), GLOBAL_OR_STRING);
  const classes = new Map<string, number>();
  for (const { 0: selector, index } of bare.matchAll(/[^{};]+(?=\{)/g)) {
    if (selector.trimStart().startsWith('@')) continue;
    for (const { 1: name = '', index: within } of selector.matchAll(/\.([A-Za-z_][\w-]*)/g))
      if (!classes.has(name)) classes.set(name, lineAt(bare, index + within));
  }
  return { classes, chosen, named: [], templates: [], valued: [] };
}

/**
 * Where the CSS modules below `web/src` and the code that imports them do not agree: a class that is used and not defined,
 * or defined and not used; and plain names of classes that no other stylesheet there defines. A module whose classes are chosen by a value, as in `css[tom]`, names them in a comment:
 * `chosen at run time: bom mau`.
 */
export function cssFindings(root: string): Finding[] {
  const findings: Finding[] = [];
  const refuse = ({ file, line }: { file: string; line: number }, message: string) =>
    findings.push({ file, line, rule: 'cssModules', message });
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const files = globSync('web/src/**/*.module.css', { cwd: root });
  const modules = new Map(files.map((file) => [file, readModule(file, read(file))]));

  for (const file of files) {
    const text = without(read(file), COMMENT);
    for (const { 1: names, 2: from, index } of text.matchAll(/composes:\s*([^;]*?)(?:\s+from\s+['"](.+)['"])?\s*;/g)) {
      const module = modules.get(from === undefined ? file : join(dirname(file), from));
      module?.named.push(...words(names).map((name) => ({ name, file, line: lineAt(text, index) })));
    }
  }

  for (const file of globSync('web/src/**/*.{ts,tsx}', { cwd: root })) {
    const text = read(file);
    const imports = /^import (\w+) from '(.+\.module\.css)';$/gm;
    const code = without(text, imports);
    for (const { 1: variable = '', 2: path = '' } of text.matchAll(imports)) {
      const module = modules.get(join(dirname(file), path));
      if (module === undefined) continue; // the build says so
      const access = new RegExp(
        `(?<![\\w'/-]|(?<!\\.\\.)\\.)${variable}\\b(?:\\.(\\w+)|\\[((?:[^[\\]]|\\[[^[\\]]*\\])*)\\])?`,
        'g',
      );
      for (const { 1: member, 2: expression = '', index } of code.matchAll(access)) {
        const line = lineAt(code, index);
        const name = member ?? /^'([^']*)'$/.exec(expression)?.[1];
        const template = /^`([^`]*)`$/.exec(expression)?.[1];
        if (name !== undefined) module.named.push({ name, file, line });
        else if (template !== undefined) module.templates.push({ name: template, file, line });
        else if (expression !== '') module.valued.push({ name: expression, file, line });
        else refuse({ file, line }, `${variable} is handed on whole: nobody sees which classes are used`);
      }
    }
  }

  const plain = new Set(
    globSync('web/src/**/*.css', { cwd: root })
      .filter((file) => !modules.has(file))
      .flatMap((file) => [...readModule(file, read(file)).classes.keys()]),
  );
  for (const file of globSync('web/{*.html,src/**/*.tsx}', { cwd: root })) {
    const text = read(file);
    for (const { 1: names, 2: template, index } of text.matchAll(/\bclass(?:Name)?=(?:"([^"]*)"|\{`([^`]*)`\})/g))
      for (const name of words(names ?? template?.replaceAll(/\$\{[^}]*\}/g, ' ')))
        if (!plain.has(name)) refuse({ file, line: lineAt(text, index) }, `no stylesheet has a class ${name}`);
  }

  for (const [file, { classes, chosen, named, templates, valued }] of modules) {
    for (const use of [...named, ...chosen])
      if (!classes.has(use.name)) refuse(use, `${file} has no class ${use.name}`);
    const used = new Set([...named, ...chosen].map(({ name }) => name));
    for (const use of templates) {
      const shape = shapeOf(use.name);
      const reached = [...classes.keys()].filter((name) => shape.test(name));
      if (reached.length === 0) refuse(use, `${file} has no class like ${use.name}`);
      for (const name of reached) used.add(name);
    }
    const unused = [...classes.keys()].filter((name) => !used.has(name));
    if (valued.length > 0 && chosen.length === 0)
      for (const use of valued)
        refuse(use, `[${use.name}]: ${file} must say which classes are "chosen at run time: ${unused.join(' ')}"`);
    else for (const name of unused) refuse({ file, line: classes.get(name) ?? 1 }, `nobody uses class ${name}`);
    if (valued.length === 0) for (const use of chosen) refuse(use, `nothing chooses class ${use.name} at run time`);
  }
  return findings;
}
