import { type Auditada, sobre } from '@foodious/contracts/auditoria.ts';
import { auditada } from '@foodious/messaging/auditar.ts';
import type { Ato } from '../../domain/balcao.ts';
import type { Pagamento } from '../../domain/pagamento.ts';
import type { Cobranca } from '../../ports.ts';

/**
 * What the audit log is told where a pagamento follows its charge at the counter: who took the money, and who handed it back. It is
 * told with that change, so once, whoever makes it: who was at the counter, or a job after a crash.
 */
export function feitosNoBalcao(
  lojaId: number,
  antes: Pagamento,
  depois: Pagamento,
  { entrada, estornos }: Cobranca,
): Auditada[] {
  if (!entrada) return [];
  const { forma, entregueCentavos, ato } = entrada;
  const feitos: Auditada[] = [];
  const de = ({ em, por, papel }: Ato) => ({ agora: new Date(em), lojaId, por, papel });
  if (antes.pagoEm === null && depois.pagoEm !== null) {
    const centavos = depois.totalCentavos;
    feitos.push(
      auditada(de(ato), {
        acao: 'recebimento-no-balcao',
        sobre: sobre('pagamento', depois.transacaoId),
        depois: { centavos, forma, entregueCentavos, trocoCentavos: entregueCentavos - centavos },
      }),
    );
  }
  const feito = ({ estornos: nossos }: Pagamento, id: string) =>
    nossos.find((each) => each.estado === 'FEITO' && each.noProvedor === id);
  for (const { id, centavos, ato: entrega } of estornos)
    if (entrega && feito(depois, id) && !feito(antes, id))
      feitos.push(
        auditada(de(entrega), {
          acao: 'devolucao-no-balcao',
          sobre: sobre('estorno', feito(depois, id)?.id ?? id),
          depois: { centavos, forma },
        }),
      );
  return feitos;
}
