import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { gatewaySettings } from '@foodious/gateway/settings.ts';
import { LARGURAS, MAIOR_IMAGEM } from '@foodious/produto/domain/imagem.ts';
import { Template } from 'aws-cdk-lib/assertions';
import { ApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import openapi from '../../services/gateway/openapi.json' with { type: 'json' };
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { Borda, SEM_ESCOPO } from '../stacks/borda.ts';
import { barreiras, Cdn, campos, funcoesDaBorda } from '../stacks/cdn.ts';
import { Dados } from '../stacks/dados.ts';
import { Identidade } from '../stacks/identidade.ts';
import { QUEM_PEDE, Rede } from '../stacks/rede.ts';
import { alvoDe, appSemConferir, em, lista, type Recurso, type Valor } from './modelo.ts';

const OUVINTE = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/foodious-prod/1/2';
const DOMINIO = {
  DOMINIO: 'pedir.example',
  CERTIFICADO_ARN: 'arn:aws:acm:us-east-1:000000000000:certificate/11111111-2222-3333-4444-555555555555',
};

function sintetizar(casa: Record<string, string>) {
  const app = appSemConferir();
  const contexto = { ambiente: ambientes.prod, casa: casaDoAmbiente(casa) };
  const rede = new Rede(app, contexto);
  const identidade = new Identidade(app, contexto, { rede });
  const cdn = new Cdn(app, contexto, { rede, dados: new Dados(app, contexto, { rede }) });
  const entrada = ApplicationListener.fromApplicationListenerAttributes(rede, 'Entrada', {
    listenerArn: OUVINTE,
    securityGroup: rede.grupos.alb,
  });
  const borda = new Borda(app, contexto, { rede, cdn, identidade, servicos: { entrada } });
  return [cdn, borda, rede].map((stack) => Template.fromStack(stack).toJSON()) as [Modelo, Modelo, Modelo];
}
type Modelo = {
  Resources: Record<string, Recurso>;
  Outputs: Record<string, { Value: Valor; Export?: { Name: string } }>;
};
const [doCdn, daBorda, daRede] = sintetizar({});
const [comDominio] = sintetizar(DOMINIO);

const doTipo = (tipo: string, { Resources }: Modelo) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === tipo);
const unico = (tipo: string, modelo: Modelo): Valor => {
  const [achado, ...outros] = doTipo(tipo, modelo);
  assert.ok(achado && outros.length === 0, tipo);
  return achado[1].Properties ?? {};
};
const rotas = new Map(
  doTipo('AWS::ApiGatewayV2::Route', daBorda).map(([, { Properties: p = {} }]) => [String(em(p, 'RouteKey')), p]),
);
const distribuicao = (modelo: Modelo) => em(unico('AWS::CloudFront::Distribution', modelo), 'DistributionConfig');
const comportamentos = lista(em(distribuicao(doCdn), 'CacheBehaviors'));
const origemDe = (comportamento: Valor | undefined) =>
  lista(em(distribuicao(doCdn), 'Origins')).find((um) => em(um, 'Id') === em(comportamento, 'TargetOriginId'));

type Operacao = { security?: { oauth2?: string[] }[]; responses: Record<string, { content?: object }> };
const operacoes = Object.entries(openapi.paths as Record<string, Record<string, Operacao>>).flatMap(([path, deste]) =>
  Object.entries(deste).map(([metodo, operacao]) => ({ rota: `${metodo.toUpperCase()} ${path}`, path, ...operacao })),
);

