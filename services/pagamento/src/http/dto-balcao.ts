import { Pagamento } from '@foodious/contracts/events.ts';
import { FORMAS_DO_BALCAO } from '@foodious/kernel/estados.ts';
import { centavos, hasCents, reais } from '@foodious/kernel/money.ts';
import { z } from 'zod';
import type { Fechamento as FechamentoDoCaixa, Movimento } from '../domain/caixa.ts';
import type { DiaDoCaixa } from '../use-cases/balcao/caixa.ts';
import type { NoBalcao } from '../use-cases/balcao/cobrancas.ts';
import type { DevolucaoNoBalcao } from '../use-cases/balcao/devolucoes.ts';
import type { Recebido } from '../use-cases/balcao/receber.ts';
import { pagamentoDto } from './dto.ts';

const instante = z.iso.datetime();
const valor = z.number().describe('Reais, duas casas');
const forma = z.enum(FORMAS_DO_BALCAO);

/** An amount in reais as somebody counted it, handed on in centavos. */
const contado = (nome: string) =>
  z
    .number(`${nome} deve ser um número, como 20,20`)
    .min(0, `${nome} não pode ser negativo`)
    .max(999_999.99, `${nome} deve ser de até R$ 999.999,99`)
    .refine(hasCents, `${nome} deve ter no máximo duas casas decimais`)
    .meta({ multipleOf: 0.01 });

/** A business day. */
export const Dia = z.iso.date('Dia deve ser uma data, como 2026-03-10');

/** What takes the money of a pagamento at the counter. */
export const RecebimentoPedido = z
  .object({
    transacaoId: z.uuid('transacaoId deve ser um UUID'),
    forma: z.enum(FORMAS_DO_BALCAO, 'forma deve ser dinheiro ou cartao'),
    entregue: contado('Entregue')
      .optional()
      .describe('O que o cliente entregou em dinheiro; ausente: exatamente o total'),
  })
  .meta({ id: 'RecebimentoPedido' });

/** The count at the end of a day, as it is sent. */
export const FechamentoPedido = z
  .object({
    dia: Dia,
    fundo: contado('Fundo').describe('O dinheiro com que a gaveta começou o dia'),
    dinheiro: contado('Dinheiro').describe('O que se contou na gaveta, com o fundo'),
    cartao: contado('Cartão').describe('O que a maquininha diz que recebeu'),
  })
  .meta({ id: 'FechamentoPedido' });

/** {@link FechamentoPedido} in centavos. */
export const contagemDe = ({ fundo, dinheiro, cartao }: z.infer<typeof FechamentoPedido>) => ({
  fundoCentavos: centavos(fundo),
  dinheiro: centavos(dinheiro),
  cartao: centavos(cartao),
});

export const CobrancasNoBalcao = z
  .object({
    cobrancas: z.array(
      z.object({ transacaoId: z.string(), pedidoId: z.int(), valor, criadaEm: instante, expiraEm: instante }),
    ),
  })
  .meta({ id: 'CobrancasNoBalcao' });

export const Recebimento = z
  .object({ pagamento: Pagamento, total: valor, entregue: valor, troco: valor })
  .meta({ id: 'Recebimento' });

const devolucao = z.object({
  estornoId: z.string(),
  transacaoId: z.string(),
  pedidoId: z.int(),
  valor,
  forma,
  pedidoEm: instante,
});
export const Devolucao = devolucao.extend({ entregueEm: instante }).meta({ id: 'Devolucao' });
export const Devolucoes = z.object({ devolucoes: z.array(devolucao) }).meta({ id: 'Devolucoes' });

const conta = z.object({ entradas: valor, devolucoes: valor, esperado: valor });
const contagem = z.object({ esperado: valor, contado: valor, diferenca: valor });
const Fechamento = z.object({
  fechadoEm: instante,
  por: z.string().describe('Quem fechou: um id, nunca um nome'),
  fundo: valor,
  dinheiro: contagem.describe('Com o fundo'),
  cartao: contagem,
});
export const Caixa = z
  .object({
    dia: z.iso.date(),
    dinheiro: conta.extend({ troco: valor }).describe('O que mudou na gaveta, sem o fundo'),
    cartao: conta,
    movimentos: z.array(
      z.object({
        em: instante,
        tipo: z.enum(['entrada', 'troco', 'devolucao']),
        pedidoId: z.int(),
        forma,
        valor: valor.describe('Reais, sempre positivo: troco e devolução saem'),
        por: z.string().describe('Quem recebeu ou devolveu: um id, nunca um nome'),
      }),
    ),
    fechamento: Fechamento.nullable(),
  })
  .meta({ id: 'Caixa' });

/** A charge that waits at the counter. */
export const cobrancaDto = ({ id: transacaoId, pedidoId, valorCentavos, criadaEm, expiraEm }: NoBalcao) => ({
  transacaoId,
  pedidoId,
  valor: reais(valorCentavos),
  criadaEm,
  expiraEm,
});

/** What was taken, and the change that goes back. */
export const recebimentoDto = ({
  pagamento,
  entregueCentavos,
  trocoCentavos,
}: Recebido): z.infer<typeof Recebimento> => ({
  pagamento: pagamentoDto(pagamento),
  total: reais(pagamento.totalCentavos),
  entregue: reais(entregueCentavos),
  troco: reais(trocoCentavos),
});

/** A refund at the counter. */
export const devolucaoDto = ({ id, transacaoId, pedidoId, centavos: quanto, forma, pedidaEm }: DevolucaoNoBalcao) => ({
  estornoId: id,
  transacaoId,
  pedidoId,
  valor: reais(quanto),
  forma,
  pedidoEm: pedidaEm,
});

/** A day of the counter. */
export const caixaDto = ({ dia, caixa, movimentos, fechamento }: DiaDoCaixa): z.infer<typeof Caixa> => ({
  dia,
  dinheiro: emReais(caixa.dinheiro),
  cartao: emReais(caixa.cartao),
  movimentos: movimentos.map(movimentoDto),
  fechamento: fechamento && fechamentoDto(fechamento),
});

const movimentoDto = ({ em, tipo, pedidoId, forma, centavos: quanto, por }: Movimento) => ({
  em,
  tipo,
  pedidoId,
  forma,
  valor: reais(quanto),
  por,
});

function fechamentoDto({ fechadoEm, por, fundoCentavos, esperado, contado: lido }: FechamentoDoCaixa) {
  const conferir = (qual: 'dinheiro' | 'cartao') =>
    emReais({ esperado: esperado[qual], contado: lido[qual], diferenca: lido[qual] - esperado[qual] });
  return {
    fechadoEm,
    por,
    fundo: reais(fundoCentavos),
    dinheiro: conferir('dinheiro'),
    cartao: conferir('cartao'),
  };
}

const emReais = <K extends string>(quantias: Record<K, number>) =>
  Object.fromEntries(Object.entries<number>(quantias).map(([nome, quanto]) => [nome, reais(quanto)])) as Record<
    K,
    number
  >;
