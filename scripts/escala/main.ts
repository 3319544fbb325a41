import { partesDaEscala, partesDosCustos } from '../docs/escala.ts';

// node scripts/escala/main.ts: what docs/scale.md and docs/aws.md say of scale and cost, from the numbers as they are in this folder.
for (const [nome, parte] of Object.entries({ ...partesDaEscala(), ...partesDosCustos() }))
  process.stdout.write(`## ${nome}\n\n${parte}\n\n`);
