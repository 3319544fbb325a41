import { sameSecret } from '@foodious/platform/secrets.ts';
import type { PreSignUpTriggerHandler } from 'aws-lambda';
import { provaDeCriacao } from '../adapters/identity/prova.ts';
import { segredo } from './ambiente.ts';

const SEGREDO = await segredo('IDENTITY_SECRET');

/** Lets into the pool whom the gateway makes, and nobody else; no e-mail is verified by that. */
export const handler: PreSignUpTriggerHandler = async (event) => {
  const { 'custom:prova': prova = '' } = event.request.userAttributes;
  if (!sameSecret(prova, provaDeCriacao(SEGREDO, event.userName))) throw new Error('Só o gateway cadastra');
  event.response.autoConfirmUser = true;
  return event;
};
