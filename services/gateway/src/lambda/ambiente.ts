import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A setting of a function; one that is missing is a mistake of whoever deployed it. */
export function ambiente(nome: string): string {
  const valor = process.env[nome];
  if (!valor) throw new Error(`${nome} is not set`);
  return valor;
}

/** A setting that may be a reference to Secrets Manager (`secret:<name or ARN>`): read once, when a function starts cold. */
export async function segredo(nome: string): Promise<string> {
  const [, SecretId] = /^secret:(.+)$/.exec(ambiente(nome)) ?? [];
  if (!SecretId) return ambiente(nome);
  const { SecretString } = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId }));
  if (!SecretString) throw new Error(`${nome}: the secret is empty`);
  return SecretString;
}