test('every operation for programs is a route that asks for its scopes, and there is no other', () => {
  const esperadas = operacoes
    .filter(({ path }) => /^\/(v1|v2|oauth2|\.well-known)\//.test(path) && !path.startsWith('/v2/convites/'))
    .filter(({ responses }) => !JSON.stringify(responses).includes('text/event-stream'))
    .map(({ rota, security = [] }) => [rota, [...new Set(security.flatMap(({ oauth2 = [] }) => oauth2))].sort()]);
  assert.deepEqual(
    [...rotas].map(([rota, p]) => [rota, lista(em(p, 'AuthorizationScopes')).map(String).sort()]).sort(),
    [...esperadas, ['GET /health', []]].sort(),
  );
});

test('a token with any scope of a route comes in: the gateway asks for the rest', () => {
  assert.deepEqual(em(rotas.get('PUT /v1/pedido/{id}'), 'AuthorizationScopes'), [
    'pedido:fazer',
    'preparo:mover',
    'pedido:cancelar',
  ]);
  assert.deepEqual(em(rotas.get('POST /v1/pagamento/{transacaoId}/{estadoPagamento}'), 'AuthorizationScopes'), [
    'pagamento:notificar',
  ]);
});

test('at most eight routes ask for no token, each for a reason; all others believe the pool, and its client', () => {
  const abertas = [...rotas].filter(([, p]) => em(p, 'AuthorizationType') !== 'JWT').map(([rota]) => rota);
  assert.ok(abertas.length <= 8);
  assert.deepEqual(abertas.sort(), Object.keys(SEM_ESCOPO).sort());
  assert.ok(Object.values(SEM_ESCOPO).every((porque) => porque.length > 10));
  const [[autorizador, { Properties: p }], ...outros] = doTipo('AWS::ApiGatewayV2::Authorizer', daBorda) as [
    [string, Recurso],
  ];
  assert.equal(outros.length, 0);
  for (const [rota, route] of rotas)
    if (!SEM_ESCOPO[rota]) assert.equal(alvoDe(em(route, 'AuthorizerId')), autorizador, rota);
  assert.equal(em(p, 'AuthorizerType'), 'JWT');
  assert.match(
    JSON.stringify(em(p, 'JwtConfiguration', 'Issuer')),
    /"https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/",.*Pool/,
  );
  assert.match(
    JSON.stringify(em(p, 'JwtConfiguration', 'Audience')),
    /^\[\{"Fn::ImportValue":"[^"]*Poolgateway[^"]*"\}\]$/,
  );
});

test('three routes are answered by functions, which the API alone may call; the load balancer gets all others', () => {
  const integracoes = new Map(
    doTipo('AWS::ApiGatewayV2::Integration', daBorda).map(([id, { Properties }]) => [id, Properties]),
  );
  const por = (rota: string) => integracoes.get(alvoDe(lista(em(rotas.get(rota), 'Target', 'Fn::Join', 1)).at(1)));
  const deFuncoes: Record<string, RegExp> = {
    'POST /oauth2/token': /Funcaoauthorizer/,
    'POST /v2/cliente': /Funcaocreateuser/,
    'DELETE /v2/cliente': /Funcaodeleteuser/,
  };
  for (const rota of rotas.keys()) {
    const funcao = deFuncoes[rota];
    if (funcao) assert.match(JSON.stringify(em(por(rota), 'IntegrationUri')), funcao);
    else {
      assert.equal(em(por(rota), 'IntegrationUri'), OUVINTE, rota);
      assert.equal(em(por(rota), 'ConnectionType'), 'VPC_LINK');
    }
  }
  assert.equal(integracoes.size, 4);
  const deixam = doTipo('AWS::Lambda::Permission', daBorda);
  assert.equal(deixam.length, 3);
  for (const [, { Properties: p }] of deixam) {
    assert.equal(em(p, 'Principal'), 'apigateway.amazonaws.com');
    assert.match(JSON.stringify(em(p, 'SourceArn')), /"Ref":"Api\w*"/);
  }
});

test('the link stands in the private subnets, and may talk to the load balancer alone', () => {
  const link = unico('AWS::ApiGatewayV2::VpcLink', daBorda);
  assert.match(JSON.stringify(link), /link\w*GroupId.*privadaSubnet1.*privadaSubnet2/);
});

test('there is room for more routes, and no two are one address by different names', () => {
  assert.ok(rotas.size <= 300);
  const enderecos = [...rotas.keys()].map((rota) => rota.replace(/\{\w+\}/g, '{}'));
  assert.equal(new Set(enderecos).size, rotas.size);
});

test('all programs together have a rhythm, and a slower one where it is worth trying', () => {
  const estagio = unico('AWS::ApiGatewayV2::Stage', daBorda);
  const ritmo = (onde: Valor | undefined) =>
    [em(onde, 'ThrottlingRateLimit'), em(onde, 'ThrottlingBurstLimit')].map(Number);
  const [porSegundo = 0, deUmaVez = 0] = ritmo(em(estagio, 'DefaultRouteSettings'));
  assert.ok(porSegundo > 0 && deUmaVez >= porSegundo);
  const lentas = em(estagio, 'RouteSettings') as Record<string, Valor>;
  for (const [rota, esta] of Object.entries(lentas)) {
    const [dela = 0, deLa = 0] = ritmo(esta);
    assert.ok(rotas.has(rota) && dela > 0 && dela < porSegundo && deLa >= dela && deLa < deUmaVez, rota);
  }
  for (const rota of ['POST /oauth2/token', 'POST /v1/cliente', 'POST /v2/cliente', 'POST /v1/cliente/identifica'])
    assert.ok(lentas[rota], rota);
  // Settings of a route that is not there yet are refused.
  const [[, { DependsOn }]] = doTipo('AWS::ApiGatewayV2::Stage', daBorda) as unknown as [
    [string, { DependsOn: string[] }],
  ];
  const ids = new Map(
    doTipo('AWS::ApiGatewayV2::Route', daBorda).map(([id, { Properties }]) => [em(Properties, 'RouteKey'), id]),
  );
  for (const rota of Object.keys(lentas)) assert.ok(DependsOn.includes(ids.get(rota) ?? ''), rota);
});

test('the log of the API tells request, route, status and latency, and of nobody', () => {
  const estagio = unico('AWS::ApiGatewayV2::Stage', daBorda);
  const formato = JSON.parse(String(em(estagio, 'AccessLogSettings', 'Format'))) as Record<string, string>;
  const ditos = Object.values(formato);
  for (const um of ['requestId', 'routeKey', 'status', 'responseLatency'])
    assert.ok(ditos.includes(`$context.${um}`), um);
  assert.doesNotMatch(ditos.join(' '), /identity|\.path|claims|domain|principal|userAgent|sourceIp/i);
  const [registro] = doTipo('AWS::Logs::LogGroup', daBorda);
  assert.equal(alvoDe(em(estagio, 'AccessLogSettings', 'DestinationArn')), registro?.[0]);
  assert.equal(em(registro?.[1].Properties, 'RetentionInDays'), ambientes.prod.diasDeLog);
});

test('pages of others do not ask the API: it has no CORS', () => {
  assert.equal(em(unico('AWS::ApiGatewayV2::Api', daBorda), 'CorsConfiguration'), undefined);
});

test('nothing of the gateway is cached, compressed or left out on its way', () => {
  const padrao = em(distribuicao(doCdn), 'DefaultCacheBehavior');
  assert.equal(em(padrao, 'CachePolicyId'), '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'); // CachingDisabled
  assert.equal(em(padrao, 'OriginRequestPolicyId'), '216adef6-5c7f-47e4-b989-5492eafa07d3'); // AllViewer
  assert.equal(em(padrao, 'Compress'), false);
  assert.deepEqual(lista(em(padrao, 'AllowedMethods')).length, 7);
});

test('the gateway is reached inside the network, and a stream may be silent longer than it ever is', () => {
  const origem = origemDe(em(distribuicao(doCdn), 'DefaultCacheBehavior'));
  assert.match(JSON.stringify(em(origem, 'DomainName')), /rede:.*Alb.*DNSName/);
  assert.ok(Number(em(origem, 'VpcOriginConfig', 'OriginReadTimeout')) > 30);
  const ponto = em(unico('AWS::CloudFront::VpcOrigin', doCdn), 'VpcOriginEndpointConfig');
  assert.equal(em(ponto, 'OriginProtocolPolicy'), 'http-only');
  assert.match(JSON.stringify(em(ponto, 'Arn')), /rede:.*Alb/);
});

test('the gateway hears who asks of CloudFront and of the API alone: not of the load balancer, nor of who asks', () => {
  const atributos = lista(em(unico('AWS::ElasticLoadBalancingV2::LoadBalancer', daRede), 'LoadBalancerAttributes'));
  const dos = atributos.find((um) => em(um, 'Key') === 'routing.http.xff_header_processing.mode');
  assert.equal(em(dos, 'Value'), 'remove');
  const [uma, ...mais] = doTipo('AWS::ApiGatewayV2::Integration', daBorda).filter(
    ([, { Properties: p }]) => em(p, 'IntegrationType') === 'HTTP_PROXY',
  );
  assert.deepEqual(mais, []);
  assert.deepEqual(em(uma?.[1].Properties, 'RequestParameters'), {
    [`overwrite:header.${QUEM_PEDE}`]: '$context.identity.sourceIp',
  });
  const [associada] = lista(em(distribuicao(doCdn), 'DefaultCacheBehavior', 'FunctionAssociations'));
  assert.match(
    `${em(associada, 'EventType')} ${alvoDe(em(associada, 'FunctionARN'))}`,
    /^viewer-request Funcaoendereco/,
  );
  const headers = { accept: { value: '*/*' }, [QUEM_PEDE]: { value: '198.51.100.1', multiValue: [{ value: 'x' }] } };
  assert.deepEqual(naBorda('endereco', { viewer: { ip: '2001:db8::1' }, request: { uri: '/', headers } }), {
    uri: '/',
    headers: { accept: { value: '*/*' }, [QUEM_PEDE]: { value: '2001:db8::1' } },
  });
});

test('screens and pictures come from their buckets, which CloudFront alone reads', () => {
  assert.deepEqual(
    comportamentos.map((um) => em(um, 'PathPattern')),
    ['/telas/*', '/imagens/*'],
  );
  const acessos = new Map(
    doTipo('AWS::CloudFront::OriginAccessControl', doCdn).map(([id, { Properties }]) => [id, Properties]),
  );
  for (const um of comportamentos) {
    assert.deepEqual(em(um, 'AllowedMethods'), ['GET', 'HEAD']);
    const acesso = em(acessos.get(alvoDe(em(origemDe(um), 'OriginAccessControlId'))), 'OriginAccessControlConfig');
    assert.deepEqual([em(acesso, 'SigningBehavior'), em(acesso, 'OriginAccessControlOriginType')], ['always', 's3']);
  }
  assert.match(JSON.stringify(em(origemDe(comportamentos[1]), 'DomainName')), /dados:.*imagens.*RegionalDomainName/);
  const politica = lista(em(unico('AWS::S3::BucketPolicy', doCdn), 'PolicyDocument', 'Statement'));
  const deixam = politica.filter((um) => em(um, 'Effect') === 'Allow');
  assert.equal(deixam.length, 1);
  assert.equal(em(deixam[0], 'Action'), 's3:GetObject');
  assert.match(JSON.stringify(em(deixam[0], 'Condition', 'StringEquals', 'AWS:SourceArn')), /"Ref":"Distribuicao/);
});

test('people come by HTTPS; where the domain is ours, by TLS 1.2 at least', () => {
  for (const um of [em(distribuicao(doCdn), 'DefaultCacheBehavior'), ...comportamentos])
    assert.equal(em(um, 'ViewerProtocolPolicy'), 'redirect-to-https');
  assert.equal(em(distribuicao(doCdn), 'HttpVersion'), 'http2and3');
  assert.equal(em(distribuicao(comDominio), 'ViewerCertificate', 'MinimumProtocolVersion'), 'TLSv1.2_2021');
  assert.equal(em(distribuicao(comDominio), 'ViewerCertificate', 'AcmCertificateArn'), DOMINIO.CERTIFICADO_ARN);
  assert.deepEqual(em(distribuicao(comDominio), 'Aliases'), [DOMINIO.DOMINIO]);
});

test('the address people use is the domain, or the name CloudFront gave; others may go on reading that', () => {
  const nomeProprio = (modelo: Modelo) =>
    Object.values(modelo.Outputs).filter(({ Export, Value }) => Export && em(Value, 'Fn::GetAtt', 1) === 'DomainName');
  assert.deepEqual(comDominio.Outputs.Endereco?.Value, `https://${DOMINIO.DOMINIO}`);
  assert.match(
    JSON.stringify(doCdn.Outputs.Endereco?.Value),
    /"https:\/\/",\{"Fn::GetAtt":\["Distribuicao\w*","DomainName"\]/,
  );
  assert.equal(nomeProprio(doCdn).length, 1);
  assert.deepEqual(nomeProprio(comDominio), nomeProprio(doCdn));
});

test('a firewall stands before people, and lets a restaurant and its pictures in', () => {
  const [[id]] = doTipo('AWS::WAFv2::WebACL', doCdn) as [[string, Recurso]];
  const muro = unico('AWS::WAFv2::WebACL', doCdn);
  assert.equal(alvoDe(em(distribuicao(doCdn), 'WebACLId')), id);
  assert.equal(em(muro, 'Scope'), 'CLOUDFRONT');
  const regras = new Map(lista(em(muro, 'Rules')).map((um) => [em(um, 'Name'), um]));
  assert.equal(regras.size, barreiras.length);
  assert.deepEqual(em(regras.get('demais'), 'Action'), { Block: {} });
  // All screens one address may have open, starting again at once, with what each of them loads.
  const { STREAMS_PER_ADDRESS } = gatewaySettings;
  const limite = em(regras.get('demais'), 'Statement', 'RateBasedStatement', 'Limit');
  assert.ok(Number(limite) >= STREAMS_PER_ADDRESS.parse(undefined) * 30);
  for (const [nome, grupo] of [
    ['comuns', 'AWSManagedRulesCommonRuleSet'],
    ['conhecidas', 'AWSManagedRulesKnownBadInputsRuleSet'],
  ] as const) {
    assert.deepEqual(em(regras.get(nome), 'OverrideAction'), { None: {} });
    assert.equal(em(regras.get(nome), 'Statement', 'ManagedRuleGroupStatement', 'Name'), grupo);
  }
  // The group refuses bodies above 8 KiB.
  assert.ok(MAIOR_IMAGEM > 8192);
  assert.deepEqual(em(regras.get('comuns'), 'Statement', 'ManagedRuleGroupStatement', 'RuleActionOverrides'), [
    { Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } },
  ]);
});

test('every answer has its security headers, and what the gateway says of its contents stays', () => {
  const [politica] = doTipo('AWS::CloudFront::ResponseHeadersPolicy', doCdn);
  for (const um of [em(distribuicao(doCdn), 'DefaultCacheBehavior'), ...comportamentos])
    assert.equal(alvoDe(em(um, 'ResponseHeadersPolicyId')), politica?.[0]);
  const cabecalhos = em(politica?.[1].Properties, 'ResponseHeadersPolicyConfig', 'SecurityHeadersConfig');
  assert.deepEqual(cabecalhos, {
    StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: false, Override: true },
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'DENY', Override: false },
    ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: false },
    ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", Override: false },
  });
});

