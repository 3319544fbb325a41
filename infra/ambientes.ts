import type { Party } from '@foodious/contracts/services.ts';

/** How many tasks of a service run, and how large one is: CPU in units (1024 is one), memory in MiB, as Fargate combines them. */
export type Tarefa = { cpu: 256 | 512 | 1024; memoria: 512 | 1024 | 2048; min: number; max: number };

/** What tells one environment from another; everything else is the same in both, so that what was tried in one holds in the other. */
export type Ambiente = {
  nome: 'dev' | 'prod';
  /** Where all of it is. CloudFront's firewall and certificates are in this region alone, which also costs half of São Paulo. */
  regiao: 'us-east-1';
  /** Nothing that holds data goes away with its stack, or by mistake. */
  protegido: boolean;
  /** Ways out of the private subnets: one is a single point of failure, two are one for each zone. */
  nats: 1 | 2;
  /** Aurora Serverless v2, in capacity units (2 GiB and its CPU): least, most, and instances that take over and read. At 0 it pauses, once no task has held a connection for five minutes. */
  aurora: { min: number; max: number; leitores: number };
  documentdb: { instancias: number; classe: 't4g.medium' | 'r6g.large' };
  tarefas: Readonly<Record<Party, Tarefa>>;
  /** Days a log group keeps its lines. */
  diasDeLog: 7 | 30;
  /** Days a backup of a database is kept. */
  diasDeBackup: 1 | 14;
  /** Who takes Pix: a simulated bank has no place on Amazon, so an environment of tests uses a test account. */
  contaMercadoPago: 'teste' | 'producao';
  /** US dollars a month at which the owner is told. */
  orcamento: number;
};

const pequena: Tarefa = { cpu: 256, memoria: 512, min: 1, max: 2 };
const dupla: Tarefa = { cpu: 512, memoria: 1024, min: 2, max: 8 };

export const ambientes: Readonly<Record<Ambiente['nome'], Ambiente>> = {
  dev: {
    nome: 'dev',
    regiao: 'us-east-1',
    protegido: false,
    nats: 1,
    aurora: { min: 0, max: 2, leitores: 0 },
    documentdb: { instancias: 1, classe: 't4g.medium' },
    tarefas: { produto: pequena, pedido: pequena, pagamento: pequena, cozinha: pequena, gateway: pequena },
    diasDeLog: 7,
    diasDeBackup: 1,
    contaMercadoPago: 'teste',
    orcamento: 320,
  },
  prod: {
    nome: 'prod',
    regiao: 'us-east-1',
    protegido: true,
    nats: 2,
    aurora: { min: 0.5, max: 16, leitores: 1 },
    documentdb: { instancias: 2, classe: 't4g.medium' },
    tarefas: { produto: dupla, pedido: dupla, pagamento: dupla, cozinha: dupla, gateway: dupla },
    diasDeLog: 30,
    diasDeBackup: 14,
    contaMercadoPago: 'producao',
    orcamento: 900,
  },
};

/** What whoever deploys says: the account, and the addresses people know. Nothing of it is a secret. */
export type Casa = {
  /** The account, twelve digits. */
  conta: string;
  /** The domain e-mails come from; SES sends when its records are in the DNS. */
  dominioDeEmail: string;
  /** Where alarms and the owner's first invitation go. */
  emailDoDono: string;
  /** The name people type, and its certificate in us-east-1; without, CloudFront's own name. */
  dominio?: { nome: string; certificadoArn: string };
  /** The repository on GitHub that deploys, `owner/name`; without, whoever has the account does. */
  repositorio?: string;
  /** The tag of the image that runs. */
  imagem: string;
};

/** Reads what whoever deploys says from the environment; what is missing has a value that can be synthesised, and no owner. */
export function casaDoAmbiente(env: NodeJS.ProcessEnv): Casa {
  const { CDK_DEFAULT_ACCOUNT, EMAIL_DOMINIO, EMAIL_DONO, DOMINIO, CERTIFICADO_ARN, REPOSITORIO, IMAGEM } = env;
  return {
    conta: CDK_DEFAULT_ACCOUNT ?? '000000000000',
    dominioDeEmail: EMAIL_DOMINIO ?? 'fastefoodious.example',
    emailDoDono: EMAIL_DONO ?? 'dono@fastefoodious.example',
    ...(DOMINIO && CERTIFICADO_ARN ? { dominio: { nome: DOMINIO, certificadoArn: CERTIFICADO_ARN } } : {}),
    ...(REPOSITORIO ? { repositorio: REPOSITORIO } : {}),
    imagem: IMAGEM ?? 'latest',
  };
}
