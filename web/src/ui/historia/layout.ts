import { queues } from '@foodious/contracts/resources.ts';
import type { Passo } from '@foodious/contracts/timeline.ts';
import { type Dito, dizer, quem } from './passo.ts';

/** A lane of the picture, from left to right. */
const pistas = ['pessoas', 'pedido', 'pagamento', 'provedor', 'cozinha', 'email'] as const;
export type Pista = (typeof pistas)[number];
/** The lanes, for people. */
export const nomesDasPistas: Readonly<Record<Pista, string>> = {
  pessoas: 'Pessoas',
  pedido: 'Pedido',
  pagamento: 'Pagamento',
  provedor: 'Banco',
  cozinha: 'Cozinha',
  email: 'E-mail',
};

/** A step in its lane and row. */
export type Marca = Dito & { passo: Passo; indice: number; pista: Pista; linha: number };
/** Somebody outside at the other end of an arrow. */
type Ponta = { pista: Pista; linha: number; texto: string; tom: Dito['tom'] };
export type Seta = {
  tipo: 'mensagem' | 'tentativa' | 'pendente' | 'gesto' | 'chamada' | 'email';
  de: { pista: Pista; linha: number };
  para: { pista: Pista; linha: number };
  tom: Dito['tom'];
  /** The steps at its ends, by their place in the story; null outside. */
  liga: readonly [number | null, number | null];
  /** How many other arrows already go down beside the lane it goes to. */
  trilho: number;
};
/** Steps of one lane with one cause: done together. */
type Bloco = { pista: Pista; de: number; ate: number };
type Espera = { linha: number; ms: number };
export type Figura = {
  pistas: Pista[];
  linhas: number;
  marcas: Marca[];
  pontas: Ponta[];
  setas: Seta[];
  blocos: Bloco[];
  esperas: Espera[];
};

/** From so long on, a silence gets a row of its own. Milliseconds. */
const SILENCIO_MS = 1_000;

/** The lane that a message of a queue is on its way to; undefined where a queue leads from no lane to another. */
function destinoDe(nome: string | null): Pista | undefined {
  const fila = Object.entries(queues).find(([outra]) => outra === nome)?.[1];
  const [de, para] = [fila?.from, fila?.to].map((servico) => pistas.find((pista) => pista === servico));
  return de && de !== para ? para : undefined;
}

const chegadas = new Set<Passo['tipo']>([
  'mensagem-recebida',
  'mensagem-repetida',
  'mensagem-falhou',
  'mensagem-enterrada',
]);
const saidas = new Set<Passo['tipo']>(['mensagem-enviada', 'mensagem-aguardando', 'morta-reenviada']);

const pistaDe = ({ tipo, servico }: Passo): Pista =>
  tipo.startsWith('email-') && tipo !== 'email-escrito'
    ? 'email'
    : (pistas.find((pista) => pista === servico) ?? 'pedido');

/** The story of a pedido as a picture: a lane for each service, a row for each step and each long silence, arrows between. */
export function figura(passos: readonly Passo[]): Figura {
  const marcas: Marca[] = [];
  const esperas: Espera[] = [];
  let linha = 0;
  let ate = Number.NEGATIVE_INFINITY;
  for (const [indice, passo] of passos.entries()) {
    const em = Date.parse(passo.em);
    if (em - ate >= SILENCIO_MS && indice > 0) esperas.push({ linha: linha++, ms: em - ate });
    ate = Math.max(ate, em); // clocks of different services may disagree: the story decides
    marcas.push({ ...dizer(passo), passo, indice, pista: pistaDe(passo), linha: linha++ });
  }
  const { setas, pontas } = ligar(marcas);
  const usadas = new Set<Pista>(['pedido', 'pagamento', 'cozinha']);
  for (const { pista } of [...marcas, ...pontas, ...setas.map(({ para }) => para)]) usadas.add(pista);
  return {
    pistas: pistas.filter((pista) => usadas.has(pista)),
    linhas: linha,
    marcas,
    pontas,
    setas: comTrilhos(setas),
    blocos: blocosDe(marcas),
    esperas,
  };
}

type SemTrilho = Omit<Seta, 'trilho'>;

