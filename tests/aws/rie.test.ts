import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { roles, type Scope } from '@foodious/contracts/scopes.ts';
import { secretHash } from '@foodious/platform/secrets.ts';
import { freePorts } from '@foodious/testing/place.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { bundleFunctions, type FunctionName } from '../../servers/aws/bundle.ts';
import { installRie, missing, underRie } from '../../servers/aws/rie.ts';
import { provaDeCriacao } from '../../services/gateway/src/adapters/identity/prova.ts';

const falta = await missing();
const SEGREDO = 'segredo-dos-gatilhos';
const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Exemplo01';
const AUDIENCE = 'cliente-do-pool';
const CLIENTE = { id: 5, nome: 'Bia Reis', email: 'bia@exemplo.com', cpf: '52998224725' };

type Invocar = Awaited<ReturnType<typeof underRie>>['invoke'];

const evento = (nome: FunctionName) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'eventos', `${nome}.json`), 'utf8'));

describe('as funções, como o Lambda as roda', {
  skip: falta ? `${falta} is not here to build Lambda's runtime` : false,
}, () => {
  let pasta: string;
  let mundo: Awaited<ReturnType<typeof umServidor>>;
  let porta: number;
  let assinar: (scopes: readonly Scope[]) => Promise<string>;
  /** What the functions asked of the pool and of pedido, in order. */
  const pedidos: string[] = [];

  before(async () => {
    await installRie();
    pasta = mkdtempSync(join(tmpdir(), 'foodious-rie-'));
    await bundleFunctions(pasta);
    porta = await freePorts();
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'nossa', alg: 'RS256', use: 'sig' };
    assinar = (scopes) =>
      new SignJWT({ scope: scopes.join(' '), token_use: 'access', quem: 'alguém', 'cognito:groups': ['programa'] })
        .setProtectedHeader({ alg: 'RS256', kid: 'nossa' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject('0b9f3a52')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey);
    const token = await assinar(roles.programa);
    /** What the pool and pedido answer, by what is asked. */
    const respostas: Record<string, object> = {
      'GET /us-east-1_Exemplo01/.well-known/jwks.json': { keys: [jwk] },
      GetSecretValue: { SecretString: SEGREDO },
      DescribeUserPoolClient: { UserPoolClient: { ClientId: AUDIENCE, ClientSecret: 'segredo-do-cliente' } },
      AdminGetUser: {
        Username: 'programa-1',
        UserAttributes: [
          { Name: 'custom:segredo', Value: secretHash('segredo-do-programa') },
          { Name: 'custom:bases', Value: 'programa-1 aparelho-1' },
        ],
      },
      AdminInitiateAuth: { ChallengeName: 'CUSTOM_CHALLENGE', Session: 'uma sessão de vinte letras' },
      AdminRespondToAuthChallenge: { AuthenticationResult: { AccessToken: token, ExpiresIn: 900 } },
      SignUp: { UserConfirmed: true, UserSub: '0b9f3a52' },
      AdminListGroupsForUser: { Groups: [] },
      'POST /v1/cliente/identifica': CLIENTE,
      'POST /v2/cliente': CLIENTE,
      'GET /v1/cliente': CLIENTE,
      'DELETE /v2/cliente': { protocolo: 'um', dataDelecao: '2026-11-28', dataSolicitacao: '2026-11-28' },
    };
    mundo = await umServidor((request: IncomingMessage, response) => {
      const alvo = String(request.headers['x-amz-target'] ?? '').split('.')[1];
      const nome = alvo ?? `${request.method} ${request.url?.split('?')[0]}`;
      pedidos.push(nome);
      response
        .writeHead(nome === 'POST /v2/cliente' ? 201 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(respostas[nome] ?? {}));
    });
  });
  after(async () => {
    await mundo?.fechar();
    if (pasta) rmSync(pasta, { recursive: true });
  });

  async function rodar<T>(nome: FunctionName, conferir: (invocar: Invocar) => Promise<T>) {
    const funcao = await underRie(pasta, nome, porta, {
      IDENTITY_SECRET: 'secret:foodious/identidade',
      TOKEN_ISSUER: ISSUER,
      TOKEN_AUDIENCE: AUDIENCE,
      PEDIDO_URL: mundo.endereco,
      AWS_ENDPOINT_URL: mundo.endereco,
    });
    pedidos.length = 0;
    try {
      await funcao.listening();
      return await conferir(funcao.invoke);
    } finally {
      await funcao.stop();
    }
  }
  const comToken = async (nome: FunctionName, scopes: readonly Scope[]) => {
    const dele = evento(nome);
    dele.headers.authorization = `Bearer ${await assinar(scopes)}`;
    return dele;
  };

  test('authorizer dá o token do programa pelo segredo, e 401 sem ele; os seus próprios segredos pergunta uma vez', () =>
    rodar('authorizer', async (invocar) => {
      const { statusCode, body } = await invocar(evento('authorizer'));
      assert.equal(statusCode, 200, body);
      assert.equal(JSON.parse(body).expires_in, 900);
      const errado = evento('authorizer');
      errado.body = errado.body.replace('segredo-do-programa', 'errado');
      assert.equal((await invocar(errado)).statusCode, 401);
      const formulario = { ...evento('authorizer'), isBase64Encoded: true };
      formulario.headers['content-type'] = 'application/x-www-form-urlencoded';
      formulario.body = Buffer.from('client_id=programa-1&client_secret=segredo-do-programa').toString('base64');
      assert.equal((await invocar(formulario)).statusCode, 200);
      assert.equal((await invocar({ ...evento('authorizer'), body: '{' })).statusCode, 400);
      for (const segredo of ['GetSecretValue', 'DescribeUserPoolClient'])
        assert.equal(pedidos.filter((um) => um === segredo).length, 1, segredo);
    }));

  test('create-user cadastra no pedido e depois no pool; sem token, em nada toca', () =>
    rodar('create-user', async (invocar) => {
      assert.equal((await invocar(evento('create-user'))).statusCode, 401);
      assert.equal((await invocar(await comToken('create-user', ['cardapio:ler']))).statusCode, 403);
      assert.ok(!pedidos.includes('POST /v2/cliente'));
      const { statusCode, body } = await invocar(await comToken('create-user', ['cliente:cadastrar']));
      assert.deepEqual([statusCode, JSON.parse(body)], [201, CLIENTE]);
      assert.deepEqual(pedidos.slice(-5), [
        'POST /v2/cliente',
        'DescribeUserPoolClient',
        'SignUp',
        'AdminListGroupsForUser',
        'AdminAddUserToGroup',
      ]);
    }));

  test('delete-user tira do pool e depois do pedido; sem token, em nada toca', () =>
    rodar('delete-user', async (invocar) => {
      assert.equal((await invocar(evento('delete-user'))).statusCode, 401);
      assert.equal((await invocar(await comToken('delete-user', ['cliente:ler']))).statusCode, 403);
      const { statusCode } = await invocar(await comToken('delete-user', ['cliente:ler', 'cliente:apagar']));
      assert.equal(statusCode, 200);
      assert.deepEqual(pedidos.slice(-3), ['GET /v1/cliente', 'AdminDeleteUser', 'DELETE /v2/cliente']);
    }));

  test('pre-signup confirma quem o gateway fez, e a mais ninguém', () =>
    rodar('pre-signup', async (invocar) => {
      const { errorMessage } = await invocar(evento('pre-signup'));
      assert.equal(errorMessage, 'Só o gateway cadastra');
      const nosso = evento('pre-signup');
      nosso.request.userAttributes['custom:prova'] = provaDeCriacao(SEGREDO, nosso.userName);
      assert.deepEqual((await invocar(nosso)).response, {
        autoConfirmUser: true,
        autoVerifyEmail: false,
        autoVerifyPhone: false,
      });
    }));

  test('pre-token, ao renovar, escreve o que o grupo pode', () =>
    rodar('pre-token', async (invocar) => {
      const { accessTokenGeneration } = (await invocar(evento('pre-token'))).response.claimsAndScopeOverrideDetails;
      assert.deepEqual(accessTokenGeneration.claimsToAddOrOverride, {
        aud: AUDIENCE,
        quem: 'equipe-7',
        papel: 'cozinha',
        lojaId: 3,
        bases: ['equipe-7'],
      });
      assert.deepEqual(accessTokenGeneration.scopesToAdd, roles.cozinha);
    }));

  test('desafio pede a prova a quem começa', () =>
    rodar('desafio', async (invocar) => {
      const { response } = await invocar(evento('desafio'));
      assert.deepEqual(response, { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false });
    }));
});
