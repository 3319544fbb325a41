import { readFileSync } from 'node:fs';

/**
 * A page people write, with parts the code writes: between `<!-- begin: name -->` and `<!-- end: name -->` stands what `partes` says
 * of that name. Throws where the page lacks one, or has one nobody writes.
 */
export function marcado(file: string, partes: Readonly<Record<string, string>>): string {
  const faltam = new Set(Object.keys(partes));
  const texto = readFileSync(file, 'utf8').replace(
    /(<!-- begin: ([\w-]+) -->\n)[\s\S]*?(<!-- end: \2 -->)/g,
    (_, begin: string, nome: string, end: string) => {
      const parte = partes[nome];
      if (parte === undefined) throw new Error(`${file}: nobody writes ${nome}`);
      faltam.delete(nome);
      return `${begin}${parte}\n${end}`;
    },
  );
  if (faltam.size > 0) throw new Error(`${file} has no place for ${[...faltam].join(', ')}`);
  return texto;
}
