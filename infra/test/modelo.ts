import type { App } from 'aws-cdk-lib';
import { novaApp } from '../camada.ts';

/** An app whose templates are read, and not validated by CloudFormation's own rules, which takes ten seconds: restaurante.test.ts does. */
export const appSemConferir = (): App => novaApp({ builtinCloudFormationValidation: false });

/** What a CloudFormation template is made of. */
export type Valor = string | number | boolean | null | Valor[] | { [nome: string]: Valor };
/** A resource: of its properties a rule looks at those it knows. */
export type Recurso = { Type: string; Properties?: Valor; DeletionPolicy?: string };
/** The resources of all stacks of one environment, by `<stack>/<logical id>`. */
export type Recursos = Record<string, Recurso>;
/** Names of properties, and numbers of places in a list. */
export type Caminho = readonly (string | number)[];

/** What stands somewhere in a value; undefined where nothing does. */
export function em(valor: Valor | undefined, ...caminho: Caminho): Valor | undefined {
  let aqui: Valor | undefined = valor;
  for (const passo of caminho)
    aqui = typeof aqui === 'object' && aqui !== null ? (aqui as Record<string | number, Valor>)[passo] : undefined;
  return aqui;
}

/** Templates write one of a thing without its list. */
export const lista = (valor: Valor | undefined): Valor[] => (valor === undefined ? [] : [valor].flat());

/** The logical id a value refers to. */
export const alvoDe = (valor: Valor | undefined): string =>
  String(em(valor, 'Ref') ?? em(valor, 'Fn::GetAtt', 0) ?? '');

/** Writes into a value of a template, or removes from it. */
export function escrever(valor: Valor | undefined, caminho: Caminho, novo: Valor | undefined): void {
  const lugar = em(valor, ...caminho.slice(0, -1)) as Record<string | number, Valor>;
  const ultimo = caminho.at(-1) ?? '';
  if (novo === undefined) delete lugar[ultimo];
  else lugar[ultimo] = novo;
}
