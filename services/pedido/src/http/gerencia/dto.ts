import { ItensV2 } from '@foodious/contracts/events.ts';
import { CONSUMOS, EstadoPedido, nomes, RETORNOS } from '@foodious/kernel/estados.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { reais } from '@foodious/kernel/money.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { z } from 'zod';
import type { ClienteNaGerencia } from '../../db/gerencia/clientes.ts';
import type { EmailNaGerencia } from '../../db/gerencia/emails.ts';
import type { PedidoNaGerencia } from '../../db/gerencia/pedidos.ts';
import { cpfEncoberto } from '../../domain/cliente.ts';
import { somar } from '../../domain/pedido.ts';
import type { Relatorio, Vendas } from '../../domain/relatorio.ts';
import { paginaParaSeguir } from '../codigo.ts';
import { paginaCampos } from '../pagina.ts';
import { itensV2Dto } from '../pedidos/dto-v2.ts';

const instante = z.iso.datetime().nullable();

const CapaDto = z.object({
  id: z.int(),
  senha: z.int().nullable(),
  estado: z.enum(nomes(EstadoPedido)),
  dia: z.iso.date().describe('O dia do restaurante em que foi aberto'),
  criadoEm: z.iso.datetime(),
  mudouEm: z.iso.datetime().describe('Desde quando está neste estado'),
  total: z.number().describe('Reais, duas casas'),
  consumo: z.enum(CONSUMOS).nullable(),
  identificado: z.boolean().describe('Se é de um cliente cadastrado'),
  motivoCancelamento: z.string().nullable(),
});

const capaDto = (pedido: PedidoNaGerencia): z.infer<typeof CapaDto> => ({
  id: pedido.id,
  senha: pedido.senha,
  estado: pedido.estado,
  dia: pedido.dataInicio,
  criadoEm: iso(pedido.criadoEm),
  mudouEm: iso(pedido.mudouEm),
  total: reais(pedido.totalCentavos ?? somar(pedido.itens)),
  consumo: pedido.consumo,
  identificado: pedido.clienteId !== null,
  motivoCancelamento: pedido.motivoCancelamento,
});

/** A pedido as a line of the gerência's list. */
export const PedidoDto = CapaDto.extend({
  itens: z.array(z.object({ nome: z.string(), quantidade: z.int() })),
}).meta({ id: 'PedidoNaGerencia' });

export const pedidoDto = (pedido: PedidoNaGerencia): z.infer<typeof PedidoDto> => ({
  ...capaDto(pedido),
  itens: pedido.itens.map(({ nome, quantidade }) => ({ nome, quantidade })),
});

/** A pedido with all that the gerência may see of it. */
export const PedidoInteiroDto = CapaDto.extend({
  tentativa: z.int().describe('Quantos checkouts teve'),
  recebidoEm: instante.describe('Quando foi pago'),
  iniciadoEm: instante,
  prontoEm: instante,
  acompanhar: z.string().nullable(),
  itens: z.array(ItensV2.element.extend({ itemId: z.int().describe('Por ele se devolve o que custou') })),
}).meta({ id: 'PedidoInteiroNaGerencia' });

export const pedidoInteiroDto = (pedido: PedidoNaGerencia): z.infer<typeof PedidoInteiroDto> => ({
  ...capaDto(pedido),
  tentativa: pedido.tentativa,
  recebidoEm: iso(pedido.recebidoEm),
  iniciadoEm: iso(pedido.iniciadoEm),
  prontoEm: iso(pedido.prontoEm),
  acompanhar: paginaParaSeguir(pedido.codigo),
  itens: pedido.itens.flatMap((item) => itensV2Dto([item]).map((dito) => ({ itemId: item.id, ...dito }))),
});

/** What is looked for among the clientes, and which page of it. */
export const BuscaDeClientes = paginaCampos
  .extend({
    texto: z
      .string('Texto deve ser um texto')
      .overwrite(tidy)
      .max(255, 'Texto deve ter até 255 caracteres')
      .describe('Um CPF inteiro, ou o começo de um e-mail, ou de nomes, em qualquer ordem; vazio, os mais novos'),
  })
  .meta({ id: 'BuscaDeClientes' });

