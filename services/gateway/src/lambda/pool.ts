import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Pool } from '../adapters/identity/cognito.ts';
import { asking } from '../adapters/upstream/asking.ts';
import { ambiente, segredo } from './ambiente.ts';

/** The user pool a function works with. Region, credentials and, off Amazon, AWS_ENDPOINT_URL are found by the SDK itself. */
export const pool = async (): Promise<Pool> => ({
  client: new CognitoIdentityProviderClient(),
  issuer: ambiente('TOKEN_ISSUER'),
  clientId: ambiente('TOKEN_AUDIENCE'),
  segredo: await segredo('IDENTITY_SECRET'),
  endpoint: process.env.AWS_ENDPOINT_URL ?? 'aws',
});

/** The pedido service. */
export const pedido = () => ({ ask: asking(ambiente('PEDIDO_URL')) });
