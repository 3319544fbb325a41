import { type Context, within } from '@foodious/kernel/context.ts';
import { diasDepois, inicioDe } from '@foodious/kernel/day.ts';
import { MEIOS, type Meio } from '@foodious/kernel/estados.ts';
import {
  type Achado,
  comparar,
  devolvidoDe,
  doDia,
  EM_ABERTO,
  idDaDivergencia,
  pagaLa,
  sanavel,
} from '../domain/conciliacao.ts';
import { acertarTaxa, type Pagamento } from '../domain/pagamento.ts';
import type {
  Cobranca,
  ComparacaoStore,
  Divergencia,
  DivergenciaStore,
  Documentos,
  Lido,
  PagamentoStore,
  Provedores,
} from '../ports.ts';
import { conciliar } from './conciliar.ts';
import { mudarPagamento } from './mudar-pagamento.ts';

/** What a comparison works with. */
export type Conciliacao = {
  store: PagamentoStore;
  divergencias: DivergenciaStore;
  comparacoes: ComparacaoStore;
  provedores: Provedores;
  /** The business day of an instant. */
  diaDe: (instante: Date) => string;
  /** How long, in milliseconds, one side is waited for once the other has moved. */
  gracaMs: number;
};

/** Pagamentos read at once, charges asked for at once, divergências looked at in one round. */
const PAGINA = 200;
const JUNTAS = 8;
export const MAIS_ABERTAS = 1_000;

/** A charge to be compared: what is known of both sides without asking again. */
type Alvo = {
  meio: Meio;
  cobrancaId: string;
  /** The pagamento that may count on it. */
  transacaoId: string | null;
  nosso: Pagamento | null;
  dele: Cobranca | null;
};

/** Who we are where nobody of the staff repairs. */
const NINGUEM = 'pagamento';

/** When a business day begins and ends. */
export const limitesDe = (dia: string, diaDe: (instante: Date) => string): [de: Date, ate: Date] => [
  new Date(inicioDe(dia, diaDe)),
  new Date(inicioDe(diasDepois(dia, 1), diaDe)),
];

/** All pagamentos of a business day: made in it, or moved in it. */
export async function pagamentosDe(
  store: Pick<PagamentoStore, 'listAlive'>,
  de: Date,
  ate: Date,
): Promise<Pagamento[]> {
  const achados: Pagamento[] = [];
  for (let ultimo: Pagamento | null = null; ; ) {
    const pagina = await store.listAlive(de, ate, ultimo, PAGINA);
    achados.push(...pagina.filter((each) => doDia(each, de, ate)));
    ultimo = pagina.at(-1) ?? null;
    if (pagina.length < PAGINA) return achados;
  }
}

/** What is open, whatever its day, the oldest first. */
export const abertas = (divergencias: DivergenciaStore): Promise<Divergencia[]> =>
  divergencias.list('abertaEm', { limite: MAIS_ABERTAS });

/**
 * Compares our pagamentos of a business day and the charges of the providers, each with its counterpart as it is now. What fetching
 * again puts right is put right at once; the rest is kept as divergências, and those that are no more are closed. Repeatable, by
 * several instances at once. Throws Unavailable where a provider does not answer: then the day was not compared.
 */
export async function conciliarDia(deps: Conciliacao, context: Context, dia: string): Promise<void> {
  const [de, ate] = limitesDe(dia, deps.diaDe);
  const alvos = new Map<string, Alvo>();
  const por = (meio: Meio, cobrancaId: string) => `${meio}:${cobrancaId}`;
  for (const nosso of await pagamentosDe(deps.store, de, ate)) {
    const { meio, transacaoId, cobranca } = nosso;
    if (cobranca) alvos.set(por(meio, cobranca.id), { meio, cobrancaId: cobranca.id, transacaoId, nosso, dele: null });
  }
  for (const meio of MEIOS)
    for await (const dele of deps.provedores[meio].buscar(de, ate)) {
      const conhecido = alvos.get(por(meio, dele.id));
      alvos.set(por(meio, dele.id), {
        ...(conhecido ?? { meio, cobrancaId: dele.id, transacaoId: dele.referencia, nosso: null }),
        dele,
      });
    }
  const emAberto = (await abertas(deps.divergencias)).filter((each) => each.dia === dia);
  for (const alvo of emAberto.flatMap(alvoDe)) {
    const chave = por(alvo.meio, alvo.cobrancaId);
    if (!alvos.has(chave)) alvos.set(chave, alvo);
  }
  const vistas = await conferirTodos(deps, context, [...alvos.values()], emAberto, dia);
  const doPix = vistas.filter(({ meio }) => meio === 'pix').flatMap(({ dele }) => dele ?? []);
  await guardarComparacao(deps.comparacoes, { dia, feitaEm: context.agora.toISOString(), ...totaisLa(doPix, de, ate) });
}

