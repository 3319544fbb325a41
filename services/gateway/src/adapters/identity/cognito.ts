import { createHmac, randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminRespondToAuthChallengeCommand,
  AdminUpdateUserAttributesCommand,
  type CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  DescribeUserPoolClientCommand,
  NotAuthorizedException,
  SignUpCommand,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { LOJA, type Papel } from '@foodious/contracts/scopes.ts';
import { BadAnswer, Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { sameSecret, secretHash } from '@foodious/platform/secrets.ts';
import { createRemoteJWKSet, decodeJwt } from 'jose';
import { credenciaisInvalidas } from '../../domain/credenciais.ts';
import type { Identity, Portador } from '../../ports.ts';
import { type Declarado, declarar, provaDeCriacao } from './prova.ts';

/** A user pool and our app client in it. */
export type Pool = {
  client: CognitoIdentityProviderClient;
  /** `https://cognito-idp.<region>.amazonaws.com/<pool id>`: the `iss` of its tokens. */
  issuer: string;
  clientId: string;
  /** Of the app client; asked of the pool itself where nobody says. */
  clientSecret?: string | undefined;
  /** What the gateway proves itself by to the triggers of the pool. */
  segredo: string;
  /** Where it answers, when not as Amazon itself (`aws`). */
  endpoint: string;
};

/** The groups of the pool: the papéis somebody has, not those of one session, and that of the gateway itself. */
export const grupos = [
  'totem',
  'programa',
  'verificado',
  'painel',
  'cozinha',
  'balcao',
  'gerente',
  'servico',
] as const satisfies readonly (Papel | 'servico')[];
type Grupo = (typeof grupos)[number];

const grupoDe = (papel: Papel): Grupo => (papel === 'identificado' ? 'programa' : papel);

/** The user of the gateway's own calls. */
const GATEWAY = 'gateway';
/** Tokens of the gateway's own are taken again until so long before they end. */
const MARGEM_MS = 60_000;

/**
 * Tokens of a user pool. People, aparelhos and clientes are its users; a session of a screen signs in as the aparelho or the
 * person it stands on, or as its screen. Nobody has a password: the gateway signs in for them by custom authentication, and
 * declares whose token it shall be (docs/adr/0021-cognito.md).
 */
export function cognitoIdentity(pool: Pool): Identity {
  const { client, issuer, clientId, segredo } = pool;
  const UserPoolId = poolOf(issuer);
  const keys = createRemoteJWKSet(keysOf(pool));
  const proprios = new Map<string, { token: Promise<string>; ate: number }>();

  const segredoDoCliente = pool.clientSecret
    ? async () => String(pool.clientSecret)
    : umaVez(() => clientSecretOf(pool));
  const hash = async (usuario: string) =>
    createHmac('sha256', await segredoDoCliente())
      .update(`${usuario}${clientId}`)
      .digest('base64');

  /** False when there is such a user already. */
  async function criar(Username: string, lojaId: number): Promise<boolean> {
    const SecretHash = await hash(Username);
    const criado = await ou(
      UsernameExistsException,
      client.send(
        new SignUpCommand({
          ClientId: clientId,
          SecretHash,
          Username,
          Password: `${randomBytes(32).toString('base64url')}aA1!`, // known to nobody, and of no use: no flow takes one
          UserAttributes: [
            { Name: 'custom:prova', Value: provaDeCriacao(segredo, Username) },
            { Name: 'custom:lojaId', Value: String(lojaId) },
          ],
        }),
      ),
    );
    return criado !== undefined;
  }

  /** Leaves a user in this group alone; false when it was. */
  async function agrupar(Username: string, grupo: Grupo): Promise<boolean> {
    const { Groups = [] } = await answered(client.send(new AdminListGroupsForUserCommand({ UserPoolId, Username })));
    const antes = Groups.map(({ GroupName = '' }) => GroupName);
    if (!antes.includes(grupo))
      await answered(client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: grupo })));
    const demais = antes.filter((um) => um !== grupo);
    for (const GroupName of demais)
      await answered(client.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName })));
    return !antes.includes(grupo) || demais.length > 0;
  }

  async function entrar(usuario: string, declarado: Declarado) {
    const declaracao = declarar(segredo, usuario, declarado);
    const SECRET_HASH = await hash(usuario);
    const begun = client.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId: clientId,
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: usuario, SECRET_HASH },
      }),
    );
    const desafio = await ou(UserNotFoundException, begun);
    if (!desafio) return undefined;
    const { AuthenticationResult } = await answered(
      client.send(
        new AdminRespondToAuthChallengeCommand({
          UserPoolId,
          ClientId: clientId,
          ChallengeName: 'CUSTOM_CHALLENGE',
          Session: desafio.Session,
          ChallengeResponses: { USERNAME: usuario, ANSWER: declaracao.prova, SECRET_HASH },
          ClientMetadata: declaracao,
        }),
      ),
    );
    const { AccessToken: token, ExpiresIn: expiresIn } = AuthenticationResult ?? {};
    if (!token || !expiresIn) throw new BadAnswer('the user pool gave no token');
    return { token, expiresIn };
  }

  /** Signs in; makes the user where there is none yet, and puts it into its group where it is not. */
  async function emitir(usuario: string, grupo: Grupo, declarado: Declarado) {
    let issued = await entrar(usuario, declarado);
    if (!issued) {
      await criar(usuario, declarado.lojaId);
      issued = await entrar(usuario, declarado);
    }
    if (!issued) throw new Unavailable('the user has just been removed');
    const de = decodeJwt(issued.token)['cognito:groups'];
    if (!Array.isArray(de) || de.length !== 1 || de[0] !== grupo) await agrupar(usuario, grupo);
    return issued;
  }

  return {
    keys,
    async jwks() {
      if (!keys.jwks()) await keys.reload().catch(away);
      return keys.jwks() ?? { keys: [] };
    },
    issue: (portador) => emitir(usuarioDe(portador), grupoDe(portador.papel), portador),
    async ownToken(scope) {
      const known = proprios.get(scope);
      if (known && known.ate > Date.now()) return known.token;
      const issued = emitir(GATEWAY, 'servico', { sub: GATEWAY, scope, lojaId: LOJA, bases: [] });
      const token = issued.then((one) => one.token);
      const entry = { token, ate: Number.POSITIVE_INFINITY };
      proprios.set(scope, entry); // whoever asks meanwhile waits for the same
      try {
        entry.ate = Date.now() + (await issued).expiresIn * 1000 - MARGEM_MS;
      } catch (error) {
        proprios.delete(scope);
        throw error;
      }
      return token;
    },
    async register({ sub, papel, lojaId, programa }) {
      const criado = await criar(sub, lojaId);
      const agrupado = await agrupar(sub, grupoDe(papel));
      if (programa) {
        const UserAttributes = [
          { Name: 'custom:segredo', Value: programa.segredoHash },
          { Name: 'custom:bases', Value: programa.bases.join(' ') },
        ];
        await answered(
          client.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username: sub, UserAttributes })),
        );
      }
      return criado || agrupado;
    },
    async disable(sub) {
      await criar(sub, LOJA); // who has never signed in shall not either
      await answered(client.send(new AdminDisableUserCommand({ UserPoolId, Username: sub })));
    },
    async enable(sub) {
      await ou(UserNotFoundException, client.send(new AdminEnableUserCommand({ UserPoolId, Username: sub })));
    },
    async forget(sub) {
      await ou(UserNotFoundException, client.send(new AdminDeleteUserCommand({ UserPoolId, Username: sub })));
    },
  };
}