export const ClienteDto = z
  .object({
    id: z.int(),
    nome: z.string(),
    email: z.string(),
    cpf: z.string().describe('Encoberto: `***.982.247-**`'),
    criadoEm: z.iso.datetime(),
    aceitaMarketing: z.boolean(),
    pedidos: z.int().describe('Quantos já fez'),
  })
  .meta({ id: 'ClienteNaGerencia' });

export const clienteDto = (cliente: ClienteNaGerencia, pedidos: number): z.infer<typeof ClienteDto> => ({
  id: cliente.id,
  nome: cliente.nome,
  email: cliente.email,
  cpf: cpfEncoberto(cliente.cpf),
  criadoEm: iso(cliente.criadoEm),
  aceitaMarketing: cliente.marketingEm !== null,
  pedidos,
});

export const EmailDto = z
  .object({
    id: z.string(),
    tipo: z.string(),
    pedidoId: z.int().nullable(),
    estado: z.enum(['enviado', 'esperando', 'desistiu']),
    tentativas: z.int().describe('As que falharam'),
    criadoEm: z.iso.datetime(),
    enviadoEm: instante,
    proximaEm: instante.describe('Quando se tenta de novo'),
    retorno: z
      .enum(RETORNOS)
      .nullable()
      .describe(
        'O que foi dele depois de sair, quando quem o leva contou; num que não saiu: o que foi de outro a este endereço',
      ),
  })
  .meta({ id: 'EmailNaGerencia' });

export const emailDto = (email: EmailNaGerencia): z.infer<typeof EmailDto> => ({
  ...email,
  criadoEm: iso(email.criadoEm),
  enviadoEm: iso(email.enviadoEm),
  proximaEm: iso(email.proximaEm),
});

const pedidos = z.int();
const total = z.number().describe('Reais, duas casas');
const segundos = z.int().nullable().describe('Nulo onde nada foi preparado');

export const RelatorioDto = z
  .object({
    de: z.iso.date(),
    ate: z.iso.date(),
    resumo: z.object({
      pedidos,
      total,
      ticketMedio: z.number().nullable().describe('Reais; nulo onde nada foi vendido'),
      cancelados: z.int().describe('Os abertos nestes dias e cancelados, pagos ou não'),
      preparoMedianoS: segundos,
      preparoP90S: segundos,
    }),
    dias: z.array(z.object({ dia: z.iso.date(), pedidos, total })).describe('Todos os dias, por quando foram pagos'),
    horas: z.array(z.object({ hora: z.int(), pedidos, total })).describe('De 0 a 23, por quando foram pagos'),
    produtos: z
      .array(
        z.object({
          produtoId: z.int(),
          nome: z.string(),
          idCategoriaProduto: z.int(),
          quantidade: z.int(),
          total,
        }),
      )
      .describe('O que mais rendeu primeiro'),
    preparo: z
      .array(z.object({ ateS: z.int().nullable().describe('Menos que estes segundos; nulo: os demais'), pedidos }))
      .describe('Quantos levaram quanto tempo, do início até prontos'),
  })
  .meta({ id: 'Relatorio' });

export function relatorioDto(de: string, ate: string, relatorio: Relatorio): z.infer<typeof RelatorioDto> {
  const { ticketMedioCentavos, ...resumo } = comTotalEmReais(relatorio.resumo);
  return {
    de,
    ate,
    resumo: { ...resumo, ticketMedio: ticketMedioCentavos === null ? null : reais(ticketMedioCentavos) },
    dias: relatorio.dias.map(comTotalEmReais),
    horas: relatorio.horas.map(comTotalEmReais),
    produtos: relatorio.produtos.map(comTotalEmReais),
    preparo: relatorio.preparo,
  };
}

const comTotalEmReais = <T extends Pick<Vendas, 'totalCentavos'>>({ totalCentavos, ...outros }: T) => ({
  ...outros,
  total: reais(totalCentavos),
});