/** What led to what: messages to their receptions, e-mails to their sending, people and the bank to what they set off. */
function ligar(marcas: readonly Marca[]): { setas: SemTrilho[]; pontas: Ponta[] } {
  const setas: SemTrilho[] = [];
  const pontas: Ponta[] = [];
  const conhecidas = new Set(marcas.flatMap(({ passo }) => [passo.mensagemId, emailDe(passo)]).filter(Boolean));
  const causasVistas = new Set<string>();
  /** Where each message or e-mail is now: the mark that sent it, or the last try of it. */
  const ondeEsta = new Map<string, Marca>();
  for (const marca of marcas) {
    const { passo, pista, linha, indice, tom } = marca;
    const aqui = { pista, linha };
    const chave = passo.mensagemId ?? emailDe(passo);
    const chega = chegadas.has(passo.tipo) || pista === 'email';
    if (chave && chega) {
      const antes = ondeEsta.get(chave);
      if (antes) {
        const tipo = antes.pista === pista ? 'tentativa' : pista === 'email' ? 'email' : 'mensagem';
        const de = { pista: antes.pista, linha: antes.linha };
        setas.push({ tipo, de, para: aqui, tom, liga: [antes.indice, indice] });
      }
      ondeEsta.set(chave, marca);
    } else if (chave && (saidas.has(passo.tipo) || passo.tipo === 'email-escrito')) ondeEsta.set(chave, marca);

    const chaveDaCausa = `${passo.servico} ${passo.causa}`;
    const deFora = !conhecidas.has(passo.causa) && !causasVistas.has(chaveDaCausa);
    if (passo.tipo === 'provedor') {
      // Who set something off is told where it comes to something, not where the bank is asked about it first.
      pontas.push({ pista: 'provedor', linha, texto: passo.detalhes.resultado, tom });
      setas.push({ tipo: 'chamada', de: aqui, para: { pista: 'provedor', linha }, tom, liga: [indice, null] });
      continue;
    }
    causasVistas.add(chaveDaCausa);
    if (deFora && (passo.por !== passo.servico || passo.servico === 'cozinha')) {
      // Only a cook moves a comanda without a message; what pedido and pagamento do of their own comes from no one.
      const fora = passo.por === 'provedor' ? 'provedor' : 'pessoas';
      pontas.push({ pista: fora, linha, texto: quem(passo.por), tom: 'neutro' });
      setas.push({ tipo: 'gesto', de: { pista: fora, linha }, para: aqui, tom: 'neutro', liga: [null, indice] });
    }
  }
  for (const { passo, pista, linha, indice } of ondeEsta.values()) {
    const para = destinoDe(passo.fila);
    if (!saidas.has(passo.tipo) || !para) continue;
    setas.push({
      tipo: 'pendente',
      de: { pista, linha },
      para: { pista: para, linha },
      tom: 'aviso',
      liga: [indice, null],
    });
  }
  return { setas, pontas };
}

const emailDe = ({ detalhes }: Passo): string | null => ('emailId' in detalhes ? detalhes.emailId : null);

function blocosDe(marcas: readonly Marca[]): Bloco[] {
  const blocos: Bloco[] = [];
  const aberto = new Map<Pista, { causa: string; bloco: Bloco }>();
  for (const { pista, linha, passo } of marcas) {
    const atual = aberto.get(pista);
    if (atual?.causa === passo.causa) {
      atual.bloco.ate = linha;
      continue;
    }
    const bloco = { pista, de: linha, ate: linha };
    aberto.set(pista, { causa: passo.causa, bloco });
    blocos.push(bloco);
  }
  return blocos;
}

/** Arrows that go down beside the same lane, on the same side, at the same height get tracks of their own. */
function comTrilhos(setas: readonly SemTrilho[]): Seta[] {
  const prontas: Seta[] = [];
  for (const seta of setas) {
    const lado = ladoDe(seta);
    const ocupados = new Set(
      prontas
        .filter((outra) => outra.para.pista === seta.para.pista && ladoDe(outra) === lado && cruzam(outra, seta))
        .map(({ trilho }) => trilho),
    );
    let trilho = 0;
    while (ocupados.has(trilho)) trilho += 1;
    prontas.push({ ...seta, trilho });
  }
  return prontas;
}

/** On which side of its lane an arrow arrives; a further try stays on the left of its own. */
export const ladoDe = ({ de, para }: Pick<Seta, 'de' | 'para'>): 'esquerda' | 'direita' =>
  pistas.indexOf(de.pista) > pistas.indexOf(para.pista) ? 'direita' : 'esquerda';

/** Whether both go down somewhere between the same rows. */
const cruzam = (a: SemTrilho, b: SemTrilho): boolean =>
  a.de.linha !== a.para.linha &&
  b.de.linha !== b.para.linha &&
  a.de.linha <= b.para.linha &&
  b.de.linha <= a.para.linha;
