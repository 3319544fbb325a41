import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { novaApp } from '../camada.ts';
import { restaurante } from '../restaurante.ts';

/** The restaurant, with AWS Solutions checks beside CloudFormation's own: what they find and nobody accepted ends the synthesis. */
function conferido(ambiente: (typeof ambientes)['dev']) {
  const app = novaApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stacks: restaurante(app, { ambiente, casa: casaDoAmbiente({ REPOSITORIO: 'dono/restaurante' }) }) };
}

for (const ambiente of Object.values(ambientes))
  test(`${ambiente.nome} is synthesised without asking an account anything, and every finding is accepted with a reason`, () =>
    assert.deepEqual(conferido(ambiente).app.synth().manifest.missing ?? [], []));

test('a bucket without a policy that demands TLS ends the synthesis', () => {
  const { app, stacks } = conferido(ambientes.dev);
  new Bucket(stacks.dados, 'aberto');
  assert.throws(() => app.synth(), /Validation failed/);
});
