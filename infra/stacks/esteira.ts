import { CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';

const GITHUB = 'token.actions.githubusercontent.com';

/** The roles of CDK's bootstrap that its CLI takes: they deploy, and put templates and functions where CloudFormation reads them. */
const DO_CDK = ['deploy', 'file-publishing', 'lookup'];

/** To look whether a tag is there, and to put an image under it, in layers. */
const EMPURRA = [
  'DescribeImages',
  'BatchCheckLayerAvailability',
  'BatchGetImage',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'UploadLayerPart',
  'CompleteLayerUpload',
  'PutImage',
].map((acao) => `ecr:${acao}`);

/**
 * What GitHub may do here: workflows of one environment of one repository deploy, for an hour at a time and without a key.
 * It names what others make and stands on none of it: it may be deployed before, and nothing waits for it to change.
 */
export class Esteira extends Camada {
  constructor(scope: Construct, contexto: Contexto, { repositorio }: { repositorio: string }) {
    super(scope, 'esteira', contexto);
    const { ambiente, account: conta } = this;
    const provedor = new iam.CfnOIDCProvider(this, 'GitHub', {
      url: `https://${GITHUB}`,
      clientIdList: ['sts.amazonaws.com'],
    });
    const papel = new iam.Role(this, 'Papel', {
      roleName: this.nome('esteira'),
      description: `What workflows of ${repositorio} may do in ${ambiente.nome}`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new iam.FederatedPrincipal(
        provedor.attrArn,
        {
          StringEquals: {
            [`${GITHUB}:aud`]: 'sts.amazonaws.com',
            [`${GITHUB}:sub`]: `repo:${repositorio}:environment:${ambiente.nome}`,
          },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
    });
    const doIam = (nome: string) =>
      this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: nome });
    const doEcs = (resource: string, resourceName: string) =>
      this.formatArn({ service: 'ecs', resource, resourceName });
    const cluster = this.nome();

    const pode: Record<string, { actions: string[]; resources: string[]; conditions?: iam.Conditions }> = {
      Implanta: {
        actions: ['sts:AssumeRole'],
        resources: DO_CDK.map((um) => doIam(`cdk-hnb659fds-${um}-role-${conta}-${this.region}`)),
      },
      LeSaidas: {
        actions: ['cloudformation:DescribeStacks'],
        resources: [this.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: this.nome('*') })],
      },
      EntraNoRegistro: { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
      EmpurraImagens: {
        actions: EMPURRA,
        resources: [this.formatArn({ service: 'ecr', resource: 'repository', resourceName: this.nome('servicos') })],
      },
      PreparaBancos: {
        actions: ['ecs:RunTask'],
        resources: [doEcs('task-definition', `${this.nome('preparar')}:*`)],
        conditions: { ArnEquals: { 'ecs:cluster': doEcs('cluster', cluster) } },
      },
      DaPapeisAPreparar: {
        actions: ['iam:PassRole'],
        resources: [this.nome('preparar'), this.nome('preparar', 'inicio')].map(doIam),
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      VeTarefas: {
        actions: ['ecs:DescribeTasks', 'ecs:DescribeServices'],
        resources: [doEcs('task', `${cluster}/*`), doEcs('service', `${cluster}/*`)],
      },
      VeDefinicoes: { actions: ['ecs:DescribeTaskDefinition'], resources: ['*'] },
      PoeTelas: {
        actions: ['s3:PutObject'],
        resources: [
          this.formatArn({
            service: 's3',
            region: '',
            account: '',
            resource: this.nome(conta, 'telas'),
            resourceName: 'telas/*',
          }),
        ],
      },
    };
    for (const [sid, permissao] of Object.entries(pode))
      papel.addToPolicy(new iam.PolicyStatement({ sid, ...permissao }));

    const aceitos = [...new Set(Object.values(pode).flatMap(({ resources }) => resources))].filter((um) =>
      um.endsWith('*'),
    );
    for (const arn of aceitos)
      Validations.of(papel).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${arn.replace(this.partition, '<AWS::Partition>')}]`,
        reason:
          arn === '*'
            ? 'What knows no resource.'
            : 'The stacks, revisions, tasks and files of this environment, whose names end with what is new each time.',
      });
    new CfnOutput(this, 'PapelDoGitHub', {
      value: papel.roleArn,
      description: 'AWS_ROLE of the environment on GitHub',
    });
  }
}
