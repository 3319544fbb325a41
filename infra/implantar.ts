import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Output,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { DescribeImagesCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import { DeleteObjectsCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { faltas, objetoDaTela, type Passo, type Pilha, pedido, plano } from './plano.ts';

// npm run deploy -- dev|prod [deploy|rollback|destroy|esteira] [--image TAG] [--app DIR] [--yes]: see docs/aws.md.

const raiz = join(import.meta.dirname, '..');
const diz = (linha: string) => process.stdout.write(`${linha}\n`);

/** Runs a program to its end, which is seen as it goes. */
async function executar(programa: string, args: readonly string[], { env = {}, entrada = '' } = {}): Promise<void> {
  const child = spawn(programa, args, {
    cwd: raiz,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.end(entrada);
  const [codigo] = await once(child, 'close');
  if (codigo !== 0) throw new Error(`${programa} ${args.slice(0, 3).join(' ')}… ended with ${codigo}`);
}

const git = (...args: string[]) => execFileSync('git', args, { cwd: raiz, encoding: 'utf8' }).trim();

async function implantar(argumentos: readonly string[]): Promise<void> {
  const pedida = pedido(argumentos);
  const { ambiente, acao } = pedida;
  const conta = process.env.CDK_DEFAULT_ACCOUNT ?? '';
  const montagem = resolve(process.env.INIT_CWD ?? '', pedida.montagem ?? join(raiz, 'infra/cdk.out'));
  let imagem = pedida.imagem ?? git('rev-parse', 'HEAD');

  const onde = { region: ambiente.regiao };
  const cloudformation = new CloudFormationClient(onde);
  const ecs = new ECSClient(onde);
  const s3 = new S3Client(onde);
  const nome = (pilha: string) => `foodious-${ambiente.nome}-${pilha}`;

  async function saidasDe(pilha: Pilha): Promise<Output[]> {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: nome(pilha) }));
    return Stacks[0]?.Outputs ?? [];
  }
  const saidas = async (pilha: Pilha): Promise<Record<string, string>> =>
    Object.fromEntries((await saidasDe(pilha)).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  const cdk = (comando: string, pilhas: readonly Pilha[], ...args: string[]) =>
    executar(process.execPath, [
      join(raiz, 'infra/node_modules/aws-cdk/bin/cdk'),
      comando,
      ...pilhas.map(nome),
      ...['--app', montagem, '--exclusively', '--ci', '--no-notices', ...args],
    ]);

  const faz: Record<Passo[0], (...pilhas: Pilha[]) => Promise<void>> = {
    async conferir() {
      const erros = faltas(pedida, process.env);
      if (erros.length > 0) throw new Error(erros.join('\n'));
      const { Account } = await new STSClient(onde).send(new GetCallerIdentityCommand({}));
      if (Account !== conta) throw new Error(`CDK_DEFAULT_ACCOUNT is ${conta}, and the session is one of ${Account}`);
      if (acao !== 'deploy' || pedida.montagem !== undefined) return;
      if (pedida.imagem === undefined) {
        await executar('docker', ['buildx', 'version']);
        if (git('status', '--porcelain') !== '')
          throw new Error('an image is named by its commit, and there are changes that are in none');
      } else if (/^[0-9a-f]{40}$/.test(imagem) && imagem !== git('rev-parse', 'HEAD'))
        throw new Error(
          `the image is of another commit, whose stacks and screens belong to it: git checkout ${imagem}`,
        );
    },
    async voltar() {
      const { services: [gateway] = [] } = await ecs.send(
        new DescribeServicesCommand({ cluster: `foodious-${ambiente.nome}`, services: ['gateway'] }),
      );
      const [familia = '', revisao = '0'] = gateway?.taskDefinition?.split('/').at(-1)?.split(':') ?? [];
      const imagemDe = async (uma: number) => {
        const pergunta = new DescribeTaskDefinitionCommand({ taskDefinition: `${familia}:${uma}` });
        const { taskDefinition } = await ecs.send(pergunta);
        return taskDefinition?.containerDefinitions?.[0]?.image?.split(':').at(-1) ?? '';
      };
      if (Number(revisao) < 2) throw new Error('nothing ran before: say which image, with --image');
      const agora = await imagemDe(Number(revisao));
      imagem = agora;
      // A deployment may have changed something else.
      for (let uma = Number(revisao) - 1; uma > 0 && imagem === agora; uma--) imagem = await imagemDe(uma);
      if (imagem === agora) throw new Error(`no other image than ${agora} ran before: say which, with --image`);
      diz(`back from ${agora} to ${imagem}`);
    },
    async confirmar() {
      const leitor = createInterface({ input: process.stdin, output: process.stdout });
      const dito = await leitor.question(
        `All of ${ambiente.nome} goes, with its data. Its name, if that is what you want: `,
      );
      leitor.close();
      if (dito !== ambiente.nome) throw new Error('nothing was destroyed');
    },
    sintetizar: () =>
      executar(process.execPath, [join(raiz, 'infra/main.ts')], {
        env: { AMBIENTE: ambiente.nome, IMAGEM: imagem, CDK_OUTDIR: montagem },
      }),
    implantar: (...pilhas) => cdk('deploy', pilhas, '--require-approval', 'never', '--concurrency', '4'),
    destruir: (...pilhas) => cdk('destroy', pilhas, '--force'),
    async construir() {
      const ecr = new ECRClient(onde);
      const repositoryName = nome('servicos');
      const ha = await ecr
        .send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: imagem }] }))
        .catch((erro: Error) => {
          if (erro.name !== 'ImageNotFoundException') throw erro;
        });
      if (ha) {
        diz(`the registry has ${imagem} already: a tag is never moved`);
        return;
      }
      const { authorizationData: [entrada] = [] } = await ecr.send(new GetAuthorizationTokenCommand({}));
      const [, senha = ''] = Buffer.from(entrada?.authorizationToken ?? '', 'base64')
        .toString()
        .split(':');
      const registro = `${conta}.dkr.ecr.${ambiente.regiao}.amazonaws.com`;
      await executar('docker', ['login', '--username', 'AWS', '--password-stdin', registro], { entrada: senha });
      await executar('docker', [
        ...['buildx', 'build', '--platform', 'linux/arm64', '--provenance=false', '--push'],
        ...['--build-arg', `REVISION=${imagem}`, '--tag', `${registro}/${repositoryName}:${imagem}`, '.'],
      ]);
    },
    async preparar() {
      const { NomeDoCluster: cluster, Definicao: taskDefinition, Subnets = '', Grupo = '' } = await saidas('preparo');
      const awsvpcConfiguration = {
        subnets: Subnets.split(','),
        securityGroups: [Grupo],
        assignPublicIp: 'DISABLED' as const,
      };
      const { tasks: [{ taskArn = '' } = {}] = [], failures } = await ecs.send(
        new RunTaskCommand({
          cluster,
          taskDefinition,
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration },
        }),
      );
      if (!taskArn) throw new Error(`preparar did not start: ${JSON.stringify(failures)}`);
      const aTarefa = { cluster, tasks: [taskArn] };
      diz(`preparar runs: ${taskArn}`);
      await waitUntilTasksStopped({ client: ecs, minDelay: 2, maxDelay: 10, maxWaitTime: 1800 }, aTarefa);
      const { tasks: [fim] = [] } = await ecs.send(new DescribeTasksCommand(aTarefa));
      const codigo = fim?.containers?.[0]?.exitCode;
      if (codigo !== 0)
        throw new Error(
          `preparar ended with ${codigo ?? 'no exit code'} (${fim?.stoppedReason}). Its lines: aws logs tail /foodious/${ambiente.nome}/preparar`,
        );
    },
    async telas() {
      const { BucketDasTelas: Bucket } = await saidas('cdn');
      const pasta = join(raiz, 'web/dist/telas');
      // What older pages ask for stays there.
      const postas = readdirSync(pasta).flatMap((arquivo) => {
        const objeto = objetoDaTela(arquivo);
        return objeto
          ? [s3.send(new PutObjectCommand({ Bucket, Body: readFileSync(join(pasta, arquivo)), ...objeto }))]
          : [];
      });
      await Promise.all(postas);
      diz(`${postas.length} files of the screens are in ${Bucket}`);
    },
    async esvaziar(...pilhas) {
      for (const pilha of pilhas) for (const balde of await baldesDe(pilha)) await esvaziarBalde(balde);
    },
    async enderecos(...pilhas) {
      for (const pilha of pilhas)
        for (const { OutputKey, OutputValue, Description } of await saidasDe(pilha))
          if (Description) diz(`${pilha} ${OutputKey} (${Description}): ${OutputValue}`);
      diz('What remains to be done by hand, once: docs/aws.md, "After the first deployment"');
    },
  };

  /** The buckets of a stack; none, where it went before. */
  async function baldesDe(pilha: Pilha): Promise<string[]> {
    const baldes: string[] = [];
    const partes = paginateListStackResources({ client: cloudformation }, { StackName: nome(pilha) });
    try {
      for await (const { StackResourceSummaries = [] } of partes)
        for (const { ResourceType, ResourceStatus, PhysicalResourceId } of StackResourceSummaries)
          if (ResourceType === 'AWS::S3::Bucket' && ResourceStatus !== 'DELETE_COMPLETE' && PhysicalResourceId)
            baldes.push(PhysicalResourceId);
    } catch (erro) {
      if (!/does not exist/.test((erro as Error).message)) throw erro;
    }
    return baldes;
  }

  /** Removes all that is in a bucket, and all that was. */
  async function esvaziarBalde(Bucket: string): Promise<void> {
    let idas = 0;
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (Objects.length === 0) break;
      const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      if (Errors.length > 0) throw new Error(`${Bucket}: ${Errors[0]?.Key} does not go: ${Errors[0]?.Message}`);
      idas += Objects.length;
    }
    diz(`${Bucket} is empty: ${idas} versions went`);
  }

  const passos = plano(pedida);
  for (const [i, [passo, ...pilhas]] of passos.entries()) {
    diz(`[${i + 1}/${passos.length}] ${[passo, ...pilhas].join(' ')}`);
    await faz[passo](...pilhas);
  }
}

try {
  await implantar(process.argv.slice(2));
} catch (erro) {
  process.stderr.write(`${(erro as Error).message}\n`);
  process.exitCode = 1;
}