test('the log of CloudFront tells what was answered, and of nobody', () => {
  const entrega = unico('AWS::Logs::Delivery', doCdn);
  assert.deepEqual(em(entrega, 'RecordFields'), campos);
  assert.doesNotMatch(campos.join(' '), /\bc-|uri|query|cookie|referer|user-agent|forwarded|distributionid/i);
  const origem = unico('AWS::Logs::DeliverySource', doCdn);
  assert.equal(em(entrega, 'DeliverySourceName'), em(origem, 'Name'));
  assert.match(JSON.stringify(em(origem, 'ResourceArn')), /"Ref":"Distribuicao/);
  const destino = unico('AWS::Logs::DeliveryDestination', doCdn);
  const registro = doCdn.Resources[alvoDe(em(destino, 'DestinationResourceArn'))]?.Properties;
  assert.equal(em(registro, 'RetentionInDays'), ambientes.prod.diasDeLog);
});

/** What a function of the edge makes of an event. */
const naBorda = (nome: keyof typeof funcoesDaBorda, event: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(runInNewContext(`${funcoesDaBorda[nome]}; handler(event)`, { event })));

test('the address of a picture leads to the one of its widths, and nothing else of the bucket is shown', () => {
  const pedir = (uri: string, w?: string) =>
    naBorda('imagem', { request: { uri, querystring: w === undefined ? {} : { w: { value: w } } } });
  const hash = 'a1'.repeat(32);
  for (const largura of LARGURAS)
    for (const tipo of ['png', 'jpeg', 'webp'])
      assert.equal(pedir(`/imagens/${hash}.${tipo}`, String(largura)).uri, `/${hash}-${largura}.webp`);
  assert.equal(pedir(`/imagens/${hash}.png`).uri, `/${hash}-1080.webp`);
  for (const [uri, w] of [
    [`/imagens/${hash}.json`, '320'],
    [`/imagens/${hash}-320.webp`, undefined],
    ['/imagens/../protocolos', undefined],
    [`/imagens/${hash}.png`, '321'],
  ] as const)
    assert.deepEqual(pedir(uri, w), { statusCode: 404 }, uri);
});

test('what is named by its content is kept for a year', () => {
  const { headers } = naBorda('imutavel', { response: { headers: { etag: { value: 'x' } } } });
  assert.deepEqual(headers, {
    etag: { value: 'x' },
    'cache-control': { value: 'public, max-age=31536000, immutable' },
  });
  const quando = comportamentos.map((um) =>
    lista(em(um, 'FunctionAssociations')).map((uma) => `${em(uma, 'EventType')} ${alvoDe(em(uma, 'FunctionARN'))}`),
  );
  const [telas = [], imagens = []] = quando;
  assert.match(telas.join(), /^viewer-response Funcaoimutavel\w*$/);
  assert.match(imagens.join(), /^viewer-request Funcaoimagem\w*,viewer-response Funcaoimutavel\w*$/);
});

test('the stacks are made the same a second time', () => {
  assert.deepEqual(sintetizar({}), [doCdn, daBorda, daRede]);
});
