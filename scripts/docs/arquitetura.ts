import { buckets, queueNames, queues, sendersOf } from '@foodious/contracts/resources.ts';
import { screens } from '@foodious/contracts/screens.ts';
import type { Party } from '@foodious/contracts/services.ts';
import { ambientes } from '../../infra/ambientes.ts';
import { functions } from '../../servers/aws/bundle.ts';

/**
 * The architecture as a drawing, from the tables of the code: services and their tasks, every queue from who sends to who hears,
 * functions, buckets, screens. All sizes are in pixels of a drawing 1000 wide; read from top to bottom.
 */
export function arquitetura(): string {
  const partes = [
    titulo(),
    ...fora(),
    ...borda(),
    ...rede(),
    ...servicos(),
    ...filas(),
    ...bancos(),
    ...regiao(),
    ...caminhos(),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LARGURA} ${ALTURA}" width="${LARGURA}" height="${ALTURA}" role="img" aria-labelledby="titulo descricao" font-family="'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif">
<!-- Written by \`npm run docs\` from the code; do not edit by hand. -->
<title id="titulo">Fast &amp; Foodious on AWS</title>
<desc id="descricao">${descricao()}</desc>
<defs>
${Object.entries({ ...cor, tinta: TINTA })
  .map(
    ([nome, de]) =>
      `<marker id="ponta-${nome}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.6 8 4 0 7.4z" fill="${de}"/></marker>`,
  )
  .join('\n')}
</defs>
<rect width="${LARGURA}" height="${ALTURA}" fill="#ffffff"/>
${partes.join('\n')}
</svg>
`;
}

const LARGURA = 1000;
const MARGEM = 24;
const TINTA = '#334155';
const TEXTO = '#0f172a';
const APAGADO = '#64748b';

/** The services from left to right: what shares a database side by side, what talks to the provider at its side. */
const colunas = ['gateway', 'produto', 'pedido', 'cozinha', 'pagamento'] as const satisfies readonly Party[];
const cor: Readonly<Record<Party, string>> = {
  gateway: '#475569',
  produto: '#0f766e',
  pedido: '#c2410c',
  cozinha: '#a16207',
  pagamento: '#6d28d9',
};
const faz: Readonly<Record<Party, string>> = {
  gateway: 'portas, sessões, auditoria',
  produto: 'cardápio',
  pedido: 'pedidos, clientes, e-mails',
  cozinha: 'comandas',
  pagamento: 'cobranças, livro-razão',
};

/** Where the bands are, from top to bottom. */
const FORA = { y: 74, h: 66 };
const BORDA = { y: 180, h: 112 };
const VPC = { y: 336 };
const ALB = { y: 366, h: 34 };
const SERVICOS = { y: 432, h: 74 };
const LINHA = 21;
const FILAS = { y: 534, h: 44 + queueNames.length * LINHA };
const BANCOS = { y: FILAS.y + FILAS.h + 30, h: 64 };
const VPC_H = BANCOS.y + BANCOS.h + 18 - VPC.y;
const REGIAO = { y: VPC.y + VPC_H + 24, h: 58 };
const ALTURA = REGIAO.y + REGIAO.h + 24;

const DENTRO = { x: MARGEM + 16, w: LARGURA - 2 * MARGEM - 32 };
const VAO = 14;
const CAIXA_W = (DENTRO.w - (colunas.length - 1) * VAO) / colunas.length;
const xDe = (party: Party): number => DENTRO.x + colunas.indexOf(party as (typeof colunas)[number]) * (CAIXA_W + VAO);
const meioDe = (party: Party): number => xDe(party) + CAIXA_W / 2;

const TELAS = { x: MARGEM, w: 416 };
const PROGRAMAS = { x: 660, w: 140 };
const PIX = { x: 820, w: LARGURA - MARGEM - 820 };
const CDN = { x: MARGEM, w: 262 };
const IDENTIDADE = { x: 306, w: 322 };
const API = { x: 654, w: LARGURA - MARGEM - 654 };

type Faixa = { x: number; y: number; w: number; h: number };
const limpo = (texto: string) => texto.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const px = (valor: number) => Number(valor.toFixed(1));

