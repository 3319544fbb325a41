import { LOJA, type Papel, roles } from '@foodious/contracts/scopes.ts';
import type { PreTokenGenerationV2TriggerEvent, PreTokenGenerationV2TriggerHandler } from 'aws-lambda';
import { type Declarado, declarado } from '../adapters/identity/prova.ts';
import { segredo } from './ambiente.ts';

const SEGREDO = await segredo('IDENTITY_SECRET');

/** The scope every sign-in of a user gets from the pool, to change its own attributes: nobody here does. */
const DO_POOL = 'aws.cognito.signin.user.admin';

/**
 * Writes the access token (trigger V2): as the gateway declared it in the request that signs in. At a refresh nothing is
 * declared, and it is what the user's group and attributes say: nothing of a session, and nothing for a cliente.
 */
export const handler: PreTokenGenerationV2TriggerHandler = async (event) => {
  const { userName, callerContext, request } = event;
  const { sub, papel, scope, ...mais } = declarado(SEGREDO, userName, request.clientMetadata) ?? peloGrupo(event);
  // A pool takes no `sub` of ours, and of audiences its app client alone.
  const claims = { aud: callerContext.clientId, quem: sub, ...(papel && { papel }), ...mais };
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: claims as unknown as Record<string, string>, // the types lag behind: numbers and lists are taken
        scopesToAdd: scope?.split(' ') ?? (papel ? [...roles[papel]] : []),
        scopesToSuppress: [DO_POOL],
      },
    },
  };
  return event;
};

/** Papéis that are of who somebody is; being verified is of a session. */
const ehDeQuem = (grupo: string): grupo is Papel =>
  Object.hasOwn(roles, grupo) && grupo !== 'verificado' && grupo !== 'identificado';

function peloGrupo({ userName, request }: PreTokenGenerationV2TriggerEvent): Declarado {
  const [grupo = ''] = request.groupConfiguration.groupsToOverride ?? [];
  const lojaId = Number(request.userAttributes['custom:lojaId'] ?? LOJA);
  return { sub: userName, lojaId, bases: [userName], ...(ehDeQuem(grupo) && { papel: grupo }) };
}
