import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStreams } from '@foodious/messaging/streams.ts';
import { createHttp } from '@foodious/platform/http.ts';
import { Template } from 'aws-cdk-lib/assertions';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { ApplicationProtocol, ListenerAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { pino } from 'pino';
import { type Ambiente, ambientes, casaDoAmbiente } from '../ambientes.ts';
import { conversas, Rede } from '../stacks/rede.ts';
import { alvoDe, appSemConferir, em, lista, type Recursos, type Valor } from './modelo.ts';

const CLOUDFRONT = 'pl-3b927c52';

function recursosDe(ambiente: Ambiente = ambientes.prod): Recursos {
  const rede = new Rede(appSemConferir(), { ambiente, casa: casaDoAmbiente({}) });
  return Template.fromStack(rede).toJSON().Resources as Recursos;
}

const doTipo = (recursos: Recursos, tipo: string): (Valor | undefined)[] =>
  Object.values(recursos)
    .filter(({ Type }) => Type === tipo)
    .map(({ Properties }) => Properties);

/** Every rule of every group: whose, in or out, to or from whom, on which port. */
function regrasDe(recursos: Recursos): string[] {
  const nomes = new Map(
    Object.entries(recursos)
      .filter(([, { Type }]) => Type === 'AWS::EC2::SecurityGroup')
      .map(([id, { Properties: p }]) => [id, String(em(p, 'GroupName')).replace(/^foodious-[a-z]+-/, '')]),
  );
  const outro = (regra: Valor | undefined, grupo: string, lista: string) =>
    nomes.get(alvoDe(em(regra, grupo))) ?? String(em(regra, lista) ?? em(regra, 'CidrIp') ?? em(regra, 'CidrIpv6'));
  const dita = (dono: string | undefined, sentido: 'in' | 'out', regra: Valor | undefined) => {
    const quem =
      sentido === 'in'
        ? outro(regra, 'SourceSecurityGroupId', 'SourcePrefixListId')
        : outro(regra, 'DestinationSecurityGroupId', 'DestinationPrefixListId');
    const portas = [em(regra, 'FromPort'), em(regra, 'ToPort')];
    return `${dono} ${sentido} ${quem} ${em(regra, 'IpProtocol')} ${portas.join('-')}`;
  };
  const soltas = (tipo: string, sentido: 'in' | 'out') =>
    doTipo(recursos, tipo).map((p) => dita(nomes.get(alvoDe(em(p, 'GroupId'))), sentido, p));
  return [
    ...[...nomes].flatMap(([id, nome]) => [
      ...lista(em(recursos[id]?.Properties, 'SecurityGroupIngress')).map((regra) => dita(nome, 'in', regra)),
      ...lista(em(recursos[id]?.Properties, 'SecurityGroupEgress')).map((regra) => dita(nome, 'out', regra)),
    ]),
    ...soltas('AWS::EC2::SecurityGroupIngress', 'in'),
    ...soltas('AWS::EC2::SecurityGroupEgress', 'out'),
  ].sort();
}

/** A way out to an address nobody has: there is none. */
const paraNinguem = (regra: string) => regra.includes(' out 255.255.255.255/32 icmp ');

/** What the lines of the table come to, as rules of groups. */
function regrasDaTabela(): string[] {
  const fora: Record<string, string> = { cloudfront: CLOUDFRONT, s3: 'pl-63a5400a', internet: '0.0.0.0/0' };
  return conversas
    .flatMap(({ de, para, portas }) => de.flatMap((um) => portas.map((porta) => ({ de: um, para, porta }))))
    .flatMap(({ de, para, porta }) => [
      ...(de in fora ? [] : [`${de} out ${fora[para] ?? para} tcp ${porta}-${porta}`]),
      ...(para in fora ? [] : [`${para} in ${fora[de] ?? de} tcp ${porta}-${porta}`]),
    ])
    .sort();
}

for (const ambiente of Object.values(ambientes))
  test(`in ${ambiente.nome} the groups have the rules of the table, both ways, and no others`, () => {
    const regras = regrasDe(recursosDe(ambiente));
    assert.deepEqual(
      regras.filter((regra) => !paraNinguem(regra)),
      regrasDaTabela(),
    );
  });

test('what no line of the table says is in no template', () => {
  const todas = regrasDe(recursosDe());
  const tabelas = conversas.find(({ de, para }) => de.includes('pedido') && para === 'mysql');
  assert.ok(tabelas);
  const { de } = tabelas;
  tabelas.de = de.filter((um) => um !== 'pedido');
  try {
    const sem = new Set(regrasDe(recursosDe()));
    assert.deepEqual(
      todas.filter((regra) => !sem.has(regra)),
      ['mysql in pedido tcp 3306-3306', 'pedido out mysql tcp 3306-3306'],
    );
  } finally {
    tabelas.de = de;
  }
});

test('nobody is let in by an address: by a group, or by the list of what CloudFront comes from', () => {
  const entradas = regrasDe(recursosDe()).filter((regra) => regra.includes(' in '));
  assert.deepEqual(
    entradas.filter((regra) => /\d\.\d|::|undefined/.test(regra)),
    [],
  );
  assert.deepEqual(
    entradas.filter((regra) => regra.includes('pl-')),
    [`cdn in ${CLOUDFRONT} tcp 80-80`],
  );
});

test('no group is made with the way out to everywhere that Amazon gives to one without', () => {
  for (const p of doTipo(recursosDe(), 'AWS::EC2::SecurityGroup')) {
    const saidas = lista(em(p, 'SecurityGroupEgress'));
    assert.ok(saidas.length > 0, `${em(p, 'GroupName')} says nothing of ways out`);
    assert.ok(saidas.every((regra) => em(regra, 'IpProtocol') !== '-1'));
  }
});

test('no group has more rules than Amazon takes: 60 each way, and the list of CloudFront counts as 55', () => {
  const contas = new Map<string, number>();
  for (const regra of regrasDe(recursosDe())) {
    const grupo = regra.split(' ', 2).join(' ');
    contas.set(grupo, (contas.get(grupo) ?? 0) + (regra.includes(CLOUDFRONT) ? 55 : 1));
  }
  assert.deepEqual(
    [...contas].filter(([, conta]) => conta > 60),
    [],
  );
});

test('each rule says why, in the letters Amazon takes', () => {
  const recursos = recursosDe();
  const ditos = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap((tipo) =>
    doTipo(recursos, tipo).map((p) => String(em(p, 'Description'))),
  );
  assert.deepEqual(
    ditos.filter((dito) => !/^\w+: [\w .:/()#,@[\]+=&;{}!$*-]{1,200}$/.test(dito)),
    [],
  );
});

test('a stack that stands on the groups adds no rules of its own', () => {
  const rede = new Rede(appSemConferir(), { ambiente: ambientes.prod, casa: casaDoAmbiente({}) });
  for (const grupo of Object.values(rede.grupos)) {
    grupo.connections.allowFromAnyIpv4(Port.tcp(22));
  }
  const defaultAction = ListenerAction.fixedResponse(404);
  rede.alb.addListener('aberto', { port: 8081, open: true, protocol: ApplicationProtocol.HTTP, defaultAction });
  const regras = regrasDe(Template.fromStack(rede).toJSON().Resources as Recursos);
  assert.deepEqual(
    regras.filter((regra) => !paraNinguem(regra)),
    regrasDaTabela(),
  );
});

test('the isolated subnets have no way out, and no subnet gives public addresses', () => {
  const recursos = recursosDe();
  const rotas = doTipo(recursos, 'AWS::EC2::Route');
  const tabelas = new Map(
    doTipo(recursos, 'AWS::EC2::SubnetRouteTableAssociation').map((p) => [
      alvoDe(em(p, 'SubnetId')),
      alvoDe(em(p, 'RouteTableId')),
    ]),
  );
  const subnets = Object.entries(recursos).filter(([, { Type }]) => Type === 'AWS::EC2::Subnet');
  const saidas = (nome: string) =>
    subnets
      .filter(([id]) => id.includes(nome))
      .map(([id]) =>
        rotas
          .filter((rota) => alvoDe(em(rota, 'RouteTableId')) === tabelas.get(id))
          .map((rota) => (em(rota, 'NatGatewayId') ? 'nat' : 'internet')),
      );
  assert.deepEqual(saidas('isolada'), [[], []]);
  assert.deepEqual(saidas('privada'), [['nat'], ['nat']]);
  assert.deepEqual(saidas('publica'), [['internet'], ['internet']]);
  assert.deepEqual(
    subnets.map(([, { Properties: p }]) => em(p, 'MapPublicIpOnLaunch')),
    subnets.map(() => false),
  );
});

test('the network is 10.20.0.0/16, in two zones that are the same in every account', () => {
  const recursos = recursosDe();
  assert.deepEqual(
    doTipo(recursos, 'AWS::EC2::VPC').map((p) => em(p, 'CidrBlock')),
    ['10.20.0.0/16'],
  );
  const zonas = doTipo(recursos, 'AWS::EC2::Subnet').map((p) => [
    em(p, 'AvailabilityZone'),
    em(p, 'AvailabilityZoneId'),
  ]);
  const [uma, outra] = [
    [undefined, 'use1-az1'],
    [undefined, 'use1-az2'],
  ];
  assert.deepEqual(zonas, [uma, outra, uma, outra, uma, outra]);
});

for (const [nome, zonas] of Object.entries({ dev: 1, prod: 2 }) as [Ambiente['nome'], number][])
  test(`${nome} has a way out, and endpoints of the services of Amazon, in ${zonas} of the zones`, () => {
    const recursos = recursosDe(ambientes[nome]);
    assert.equal(doTipo(recursos, 'AWS::EC2::NatGateway').length, zonas);
    const endpoints = doTipo(recursos, 'AWS::EC2::VPCEndpoint');
    const deInterface = endpoints.filter((p) => em(p, 'VpcEndpointType') === 'Interface');
    assert.deepEqual(deInterface.map((p) => em(p, 'ServiceName')).sort(), [
      'com.amazonaws.us-east-1.ecr.api',
      'com.amazonaws.us-east-1.ecr.dkr',
      'com.amazonaws.us-east-1.logs',
      'com.amazonaws.us-east-1.secretsmanager',
      'com.amazonaws.us-east-1.sqs',
    ]);
    for (const p of deInterface) {
      assert.equal(em(p, 'PrivateDnsEnabled'), true);
      assert.equal(lista(em(p, 'SubnetIds')).length, zonas);
    }
    const [s3, ...outros] = endpoints.filter((p) => em(p, 'VpcEndpointType') === 'Gateway');
    assert.match(JSON.stringify(em(s3, 'ServiceName')), /\.s3"/);
    assert.equal(lista(em(s3, 'RouteTableIds')).length, 6);
    assert.deepEqual(outros, []);
  });

test('nothing is in the group nobody names, which CDK would have emptied by a function of its own', () => {
  const recursos = recursosDe();
  const dos = (tipo: string, onde: string) => doTipo(recursos, tipo).map((p) => lista(em(p, onde)).map(alvoDe));
  const usados = [
    ...dos('AWS::ElasticLoadBalancingV2::LoadBalancer', 'SecurityGroups'),
    ...dos('AWS::EC2::VPCEndpoint', 'SecurityGroupIds').filter((_, n) => n > 0), // the first is S3's, which has none
  ];
  assert.equal(usados.length, 6);
  assert.ok(usados.every((grupos) => grupos.length > 0 && grupos.every((id) => recursos[id]?.Type.endsWith('Group'))));
  assert.deepEqual(
    Object.values(recursos).filter(({ Type }) => /^(Custom::|AWS::Lambda|AWS::CloudFormation::CustomR)/.test(Type)),
    [],
  );
});

test('what passes on the network is written down, and the log ends some day', () => {
  for (const ambiente of Object.values(ambientes)) {
    const recursos = recursosDe(ambiente);
    const [fluxos] = doTipo(recursos, 'AWS::EC2::FlowLog');
    assert.equal(em(fluxos, 'TrafficType'), 'ALL');
    const registro = recursos[alvoDe(em(fluxos, 'LogGroupName'))]?.Properties;
    assert.equal(em(registro, 'LogGroupName'), `/foodious/${ambiente.nome}/rede`);
    assert.equal(em(registro, 'RetentionInDays'), ambiente.diasDeLog);
  }
});

/** What the load balancer is told, by name. */
function balanceador(ambiente: Ambiente = ambientes.prod) {
  const recursos = recursosDe(ambiente);
  const [alb] = doTipo(recursos, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  const ditos = lista(em(alb, 'LoadBalancerAttributes')).map((um) => [String(em(um, 'Key')), em(um, 'Value')] as const);
  const grupos = lista(em(alb, 'SecurityGroups')).map((um) => em(recursos[alvoDe(um)]?.Properties, 'GroupName'));
  return { alb, grupos, atributos: Object.fromEntries(ditos) };
}

test('the load balancer is inside, drops headers that are none, and only in prod cannot be deleted', () => {
  const { alb, atributos, grupos } = balanceador();
  assert.equal(em(alb, 'Scheme'), 'internal');
  assert.deepEqual(grupos, ['foodious-prod-alb', 'foodious-prod-cdn']);
  assert.ok(lista(em(alb, 'Subnets')).every((subnet) => alvoDe(subnet).includes('privada')));
  assert.equal(atributos['routing.http.drop_invalid_header_fields.enabled'], 'true');
  assert.equal(atributos['deletion_protection.enabled'], 'true');
  assert.equal(balanceador(ambientes.dev).atributos['deletion_protection.enabled'], 'false');
});

test('the load balancer writes no URL down, for one may bear a code that opens a pedido', () => {
  assert.equal(balanceador().atributos['access_logs.s3.enabled'], undefined);
});

test('the load balancer waits longer than a stream is silent, and ends what is idle before a service does', async (t) => {
  const espera = Number(balanceador().atributos['idle_timeout.timeout_seconds']) * 1000;
  const log = pino({ enabled: false });

  const app = await createHttp({
    name: 'teste',
    log,
    verify: async () => assert.fail('nobody asks'),
    ready: async () => undefined,
  });
  t.after(() => app.close());
  assert.ok(espera < app.server.keepAliveTimeout, `${espera} < ${app.server.keepAliveTimeout}`);

  const relogio = t.mock.method(globalThis, 'setInterval');
  const streams = createStreams({ service: 'teste', log, trail: {}, tail: { listen: () => () => {} } } as never);
  streams.start();
  t.after(() => streams.stop());
  const batida = Number(relogio.mock.calls[0]?.arguments[1]);
  assert.ok(3 * batida < espera, `a beat each ${batida} may come late, or not at all`);
});
