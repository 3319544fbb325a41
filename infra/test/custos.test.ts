import assert from 'node:assert/strict';
import { test } from 'node:test';
import { custos, pecas } from '../../scripts/escala/custos.ts';
import { RITMO } from '../../scripts/escala/modelo.ts';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { novaApp, restaurante } from '../restaurante.ts';

type Recurso = { Type: string; Properties?: Record<string, unknown> };

/** Every resource of an environment. */
function recursos(nome: keyof typeof ambientes): Recurso[] {
  const app = novaApp();
  restaurante(app, { ambiente: ambientes[nome], casa: casaDoAmbiente({}) });
  return app.synth().stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}) as Recurso[]);
}

test('the bill counts what the templates have', () => {
  const todos = recursos('prod');
  const doTipo = (tipo: string) => todos.filter(({ Type }) => Type === tipo);
  const endpoints = doTipo('AWS::EC2::VPCEndpoint').filter(
    ({ Properties }) => Properties?.VpcEndpointType === 'Interface',
  );
  assert.equal(endpoints.length, pecas.endpoints);
  assert.equal(doTipo('AWS::SecretsManager::Secret').length, pecas.segredos);
  assert.equal(doTipo('AWS::KMS::Key').length, pecas.chaves);
  const [firewall] = doTipo('AWS::WAFv2::WebACL');
  assert.equal(((firewall?.Properties?.Rules ?? []) as unknown[]).length, pecas.regrasDoWaf);
  assert.equal(doTipo('AWS::CloudWatch::Dashboard').length, 1);
  // A dime each: a few more or less are no reason to count again.
  assert.ok(Math.abs(doTipo('AWS::CloudWatch::Alarm').length - pecas.alarmes) <= 10);
  assert.ok(Math.abs(doTipo('AWS::Logs::MetricFilter').length - pecas.metricas) <= 10);
});

test('what runs is what is paid for: instances, ways out and tasks as the environment says', () => {
  const linha = (que: string) => custos(ambientes.prod).find((each) => each.que === que)?.quantos;
  const todos = recursos('prod');
  const quantos = (tipo: string) => todos.filter(({ Type }) => Type === tipo).length;
  assert.equal(quantos('AWS::EC2::NatGateway') * 730, linha('NAT gateways'));
  assert.equal(quantos('AWS::DocDB::DBInstance') * 730, linha('DocumentDB'));
  assert.equal(quantos('AWS::RDS::DBInstance') * 730, linha('Aurora: writer and readers'));
});

test('the throttle of the HTTP API is the one the model of scale knows', () => {
  const [stage] = recursos('prod').filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage');
  const { ThrottlingRateLimit } = (stage?.Properties?.DefaultRouteSettings ?? {}) as { ThrottlingRateLimit?: number };
  assert.equal(ThrottlingRateLimit, RITMO);
});
