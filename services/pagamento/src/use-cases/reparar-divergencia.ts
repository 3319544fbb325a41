import { randomUUID } from 'node:crypto';
import { sobre } from '@foodious/contracts/auditoria.ts';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import { BadAnswer, Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { AUDITORIA, auditada } from '@foodious/messaging/auditar.ts';
import { comparar, devolvidoDe, pagaLa, type Reparo, reparosDe, retidoDe } from '../domain/conciliacao.ts';
import { type Pagamento, rejeitar, vincular } from '../domain/pagamento.ts';
import { type Cobranca, type Divergencia, EstornoRecusado, type ReparoEmCurso } from '../ports.ts';
import { cadaUm } from './cada-um.ts';
import { conciliar, seguir } from './conciliar.ts';
import { type Conciliacao, lerPar, mudarDivergencia, SEM_GRACA, sanar } from './conciliar-dia.ts';
import { mudarPagamento } from './mudar-pagamento.ts';

/** A comparison, and how what was done reaches the audit log: once each, however often it is sent. */
export type Reparos = Conciliacao & { contar: (mensagens: readonly Outgoing[]) => Promise<void> };

/** What somebody of the staff asks for. */
export type Pedido = { acao: Reparo; motivo: string | null; transacaoId: string | null };

/** How long a repair is left to who began it, before whoever finds it goes on with it, in milliseconds. */
const PACIENCIA_MS = 30_000;
/** How long until a repair is gone on with, by how often it was tried, in milliseconds: an account may lack balance for days. */
const ESPERAS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000, 12 * 3_600_000];
/** A repair that did not come about by so many tries, in about a week, is somebody's to decide again. */
const TENTATIVAS = 20;
/** Divergências looked at in one round. */
const RODADA = 20;

/**
 * Somebody repairs a divergência. What is to be done is kept with its entry of the audit log before it is done, and then done once:
 * by this call, or by whoever finds it after a crash. Throws Refusal `not-found`; `conflict` for what is resolved, under repair, or
 * cannot be repaired so; `invalid` for what is asked for by half.
 * @returns as it is then: not resolved where the repair came to nothing (`erro`), or the provider is still to do its part (`emCurso`)
 */
export async function repararDivergencia(
  deps: Reparos,
  context: Context,
  id: string,
  pedido: Pedido,
): Promise<Divergencia> {
  for (;;) {
    const lida = await deps.divergencias.get(id);
    if (!lida) throw new Refusal('not-found', `Divergência não encontrada: ${id}`);
    const { doc: antes } = lida;
    exigir(antes, pedido);
    const comecada = await comecar(deps, context, antes, pedido);
    const mensagens = stamp('acao-auditada', AUDITORIA, auditada(context, feito(comecada, antes, pedido)), context);
    if (!(await deps.divergencias.replace(lida, { ...comecada, aContar: [...antes.aContar, ...mensagens] }))) continue;
    const depois = comecada.emCurso ? await seguirReparo(deps, context, id) : comecada;
    await Promise.allSettled([contarOQueFalta(deps, id)]); // what is not told now is told in the next round
    return depois ?? comecada;
  }
}

function exigir(antes: Divergencia, { acao, motivo, transacaoId }: Pedido): void {
  if (antes.resolvidaEm !== null) throw new Refusal('conflict', 'Esta divergência já está resolvida');
  if (antes.emCurso) throw new Refusal('conflict', 'Já há um reparo em curso');
  if (!reparosDe(antes).includes(acao)) throw new Refusal('conflict', `Esta divergência não se repara com ${acao}`);
  if (acao === 'ignorar' && motivo === null)
    throw new Refusal('invalid', 'Diga por que ignorar a divergência', { campo: 'motivo' });
  if (acao === 'vincular' && transacaoId === null)
    throw new Refusal('invalid', 'Diga a que pagamento vincular', { campo: 'transacaoId' });
}

