import { saldos } from './livro.ts';
import { estornadoDe, type Pagamento } from './pagamento.ts';

/**
 * On what the ledger of a pagamento and its estado do not agree, each in a few words with centavos; nothing where all is right. What
 * it asks is true after every decision.
 */
export function faltasDoLivro(pagamento: Pagamento): string[] {
  const { estado, totalCentavos, cobranca, livro, meio, forma, estornos } = pagamento;
  if (!cobranca) return livro.length === 0 ? [] : ['ledger lines without a charge'];
  const saldo = saldos(livro);
  const feito = estornadoDe(pagamento);
  const aCaminho = estornos
    .filter((each) => each.estado === 'PEDIDO')
    .reduce((soma, { centavos }) => soma + centavos, 0);
  const pago = estado === 'CONFIRMADO' || estado === 'ESTORNADO';
  // Called off before it was asked for: charged by nobody.
  const devido = estado === 'PENDENTE' ? totalCentavos : 0;
  const onde = meio === 'pix' ? 'provedor' : forma === 'cartao' ? 'maquininha' : 'caixa';
  const esperados: Record<keyof typeof saldo, number> = {
    'a-receber': devido,
    provedor: 0,
    caixa: 0,
    maquininha: 0,
    taxa: saldo.taxa,
    venda: -(pago ? totalCentavos - feito - aCaminho : devido),
    'a-devolver': -aCaminho,
    [onde]: pago ? totalCentavos - feito - saldo.taxa : 0,
  };
  const contas = Object.entries(esperados).flatMap(([conta, esperado]) => {
    const ha = saldo[conta as keyof typeof saldo];
    return ha === esperado ? [] : [`${conta} has ${ha}, not ${esperado}`];
  });
  const inteiro = pago && feito === totalCentavos;
  return [
    ...contas,
    ...(inteiro === (estado === 'ESTORNADO') ? [] : [`${estado}, and ${feito} of ${totalCentavos} went back`]),
    ...(feito + aCaminho > (pago ? totalCentavos : 0) ? [`${feito + aCaminho} goes back, and that was not paid`] : []),
  ];
}
