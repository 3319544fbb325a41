import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { awsConfig } from './aws.ts';
import { SettingsError } from './settings.ts';

/** Where Secrets Manager is: `aws`, or the address of what stands for it. */
export type SecretsManager = { AWS_ENDPOINT: string; AWS_REGION: string };

/** Texts by name in Amazon's Secrets Manager. Calls throw {@link SettingsError} for what it refuses, Unavailable while it is away. */
export function secretsManager({ AWS_ENDPOINT, AWS_REGION }: SecretsManager) {
  const client = new SecretsManagerClient(awsConfig(AWS_ENDPOINT, AWS_REGION));
  return {
    /** The text of a secret; undefined where there is no such one. */
    async read(name: string): Promise<string | undefined> {
      try {
        const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
        return SecretString ?? '';
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        return explain(name, 'be read from', error);
      }
    },
    /** Makes a secret, where there is none of that name: of several at once one does. @returns whether it was this one */
    async create(name: string, text: string): Promise<boolean> {
      try {
        await client.send(new CreateSecretCommand({ Name: name, SecretString: text }));
        return true;
      } catch (error) {
        if (error instanceof ResourceExistsException) return false;
        return explain(name, 'be made in', error);
      }
    },
    /** Gives a secret that is there another text. */
    async write(name: string, text: string): Promise<void> {
      await client
        .send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))
        .catch((error) => explain(name, 'be written to', error));
    },
    close: () => client.destroy(),
  };
}

/** What it says may name the account and the role: its code is enough, and is logged. */
function explain(name: string, what: string, error: unknown): never {
  const told = error instanceof SecretsManagerServiceException && error.$fault === 'client';
  const refused = told && !/Throttl|TooManyRequests/.test(error.name); // it is asked too often: that passes
  if (refused) throw new SettingsError(`the secret ${name} cannot ${what} Secrets Manager (${error.name})`);
  throw new Unavailable('Secrets Manager does not answer', { cause: error });
}
