export const GENERATED = '<!-- Written by `npm run docs` from the code; do not edit by hand. -->';

export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
