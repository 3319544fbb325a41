import { AMBIENTE } from './cdk.ts';
import { ask, type Emulator, elements, query, region } from './ministack.ts';

/** A resource CloudFormation has made: its stack, without `foodious-dev-`, its logical id, and what it is called by. */
export type Deployed = { stack: string; id: string; type: string; name: string };

/** What is deployed there. */
async function resources(emulator: Emulator): Promise<Deployed[]> {
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

/** What is known of a deployed emulator; secrets included. */
export type AwsEnvironment = {
  /** Where it answers, and where each listener of the load balancer does, by its port in the templates. */
  endpoint: string;
  listeners: Record<number, string>;
  /** Where the HTTP API answers. */
  API_URL: string;
  /** What a gateway needs to have its tokens from the pool. */
  settings: Record<'TOKEN_ISSUER' | 'TOKEN_AUDIENCE' | 'COGNITO_ENDPOINT' | 'IDENTITY_SECRET', string>;
  resources: Deployed[];
};

/** Asks for what is deployed there, as it stands. */
export async function deployed(emulator: Emulator, listeners: AwsEnvironment['listeners']): Promise<AwsEnvironment> {
  const { endpoint } = emulator;
  const all = await resources(emulator);
  const UserPoolId = one(all, 'AWS::Cognito::UserPool');
  const ClientId = one(all, 'AWS::Cognito::UserPoolClient');
  const ofIdentity = all.filter(({ stack }) => stack === 'identidade');
  const { SecretString = '' } = await ask<{ SecretString?: string }>(
    emulator,
    'secretsmanager',
    'secretsmanager.GetSecretValue',
    { SecretId: one(ofIdentity, 'AWS::SecretsManager::Secret') },
  );
  return {
    endpoint,
    listeners,
    // By its own name the API would not get `/oauth2/token`: the emulator takes that path for Cognito's.
    API_URL: `${endpoint}/_aws/execute-api/${one(all, 'AWS::ApiGatewayV2::Api')}/$default`,
    settings: {
      TOKEN_ISSUER: `https://cognito-idp.${region}.amazonaws.com/${UserPoolId}`,
      TOKEN_AUDIENCE: ClientId,
      COGNITO_ENDPOINT: endpoint,
      IDENTITY_SECRET: SecretString,
    },
    resources: all,
  };
}

/**
 * Makes a process of this machine one the load balancer sends the requests of a service to, as Fargate does with a task.
 * @returns what takes it away again
 */
export async function registerTarget(emulator: Emulator, service: string, port: number): Promise<() => Promise<void>> {
  const asked = { 'Names.member.1': `foodious-${AMBIENTE}-${service}` };
  const found = await query(emulator, 'elasticloadbalancing', 'DescribeTargetGroups', asked);
  const [TargetGroupArn = ''] = elements(found, 'TargetGroupArn');
  const target = { TargetGroupArn, 'Targets.member.1.Id': '127.0.0.1', 'Targets.member.1.Port': String(port) };
  await query(emulator, 'elasticloadbalancing', 'RegisterTargets', target);
  return async () => void (await query(emulator, 'elasticloadbalancing', 'DeregisterTargets', target));
}
