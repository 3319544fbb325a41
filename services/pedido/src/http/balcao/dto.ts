import { EstadoPedido, MEIOS, nomes } from '@foodious/kernel/estados.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { reais } from '@foodious/kernel/money.ts';
import { z } from 'zod';
import type { PedidoNoBalcao } from '../../db/balcao.ts';
import { cpfEncoberto, primeiroNome } from '../../domain/cliente.ts';
import { type Pedido, somar } from '../../domain/pedido.ts';
import type { ReciboDoPedido } from '../../use-cases/pedidos/recibo-do-pedido.ts';
import { itensV2Dto } from '../pedidos/dto-v2.ts';

/** The restaurant's day of an instant, `YYYY-MM-DD`. */
type DiaDe = (instante: Date) => string;

/** The day a pedido goes by at the counter: that of its senha, once it has one. */
const diaDoPedido = ({ recebidoEm, dataInicio }: Pedido, diaDe: DiaDe): string =>
  recebidoEm === null ? dataInicio : diaDe(new Date(recebidoEm));

export const PedidosNoBalcao = z
  .object({
    pedidos: z.array(
      z.object({
        id: z.int(),
        senha: z.int().nullable().describe('Nula enquanto não é pago'),
        dia: z.iso.date().describe('O dia da senha; sem ela, o em que foi aberto'),
        estado: z.enum(nomes(EstadoPedido)),
        meio: z.enum(MEIOS),
        total: z.number().describe('Reais, duas casas'),
        criadoEm: z.iso.datetime(),
        desde: z.iso.datetime().describe('Desde quando está neste estado'),
        cliente: z.string().nullable().describe('Só o primeiro nome'),
        itens: z.array(z.object({ nome: z.string(), quantidade: z.int() })),
        transacaoId: z.string().nullable(),
        pago: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'PedidosNoBalcao' });

export const pedidoNoBalcaoDto = (pedido: PedidoNoBalcao, diaDe: DiaDe) => ({
  id: pedido.id,
  senha: pedido.senha,
  dia: diaDoPedido(pedido, diaDe),
  estado: pedido.estado,
  meio: pedido.meio,
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  criadoEm: iso(pedido.criadoEm),
  desde: iso(pedido.mudouEm),
  cliente: pedido.nome && primeiroNome(pedido.nome),
  itens: pedido.itens.map(({ nome, quantidade }) => ({ nome, quantidade })),
  transacaoId: pedido.transacaoId,
  pago: pedido.transacaoPaga !== null,
});

export const ReciboDto = z
  .object({
    lanchonete: z.string(),
    pedidoId: z.int(),
    senha: z.int().nullable(),
    dia: z.iso.date(),
    pagoEm: z.iso.datetime(),
    itens: z.array(
      z.object({
        nome: z.string(),
        quantidade: z.int(),
        precoUnitario: z.number(),
        subtotal: z.number(),
        observacoes: z.string().nullable(),
      }),
    ),
    total: z.number().describe('Reais, duas casas: o que foi pago'),
    meio: z.enum(MEIOS),
    cliente: z
      .object({ nome: z.string().describe('Só o primeiro'), cpf: z.string().describe('Encoberto: `***.982.247-**`') })
      .nullable()
      .describe('Nulo: anônimo, ou apagado'),
    estornado: z.number().describe('Reais: o que já foi devolvido'),
  })
  .meta({ id: 'ReciboDoPedido' });

export const reciboDto = (recibo: ReciboDoPedido, diaDe: DiaDe): z.infer<typeof ReciboDto> => ({
  lanchonete: recibo.lanchonete,
  pedidoId: recibo.pedido.id,
  senha: recibo.pedido.senha,
  dia: diaDe(new Date(recibo.pagoEm)),
  pagoEm: iso(recibo.pagoEm),
  itens: itensV2Dto(recibo.pedido.itens).map(({ produtoId: _, ...item }) => item),
  total: reais(recibo.pagoCentavos),
  meio: recibo.pedido.meio,
  cliente: recibo.cliente && { nome: primeiroNome(recibo.cliente.nome), cpf: cpfEncoberto(recibo.cliente.cpf) },
  estornado: reais(recibo.estornadoCentavos),
});
