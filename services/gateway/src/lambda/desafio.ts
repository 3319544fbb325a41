import { sameSecret } from '@foodious/platform/secrets.ts';
import type {
  CreateAuthChallengeTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';
import { declarado } from '../adapters/identity/prova.ts';
import { segredo } from './ambiente.ts';

const SEGREDO = await segredo('IDENTITY_SECRET');

type Event =
  | DefineAuthChallengeTriggerEvent
  | CreateAuthChallengeTriggerEvent
  | VerifyAuthChallengeResponseTriggerEvent;

/** Custom authentication in one round: whoever signs in shows that the gateway declares whose token it shall be. */
export const handler = async (event: Event): Promise<Event> => {
  if (event.triggerSource === 'DefineAuthChallenge_Authentication') {
    const [rodada, ...demais] = event.request.session;
    const certa = rodada?.challengeResult === true && demais.length === 0;
    event.response.issueTokens = certa;
    event.response.failAuthentication = rodada !== undefined && !certa;
    if (!rodada) event.response.challengeName = 'CUSTOM_CHALLENGE';
  } else if (event.triggerSource === 'CreateAuthChallenge_Authentication') {
    event.response.publicChallengeParameters = { pede: 'prova' };
    event.response.privateChallengeParameters = {};
    event.response.challengeMetadata = 'PROVA';
  } else {
    const { challengeAnswer, clientMetadata = {} } = event.request;
    event.response.answerCorrect =
      sameSecret(challengeAnswer, clientMetadata.prova ?? '') &&
      declarado(SEGREDO, event.userName, clientMetadata) !== null;
  }
  return event;
};
