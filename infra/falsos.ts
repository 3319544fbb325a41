// scratch
import { buckets, dlq, fifo, queueNames } from '@foodious/contracts/resources.ts';
import { parties } from '@foodious/contracts/services.ts';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sm from 'aws-cdk-lib/aws-secretsmanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as api from 'aws-cdk-lib/aws-apigatewayv2';
import { Camada } from './camada.ts';
import { ambientes, casaDoAmbiente } from './ambientes.ts';
import { novaApp } from './restaurante.ts';
import { Rede } from './stacks/rede.ts';
import { Imagens, Preparo, Servicos } from './stacks/servicos.ts';
import { Observacao } from './stacks/observacao.ts';

export function falsa(nome: 'dev'|'prod' = 'prod', props = {}, casa = casaDoAmbiente({})) {
  const app = novaApp({outdir:'/tmp/i5/out', ...props});
  const contexto = { ambiente: ambientes[nome], casa };
  const rede = new Rede(app, contexto);
  const d = new Camada(app, 'dados', contexto);
  const usuarios = Object.fromEntries(parties.map((p) => [p, new sm.Secret(d, `u-${p}`, { secretName: `foodious/${nome}/${p}` })]));
  const dados: any = {
    mysql: new rds.DatabaseCluster(d, 'Mysql', { engine: rds.DatabaseClusterEngine.auroraMysql({ version: rds.AuroraMysqlEngineVersion.VER_3_10_0 }), vpc: rede.vpc, writer: rds.ClusterInstance.serverlessV2('w'), readers: [rds.ClusterInstance.serverlessV2('r', {scaleWithWriter: true})], credentials: rds.Credentials.fromGeneratedSecret('root'), securityGroups: [rede.grupos.mysql] }),
    documentos: new docdb.DatabaseCluster(d, 'Docs', { masterUser: { username: 'root' }, engineVersion: '5.0.0', instances: 1, instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM), vpc: rede.vpc, securityGroup: rede.grupos.documentos }),
    usuarios, mercadoPago: new sm.Secret(d, 'mp'),
    buckets: Object.fromEntries(Object.entries(buckets).map(([k, b]) => [k, new s3.Bucket(d, `b-${k}`)])),
  };
  const m = new Camada(app, 'mensagens', contexto);
  const mortas = Object.fromEntries(queueNames.map((n) => [n, new sqs.Queue(m, `${n}-dlq`, { fifo: true, queueName: dlq(n) })]));
  const mensagens: any = {
    mortas, filas: Object.fromEntries(queueNames.map((n) => [n, new sqs.Queue(m, n, { fifo: true, queueName: fifo(n) })])),
    remetente: new ses.EmailIdentity(m, 'Remetente', { identity: ses.Identity.domain('fastefoodious.example') }),
    configuracao: new ses.ConfigurationSet(m, 'Conf', { configurationSetName: `foodious-${nome}` }),
    alarmes: new sns.Topic(m, 'Alarmes'),
  };
  const i = new Camada(app, 'identidade', contexto);
  const pool = new cognito.UserPool(i, 'Pool');
  const identidade: any = { pool, cliente: pool.addClient('c'), segredo: new sm.Secret(i, 's'),
    funcoes: Object.fromEntries(['authorizer','create-user','delete-user','pre-signup','pre-token','desafio'].map((f) => [f, new lambda.Function(i, f, { functionName: `foodious-${nome}-${f}`, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') })])) };
  const imagens = new Imagens(app, contexto);
  const preparo = new Preparo(app, contexto, { rede, dados, imagens });
  const servicos = new Servicos(app, contexto, { rede, dados, mensagens, identidade, imagens, preparo });
  const b = new Camada(app, 'borda', contexto);
  const borda: any = { api: new api.HttpApi(b, 'Api') };
  const observacao = new Observacao(app, contexto, { rede, dados, mensagens, identidade, servicos, borda } as any);
  return { app, preparo, servicos, imagens, observacao };
}
if (import.meta.main) { const { app } = falsa(process.argv[2] as any); app.synth(); console.log(app.outdir); }
