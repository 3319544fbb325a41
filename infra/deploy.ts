import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeImagesCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ambientes } from './ambientes.ts';

const USAGE = `usage: npm run deploy -- dev|prod [rollback|destroy] [--image TAG] [--assembly FOLDER]
  --image     one that is in the registry; default: this commit, built and pushed by docker
  --assembly  templates that were synthesised before; default: those of infra/`;
const project = join(import.meta.dirname, '..');
/** Longest the databases may take to be made ready, in seconds. */
const PREPARAR_S = 900;

const say = (line: string) => process.stdout.write(`${line}\n`);
/** A mistake of whoever deploys, said in one line. */
class Refused extends Error {}

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.json': 'application/json',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { image: { type: 'string' }, assembly: { type: 'string' } },
});
const [nome = '', what = 'deploy', ...more] = positionals;
const ambiente = Object.values(ambientes).find((one) => one.nome === nome);
const region = 'us-east-1';
const s = {
  sts: new STSClient({ region }),
  cloudformation: new CloudFormationClient({ region }),
  ecr: new ECRClient({ region }),
  ecs: new ECSClient({ region }),
  s3: new S3Client({ region, forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL) }),
};
const pilha = (camada: string) => `foodious-${nome}-${camada}`;
const repositoryName = `foodious-${nome}-servicos`;

/** Runs the CDK CLI; what it says is seen as it says it. */
function cdk(env: NodeJS.ProcessEnv, ...args: string[]): void {
  const app = values.assembly ? ['--app', values.assembly] : [];
  const cli = [join(import.meta.dirname, 'node_modules/aws-cdk/bin/cdk'), ...args, ...app, '--no-notices'];
  const { status } = spawnSync(process.execPath, cli, { cwd: import.meta.dirname, env, stdio: 'inherit' });
  if (status !== 0) throw new Refused(`cdk ${args.join(' ')} ended with ${status}`);
}

async function outputs(camada: string): Promise<Record<string, string>> {
  const { Stacks: [one] = [] } = await s.cloudformation.send(new DescribeStacksCommand({ StackName: pilha(camada) }));
  return Object.fromEntries((one?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? '']));
}

/** The images of the registry, the newest first. */
async function images(): Promise<string[]> {
  const { imageDetails = [] } = await s.ecr.send(new DescribeImagesCommand({ repositoryName }));
  return imageDetails
    .sort((a, b) => Number(b.imagePushedAt) - Number(a.imagePushedAt))
    .flatMap(({ imageTags = [] }) => imageTags);
}

/** This commit, whole, as an image in the registry. */
async function push(account: string): Promise<string> {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project, encoding: 'utf8' }).trim();
  if (git('status', '--porcelain'))
    throw new Refused('there are changes that are in no commit: an image is one of a commit');
  const tag = git('rev-parse', 'HEAD');
  if ((await images()).includes(tag)) return tag;
  const { authorizationData: [one] = [] } = await s.ecr.send(new GetAuthorizationTokenCommand({}));
  const [, password = ''] = Buffer.from(one?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
  const docker = (args: string[], input?: string) => {
    const { status, error } = spawnSync('docker', args, { cwd: project, input, stdio: ['pipe', 'inherit', 'inherit'] });
    if (error) throw new Refused('docker is not here: build elsewhere, and say --image TAG');
    if (status !== 0) throw new Refused(`docker ${args[0]} ended with ${status}`);
  };
  docker(['login', '--username', 'AWS', '--password-stdin', registry], password);
  docker(['buildx', 'build', '--platform', 'linux/arm64', '--push', '-t', `${registry}/${repositoryName}:${tag}`, '.']);
  return tag;
}

