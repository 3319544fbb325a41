import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AMBIENTE } from './cdk.ts';
import { credentials, type Emulator, elements, query, region } from './ministack.ts';

/** A resource CloudFormation has made: its stack, without `foodious-dev-`, its logical id, and what it is called by. */
export type Deployed = { stack: string; id: string; type: string; name: string };

/** What is deployed there. */
export async function resources(emulator: Emulator): Promise<Deployed[]> {
  const prefix = `foodious-${AMBIENTE}-`;
  const stacks = elements(await query(emulator, 'cloudformation', 'DescribeStacks'), 'StackName');
  const ours = [...new Set(stacks)].filter((name) => name.startsWith(prefix));
  const all = ours.map(async (StackName) => {
    const answer = await query(emulator, 'cloudformation', 'DescribeStackResources', { StackName });
    return elements(answer, 'member').map((member) => {
      const [id = '', type = '', name = ''] = ['LogicalResourceId', 'ResourceType', 'PhysicalResourceId'].map(
        (element) => elements(member, element)[0],
      );
      return { stack: StackName.slice(prefix.length), id, type, name };
    });
  });
  return (await Promise.all(all)).flat();
}

/** The one resource of a type, whose logical id begins like this where there are several. */
export function one(all: readonly Deployed[], type: string, id = ''): string {
  const found = all.filter((one) => one.type === type && one.id.startsWith(id));
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of ${type} ${id} are deployed, not one`);
  return found[0].name;
}

/** What the gateway, and who looks from outside, is told of what is deployed; secrets included. */
export type AwsEnvironment = Awaited<ReturnType<typeof deployed>>;

export async function deployed(emulator: Emulator) {
  const { endpoint } = emulator;
  const config = { endpoint, region, credentials };
  const all = await resources(emulator);
  const UserPoolId = one(all, 'AWS::Cognito::UserPool');
  const ClientId = one(all, 'AWS::Cognito::UserPoolClient');
  const inIdentity = all.filter(({ stack }) => stack === 'identidade');
  const [{ UserPoolClient }, { SecretString = '' }] = await Promise.all([
    new CognitoIdentityProviderClient(config).send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId })),
    new SecretsManagerClient(config).send(
      new GetSecretValueCommand({ SecretId: one(inIdentity, 'AWS::SecretsManager::Secret') }),
    ),
  ]);
  return {
    TOKEN_ISSUER: `https://cognito-idp.${region}.amazonaws.com/${UserPoolId}`,
    TOKEN_AUDIENCE: ClientId,
    COGNITO_ENDPOINT: endpoint,
    COGNITO_CLIENT_SECRET: UserPoolClient?.ClientSecret ?? '',
    IDENTITY_SECRET: SecretString,
    // By its own name the API would not get `/oauth2/token`: the emulator takes that path for Cognito's.
    API_URL: `${endpoint}/_aws/execute-api/${one(all, 'AWS::ApiGatewayV2::Api')}/$default`,
    /** Its name, from its ARN. */
    loadBalancer: one(all, 'AWS::ElasticLoadBalancingV2::LoadBalancer').split('/')[2] ?? '',
  };
}
