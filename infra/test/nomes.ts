import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { em, lista, type Recursos, type Valor } from './modelo.ts';

type Modelo = { Resources?: Recursos; Outputs?: Record<string, { Value: Valor; Export?: { Name: Valor } }> };

/** Properties that are the name of a resource. */
const NOMES =
  /^(QueueName|BucketName|LogGroupName|UserPoolName|EmailIdentity|RoleName|ClusterName|ServiceName|Name|TopicName)$/;

/** The templates of an environment, in which a value that only a deployment knows is told by the name of the resource it is of. */
export function nomes(stacks: Record<string, Stack>) {
  const modelos = Object.values(stacks).map((stack) => Template.fromStack(stack).toJSON() as Modelo);
  const exportados = new Map(
    modelos.flatMap((modelo) =>
      Object.values(modelo.Outputs ?? {}).flatMap(({ Value, Export }) =>
        Export ? [[String(Export.Name), { modelo, Value }] as const] : [],
      ),
    ),
  );

  /** A value as a text. */
  function texto(valor: Valor | undefined, modelo: Modelo): string {
    if (typeof valor !== 'object' || valor === null) return String(valor);
    const importado = em(valor, 'Fn::ImportValue');
    if (importado !== undefined) {
      const { modelo: de, Value } = exportados.get(String(importado)) ?? { modelo, Value: `${importado}` };
      return texto(Value, de);
    }
    const partes = em(valor, 'Fn::Join', 1);
    if (partes !== undefined)
      return lista(partes)
        .map((parte) => texto(parte, modelo))
        .join(String(em(valor, 'Fn::Join', 0)));
    const dividido = em(valor, 'Fn::Select', 1, 'Fn::Split');
    if (dividido !== undefined) {
      const [separador, de] = lista(dividido);
      return texto(de, modelo).split(String(separador))[Number(em(valor, 'Fn::Select', 0))] ?? '';
    }
    const id = String(em(valor, 'Ref') ?? em(valor, 'Fn::GetAtt', 0) ?? JSON.stringify(valor));
    if (id.startsWith('AWS::')) return id === 'AWS::Partition' ? 'aws' : id;
    const { Type, Properties } = modelo.Resources?.[id] ?? {};
    if (Type === 'AWS::SecretsManager::SecretTargetAttachment') return texto(em(Properties, 'SecretId'), modelo);
    const nome = Object.entries(Properties ?? {}).find(([um]) => NOMES.test(um))?.[1];
    return typeof nome === 'string' ? nome : id;
  }

  return { modelos, texto };
}