/** Looks again at what is open of other days than these: who repaired it at the provider's own pages sees it gone. */
export async function reverAbertas(deps: Conciliacao, context: Context, menos: readonly string[]): Promise<void> {
  const outras = (await abertas(deps.divergencias)).filter(({ dia }) => !menos.includes(dia));
  for (const dia of new Set(outras.map((each) => each.dia))) {
    const doDia = outras.filter((each) => each.dia === dia);
    await conferirTodos(deps, context, doDia.flatMap(alvoDe), doDia, dia);
  }
}

const alvoDe = ({ meio, cobrancaId, transacaoId }: Divergencia): Alvo[] =>
  cobrancaId === null ? [] : [{ meio, cobrancaId, transacaoId, nosso: null, dele: null }];

/** Compares charges. Those that fail do not keep back the others; the first error is thrown at the end. @returns what it saw */
async function conferirTodos(
  deps: Conciliacao,
  context: Context,
  alvos: readonly Alvo[],
  emAberto: readonly Divergencia[],
  dia: string,
): Promise<Alvo[]> {
  const fins: PromiseSettledResult<Alvo>[] = [];
  for (let i = 0; i < alvos.length; i += JUNTAS)
    fins.push(
      ...(await Promise.allSettled(
        alvos.slice(i, i + JUNTAS).map((alvo) => {
          const suas = emAberto.filter((each) => each.meio === alvo.meio && each.cobrancaId === alvo.cobrancaId);
          return conferir(deps, context, alvo, suas, dia);
        }),
      )),
    );
  return fins.map((fim) => {
    if (fim.status === 'rejected') throw fim.reason;
    return fim.value;
  });
}

/** Compares one charge, by what is at hand, and by what both sides say now where that is not enough. @returns what it saw */
async function conferir(
  deps: Conciliacao,
  context: Context,
  alvo: Alvo,
  suas: readonly Divergencia[],
  dia: string,
): Promise<Alvo> {
  const { agora } = context;
  const aMao = alvo.nosso && alvo.dele ? comparar(alvo.nosso, alvo.dele, agora, deps.gracaMs) : undefined;
  if (aMao === null || (aMao?.length === 0 && suas.length === 0)) return alvo;
  const { dele, nosso, vizinho } = await lerPar(deps, alvo);
  const visto = { ...alvo, dele, nosso };
  const achados = comparar(nosso, dele, agora, deps.gracaMs);
  if (!achados) return visto;
  const restam = achados.some(sanavel) && nosso && dele ? await sanar(deps, context, nosso, dele) : achados;
  for (const achado of achados) {
    const sanado = !restam.some(({ tipo }) => tipo === achado.tipo);
    await registrar(deps.divergencias, novaDivergencia(alvo, nosso ?? vizinho, achado, dia, agora, sanado));
  }
  for (const { id, tipo } of suas)
    if (!achados.some((achado) => achado.tipo === tipo)) await fechar(deps.divergencias, id, agora);
  return visto;
}

/**
 * Both sides of a charge as they are now. `vizinho` is a pagamento it names that counts on another charge: paid a second time, or
 * called off before there was a charge.
 */
export async function lerPar(
  { store, divergencias, provedores }: Pick<Conciliacao, 'store' | 'divergencias' | 'provedores'>,
  { meio, cobrancaId, transacaoId }: Pick<Alvo, 'meio' | 'cobrancaId' | 'transacaoId'>,
): Promise<{ dele: Cobranca | null; nosso: Pagamento | null; vizinho: Pagamento | null }> {
  const dele = (await provedores[meio].obter(cobrancaId)) ?? null;
  const desconhecida = await divergencias.get(idDaDivergencia('desconhecida', meio, { cobrancaId, transacaoId }));
  let vizinho: Pagamento | null = null;
  for (const id of new Set([transacaoId, dele?.referencia, desconhecida?.doc.transacaoId])) {
    const lido = id ? await store.get(id) : undefined;
    if (lido?.pagamento.cobranca?.id === cobrancaId) return { dele, nosso: lido.pagamento, vizinho: null };
    vizinho ??= lido?.pagamento ?? null;
  }
  return { dele, nosso: null, vizinho };
}

/** Takes over what the provider says, as far as that can be. @returns on what they still do not agree */
export async function sanar(
  { store }: Pick<Conciliacao, 'store'>,
  context: Context,
  nosso: Pagamento,
  dele: Cobranca,
): Promise<readonly Achado[]> {
  const story = within(context, nosso.traceparent);
  let atual = await conciliar(store, story, nosso, dele);
  const { taxaCentavos } = dele;
  if (taxaCentavos !== null && comparar(atual, dele, context.agora, SEM_GRACA)?.some(daTaxa))
    atual = await mudarPagamento(store, story, nosso.transacaoId, (lido) =>
      acertarTaxa(lido, taxaCentavos, context.agora),
    );
  return comparar(atual, dele, context.agora, SEM_GRACA) ?? [];
}