/** Makes databases, users and schemas ready, by the one-off task; throws where it does not end well. */
async function preparar(): Promise<void> {
  const { NomeDoCluster: cluster, Definicao, Subnets = '', Grupo = '' } = await outputs('preparo');
  const { tasks: [task] = [], failures: [failure] = [] } = await s.ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: Definicao,
      launchType: 'FARGATE',
      networkConfiguration: {
        awsvpcConfiguration: { subnets: Subnets.split(','), securityGroups: [Grupo], assignPublicIp: 'DISABLED' },
      },
    }),
  );
  if (!task?.taskArn) throw new Refused(`preparar does not start: ${failure?.reason}`);
  say(`preparar: ${task.taskArn}`);
  for (let left = PREPARAR_S; left > 0; left -= 5) {
    const { tasks: [now] = [] } = await s.ecs.send(new DescribeTasksCommand({ cluster, tasks: [task.taskArn] }));
    if (now?.lastStatus === 'STOPPED') {
      const code = now.containers?.[0]?.exitCode;
      if (code === 0) return;
      throw new Refused(`preparar ended with ${code ?? now.stoppedReason}: see the log /foodious/${nome}/preparar`);
    }
    await sleep(5_000);
  }
  throw new Refused(`preparar did not end in ${PREPARAR_S} s: see the log /foodious/${nome}/preparar`);
}

/** Puts the built screens where CloudFront reads them. Their names are of their contents: older pages find theirs, too. */
async function upload(): Promise<void> {
  const { BucketDasTelas: Bucket } = await outputs('cdn');
  const folder = join(project, 'web/dist/telas');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  // CloudFront compresses by itself.
  const found = files.filter((file) => statSync(file).isFile() && !/\.(br|gz)$/.test(file));
  for (const file of found)
    await s.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: `telas/${relative(folder, file).split(sep).join('/')}`,
        Body: readFileSync(file),
        ContentType: types[extname(file)] ?? 'application/octet-stream',
        CacheControl: 'public, max-age=31536000, immutable',
      }),
    );
  say(`${found.length} files of the screens are in ${Bucket}`);
}

/** The image that was pushed before the one that runs. */
async function before(): Promise<string> {
  const { services: [service] = [] } = await s.ecs.send(
    new DescribeServicesCommand({ cluster: `foodious-${nome}`, services: ['gateway'] }),
  );
  const { taskDefinition } = await s.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service?.taskDefinition }),
  );
  const running = taskDefinition?.containerDefinitions?.[0]?.image?.split(':').at(-1) ?? '';
  const all = await images();
  const tag = all[all.indexOf(running) + 1];
  if (!all.includes(running) || !tag) throw new Refused(`no image was pushed before ${running}`);
  say(`${running} runs; back to ${tag}`);
  return tag;
}

async function deploy(env: NodeJS.ProcessEnv, account: string, image?: string): Promise<void> {
  const yes = ['--require-approval', 'never'];
  cdk({ ...env, IMAGEM: 'nenhuma' }, 'deploy', pilha('imagens'), ...yes); // where images are pushed to
  const tag = image ?? (await push(account));
  if (!(await images()).includes(tag)) throw new Refused(`${repositoryName} has no image ${tag}`);
  const withImage = { ...env, IMAGEM: tag };
  cdk(withImage, 'deploy', pilha('preparo'), pilha('cdn'), ...yes); // and all they stand on
  await Promise.all([preparar(), upload()]);
  cdk(withImage, 'deploy', '--all', ...yes);
  const { Endereco, EnderecoDaApi } = { ...(await outputs('cdn')), ...(await outputs('borda')) };
  say(`people: ${Endereco}\nprograms: ${EnderecoDaApi}`);
}

try {
  if (!ambiente || more.length > 0) throw new Refused(USAGE);
  const { Account = '' } = await s.sts.send(new GetCallerIdentityCommand({}));
  const env = { ...process.env, AMBIENTE: nome, CDK_DEFAULT_ACCOUNT: Account, CDK_DEFAULT_REGION: region };
  say(`account ${Account}, ${region}, ${nome}`);
  if (nome === 'prod' && !(process.env.EMAIL_DOMINIO && process.env.EMAIL_DONO))
    throw new Refused('prod needs EMAIL_DOMINIO and EMAIL_DONO (docs/aws.md)');
  if (what === 'deploy') await deploy(env, Account, values.image);
  else if (what === 'rollback') await deploy(env, Account, values.image ?? (await before()));
  else if (what === 'destroy') {
    if (ambiente.protegido) throw new Refused(`${nome} is protected: nothing of it is destroyed from here`);
    cdk(env, 'destroy', '--all', '--force');
  } else throw new Refused(USAGE);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
