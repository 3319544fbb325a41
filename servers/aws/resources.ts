import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { grupos } from '@foodious/gateway/adapters/identity/cognito.ts';
import { randomSecret } from '@foodious/platform/secrets.ts';
import { type FunctionName, functions } from './bundle.ts';
import { credentials } from './ministack.ts';

const run = promisify(execFile);
const region = 'us-east-1';

/** What the gateway and the suite are told, as settings. */
export type AwsEnvironment = Record<
  'TOKEN_ISSUER' | 'TOKEN_AUDIENCE' | 'COGNITO_ENDPOINT' | 'IDENTITY_SECRET' | 'API_URL',
  string
>;

/** The three routes that functions answer. */
const routes: Record<string, FunctionName> = {
  'POST /oauth2/token': 'authorizer',
  'POST /v2/cliente': 'create-user',
  'DELETE /v2/cliente': 'delete-user',
};

const signIn = ['DescribeUserPoolClient', 'SignUp', 'AdminInitiateAuth', 'AdminRespondToAuthChallenge'];
const group = ['AdminListGroupsForUser', 'AdminAddUserToGroup', 'AdminRemoveUserFromGroup'];
/** What each function may do in the pool; the triggers, nothing. Each may read the secret they share with the gateway. */
const mayDo: Partial<Record<FunctionName, string[]>> = {
  authorizer: [...signIn, ...group, 'AdminGetUser'],
  'create-user': [...signIn, ...group],
  'delete-user': ['AdminDeleteUser'],
};
const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/**
 * Makes the user pool with its app client, groups and triggers, the functions, and the HTTP API before them, in an empty emulator.
 * @param bundles where `bundleFunctions` put the functions
 */
export async function createResources(endpoint: string, bundles: string, pedidoUrl: string): Promise<AwsEnvironment> {
  const config = { endpoint, region, credentials };
  const cognito = new CognitoIdentityProviderClient(config);
  const lambda = new LambdaClient(config);
  const apis = new ApiGatewayV2Client(config);
  const iam = new IAMClient(config);
  const IDENTITY_SECRET = randomSecret();
  const secrets = new SecretsManagerClient(config);
  const segredo = await secrets.send(
    new CreateSecretCommand({ Name: 'foodious/identidade', SecretString: IDENTITY_SECRET }),
  );

  async function zipOf(name: FunctionName): Promise<Buffer> {
    const zip = join(bundles, `${name}.zip`);
    await run('python3', ['-m', 'zipfile', '-c', zip, join(bundles, name, 'index.mjs')]);
    return readFileSync(zip);
  }
  /** Creates the role a function runs as. */
  async function createRole(RoleName: FunctionName): Promise<string> {
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
    const inPool = (mayDo[RoleName] ?? []).map((action) => `cognito-idp:${action}`);
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: 'own',
        PolicyDocument: policy(
          { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: segredo.ARN },
          ...(inPool.length > 0 ? [{ Effect: 'Allow', Action: inPool, Resource: '*' }] : []),
        ),
      }),
    );
    return Role?.Arn ?? '';
  }
  async function createFunction(name: FunctionName): Promise<string> {
    const { FunctionArn = '' } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: await createRole(name),
        Timeout: 10,
        MemorySize: 256,
        Code: { ZipFile: await zipOf(name) },
      }),
    );
    return FunctionArn;
  }
  const arns = {} as Record<FunctionName, string>;
  for (const name of functions) arns[name] = await createFunction(name);

  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({
      PoolName: 'foodious',
      UserPoolTier: 'ESSENTIALS', // from here on access tokens are customised
      Schema: ['prova', 'lojaId', 'segredo', 'bases'].map((Name) => ({
        Name,
        AttributeDataType: 'String',
        Mutable: true,
      })),
      LambdaConfig: {
        PreSignUp: arns['pre-signup'],
        PreTokenGenerationConfig: { LambdaArn: arns['pre-token'], LambdaVersion: 'V2_0' },
        DefineAuthChallenge: arns.desafio,
        CreateAuthChallenge: arns.desafio,
        VerifyAuthChallengeResponse: arns.desafio,
      },
    }),
  );
  const UserPoolId = UserPool?.Id ?? '';
  for (const GroupName of grupos) await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
  const { UserPoolClient: client } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'gateway',
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'LEGACY', // the gateway alone calls, and must tell who is not there
      AccessTokenValidity: 15,
      TokenValidityUnits: { AccessToken: 'minutes' },
    }),
  );
  const settings = {
    TOKEN_ISSUER: `https://cognito-idp.${region}.amazonaws.com/${UserPoolId}`,
    TOKEN_AUDIENCE: client?.ClientId ?? '',
    COGNITO_ENDPOINT: endpoint,
    IDENTITY_SECRET,
  };
  const secret = { IDENTITY_SECRET: `secret:${segredo.ARN}` };
  const Variables = {
    ...secret,
    TOKEN_ISSUER: settings.TOKEN_ISSUER,
    TOKEN_AUDIENCE: settings.TOKEN_AUDIENCE,
    PEDIDO_URL: pedidoUrl,
  };
  for (const name of functions) {
    const triggered = !Object.values(routes).includes(name);
    const seen = triggered ? secret : Variables;
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables: seen } }));
  }

  const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'foodious', ProtocolType: 'HTTP' }));
  for (const [RouteKey, name] of Object.entries(routes)) {
    const { IntegrationId } = await apis.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arns[name],
        PayloadFormatVersion: '2.0',
      }),
    );
    await apis.send(new CreateRouteCommand({ ApiId, RouteKey, Target: `integrations/${IntegrationId}` }));
  }
  await apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }));
  // By its own name the API would not get `/oauth2/token`: the emulator takes that path for Cognito's.
  return { ...settings, API_URL: `${endpoint}/_aws/execute-api/${ApiId}/$default` };
}