/** Nobody is waited for: what was just done is to be seen. */
export const SEM_GRACA = Number.NEGATIVE_INFINITY;
const daTaxa = ({ tipo }: Achado) => tipo === 'taxa-diverge';

const novaDivergencia = (
  { meio, cobrancaId, transacaoId }: Alvo,
  nosso: Pagamento | null,
  achado: Achado,
  dia: string,
  agora: Date,
  sanado: boolean,
): Divergencia => ({
  ...achado,
  id: idDaDivergencia(achado.tipo, meio, { cobrancaId, transacaoId }),
  dia,
  meio,
  cobrancaId,
  transacaoId: nosso?.transacaoId ?? null,
  pedidoId: nosso?.pedidoId ?? null,
  vistaEm: agora.toISOString(),
  ...EM_ABERTO,
  ...(sanado && { resolvidaEm: agora.toISOString(), resolvidaPor: NINGUEM, reparo: 'buscar' }),
});

const MESMOS_FATOS = ['nossoCentavos', 'deleCentavos', 'nossoEstado', 'deleEstado'] as const;

/**
 * What becomes of a divergência that is found again. An open one goes on, with what is said now; what was ignored stays so until one
 * side says something else; anything else that was resolved, and is there again, is open again.
 */
export function reencontrada(antes: Divergencia, nova: Divergencia): Divergencia {
  // A code that was wrong stays so, whatever becomes of its charge.
  const mesma = nova.tipo === 'codigo-invalido' || MESMOS_FATOS.every((fato) => antes[fato] === nova[fato]);
  if (antes.resolvidaEm !== null)
    return mesma && antes.reparo === 'ignorar' ? antes : { ...nova, aContar: antes.aContar };
  const { resolvidaEm, resolvidaPor, reparo, transacaoId, pedidoId } = nova;
  const fatos = Object.fromEntries(MESMOS_FATOS.map((fato) => [fato, nova[fato]]));
  const agora = {
    ...antes,
    ...fatos,
    transacaoId: transacaoId ?? antes.transacaoId,
    pedidoId: pedidoId ?? antes.pedidoId,
  };
  // What somebody is repairing ends as that repair.
  if (resolvidaEm !== null && !antes.emCurso) return { ...agora, resolvidaEm, resolvidaPor, reparo, erro: null };
  return mesma && agora.transacaoId === antes.transacaoId ? antes : agora;
}

async function registrar(divergencias: DivergenciaStore, nova: Divergencia): Promise<void> {
  while (!(await mudarDivergencia(divergencias, nova.id, (antes) => reencontrada(antes, nova))))
    if (await divergencias.insert(nova)) return;
}

/** The comparison no longer finds it. */
const fechar = (divergencias: DivergenciaStore, id: string, agora: Date) =>
  mudarDivergencia(divergencias, id, (antes) =>
    antes.resolvidaEm !== null || antes.emCurso
      ? antes
      : { ...antes, resolvidaEm: agora.toISOString(), resolvidaPor: NINGUEM, reparo: 'some', erro: null },
  );

/**
 * Changes a divergência by a decision; of two at once one wins, and the other decides anew.
 * @returns as it is then; undefined where there is none
 */
export async function mudarDivergencia(
  divergencias: DivergenciaStore,
  id: string,
  decidir: (antes: Divergencia) => Divergencia,
): Promise<Divergencia | undefined> {
  for (;;) {
    const lida: Lido<Divergencia> | undefined = await divergencias.get(id);
    if (!lida) return undefined;
    const depois = decidir(lida.doc);
    if (depois === lida.doc || (await divergencias.replace(lida, depois))) return depois;
  }
}

/** What the provider says came in and went back in [de, ate). */
function totaisLa(cobrancas: readonly Cobranca[], de: Date, ate: Date) {
  const [inicio, fim] = [de.getTime(), ate.getTime()];
  const noDia = (em: string | null) => em !== null && Date.parse(em) >= inicio && Date.parse(em) < fim;
  const recebidas = cobrancas.filter(
    (each) => (pagaLa(each) || each.estado === 'contestada') && noDia(each.aprovadaEm),
  );
  return {
    provedorRecebidoCentavos: recebidas.reduce((soma, { valorCentavos }) => soma + valorCentavos, 0),
    provedorEstornadoCentavos: devolvidoDe({
      estornos: cobrancas.flatMap(({ estornos }) => estornos).filter(({ em }) => noDia(em)),
    }),
  };
}

/** Keeps the later of two comparisons of a day. */
async function guardarComparacao<T extends { dia: string; feitaEm: string }>(
  comparacoes: Documentos<T, 'dia'>,
  feita: T,
): Promise<void> {
  for (;;) {
    const lida = await comparacoes.get(feita.dia);
    if (
      lida
        ? lida.doc.feitaEm > feita.feitaEm || (await comparacoes.replace(lida, feita))
        : await comparacoes.insert(feita)
    )
      return;
  }
}
