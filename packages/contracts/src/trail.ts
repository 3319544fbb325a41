import {
  ACOES_DA_COMANDA,
  CAUSAS_DE_ESTORNO,
  CONSUMOS,
  EMAILS,
  ESTADOS_DO_ESTORNO,
  EstadoComanda,
  EstadoPagamento,
  EstadoPedido,
  FIM_DOS_AVISOS,
  MOTIVOS,
  nomes,
  RETORNOS,
} from '@foodious/kernel/estados.ts';
import { z } from 'zod';
import type { Party } from './services.ts';

const instante = z.int().describe('Epoch milliseconds');
const talvez = instante.nullable();
const ms = z.int().nonnegative();
/** The kind of an error, never its words, which may quote a person. */
const erro = z.string();

/** What of a message is noted wherever it is. `mensagem` is its type. */
const mensagem = { mensagemId: z.string(), mensagem: z.string() };
/** A try to handle a message; `tentativa` counts the tries, from 1. */
const entrega = { ...mensagem, tentativa: z.int().positive(), naFilaMs: ms, duracaoMs: ms };
const morta = { mensagemId: z.string(), mensagem: z.string().nullable() };

/** What every service notes of its messages and dead letters. */
const deMensagens = {
  'mensagem-enviada': z
    .object({ ...mensagem, ocorridoEm: z.iso.datetime(), esperaMs: z.int() })
    .describe('A message was handed to its queue'),
  'mensagem-recusada': z
    .object({ ...mensagem, erro: z.string() })
    .describe('Its queue will never take a message as it is: it was set aside; `erro` is the code of the queue'),
  'mensagem-recebida': z.object(entrega).describe('A message was handled, in the transaction of its work'),
  'mensagem-repetida': z.object(entrega).describe('A message came again, and changed nothing'),
  'mensagem-falhou': z
    .object({ ...mensagem, tentativa: z.int().positive(), erro, proximaEmMs: ms })
    .describe('A try failed; there will be another'),
  'mensagem-enterrada': z
    .union([
      z.object({ ...mensagem, tentativa: z.int().positive(), erro }),
      z.object({ mensagemId: z.string(), erro: z.literal('não compreendida') }),
    ])
    .describe('The last try failed, or the message is none we understand: it is a dead letter'),
  'morta-reenviada': z.object(morta).describe('Somebody sent a dead letter again'),
  'morta-descartada': z.object({ ...morta, motivo: z.string() }).describe('Somebody discarded a dead letter'),
};

const email = { emailId: z.string(), email: z.enum(EMAILS) };

/** What is asked of the Pix provider. */
const CHAMADAS = ['criar', 'obter', 'cancelar', 'estornar', 'buscar'] as const;
export type Chamada = (typeof CHAMADAS)[number];

const comanda = z.object({
  pedidoId: z.int(),
  senha: z.int(),
  estado: z.enum(nomes(EstadoComanda)),
  itens: z
    .array(
      z.object({
        produtoId: z.int(),
        nome: z.string(),
        idCategoriaProduto: z.int(),
        quantidade: z.int(),
        observacoes: z.string().nullable(),
        feitoEm: talvez,
        feitoPor: z.string().nullable(),
      }),
    )
    .readonly(),
  recebidaEm: instante,
  iniciadaEm: talvez,
  prontaEm: talvez,
  entregueEm: talvez,
  recolhidaEm: talvez.optional().describe('When it left the screens by itself; missing in entries from before that'),
  consumo: z.enum(CONSUMOS).nullable(),
  historico: z.array(z.object({ acao: z.enum(ACOES_DA_COMANDA), por: z.string(), em: instante })).readonly(),
  traceparent: z.string(),
  movimentos: z.int(),
});
/** The senha of a pedido that is PRONTO, and when it was paid, which is its day. */
const senhaPronta = z.object({ senha: z.int(), recebidoEm: talvez });
const movimento = { de: z.enum(nomes(EstadoComanda)).nullable(), para: z.enum(nomes(EstadoComanda)), comanda };

/**
 * What each service writes down of what it committed, by type: the timeline of a pedido and every live stream are made of it.
 * Ids, codes and instants; never a person. What only a service's own streams need, no timeline tells (`soDaCasa`).
 */
