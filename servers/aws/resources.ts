import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { grupos } from '@foodious/gateway/adapters/identity/cognito.ts';
import { randomSecret } from '@foodious/platform/secrets.ts';
import { type FunctionName, functions } from './bundle.ts';

const run = promisify(execFile);
const region = 'us-east-1';

/** What the gateway and the suite are told, as settings. */
export type AwsEnvironment = Record<
  'TOKEN_ISSUER' | 'TOKEN_AUDIENCE' | 'COGNITO_ENDPOINT' | 'COGNITO_CLIENT_SECRET' | 'IDENTITY_SECRET' | 'API_URL',
  string
>;

/** The three routes that functions answer. */
const routes: Record<string, FunctionName> = {
  'POST /oauth2/token': 'authorizer',
  'POST /v2/cliente': 'create-user',
  'DELETE /v2/cliente': 'delete-user',
};

/**
 * Makes the user pool with its app client, groups and triggers, the functions, and the HTTP API before them, in an empty emulator.
 * @param bundles where `bundleFunctions` put the functions
 */
export async function createResources(endpoint: string, bundles: string, pedidoUrl: string): Promise<AwsEnvironment> {
  const cognito = new CognitoIdentityProviderClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

  /** A call of an API whose client we do not install for the few calls made here. The emulator looks at no signature. */
  async function call(service: string, method: string, path: string, body: object): Promise<Record<string, string>> {
    const answer = await fetch(endpoint + path, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${service} ${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text || '{}');
  }

  async function zipOf(name: FunctionName): Promise<string> {
    const zip = join(bundles, `${name}.zip`);
    await run('python3', ['-m', 'zipfile', '-c', zip, join(bundles, name, 'index.mjs')]);
    return readFileSync(zip).toString('base64');
  }
  async function createFunction(name: FunctionName): Promise<string> {
    const { FunctionArn = '' } = await call('lambda', 'POST', '/2015-03-31/functions', {
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::000000000000:role/${name}`,
      Timeout: 10,
      MemorySize: 256,
      Code: { ZipFile: await zipOf(name) },
    });
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
    COGNITO_CLIENT_SECRET: client?.ClientSecret ?? '',
    IDENTITY_SECRET: randomSecret(),
  };
  const Variables = {
    IDENTITY_SECRET: settings.IDENTITY_SECRET,
    TOKEN_ISSUER: settings.TOKEN_ISSUER,
    TOKEN_AUDIENCE: settings.TOKEN_AUDIENCE,
    COGNITO_CLIENT_SECRET: settings.COGNITO_CLIENT_SECRET,
    PEDIDO_URL: pedidoUrl,
  };
  for (const name of functions) {
    const triggered = !Object.values(routes).includes(name);
    await call('lambda', 'PUT', `/2015-03-31/functions/${name}/configuration`, {
      Environment: { Variables: triggered ? { IDENTITY_SECRET: settings.IDENTITY_SECRET } : Variables },
    });
  }

  const { apiId = '' } = await call('apigateway', 'POST', '/v2/apis', { name: 'foodious', protocolType: 'HTTP' });
  for (const [routeKey, name] of Object.entries(routes)) {
    const { integrationId } = await call('apigateway', 'POST', `/v2/apis/${apiId}/integrations`, {
      integrationType: 'AWS_PROXY',
      integrationUri: arns[name],
      payloadFormatVersion: '2.0',
    });
    const target = `integrations/${integrationId}`;
    await call('apigateway', 'POST', `/v2/apis/${apiId}/routes`, { routeKey, target });
  }
  await call('apigateway', 'POST', `/v2/apis/${apiId}/stages`, { stageName: '$default', autoDeploy: true });
  // By its own name the API would not get `/oauth2/token`: the emulator takes that path for Cognito's.
  return { ...settings, API_URL: `${endpoint}/_aws/execute-api/${apiId}/$default` };
}