/** What the audit log is told of a repair; of its reason, how long it is. */
const feito = (
  comecada: Divergencia,
  { tipo, nossoCentavos, deleCentavos }: Divergencia,
  { acao, motivo }: Pedido,
) => ({
  acao: 'divergencia-reparada' as const,
  sobre: sobre('divergencia', comecada.id),
  depois: {
    tipo,
    acao,
    centavos: comecada.emCurso?.estorno?.centavos ?? deleCentavos ?? nossoCentavos ?? 0,
    motivoCaracteres: motivo?.length ?? 0,
  },
});

async function comecar(
  deps: Conciliacao,
  { agora, por, papel }: Context,
  antes: Divergencia,
  { acao, motivo, transacaoId }: Pedido,
): Promise<Divergencia> {
  const em = agora.toISOString();
  if (acao === 'ignorar')
    return { ...antes, resolvidaEm: em, resolvidaPor: por, reparo: acao, motivo, emCurso: null, erro: null };
  const emCurso: ReparoEmCurso = {
    acao,
    por,
    papel,
    desde: em,
    motivo,
    transacaoId,
    estorno: null,
    tentativas: 0,
    proximaEm: new Date(agora.getTime() + PACIENCIA_MS).toISOString(),
  };
  if (acao === 'buscar') return { ...antes, emCurso };
  const { dele } = await lerPar(deps, alvoDe(antes));
  if (!dele) throw new Refusal('conflict', 'O provedor não conhece esta cobrança');
  if (acao === 'estornar') return { ...antes, emCurso: { ...emCurso, estorno: estornoDe(antes, dele, randomUUID()) } };
  const destino = await deps.store.get(transacaoId ?? '');
  if (!destino) throw new Refusal('not-found', `Transação não encontrada: ${transacaoId}`);
  podeVincular(destino.pagamento, antes, dele);
  return { ...antes, emCurso };
}

const alvoDe = ({ meio, cobrancaId, transacaoId }: Divergencia) => ({
  meio,
  cobrancaId: cobrancaId ?? '',
  transacaoId,
});

/**
 * How much is given back of a charge; nothing of one that is not paid yet, which is called off. Throws Refusal `conflict` where there
 * is nothing to give back.
 */
function estornoDe(
  { tipo, nossoCentavos, deleCentavos }: Divergencia,
  dele: Cobranca,
  id: string,
): NonNullable<ReparoEmCurso['estorno']> {
  const aCaminho = devolvidoDe(dele, true) - devolvidoDe(dele);
  const tudo = retidoDe(dele) - aCaminho;
  const falta = (nossoCentavos ?? 0) - (deleCentavos ?? 0);
  const centavos = Math.min(tudo, tipo === 'estorno-diverge' ? falta : tudo);
  if (centavos <= 0 && dele.estado !== 'pendente')
    throw new Refusal('conflict', 'Não há o que devolver desta cobrança: ela não tem dinheiro, ou ele já volta');
  return { id, centavos: Math.max(0, centavos), alvoCentavos: devolvidoDe(dele, true) + Math.max(0, centavos) };
}

/** Throws Refusal `conflict` where a charge cannot pay a pagamento. */
function podeVincular(destino: Pagamento, { meio }: Pick<Divergencia, 'meio'>, dele: Cobranca): void {
  vincular(destino, dele.id);
  const paga = dele.estado === 'aprovada' && devolvidoDe(dele, true) === 0;
  if (!paga || dele.moeda !== 'BRL' || destino.meio !== meio || dele.valorCentavos !== destino.totalCentavos)
    throw new Refusal('conflict', 'A cobrança não paga este pagamento: precisa estar paga, inteira, e no mesmo valor', {
      campo: 'transacaoId',
    });
}

/** How a step of a repair ended: done, to be gone on with later (a code says why), or come to nothing. */
type Fim = { feito: Partial<Divergencia> } | { espera: string } | { nada: string };