const caixa = ({ x, y, w, h }: Faixa, { fundo = '#ffffff', borda = '#cbd5e1', raio = 10, traco = '' } = {}): string =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" rx="${raio}" fill="${fundo}" stroke="${borda}"${traco ? ` stroke-dasharray="${traco}"` : ''}/>`;
const letra = (
  x: number,
  y: number,
  texto: string,
  { tamanho = 12, peso = 400, cor: de = TEXTO, ancora = 'start', fundo = false } = {},
): string =>
  `<text x="${px(x)}" y="${px(y)}" font-size="${tamanho}" font-weight="${peso}" fill="${de}" text-anchor="${ancora}"${fundo ? ' stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' : ''}>${limpo(texto)}</text>`;
const seta = (pontos: readonly (readonly [number, number])[], de: Party | 'tinta' = 'tinta', dupla = false): string => {
  const stroke = de === 'tinta' ? TINTA : cor[de];
  const d = pontos.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join(' ');
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="1.5" stroke-linejoin="round" marker-end="url(#ponta-${de})"${dupla ? ` marker-start="url(#ponta-${de})"` : ''}/>`;
};
/** A row of small labels, as wide as their words. */
function fichas(x: number, y: number, nomes: readonly string[], { fundo = '#f1f5f9', tinta = TEXTO } = {}): string[] {
  let onde = x;
  return nomes.flatMap((nome) => {
    const w = nome.length * 5.9 + 14;
    const feita = [
      `<rect x="${px(onde)}" y="${y}" width="${px(w)}" height="19" rx="9.5" fill="${fundo}"/>`,
      letra(onde + w / 2, y + 13.5, nome, { tamanho: 11, ancora: 'middle', cor: tinta }),
    ];
    onde += w + 5;
    return feita;
  });
}

const titulo = (): string =>
  letra(MARGEM, 40, 'Fast & Foodious on AWS', { tamanho: 22, peso: 700 }) +
  letra(LARGURA - MARGEM, 40, `${ambientes.prod.regiao} · two zones · CDK in TypeScript`, {
    tamanho: 13,
    cor: APAGADO,
    ancora: 'end',
  });

/** Who comes from outside. */
function fora(): string[] {
  const { y, h } = FORA;
  const telas = Object.keys(screens).filter((tela) => tela !== 'p');
  return [
    caixa({ ...TELAS, y, h }, { fundo: '#fff7ed', borda: '#fdba74' }),
    letra(TELAS.x + 14, y + 23, 'Pessoas e telas', { peso: 700, tamanho: 13 }),
    ...fichas(TELAS.x + 12, y + 35, telas, { fundo: '#ffedd5' }),
    caixa({ ...PROGRAMAS, y, h }, { fundo: '#f8fafc' }),
    letra(PROGRAMAS.x + PROGRAMAS.w / 2, y + 28, 'Programas', { peso: 700, tamanho: 13, ancora: 'middle' }),
    letra(PROGRAMAS.x + PROGRAMAS.w / 2, y + 47, 'Bearer token', { tamanho: 11, cor: APAGADO, ancora: 'middle' }),
    caixa({ ...PIX, y, h }, { fundo: '#f5f3ff', borda: '#c4b5fd' }),
    letra(PIX.x + PIX.w / 2, y + 28, 'Mercado Pago', { peso: 700, tamanho: 13, ancora: 'middle' }),
    letra(PIX.x + PIX.w / 2, y + 47, 'Pix', { tamanho: 11, cor: APAGADO, ancora: 'middle' }),
  ];
}

/** The two doors, and who says who somebody is. */
function borda(): string[] {
  const { y, h } = BORDA;
  const gatilhos = functions.filter((nome) => nome.startsWith('pre-') || nome === 'desafio');
  const rotas = functions.filter((nome) => !gatilhos.includes(nome));
  return [
    caixa({ ...CDN, y, h }),
    letra(CDN.x + 14, y + 24, 'CloudFront', { peso: 700, tamanho: 14 }),
    letra(CDN.x + 14, y + 43, 'WAF · security headers', { tamanho: 12, cor: APAGADO }),
    letra(CDN.x + 14, y + 64, 'pages, sessions, live streams: not cached', { tamanho: 11, cor: APAGADO }),
    ...fichas(CDN.x + 12, y + 78, ['S3 telas', 'S3 imagens'], { fundo: '#dcfce7' }),
    letra(CDN.x + 166, y + 91.5, 'by OAC, cached', { tamanho: 11, cor: APAGADO }),
    caixa({ ...IDENTIDADE, y, h }),
    letra(IDENTIDADE.x + 14, y + 24, 'Cognito · Lambda', { peso: 700, tamanho: 14 }),
    letra(IDENTIDADE.x + 14, y + 47, 'routes', { tamanho: 11, cor: APAGADO }),
    ...fichas(IDENTIDADE.x + 68, y + 34, rotas, { fundo: '#e0f2fe' }),
    letra(IDENTIDADE.x + 14, y + 73, 'triggers', { tamanho: 11, cor: APAGADO }),
    ...fichas(IDENTIDADE.x + 68, y + 60, gatilhos, { fundo: '#e0f2fe' }),
    letra(IDENTIDADE.x + 14, y + 99, 'access tokens: scopes, quem, loja', { tamanho: 11, cor: APAGADO }),
    caixa({ ...API, y, h }),
    letra(API.x + 14, y + 24, 'API Gateway (HTTP API)', { peso: 700, tamanho: 14 }),
    letra(API.x + 14, y + 43, 'JWT authorizer · throttling · access log', { tamanho: 12, cor: APAGADO }),
    letra(API.x + 14, y + 68, 'a scope on every route of /v1 and /v2,', { tamanho: 11, cor: APAGADO }),
    letra(API.x + 14, y + 85, 'made from openapi.json', { tamanho: 11, cor: APAGADO }),
  ];
}

/** The private network and its way in. */
const rede = (): string[] => [
  caixa(
    { x: MARGEM, y: VPC.y, w: LARGURA - 2 * MARGEM, h: VPC_H },
    { fundo: '#f8fafc', borda: '#94a3b8', raio: 14, traco: '6 4' },
  ),
  letra(LARGURA - MARGEM - 16, VPC.y + 20, 'VPC, private subnets', { tamanho: 11, cor: APAGADO, ancora: 'end' }),
  caixa({ ...DENTRO, ...ALB }, { fundo: '#eef2ff', borda: '#a5b4fc', raio: 8 }),
  letra(LARGURA / 2, ALB.y + 22, 'internal load balancer', { peso: 600, tamanho: 13, ancora: 'middle' }),
];

function servicos(): string[] {
  const { y, h } = SERVICOS;
  return colunas.flatMap((party) => {
    const { min, max, cpu } = ambientes.prod.tarefas[party];
    const x = xDe(party);
    return [
      // What it says on queues, and keeps below, hangs on its line.
      `<path d="M${px(meioDe(party))} ${y + h} V${BANCOS.y}" stroke="${cor[party]}" stroke-width="2" stroke-opacity="0.35"/>`,
      seta([
        [meioDe(party), ALB.y + ALB.h],
        [meioDe(party), y - 1],
      ]),
      caixa({ x, y, w: CAIXA_W, h }, { borda: cor[party] }),
      `<rect x="${px(x)}" y="${y}" width="6" height="${h}" rx="3" fill="${cor[party]}"/>`,
      letra(x + 18, y + 23, party, { peso: 700, tamanho: 14, cor: cor[party] }),
      letra(x + 18, y + 42, faz[party], { tamanho: 11 }),
      letra(x + 18, y + 60, `Fargate · ${min}–${max} × ${cpu / 1024} vCPU`, { tamanho: 11, cor: APAGADO }),
    ];
  });
}

/** Every queue on a line of its own, from the line of who sends to that of who hears. */
function filas(): string[] {
  const { y, h } = FILAS;
  return [
    caixa({ x: DENTRO.x - 6, y, w: DENTRO.w + 12, h }, { fundo: '#ffffff', borda: '#e2e8f0' }),
    letra(DENTRO.x + 8, y + 21, `SQS: ${queueNames.length} FIFO queues, a dead-letter queue behind each`, {
      peso: 700,
      tamanho: 13,
    }),
    letra(DENTRO.x + DENTRO.w - 8, y + 21, 'outbox → queue → inbox, through the VPC endpoint', {
      tamanho: 11,
      cor: APAGADO,
      ancora: 'end',
    }),
    ...colunas.map(
      (party) =>
        `<path d="M${px(meioDe(party))} ${y + 32} V${y + h - 8}" stroke="${cor[party]}" stroke-width="2" stroke-opacity="0.28"/>`,
    ),
    ...queueNames.flatMap((fila, i) => umaFila(fila, y + 46 + i * LINHA)),
  ];
}

function umaFila(fila: (typeof queueNames)[number], y: number): string[] {
  const de = sendersOf(fila);
  const { to } = queues[fila];
  const x = meioDe(to);
  const [primeiro = to] = de;
  const tinta = cor[primeiro];
  /** What several tell alike has nobody's colour. */
  const quem = de.length > 1 ? 'tinta' : primeiro;
  if (de.length === 1 && primeiro === to)
    return [
      `<path d="M${px(x + 4)} ${y} h26 a5 5 0 0 1 0 10 h-20" fill="none" stroke="${tinta}" stroke-width="1.5" marker-end="url(#ponta-${to})"/>`,
      bolinha(x, y, tinta),
      letra(x + 42, y + 8, fila, { tamanho: 11, fundo: true }),
    ];
  const pontas = de.map(meioDe);
  const [esquerda, direita] = [Math.min(x, ...pontas), Math.max(x, ...pontas)];
  const longe = pontas.toSorted((a, b) => Math.abs(b - x) - Math.abs(a - x));
  // Senders on both sides of who hears: an arrow from each side.
  const lados = [longe.find((ponta) => ponta < x), longe.find((ponta) => ponta > x)].filter(
    (ponta) => ponta !== undefined,
  );
  return [
    ...lados.map((ponta) =>
      seta(
        [
          [ponta, y],
          [ponta < x ? x - 3 : x + 3, y],
        ],
        quem,
      ),
    ),
    ...de.map((party) => bolinha(meioDe(party), y, cor[party])),
    rotulo(esquerda, direita, x, y, fila),
  ];
}
const bolinha = (x: number, y: number, tinta: string) => `<circle cx="${px(x)}" cy="${y}" r="3.6" fill="${tinta}"/>`;
/** The name of a queue stands on its arrow: in the gap farthest from who hears it, or across all of it where that is too narrow. */
function rotulo(esquerda: number, direita: number, para: number, y: number, fila: string): string {
  const linhas = colunas.map(meioDe).filter((x) => x >= esquerda && x <= direita);
  const vaos = linhas.slice(1).map((x, i) => (x + (linhas[i] ?? x)) / 2);
  const longe = vaos.toSorted((a, b) => Math.abs(b - para) - Math.abs(a - para))[0];
  const cabe = fila.length * 6.2 + 24 < CAIXA_W + VAO;
  return letra(cabe && longe !== undefined ? longe : (esquerda + direita) / 2, y + 4, fila, {
    tamanho: 11,
    ancora: 'middle',
    fundo: true,
  });
}

function bancos(): string[] {
  const { y, h } = BANCOS;
  const deAurora = colunas.filter((party) => party !== 'pagamento');
  const [primeiro = 'gateway', ultimo = 'cozinha'] = [deAurora[0], deAurora.at(-1)];
  const { aurora, documentdb } = ambientes.prod;
  const x = xDe(primeiro);
  return [
    caixa({ x, y, w: xDe(ultimo) + CAIXA_W - x, h }, { fundo: '#ecfeff', borda: '#67e8f9' }),
    letra(x + 14, y + 22, 'Aurora MySQL Serverless v2', { peso: 700, tamanho: 13 }),
    letra(
      xDe(ultimo) + CAIXA_W - 14,
      y + 22,
      `${aurora.min}–${aurora.max} ACU, ${aurora.leitores} reader · a database and a user for each service`,
      {
        tamanho: 11,
        cor: APAGADO,
        ancora: 'end',
      },
    ),
    ...deAurora.flatMap((party) => [
      `<rect x="${px(meioDe(party) - 70)}" y="${y + 33}" width="140" height="21" rx="10.5" fill="#ffffff" stroke="${cor[party]}"/>`,
      letra(meioDe(party), y + 47.5, `foodious_${party}`, { tamanho: 11, ancora: 'middle', cor: cor[party] }),
    ]),
    caixa({ x: xDe('pagamento'), y, w: CAIXA_W, h }, { fundo: '#f5f3ff', borda: '#c4b5fd' }),
    letra(meioDe('pagamento'), y + 22, 'DocumentDB', { peso: 700, tamanho: 13, ancora: 'middle' }),
    letra(meioDe('pagamento'), y + 47.5, `${documentdb.instancias} × ${documentdb.classe}`, {
      tamanho: 11,
      ancora: 'middle',
      cor: APAGADO,
    }),
  ];
}

/** What of the region they all use, by endpoints inside the network or over the NAT gateways. */
function regiao(): string[] {
  const { y, h } = REGIAO;
  const doS3 = Object.entries(buckets).map(([nome, { service }]) => `${nome} (${service})`);
  const blocos: [string, string, number][] = [
    ['S3', doS3.join(', '), 350],
    ['SES', 'e-mails, bounces', 120],
    ['Secrets Manager', 'rotated each month', 146],
    ['CloudWatch', 'logs, alarms, dashboard', 162],
    ['ECR', 'one image', 0],
  ];
  let x = MARGEM;
  return blocos.flatMap(([nome, que, largura]) => {
    const w = largura || LARGURA - MARGEM - x;
    const feito = [
      caixa({ x, y, w, h }, { fundo: '#f8fafc' }),
      letra(x + 14, y + 24, nome, { peso: 700, tamanho: 13 }),
      letra(x + 14, y + 43, que, { tamanho: 11, cor: APAGADO }),
    ];
    x += w + 12;
    return feito;
  });
}

/** How requests come in, and the only way out. */
function caminhos(): string[] {
  const cdn = CDN.x + CDN.w / 2;
  const vindo = BORDA.y + BORDA.h;
  const programas = PROGRAMAS.x + PROGRAMAS.w / 2;
  const aviso = PIX.x + 46;
  const saida = LARGURA - MARGEM - 28;
  const api = API.x + 60;
  const gateway = IDENTIDADE.x + 60;
  const borda = LARGURA - 10;
  const meioDoServico = SERVICOS.y + SERVICOS.h / 2;
  return [
    seta([
      [cdn, FORA.y + FORA.h],
      [cdn, BORDA.y - 1],
    ]),
    seta([
      [programas, FORA.y + FORA.h],
      [programas, BORDA.y - 1],
    ]),
    seta([
      [aviso, FORA.y + FORA.h],
      [aviso, BORDA.y - 1],
    ]),
    letra(aviso + 8, BORDA.y - 16, 'signed notification', { tamanho: 11, cor: APAGADO }),
    seta([
      [API.x, BORDA.y + 44],
      [IDENTIDADE.x + IDENTIDADE.w + 1, BORDA.y + 44],
    ]),
    seta([
      [cdn, vindo],
      [cdn, ALB.y - 1],
    ]),
    letra(cdn + 8, vindo + 24, 'VPC origin', { tamanho: 11, cor: APAGADO }),
    seta([
      [api, vindo],
      [api, ALB.y - 1],
    ]),
    letra(api + 8, vindo + 24, 'VPC link', { tamanho: 11, cor: APAGADO }),
    seta(
      [
        [gateway, vindo],
        [gateway, ALB.y - 1],
      ],
      'tinta',
      true,
    ),
    letra(gateway + 8, vindo + 24, 'tokens, register, erase', { tamanho: 11, cor: APAGADO }),
    seta(
      [
        [xDe('pagamento') + CAIXA_W, meioDoServico],
        [borda, meioDoServico],
        [borda, FORA.y + FORA.h / 2],
        [PIX.x + PIX.w + 1, FORA.y + FORA.h / 2],
      ],
      'pagamento',
    ),
    letra(saida + 14, VPC.y - 8, 'NAT: charges, refunds', { tamanho: 11, cor: APAGADO, ancora: 'end' }),
  ];
}

/** The drawing in words, for who does not see it. */
const descricao = (): string =>
  limpo(
    [
      'People come by CloudFront, programs and the Pix provider by an HTTP API with a JWT authorizer; both lead to an internal load balancer in a VPC.',
      `Behind it run ${colunas.join(', ')} on Fargate; all but pagamento keep their data in Aurora MySQL, pagamento in DocumentDB.`,
      `They tell each other what happened by ${queueNames.length} FIFO queues: ${queueNames.map((fila) => `${fila} from ${sendersOf(fila).join(', ')} to ${queues[fila].to}`).join('; ')}.`,
      `Cognito makes tokens, with the functions ${functions.join(', ')}.`,
    ].join(' '),
  );
