import { parseArgs } from 'node:util';
import { type Ambiente, ambientes } from './ambientes.ts';
import type { restaurante } from './restaurante.ts';

/** A stack of an environment, by the end of its name. */
export type Pilha = keyof ReturnType<typeof restaurante> | 'esteira';
type Acao = 'deploy' | 'rollback' | 'destroy' | 'esteira';

/** What whoever deploys asked for. */
export type Pedido = {
  ambiente: Ambiente;
  acao: Acao;
  /** The tag of an image the registry has. */
  imagem?: string;
  /** An assembly that was synthesised before, as it is. */
  montagem?: string;
  /** Nobody is asked whether it is meant. */
  sim: boolean;
};

/** One thing to do and, where it is done with stacks, with which. */
export type Passo = readonly [
  faz:
    | 'conferir'
    | 'voltar'
    | 'confirmar'
    | 'sintetizar'
    | 'implantar'
    | 'construir'
    | 'preparar'
    | 'telas'
    | 'esvaziar'
    | 'destruir'
    | 'enderecos',
  ...pilhas: Pilha[],
];

const comBaldes = ['dados', 'cdn'] as const;
const comEnderecos = ['cdn', 'borda', 'identidade', 'mensagens'] as const;

/** What is done for each action, in this order. Databases and screens are ready before what uses them runs. */
const passos: Readonly<Record<Acao, readonly Passo[]>> = {
  deploy: [
    ['conferir'],
    ['sintetizar'],
    ['implantar', 'rede', 'dados', 'mensagens', 'imagens', 'identidade', 'cdn'],
    ['construir'],
    ['implantar', 'preparo'],
    ['preparar'],
    ['telas'],
    ['implantar', 'servicos', 'borda', 'observacao'],
    ['enderecos', ...comEnderecos],
  ],
  // What the databases have become stays: migrations only add. The screens of all versions are kept.
  rollback: [['conferir'], ['voltar'], ['sintetizar'], ['implantar', 'servicos'], ['enderecos', ...comEnderecos]],
  destroy: [
    ['conferir'],
    ['confirmar'],
    ['sintetizar'],
    ['esvaziar', ...comBaldes],
    [
      'destruir',
      ...(['observacao', 'borda', 'servicos', 'preparo', 'cdn'] as const),
      ...(['identidade', 'imagens', 'mensagens', 'dados', 'rede'] as const),
    ],
  ],
  esteira: [['conferir'], ['sintetizar'], ['implantar', 'esteira'], ['enderecos', 'esteira']],
};

/** What is to be done, step by step. */
export function plano({ ambiente, acao, imagem, montagem, sim }: Pedido): Passo[] {
  if (acao === 'destroy' && ambiente.protegido)
    throw new Error(`${ambiente.nome} is protected: its stacks are let go one by one, by hand`);
  const feitos = new Set<Passo[0]>([
    ...(imagem === undefined ? [] : (['construir', 'voltar'] as const)),
    ...(montagem === undefined ? [] : (['sintetizar'] as const)),
    ...(sim ? (['confirmar'] as const) : []),
  ]);
  return passos[acao].filter(([faz]) => !feitos.has(faz));
}

export const USO = `usage: npm run deploy -- ${Object.keys(ambientes).join('|')} [${Object.keys(passos).join('|')}] [--image TAG] [--app DIR] [--yes]`;

/** Reads what was asked for. Throws where it is nothing we do. */
export function pedido(argumentos: readonly string[]): Pedido {
  const { positionals, values } = parseArgs({
    args: [...argumentos],
    allowPositionals: true,
    options: { image: { type: 'string' }, app: { type: 'string' }, yes: { type: 'boolean' } },
  });
  const [nome = '', acao = 'deploy', ...mais] = positionals;
  const { image: imagem, app: montagem, yes: sim = false } = values;
  const ambiente = Object.values(ambientes).find((um) => um.nome === nome);
  if (!ambiente || !(acao in passos) || mais.length > 0) throw new Error(USO);
  if (montagem !== undefined && imagem === undefined && (acao === 'deploy' || acao === 'rollback'))
    throw new Error('--app: an assembly names its image already; say which, with --image');
  return {
    ambiente,
    acao: acao as Acao,
    ...(imagem === undefined ? {} : { imagem }),
    ...(montagem === undefined ? {} : { montagem }),
    sim,
  };
}

const precisa: Readonly<Record<Acao, readonly string[]>> = {
  deploy: ['CDK_DEFAULT_ACCOUNT', 'EMAIL_DOMINIO', 'EMAIL_DONO'],
  rollback: ['CDK_DEFAULT_ACCOUNT', 'EMAIL_DOMINIO', 'EMAIL_DONO'],
  destroy: ['CDK_DEFAULT_ACCOUNT'],
  esteira: ['CDK_DEFAULT_ACCOUNT', 'REPOSITORIO'],
};

/** What whoever deploys has not said yet, or said by halves. An assembly has all of it but the account. */
export function faltas({ acao, montagem }: Pedido, env: NodeJS.ProcessEnv): string[] {
  const devidas = montagem === undefined ? precisa[acao] : ['CDK_DEFAULT_ACCOUNT'];
  return [
    ...devidas.filter((nome) => !env[nome]).map((nome) => `${nome} is not set (docs/aws.md)`),
    ...(env.DOMINIO && !env.CERTIFICADO_ARN ? ['DOMINIO is set, and CERTIFICADO_ARN is not'] : []),
  ];
}

/** Content types of what the build of the screens writes. */
const tipos: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

/**
 * How a file of the screens is put into its bucket; undefined for those compressed already, since CloudFront compresses by itself.
 * Names change with contents: nobody asks for one again.
 */
export function objetoDaTela(nome: string): { Key: string; ContentType: string; CacheControl: string } | undefined {
  const fim = nome.split('.').at(-1) ?? '';
  if (fim === 'br' || fim === 'gz') return undefined;
  const ContentType = tipos[fim];
  if (!ContentType) throw new Error(`nobody says what a .${fim} of the screens is (${nome})`);
  return { Key: `telas/${nome}`, ContentType, CacheControl: 'public, max-age=31536000, immutable' };
}
