import { randomUUID } from 'node:crypto';
import type { Context } from '@foodious/kernel/context.ts';
import { notificacoesTratadas } from '../metrics.ts';
import type { Carteiro, Lido, Notificacao, NotificacaoCrua, NotificacaoStore } from '../ports.ts';

/** How much of a notification is kept, in characters: all of a true one; of one that anybody may have sent, enough to see what it is. */
const INTEIRA = 4_096;
const AMOSTRA = 512;
/** How long one is left to the instance that received it, in milliseconds; then any other takes it up. */
export const DE_QUEM_RECEBEU_MS = 5_000;
/** Those that are not signed as they should be: so many an hour are kept, each instance by itself. The rest is only counted. */
const FALSAS_POR_HORA = 60;

/** What receives notifications, as many as come. Of those not signed as they should be it keeps a few, whoever sends how many. */
export function recebedor(notificacoes: Pick<NotificacaoStore, 'insert'>, carteiro: Carteiro) {
  const cabe = porHora(FALSAS_POR_HORA);
  return {
    /**
     * Keeps a notification as it came, with what its signature says. What it says itself is not looked at here; one that is not
     * signed as it should be changes nothing, ever. Null for one that was not kept.
     */
    async receber({ agora }: Pick<Context, 'agora'>, crua: NotificacaoCrua): Promise<Lido<Notificacao> | null> {
      const { veredito, cobrancaId, resultado } = carteiro.ler(crua, agora);
      if (resultado !== null) notificacoesTratadas.inc({ resultado });
      const falsa = veredito !== 'valida';
      if (falsa && !cabe(agora)) return null;
      const em = agora.toISOString();
      const ate = falsa ? AMOSTRA : INTEIRA;
      const doc: Notificacao = {
        id: randomUUID(),
        recebidaEm: em,
        consulta: crua.consulta.slice(0, ate),
        assinatura: crua.assinatura?.slice(0, AMOSTRA) ?? null,
        requestId: crua.requestId?.slice(0, AMOSTRA) ?? null,
        corpo: crua.corpo.slice(0, ate),
        veredito,
        cobrancaId,
        resultado,
        transacaoId: null,
        pedidoId: null,
        tentativas: 0,
        proximaEm: resultado === null ? new Date(agora.getTime() + DE_QUEM_RECEBEU_MS).toISOString() : null,
        tratadaEm: resultado === null ? null : em,
      };
      await notificacoes.insert(doc);
      return { doc, rev: 1 };
    },
  };
}

/** Whether one more fits, of so many an hour. */
function porHora(cabem: number): (agora: Date) => boolean {
  let restam = cabem;
  let desde = 0;
  return (agora) => {
    const em = agora.getTime();
    if (Math.abs(em - desde) >= 3_600_000) [restam, desde] = [cabem, em];
    restam -= 1;
    return restam >= 0;
  };
}
