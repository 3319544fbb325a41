import { resolveSecrets } from '@foodious/platform/references.ts';

/** A setting of a function; one that is missing is a mistake of whoever deployed it. */
export function ambiente(nome: string): string {
  const valor = process.env[nome];
  if (!valor) throw new Error(`${nome} is not set`);
  return valor;
}

/** A setting that may name a secret of Secrets Manager: read once, when a function starts cold. */
export async function segredo(nome: string): Promise<string> {
  const [valor = ''] = Object.values(
    await resolveSecrets({ [nome]: ambiente(nome) }, { AWS_REGION: process.env.AWS_REGION }),
  );
  return valor;
}