/** Goes on with a repair that was begun. Repeatable. @returns the divergência as it is then */
async function seguirReparo(deps: Reparos, context: Context, id: string): Promise<Divergencia | undefined> {
  const lida = await deps.divergencias.get(id);
  const emCurso = lida?.doc.emCurso;
  if (!lida || !emCurso) return lida?.doc;
  const fim = await passo(deps, context, lida.doc, emCurso);
  return mudarDivergencia(deps.divergencias, id, (antes) =>
    antes.emCurso?.desde === emCurso.desde ? terminar(antes, antes.emCurso, fim, context.agora) : antes,
  );
}

async function passo(deps: Reparos, context: Context, doc: Divergencia, emCurso: ReparoEmCurso): Promise<Fim> {
  try {
    if (emCurso.acao === 'buscar') return await buscar(deps, context, doc);
    if (emCurso.acao === 'estornar') return await devolver(deps, context, doc, emCurso);
    return await ligar(deps, context, doc, emCurso);
  } catch (error) {
    if (error instanceof EstornoRecusado)
      return error.codigo === 'saldo' ? { espera: 'saldo' } : { nada: error.codigo };
    if (error instanceof Unavailable || error instanceof BadAnswer) return { espera: 'fora-do-ar' };
    if (error instanceof Refusal) return { nada: 'recusado' };
    throw error;
  }
}

function terminar(antes: Divergencia, emCurso: ReparoEmCurso, fim: Fim, agora: Date): Divergencia {
  const { tentativas } = emCurso;
  if ('nada' in fim) return { ...antes, emCurso: null, erro: fim.nada };
  if ('espera' in fim && tentativas + 1 >= TENTATIVAS) return { ...antes, emCurso: null, erro: fim.espera };
  if ('espera' in fim) {
    const espera = ESPERAS_MS[Math.min(tentativas, ESPERAS_MS.length - 1)] as number;
    const proximaEm = new Date(agora.getTime() + espera).toISOString();
    return { ...antes, emCurso: { ...emCurso, tentativas: tentativas + 1, proximaEm }, erro: fim.espera };
  }
  const { acao, por, motivo } = emCurso;
  const em = agora.toISOString();
  return {
    ...antes,
    ...fim.feito,
    resolvidaEm: em,
    resolvidaPor: por,
    reparo: acao,
    motivo,
    emCurso: null,
    erro: null,
  };
}

/** Fetches again, and takes over what can be. */
async function buscar(deps: Reparos, context: Context, doc: Divergencia): Promise<Fim> {
  const { dele, nosso } = await lerPar(deps, alvoDe(doc));
  const restam =
    nosso && dele ? await sanar(deps, context, nosso, dele) : comparar(nosso, dele, context.agora, SEM_GRACA);
  return restam?.some(({ tipo }) => tipo === doc.tipo) ? { nada: 'continua' } : { feito: {} };
}

/** Gives back at the provider what is not, or cannot be, a refund of our ledger; a charge that is not paid yet is called off. */
async function devolver(deps: Reparos, context: Context, doc: Divergencia, emCurso: ReparoEmCurso): Promise<Fim> {
  const provedor = deps.provedores[doc.meio];
  const par = await lerPar(deps, alvoDe(doc));
  let { estorno } = emCurso;
  let { dele } = par;
  if (!dele || !estorno) return { nada: 'sem-cobranca' };
  if (dele.estado === 'pendente') dele = await provedor.cancelar(dele.id);
  if (pagaLa(dele)) {
    if (estorno.centavos === 0) {
      // It was paid just before it could be called off: how much goes back is kept before it is asked for, as ever.
      const novo = { id: estorno.id, centavos: retidoDe(dele), alvoCentavos: devolvidoDe(dele) + retidoDe(dele) };
      const guardada = await mudarDivergencia(deps.divergencias, doc.id, (antes) =>
        antes.emCurso?.estorno?.centavos === 0 ? { ...antes, emCurso: { ...antes.emCurso, estorno: novo } } : antes,
      );
      estorno = guardada?.emCurso?.estorno ?? novo;
    }
    // What is only on its way is not asked for again: a provider knows a key for a day, and a refund may take longer.
    if (devolvidoDe(dele, true) < estorno.alvoCentavos)
      dele = await provedor.estornar(dele.id, { id: estorno.id, centavos: estorno.centavos });
    if (devolvidoDe(dele) < estorno.alvoCentavos) return { espera: 'pendente' };
  } else if (dele.estado !== 'rejeitada') return { nada: 'estado' };
  await naoSePaga(deps, context, par.nosso);
  return { feito: {} };
}