export const trail = {
  produto: {
    ...deMensagens,
    produto: z
      .object({
        id: z.int(),
        versao: z.int(),
        nome: z.string(),
        idCategoriaProduto: z.int(),
        descricao: z.string(),
        precoCentavos: z.int(),
        ativo: z.boolean(),
        disponivel: z.boolean(),
        imagemUrl: z.string().nullable(),
      })
      .describe('A product was made or changed: as it is now'),
  },
  pedido: {
    ...deMensagens,
    estado: z
      .object({
        de: z.enum(nomes(EstadoPedido)).nullable().describe('Null where it was made'),
        para: z.enum(nomes(EstadoPedido)),
        senha: z.int().nullable(),
        ativo: z.boolean(),
        tentativa: z.int().describe('Checkouts so far'),
        recebidoEm: talvez,
        iniciadoEm: talvez,
      })
      .describe('A pedido came to another estado'),
    chamado: senhaPronta.describe('The counter called the senha of a pedido that is PRONTO once more'),
    recolhido: senhaPronta.describe('A pedido PRONTO for long left the painel; it stays PRONTO'),
    'email-escrito': z.object(email).describe('An e-mail is to be sent'),
    'email-enviado': z.object({ ...email, tentativa: z.int(), duracaoMs: ms }).describe('An e-mail left'),
    'email-falhou': z
      .object({ ...email, tentativa: z.int(), erro })
      .describe('An e-mail did not leave; it is tried again'),
    'email-desistido': z.object({ ...email, tentativa: z.int(), erro }).describe('An e-mail was given up'),
    'email-descartado': z.object(email).describe('An e-mail was dropped: the cliente is gone'),
    'email-voltou': z
      .object({ ...email, retorno: z.enum(RETORNOS) })
      .describe('Who carries an e-mail that had left told what became of it'),
    'email-suspenso': z
      .object({ ...email, retorno: z.enum(FIM_DOS_AVISOS) })
      .describe('An e-mail was not sent: one to this address came back for good, or was called spam'),
  },
  pagamento: {
    ...deMensagens,
    estado: z
      .object({
        de: z.enum(nomes(EstadoPagamento)).nullable(),
        para: z.enum(nomes(EstadoPagamento)),
        tentativa: z.int(),
        motivo: z.enum(MOTIVOS).nullable().optional(),
      })
      .describe('A pagamento came to another estado'),
    provedor: z
      .object({ chamada: z.enum(CHAMADAS), resultado: z.string(), duracaoMs: ms })
      .describe('The provider was asked; `resultado` is the state of the charge, or the kind of the error'),
    estorno: z
      .object({
        estornoId: z.uuid(),
        estado: z.enum(ESTADOS_DO_ESTORNO),
        centavos: z.int(),
        causa: z.enum(CAUSAS_DE_ESTORNO),
      })
      .describe('A refund of a pagamento was asked for, done, or refused for good'),
    notificacao: z
      .object({ notificacaoId: z.string(), resultado: z.string() })
      .describe('A notification of the provider about this pagamento was handled, and what came of it'),
  },
  cozinha: {
    ...deMensagens,
    estado: z.object(movimento).describe('A comanda came to another estado'),
    item: z.object(movimento).describe('An item of a comanda was ticked off, or that was taken back'),
    recolhida: z.object({ comanda }).describe('A comanda PRONTO for long left the screens; it stays PRONTO'),
  },
  gateway: deMensagens,
} as const satisfies Record<Party, Record<string, z.ZodType<object>>>;

/** Parts of entries no timeline tells: what clientes asked for in their words is the cozinha's own. */
export const soDaCasa = {
  produto: [],
  pedido: [],
  pagamento: [],
  cozinha: ['comanda'],
  gateway: [],
} as const satisfies Record<Party, readonly string[]>;

/** The entries of a service by type, and what each tells. */
export type TrailOf<S extends Party> = { [T in keyof (typeof trail)[S]]: z.infer<(typeof trail)[S][T]> };
/** The entries every service has: those of its messages. */
export type MessagingTrail = { [T in keyof typeof deMensagens]: z.infer<(typeof deMensagens)[T]> };
/** The entries of every service, by its name. */
export type Trails = { [S in Party]: TrailOf<S> };
