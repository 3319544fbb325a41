import { z } from 'zod';
import { AUDIENCE } from './scopes.ts';

const port = z.coerce.number().int().min(1).max(65_535);

/** A port a process listens on; with PORT_BASE given, the n-th from there. */
const portOf = (fallback: number, offset: number, who: string) =>
  port.default(fallback).describe(`Port of ${who}`).meta({ offset });
/** Where a stand-in for the world outside listens: HOST does not move it. */
const hostOf = (who: string) =>
  z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe(`Address ${who} listens on: this machine alone, unless told otherwise`);
/** Where others find a process; when nobody says, at its port on this machine. */
const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const urlOf = (port: string, meaning: string, host?: string) =>
  url.default('').describe(`${meaning}; default: its port on this machine`).meta({ portOf: port, hostOf: host });
/** The services know no revocations and no limits of an address: those are the gateway's, which is before them. */
const servicesHost = {
  SERVICES_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address the services behind the gateway listen on: never one that more than the gateway gets to'),
};
const endpoint = z.literal('aws').or(url);
const endpointOf = (port: string, meaning: string, host: string) =>
  endpoint
    .default('')
    .describe(`${meaning}; \`aws\` for Amazon itself; default: the local one`)
    .meta({ portOf: port, hostOf: host });

/** Where each process listens, and where the others find it: the settings of who it is, and of who talks to it. */
export const addresses = {
  gateway: {
    PORT: port.default(8080).describe('Port of the gateway: the one address people use'),
    GATEWAY_URL: urlOf(
      'PORT',
      'Public address of the gateway, the one people use: the issuer of its tokens, the links in e-mails',
    ),
    GATEWAY_INTERNAL_URL: urlOf(
      'PORT',
      'Where our own processes and the simulated Pix provider find the gateway, also where its public name says nothing',
    ),
    TOKEN_ISSUER: url
      .default('')
      .describe('Who makes the tokens (`iss`), where that is a user pool of Cognito; default: GATEWAY_URL')
      .meta({ like: 'GATEWAY_URL' }),
    TOKEN_AUDIENCE: z
      .string()
      .min(1)
      .default(AUDIENCE)
      .describe('For whom the tokens are made (`aud`): with Cognito the id of its app client'),
  },
  base: { PORT_BASE: port.max(65_528).optional().describe('Moves the seven ports below to N, N+1, … in this order') },
  produto: {
    ...servicesHost,
    PRODUTO_PORT: portOf(3000, 0, 'the produto service'),
    PRODUTO_URL: urlOf('PRODUTO_PORT', 'Where produto answers', 'SERVICES_HOST'),
  },
  pedido: {
    ...servicesHost,
    PEDIDO_PORT: portOf(3001, 1, 'the pedido service'),
    PEDIDO_URL: urlOf('PEDIDO_PORT', 'Where pedido answers', 'SERVICES_HOST'),
  },
  pagamento: {
    ...servicesHost,
    PAGAMENTO_PORT: portOf(3002, 2, 'the pagamento service'),
    PAGAMENTO_URL: urlOf('PAGAMENTO_PORT', 'Where pagamento answers', 'SERVICES_HOST'),
  },
  cozinha: {
    ...servicesHost,
    COZINHA_PORT: portOf(3003, 3, 'the cozinha service'),
    COZINHA_URL: urlOf('COZINHA_PORT', 'Where cozinha answers', 'SERVICES_HOST'),
  },
  aws: {
    AWS_PORT: portOf(4566, 4, 'the local SQS and S3'),
    AWS_HOST: hostOf('the local SQS and S3'),
    AWS_ENDPOINT: endpointOf('AWS_PORT', 'SQS and S3 endpoint', 'AWS_HOST'),
    SQS_ENDPOINT: endpoint
      .default('')
      .describe('SQS endpoint, where it is not that of S3; default: AWS_ENDPOINT')
      .meta({ like: 'AWS_ENDPOINT' }),
    BUCKETS_PREFIX: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{2,40}$/)
      .default('foodious')
      .describe('What the names of the buckets begin with: `<prefix>-imagens` and so on'),
    AWS_REGION: z.string().default('us-east-1').describe('Region of the queues, objects and e-mails'),
  },
  ses: {
    SES_PORT: portOf(8005, 5, 'the local SES and its inbox page'),
    SES_HOST: hostOf('the local SES with its inbox page'),
    SES_ENDPOINT: endpointOf('SES_PORT', 'SES endpoint', 'SES_HOST'),
  },
  pix: {
    PIX_PORT: portOf(3010, 6, 'the simulated Pix provider'),
    PIX_HOST: hostOf('the simulated Pix provider'),
    PIX_URL: urlOf('PIX_PORT', 'Base URL of the Pix provider', 'PIX_HOST'),
  },
} as const;
