import { CfnOutput, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as api from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpAlbIntegration, HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import openapi from '../../services/gateway/openapi.json' with { type: 'json' };
import { Camada, type Contexto } from '../camada.ts';
import type { Cdn } from './cdn.ts';
import type { Funcao, Identidade } from './identidade.ts';
import { QUEM_PEDE, type Rede } from './rede.ts';

/** The routes nobody needs a token for, and why: at most eight. All others ask for the scopes openapi.json names. */
export const SEM_ESCOPO: Readonly<Record<string, string>> = {
  'POST /oauth2/token': 'gives the token',
  'POST /oauth2/revoke': 'takes the token itself, which may have ended',
  'GET /.well-known/jwks.json': 'the public keys by which anybody checks a token',
  'GET /health': 'whether we are there, for whoever watches from outside',
  'GET /v2/acompanhamentos/{codigo}': 'the code, which nobody guesses, is what lets in whoever follows a pedido',
  'GET /v2/protocolos/{id}': 'the receipt of an erasure: who holds it is no cliente any more',
  'POST /v1/pagamento/webhook/mercado-pago': 'the provider signs its notifications, and has no token',
};

/** What answers in the place of the gateway. */
const FUNCOES: Readonly<Record<string, Funcao>> = {
  'POST /oauth2/token': 'authorizer',
  'POST /v2/cliente': 'create-user',
  'DELETE /v2/cliente': 'delete-user',
};

/** Routes openapi.json does not name: each of our processes has them. */
const DE_TODOS = ['GET /health'];
/** What is for programs; the other addresses are those of screens, and of pictures. */
const DE_PROGRAMAS = /^\/(v1|v2|oauth2|\.well-known)\//;
/** Of these, what is for people alone: whoever was invited comes by the page of the gerência, through CloudFront. */
const DE_PESSOAS = /^\/v2\/convites\//;

/** Requests a second, and at once, of all programs together. */
const RITMO = { rateLimit: 200, burstLimit: 400 };
/**
 * Of routes that are worth trying often to whoever should not: they sign in, tell who exists, or take what can be guessed. The
 * gateway's own limits, of an address and of a program, are not those of the functions that answer in its place.
 */
const RITMOS: Readonly<Record<string, typeof RITMO>> = {
  'POST /oauth2/token': { rateLimit: 20, burstLimit: 40 }, // two calls of Cognito each, of 120 a second in an account
  'POST /v1/cliente': { rateLimit: 5, burstLimit: 20 },
  'POST /v2/cliente': { rateLimit: 5, burstLimit: 20 },
  'POST /v1/cliente/identifica': { rateLimit: 5, burstLimit: 20 },
  'GET /v2/acompanhamentos/{codigo}': { rateLimit: 50, burstLimit: 100 },
  'GET /v2/protocolos/{id}': { rateLimit: 5, burstLimit: 20 },
};

/** What is said of each request: the route, never the address, which may name a code or a CPF. */
const REGISTRO = {
  requestId: '$context.requestId',
  horario: '$context.requestTimeEpoch',
  rota: '$context.routeKey',
  status: '$context.status',
  latenciaMs: '$context.responseLatency',
  integracaoMs: '$context.integration.latency',
  integracaoStatus: '$context.integration.status',
  erro: '$context.error.responseType',
  erroDoToken: '$context.authorizer.error',
  erroDaIntegracao: '$context.integration.error',
  bytes: '$context.responseLength',
};

type Operacao = { security?: { oauth2?: string[] }[]; responses: Record<string, { content?: object }> };
/** A stream is longer than the 30 s, and not the whole, that an HTTP API waits for. */
const ehStream = ({ responses }: Operacao) =>
  Object.values(responses).some(({ content = {} }) => 'text/event-stream' in content);

/** Every route of the HTTP API, with the scopes of which one lets in; the gateway, or the function, asks for the rest again. */
const rotas: readonly { rota: string; scopes: string[] }[] = [
  ...Object.entries(openapi.paths as Record<string, Record<string, Operacao>>)
    .filter(([path]) => DE_PROGRAMAS.test(path) && !DE_PESSOAS.test(path))
    .flatMap(([path, operacoes]) =>
      Object.entries(operacoes)
        .filter(([, operacao]) => !ehStream(operacao))
        .map(([metodo, { security = [] }]) => ({
          rota: `${metodo.toUpperCase()} ${path}`,
          scopes: [...new Set(security.flatMap(({ oauth2 = [] }) => oauth2))],
        })),
    ),
  ...DE_TODOS.map((rota) => ({ rota, scopes: [] })),
];

/**
 * What programs see: an HTTP API before the gateway and three functions. Browsers of other sites are no programs, and so it has no
 * CORS; the screens ask at their own address. It takes no firewall.
 */
export class Borda extends Camada {
  readonly api: api.HttpApi;
  readonly cdn: cloudfront.Distribution;

  constructor(
    scope: Construct,
    contexto: Contexto,
    {
      rede,
      cdn,
      identidade,
      servicos,
    }: { rede: Rede; cdn: Cdn; identidade: Identidade; servicos: { entrada: elb.IApplicationListener } },
  ) {
    super(scope, 'borda', contexto);
    this.cdn = cdn.distribuicao;
    this.api = new api.HttpApi(this, 'Api', { apiName: this.nome(), createDefaultStage: false });

    const vpcLink = new api.VpcLink(this, 'Link', {
      vpcLinkName: this.nome(),
      vpc: rede.vpc,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [rede.grupos.link],
    });
    const gateway = new HttpAlbIntegration('gateway', servicos.entrada, {
      vpcLink,
      parameterMapping: new api.ParameterMapping().overwriteHeader(
        QUEM_PEDE,
        api.MappingValue.contextVariable('identity.sourceIp'),
      ),
    });
    const daPool = new HttpJwtAuthorizer('pool', identidade.emissor, {
      jwtAudience: [identidade.cliente.userPoolClientId],
    });
    const feitas = new Map(
      rotas.map(({ rota, scopes }) => {
        const funcao = FUNCOES[rota];
        if (scopes.length === 0 && !SEM_ESCOPO[rota]) throw new Error(`${rota} asks for no scope, and nobody says why`);
        return [
          rota,
          new api.HttpRoute(this, rota, {
            httpApi: this.api,
            routeKey: chave(rota),
            integration: funcao ? new HttpLambdaIntegration(funcao, identidade.funcoes[funcao]) : gateway,
            ...(scopes.length > 0 && { authorizer: daPool, authorizationScopes: scopes }),
          }),
        ] as const;
      }),
    );
    for (const rota of Object.keys(SEM_ESCOPO)) {
      const feita = feitas.get(rota);
      if (!feita) throw new Error(`SEM_ESCOPO: there is no ${rota}`);
      Validations.of(feita).acknowledge({ id: 'AwsSolutions-APIG4', reason: `Without a token: ${SEM_ESCOPO[rota]}.` });
    }
    this.#estagio(feitas);
    new CfnOutput(this, 'EnderecoDaApi', { value: this.api.apiEndpoint, description: 'Where programs go' });
  }

  #estagio(feitas: ReadonlyMap<string, api.HttpRoute>): void {
    const estagio = new api.HttpStage(this, 'Estagio', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: RITMO,
      accessLogSettings: {
        destination: new api.LogGroupLogDestination(
          new logs.LogGroup(this, 'Registro', {
            logGroupName: `/foodious/${this.ambiente.nome}/api`,
            retention: this.ambiente.diasDeLog,
            removalPolicy: this.removalPolicy,
          }),
        ),
        format: AccessLogFormat.custom(JSON.stringify(REGISTRO)),
      },
    });
    const cfn = estagio.node.defaultChild as api.CfnStage;
    cfn.routeSettings = Object.fromEntries(
      Object.entries(RITMOS).map(([rota, { rateLimit, burstLimit }]) => [
        rota,
        { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
      ]),
    );
    for (const rota of Object.keys(RITMOS)) {
      const feita = feitas.get(rota);
      if (!feita) throw new Error(`RITMOS: there is no ${rota}`);
      estagio.node.addDependency(feita); // it names them, and does not refer to them
    }
  }
}

function chave(rota: string): api.HttpRouteKey {
  const [metodo, path = ''] = rota.split(' ');
  return api.HttpRouteKey.with(path, metodo as api.HttpMethod);
}