/** A pagamento whose charge we called off, or gave back, because it is not what was asked for is not waited for any more. */
async function naoSePaga({ store }: Reparos, context: Context, nosso: Pagamento | null): Promise<void> {
  if (nosso?.estado !== 'PENDENTE') return;
  await mudarPagamento(store, within(context, nosso.traceparent), nosso.transacaoId, (lido) =>
    lido.estado === 'PENDENTE' ? rejeitar(lido, context.agora, 'cancelado') : { pagamento: lido, fatos: [] },
  );
}

/**
 * A charge made without us pays a pagamento that nothing paid: from now on it is that pagamento's charge, and its ledger counts the
 * money as received. The charge there was is called off first; where that one turns out to be paid, it counts, and nothing is tied.
 */
async function ligar(deps: Reparos, context: Context, doc: Divergencia, { transacaoId }: ReparoEmCurso): Promise<Fim> {
  const { store, provedores } = deps;
  const { dele } = await lerPar(deps, alvoDe(doc));
  const lido = await store.get(transacaoId ?? '');
  if (!dele || !lido) return { nada: 'sem-cobranca' };
  const { pagamento: destino } = lido;
  const feito: Fim = { feito: { transacaoId: destino.transacaoId, pedidoId: destino.pedidoId } };
  if (destino.cobranca?.id === dele.id && destino.estado !== 'PENDENTE' && destino.estado !== 'REJEITADO') return feito;
  podeVincular(destino, doc, dele);
  const story = within(context, destino.traceparent);
  const anterior = destino.cobranca && destino.cobranca.id !== dele.id ? destino.cobranca.id : null;
  let antiga = anterior === null ? undefined : await provedores[doc.meio].obter(anterior);
  if (antiga?.estado === 'pendente') antiga = await provedores[doc.meio].cancelar(antiga.id);
  if (antiga && pagaLa(antiga)) await conciliar(store, story, destino, antiga);
  await mudarPagamento(store, story, destino.transacaoId, (atual) => {
    const ligado = vincular(atual, dele.id);
    return seguir(ligado, dele, context.agora);
  });
  return feito;
}

/** Tells the audit log what it was not told yet. */
async function contarOQueFalta({ divergencias, contar }: Reparos, id: string): Promise<void> {
  const contadas = (await divergencias.get(id))?.doc.aContar ?? [];
  if (contadas.length === 0) return;
  await contar(contadas);
  const ids = new Set(contadas.map(({ envelope }) => envelope.id));
  await mudarDivergencia(divergencias, id, (antes) => ({
    ...antes,
    aContar: antes.aContar.filter(({ envelope }) => !ids.has(envelope.id)),
  }));
}

/**
 * Goes on with repairs that are due, and tells what was not told. Those of one divergência that fail do not keep back the others;
 * the first error is thrown at the end.
 */
export async function seguirReparos(deps: Reparos, context: Context): Promise<void> {
  const devidas = await deps.divergencias.list('proximaEm', { ate: context.agora.toISOString(), limite: RODADA });
  await cadaUm(devidas, async ({ id, emCurso }) => {
    if (emCurso && Date.parse(emCurso.proximaEm) <= context.agora.getTime()) await seguirReparo(deps, context, id);
    await contarOQueFalta(deps, id);
  });
}
