import { ambientes, casaDoAmbiente } from './ambientes.ts';
import { novaApp } from './camada.ts';
import { restaurante } from './restaurante.ts';

// npm run synth: writes the CloudFormation templates of the environment AMBIENTE names, or of both, into cdk.out; asks nobody.
const { AMBIENTE } = process.env;
const quais = AMBIENTE ? [AMBIENTE] : Object.keys(ambientes);
// CloudFormation's own rules are tried by test:infra: ten seconds nobody need wait for at each synthesis.
const app = novaApp({
  builtinCloudFormationValidation: false,
  outdir: process.env.CDK_OUTDIR ?? `${import.meta.dirname}/cdk.out`,
});
for (const nome of quais) {
  const ambiente = ambientes[nome as keyof typeof ambientes];
  if (!ambiente) throw new Error(`AMBIENTE: ${Object.keys(ambientes).join(' or ')} (got ${nome})`);
  restaurante(app, { ambiente, casa: casaDoAmbiente(process.env) });
}
app.synth();
