import assert from 'node:assert/strict';
import { test } from 'node:test';
import { custos, pecas } from '../../scripts/escala/custos.ts';
import { RITMO } from '../../scripts/escala/modelo.ts';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { restaurante } from '../restaurante.ts';
import { appSemConferir, em, lista, type Recurso } from './modelo.ts';

const app = appSemConferir();
restaurante(app, { ambiente: ambientes.prod, casa: casaDoAmbiente({}) });
const todos = app.synth().stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}) as Recurso[]);
const doTipo = (tipo: string) => todos.filter(({ Type }) => Type === tipo);

test('the bill counts what the templates have', () => {
  const endpoints = doTipo('AWS::EC2::VPCEndpoint').filter(
    ({ Properties: p }) => em(p, 'VpcEndpointType') === 'Interface',
  );
  assert.equal(endpoints.length, pecas.endpoints);
  assert.equal(doTipo('AWS::SecretsManager::Secret').length, pecas.segredos);
  assert.equal(doTipo('AWS::KMS::Key').length, pecas.chaves);
  const [firewall] = doTipo('AWS::WAFv2::WebACL');
  assert.equal(lista(em(firewall?.Properties, 'Rules')).length, pecas.regrasDoWaf);
  assert.equal(doTipo('AWS::CloudWatch::Dashboard').length, 1);
  // A dime each: a few more or less are no reason to count again.
  assert.ok(Math.abs(doTipo('AWS::CloudWatch::Alarm').length - pecas.alarmes) <= 10);
  assert.ok(Math.abs(doTipo('AWS::Logs::MetricFilter').length - pecas.metricas) <= 10);
});

test('what runs is what is paid for: instances, ways out and tasks as the environment says', () => {
  const linha = (que: string) => custos(ambientes.prod).find((each) => each.que === que)?.quantos;
  const quantos = (tipo: string) => doTipo(tipo).length;
  assert.equal(quantos('AWS::EC2::NatGateway') * 730, linha('NAT gateways'));
  assert.equal(quantos('AWS::DocDB::DBInstance') * 730, linha('DocumentDB'));
  assert.equal(quantos('AWS::RDS::DBInstance') * 730, linha('Aurora: writer and readers'));
});

test('the throttle of the HTTP API is the one the model of scale knows', () => {
  const [stage] = doTipo('AWS::ApiGatewayV2::Stage');
  assert.equal(em(stage?.Properties, 'DefaultRouteSettings', 'ThrottlingRateLimit'), RITMO);
});
