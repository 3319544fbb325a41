import { PARTES_DA_DELECAO } from '@foodious/kernel/estados.ts';
import { anosAntes, iso } from '@foodious/kernel/instant.ts';

/** The receipt of an erasure (LGPD art. 18, VI). */
export type Protocolo = {
  id: string;
  solicitadoEm: Date;
  apagadoEm: Date;
  /** How many pedidos were unlinked from the person. */
  pedidos: number;
  /** When the last of those was made; null where there was none. */
  ultimoPedidoEm: Date | null;
  /** Whose id it was: nobody's any more, and never anybody else's. Null on receipts from before it was kept. */
  clienteId: number | null;
  /** When they had registered, epoch milliseconds: by both, a restored backup is seen to hold them again. */
  clienteCriadoEm: number | null;
  /** When the last part was done; null while one is not. */
  concluidoEm: Date | null;
};

/** Who has something of a person to erase: pedido itself, and those it asks to. */
export const PARTES = ['pedido', ...PARTES_DA_DELECAO] as const;
export type NomeDaParte = (typeof PARTES)[number];

/** A pedido of somebody who is erased, and the transacao of its latest checkout; whether it was ever paid, and so has a comanda. */
export type PedidoDeQuemSai = { id: number; transacaoId: string | null; pago: boolean };

/** A part of an erasure, or a bite of it where it is of many pedidos. Instants are epoch milliseconds. */
export type Parte = {
  parte: NomeDaParte;
  mordida: number;
  /** What it is about, as long as it is not done. */
  pedidos: readonly PedidoDeQuemSai[];
  /** When it was last asked for. */
  pedidaEm: number;
  feitaEm: number | null;
  /** How many things it was about, once it is done. */
  contagem: number;
};

/** What is gone once a part is done, for whom it was about. */
const APAGADO: Record<NomeDaParte, readonly string[]> = {
  pedido: [
    'Seu nome, e-mail e CPF, e o que você tinha aceitado receber.',
    'A ligação entre você e os seus pedidos, e as observações que estavam escritas neles.',
  ],
  pagamento: ['A ligação entre você e os pagamentos dos seus pedidos.'],
  cozinha: ['As observações dos seus pedidos nas comandas da cozinha.'],
  identidade: ['As suas sessões e o seu modo de entrar.'],
};

/** What is told of an erasure to whoever holds its number: nothing of the person. Instants are ISO 8601, UTC. */
export function recibo(
  { id, solicitadoEm, pedidos, ultimoPedidoEm, concluidoEm }: Protocolo,
  partes: readonly Parte[],
  anos: number,
) {
  const feitas = [...Map.groupBy(partes, ({ parte }) => parte)].map(([parte, mordidas]) => {
    const quando = mordidas.map(({ feitaEm }) => feitaEm);
    return { parte, feitoEm: iso(quando.includes(null) ? null : Math.max(...quando.map(Number))) };
  });
  // Receipts from before there were parts tell of what was done then.
  const apagadas =
    partes.length === 0
      ? (['pedido'] as const)
      : feitas.filter(({ feitoEm }) => feitoEm !== null).map(({ parte }) => parte);
  const fiscal = {
    o:
      pedidos === 1
        ? '1 pedido e os seus pagamentos, sem nada que leve a você'
        : `${pedidos} pedidos e os seus pagamentos, sem nada que leve a você`,
    porque: 'Dever legal e fiscal de guardar o que foi vendido e pago',
    artigo: 'LGPD, art. 16, I; CTN, arts. 173 e 174',
    ate: anosAntes(ultimoPedidoEm ?? solicitadoEm, -anos).toISOString(),
  };
  const prova = {
    o: 'Este protocolo, sem dados pessoais',
    porque: 'Provar que os seus dados foram apagados',
    artigo: 'LGPD, art. 6º, X',
    ate: null,
  };
  return {
    protocolo: id,
    solicitadoEm: solicitadoEm.toISOString(),
    estado: concluidoEm === null ? ('em-andamento' as const) : ('concluido' as const),
    partes: feitas,
    apagado: apagadas.flatMap((parte) => APAGADO[parte]),
    mantido: pedidos > 0 ? [fiscal, prova] : [prova],
  };
}