/** What a program's tokens stand on, by the secret whose hash its user has. Throws Refusal `unauthorized` for another secret. */
export const programaDoPool =
  ({ client, issuer }: Pick<Pool, 'client' | 'issuer'>) =>
  async (clientId: string, clientSecret: string): Promise<string[]> => {
    const known = client.send(new AdminGetUserCommand({ UserPoolId: poolOf(issuer), Username: clientId }));
    const { UserAttributes = [] } = (await ou(UserNotFoundException, known)) ?? {};
    const atributo = (nome: string) => UserAttributes.find(({ Name }) => Name === `custom:${nome}`)?.Value ?? '';
    if (!sameSecret(atributo('segredo'), secretHash(clientSecret))) throw credenciaisInvalidas();
    return atributo('bases').split(' ');
  };

/** The secret of the app client, as the pool tells it to whoever may describe its clients. */
export async function clientSecretOf({ client, issuer, clientId }: Pick<Pool, 'client' | 'issuer' | 'clientId'>) {
  const asked = new DescribeUserPoolClientCommand({ UserPoolId: poolOf(issuer), ClientId: clientId });
  const { UserPoolClient } = await answered(client.send(asked));
  if (!UserPoolClient?.ClientSecret) throw new BadAnswer('the app client has no secret');
  return UserPoolClient.ClientSecret;
}

/** Where a pool publishes its keys. */
export const keysOf = ({ issuer, endpoint }: Pick<Pool, 'issuer' | 'endpoint'>): URL =>
  new URL(`${endpoint === 'aws' ? issuer : `${endpoint}/${poolOf(issuer)}`}/.well-known/jwks.json`);

const poolOf = (issuer: string): string => issuer.slice(issuer.lastIndexOf('/') + 1);

/** As whom of the pool somebody signs in. A CPF told at a totem makes nobody a user. */
const usuarioDe = ({ sub, papel, bases }: Portador): string =>
  sub.startsWith('sessao-') ? (bases.find((base) => /^(aparelho|equipe)-/.test(base)) ?? `tela-${papel}`) : sub;

/** Asked once, by however many at the same time; a question that failed is asked again. */
function umaVez<T>(perguntar: () => Promise<T>): () => Promise<T> {
  let resposta: Promise<T> | undefined;
  return () => {
    resposta ??= perguntar().catch((error) => {
      resposta = undefined;
      throw error;
    });
    return resposta;
  };
}

/** Undefined where the pool says this of what was asked. */
async function ou<T>(expected: new (...args: never[]) => Error, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    return error instanceof expected ? undefined : away(error);
  }
}

const answered = async <T>(asked: Promise<T>): Promise<T> => asked.catch(away);

function away(error: unknown): never {
  if (error instanceof NotAuthorizedException)
    throw new Refusal('unauthorized', 'Esta identidade está desativada', { cause: error.name });
  const theirs = error instanceof CognitoIdentityProviderServiceException ? error.$metadata.httpStatusCode : undefined;
  const mistake =
    theirs !== undefined && theirs < 500 && error instanceof Error && error.name !== 'TooManyRequestsException';
  if (mistake) throw new BadAnswer(`the user pool refused: ${error.name}`, { cause: error });
  throw new Unavailable('the user pool does not answer', { cause: error });
}
