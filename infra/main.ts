import { ambientes, casaDoAmbiente } from './ambientes.ts';
import { novaApp } from './camada.ts';
import { restaurante } from './restaurante.ts';

// npm run synth [-- dev|prod]: writes the CloudFormation templates of one environment, or of both, into cdk.out; asks nobody.
const { AMBIENTE } = process.env;
const quais = AMBIENTE ? [AMBIENTE] : Object.keys(ambientes);
const app = novaApp({ outdir: process.env.CDK_OUTDIR ?? `${import.meta.dirname}/cdk.out` });
for (const nome of quais) {
  const ambiente = ambientes[nome as keyof typeof ambientes];
  if (!ambiente) throw new Error(`AMBIENTE: ${Object.keys(ambientes).join(' or ')} (got ${nome})`);
  restaurante(app, { ambiente, casa: casaDoAmbiente(process.env) });
}
app.synth();
