import { randomUUID } from 'node:crypto';
import { sobre } from '@foodious/contracts/auditoria.ts';
import { stamp } from '@foodious/contracts/messages.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { diasDepois, inicioDe } from '@foodious/kernel/day.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { AUDITORIA, auditada } from '@foodious/messaging/auditar.ts';
import type { Messaging } from '@foodious/messaging/messaging.ts';
import {
  type Caixa,
  diaDoMovimento,
  type Fechamento,
  type Movimento,
  movimentosDe,
  somar,
} from '../../domain/caixa.ts';
import type { BalcaoStore, FechamentoStore } from '../../ports.ts';
import { mexidasNoLivro } from '../../store/balcao.ts';

/** How many closed days before a day are looked through for what came after their closing. */
const VESPERAS = 2;
/** How many closings are told in one round. */
const RODADA = 20;

/** The books of the counter, and the restaurant's day of an instant. */
export type Livros = { balcao: BalcaoStore; fechamentos: FechamentoStore; diaDe(instante: Date): string };

/** A day of the counter: its movimentos, what they come to, and how it was closed. */
export type DiaDoCaixa = { dia: string; movimentos: readonly Movimento[]; caixa: Caixa; fechamento: Fechamento | null };

/** The day whose caixa is open at an instant: the one it is, or the first after it that was not closed. */
export async function diaAberto({ fechamentos, diaDe }: Livros, agora: Date): Promise<string> {
  let dia = diaDe(agora);
  while (await fechamentos.get(dia)) dia = diasDepois(dia, 1);
  return dia;
}

/** The money of a day at the counter; of a day that was closed, what was closed. */
export async function lerCaixa(livros: Livros, dia: string): Promise<DiaDoCaixa> {
  const fechamento = (await livros.fechamentos.get(dia))?.doc ?? null;
  const movimentos = fechamento?.movimentos ?? (await movimentosDoDia(livros, dia));
  return { dia, movimentos, caixa: somar(movimentos), fechamento };
}

/** The movimentos that belong to a day that is open, in their order: its own, and those that came after the day before was closed. */
async function movimentosDoDia({ balcao, fechamentos, diaDe }: Livros, dia: string): Promise<Movimento[]> {
  const fechados = new Map<string, Fechamento>();
  let primeiro = dia;
  for (let n = 0; n < VESPERAS; n += 1) {
    const vespera = diasDepois(primeiro, -1);
    const fechado = await fechamentos.get(vespera);
    if (!fechado) break;
    fechados.set(vespera, fechado.doc);
    primeiro = vespera;
  }
  const [de, ate] = [inicioDe(primeiro, diaDe), inicioDe(diasDepois(dia, 1), diaDe)];
  const movimentos: Movimento[] = [];
  for await (const cobranca of mexidasNoLivro(balcao, new Date(de), new Date(ate)))
    for (const movimento of movimentosDe(cobranca)) {
      const em = Date.parse(movimento.em);
      if (em >= de && em < ate && diaDoMovimento(movimento, diaDe(new Date(em)), fechados) === dia)
        movimentos.push(movimento);
    }
  return movimentos.sort((a, b) => (a.em < b.em ? -1 : a.em > b.em ? 1 : 0));
}

/** What was counted at the end of a day, in centavos, and the cash the drawer began it with. */
export type Contagem = { fundoCentavos: number; dinheiro: number; cartao: number };

/**
 * Closes a day with a count, once; what comes afterwards belongs to the next. The audit log hears of it from {@link auditarFechamentos}.
 * Throws Refusal `conflict` for a day that is closed, or has not begun.
 */
export async function fecharCaixa(
  livros: Livros,
  context: Context,
  dia: string,
  { fundoCentavos, dinheiro, cartao }: Contagem,
): Promise<DiaDoCaixa> {
  const { agora, por, papel } = context;
  if (dia > livros.diaDe(agora)) throw new Refusal('conflict', `O dia ${dia} ainda não começou`);
  const { movimentos, caixa, fechamento: anterior } = await lerCaixa(livros, dia);
  const fechamento: Fechamento = {
    dia,
    fechadoEm: agora.toISOString(),
    por,
    papel,
    fundoCentavos,
    esperado: { dinheiro: fundoCentavos + caixa.dinheiro.esperado, cartao: caixa.cartao.esperado },
    contado: { dinheiro, cartao },
    movimentos,
    auditoriaId: randomUUID(),
    auditado: false,
  };
  if (anterior || !(await livros.fechamentos.insert(fechamento)))
    throw new Refusal('conflict', `O caixa do dia ${dia} já foi fechado`);
  return { dia, movimentos, caixa, fechamento };
}

/**
 * Tells the audit log of the closings it has not heard of. The message of each has an id of its own from the closing on, by which a
 * repeat is known. Throws Unavailable while the queue does not take it.
 * @returns how many there were, 20 at most
 */
export async function auditarFechamentos(
  { fechamentos }: Pick<Livros, 'fechamentos'>,
  { answer }: Pick<Messaging, 'answer'>,
  context: Context,
): Promise<number> {
  const porContar = await fechamentos.list('auditarEm', { limite: RODADA });
  for (const { dia } of porContar) {
    const lido = await fechamentos.get(dia);
    if (!lido || lido.doc.auditado) continue;
    const { fechadoEm, por, papel, fundoCentavos, esperado, contado, auditoriaId } = lido.doc;
    const feito = auditada(
      { agora: new Date(fechadoEm), lojaId: context.lojaId, por, papel },
      {
        acao: 'caixa-fechado',
        sobre: sobre('caixa', dia),
        depois: {
          fundoCentavos,
          dinheiroEsperado: esperado.dinheiro,
          dinheiroContado: contado.dinheiro,
          cartaoEsperado: esperado.cartao,
          cartaoContado: contado.cartao,
        },
      },
    );
    const messages = stamp('acao-auditada', AUDITORIA, feito, context);
    await answer(messages.map((each) => ({ ...each, envelope: { ...each.envelope, id: auditoriaId } })));
    await fechamentos.replace(lido, { ...lido.doc, auditado: true });
  }
  return porContar.length;
}
