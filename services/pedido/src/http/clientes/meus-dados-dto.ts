import { textoDoConsentimento } from '@foodious/contracts/consentimentos.ts';
import { ItensV2 } from '@foodious/contracts/events.ts';
import {
  CONSUMOS,
  EMAILS,
  EstadoPedido,
  FIM_DOS_AVISOS,
  nomes,
  RETORNOS,
  TIPOS_DE_CONSENTIMENTO,
} from '@foodious/kernel/estados.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { reais } from '@foodious/kernel/money.ts';
import { z } from 'zod';
import { instanteDoId } from '../../db/emails.ts';
import { type Pedido, somar } from '../../domain/pedido.ts';
import type { MeusDados, TudoDoCliente } from '../../use-cases/clientes/meus-dados.ts';
import { paginaParaSeguir } from '../codigo.ts';
import { SEGUINTE } from '../pagina.ts';
import { itensV2Dto } from '../pedidos/dto-v2.ts';

const instante = z.iso.datetime();

const ConsentimentoDto = z.object({
  tipo: z.enum(TIPOS_DE_CONSENTIMENTO),
  versao: z.int().nullable().describe('Do texto lido; nulo quando foi o de outro programa'),
  texto: z.string().nullable(),
  aceito: z.boolean(),
  em: instante,
});

export const MeusDadosDto = z
  .object({
    id: z.int(),
    nome: z.string(),
    email: z.string(),
    cpf: z.string(),
    criadoEm: instante,
    consentimentos: z.array(ConsentimentoDto).describe('Tudo o que foi dito, do mais antigo ao que vale hoje'),
  })
  .meta({ id: 'MeusDados' });

export const meusDadosDto = ({
  id,
  nome,
  email,
  cpf,
  criadoEm,
  consentimentos,
}: MeusDados): z.infer<typeof MeusDadosDto> => ({
  id,
  nome,
  email,
  cpf,
  criadoEm: iso(criadoEm),
  consentimentos: consentimentos.map(({ em, ...dito }) => ({
    ...dito,
    texto: (dito.versao !== null && textoDoConsentimento(dito.tipo, dito.versao)?.pt) || null,
    em: iso(em),
  })),
});

type MeuPedido = Pedido & { criadoEm: number };

const PedidoDto = z.object({
  id: z.int(),
  dia: z.iso.date().describe('O dia do restaurante em que foi aberto'),
  criadoEm: instante,
  estado: z.enum(nomes(EstadoPedido)),
  senha: z.int().nullable(),
  total: z.number().describe('Reais, duas casas'),
  consumo: z.enum(CONSUMOS).nullable(),
  itens: ItensV2,
  acompanhar: z.string().nullable(),
});

const pedidoDto = (pedido: MeuPedido): z.infer<typeof PedidoDto> => ({
  id: pedido.id,
  dia: pedido.dataInicio,
  criadoEm: iso(pedido.criadoEm),
  estado: pedido.estado,
  senha: pedido.senha,
  total: totalDe(pedido),
  consumo: pedido.consumo,
  itens: itensV2Dto(pedido.itens),
  acompanhar: paginaParaSeguir(pedido.codigo),
});

const totalDe = ({ totalCentavos, itens }: Pedido) => reais(totalCentavos ?? somar(itens));

/** A page of a cliente's own pedidos. */
export const PedidosDto = z.object({
  pedidos: z.array(PedidoDto),
  proximo: z.int().nullable().describe(SEGUINTE),
});

export const pedidosDto = ({
  lista,
  proximo,
}: {
  lista: readonly MeuPedido[];
  proximo: number | null;
}): z.infer<typeof PedidosDto> => ({ pedidos: lista.map(pedidoDto), proximo });

export const ExportacaoDto = MeusDadosDto.extend({
  geradaEm: instante,
  pedidos: z.array(PedidoDto),
  pagamentos: z
    .array(z.object({ pedidoId: z.int(), transacaoId: z.string(), pago: z.boolean(), total: z.number() }))
    .describe('De cada pedido o que foi pago, e a última tentativa'),
  emails: z.array(
    z.object({
      tipo: z.enum(EMAILS),
      escritoEm: instante,
      enviadoEm: instante.nullable().describe('Nulo: não saiu'),
      retorno: z.enum(RETORNOS).nullable().describe('O que foi dele depois, quando quem o leva contou'),
    }),
  ),
  emailRecusado: z
    .enum(FIM_DOS_AVISOS)
    .nullable()
    .describe('Por que não escrevemos mais dos pedidos a este endereço; nulo: escrevemos'),
}).meta({ id: 'MinhaExportacao' });

export const exportacaoDto = (
  { pedidos, emails, emailRecusado, ...dados }: TudoDoCliente,
  agora: Date,
): z.infer<typeof ExportacaoDto> => ({
  geradaEm: agora.toISOString(),
  ...meusDadosDto(dados),
  pedidos: pedidos.map(pedidoDto),
  pagamentos: pedidos.flatMap((pedido) =>
    [...new Set([pedido.transacaoPaga, pedido.transacaoId])]
      .filter((transacaoId) => transacaoId !== null)
      .map((transacaoId) => ({
        pedidoId: pedido.id,
        transacaoId,
        pago: transacaoId === pedido.transacaoPaga,
        total: totalDe(pedido),
      })),
  ),
  emails: emails.map(({ id, tipo, enviadoEm, retorno }) => ({
    tipo,
    escritoEm: iso(instanteDoId(id)),
    enviadoEm: iso(enviadoEm),
    retorno,
  })),
  emailRecusado,
});
