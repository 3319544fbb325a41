import { EstadoPagamento, EstadoPedido, nomes } from '@foodious/kernel/estados.ts';
import { z } from 'zod';
import { PAPEIS_DA_EQUIPE } from './scopes.ts';

// What an entry may hold: numbers, booleans, names from a list, ids, and what the menu says. Never a person's name, e-mail or
// CPF, nor what somebody wrote about somebody: of such a text, no more than its length, or whether it changed.
const inteiro = z.int();
const sim = z.boolean();
const id = z.string().regex(/^[\w.:-]{1,80}$/);
const papel = z.enum(PAPEIS_DA_EQUIPE);

const acao = <C extends z.ZodRawShape>(nome: string, campos: C) => ({ nome, campos: z.strictObject(campos) });

const produto = {
  nome: z.string().max(255),
  idCategoriaProduto: inteiro,
  descricao: z.string().max(1000),
  precoCentavos: inteiro,
  imagem: id.nullable().describe('The hash of the picture'),
  ativo: sim,
  disponivel: sim,
};
const pedido = { estado: z.enum(nomes(EstadoPedido)), ativo: sim, clienteId: inteiro.nullable() };
const lista = { quantos: inteiro.describe('How many the page showed') };
const mensagem = { fila: id };
const pessoa = { papel, ativo: sim, comEmail: sim, nomeMudou: sim };
const aparelho = { tipo: z.enum(['totem', 'painel', 'cozinha', 'programa']), nomeMudou: sim };

/**
 * Every action the audit log tells, as people read it, and the only fields it may tell before and after it. A cook's moves of
 * comandas are not here: they are the work itself, and the trail says who did them.
 */
export const acoes = {
  'produto-criado': acao('Criou um produto', produto),
  'produto-mudado': acao('Mudou um produto', produto),
  'produto-retirado': acao('Tirou um produto do cardápio', produto),
  'produto-esgotado': acao('Marcou um produto como esgotado', produto),
  'produto-disponivel': acao('Pôs um produto de volta à venda', produto),
  'ajustes-mudados': acao('Mudou os ajustes', {
    lanchonete: z.string().max(60),
    'totem.ociosoS': inteiro,
    'totem.avisoS': inteiro,
    'totem.pixOciosoS': inteiro,
    'cozinha.amareloMin': inteiro,
    'cozinha.vermelhoMin': inteiro,
    'cozinha.voltarMin': inteiro,
    'cozinha.recolherMin': inteiro,
    'painel.som': sim,
    'painel.fala': sim,
  }),
  'pedido-mudado': acao('Mudou um pedido', pedido),
  'pedido-cancelado': acao('Cancelou um pedido', { ...pedido, motivoCaracteres: inteiro }),
  'pedido-logs-lidos': acao('Leu os logs de um pedido', { linhas: inteiro }),
  'cliente-cadastrado': acao('Cadastrou um cliente', {}),
  'cliente-procurado': acao('Procurou um cliente pelo CPF', {}),
  'cliente-visto': acao('Abriu o cadastro de um cliente', {}),
  'clientes-listados': acao('Viu a lista de clientes', lista),
  'cliente-apagado': acao('Apagou os dados de um cliente', {}),
  'meus-dados-vistos': acao('Viu os próprios dados', {}),
  'meus-dados-exportados': acao('Exportou os próprios dados', {}),
  'meus-dados-mudados': acao('Corrigiu os próprios dados', { nomeMudou: sim, emailMudou: sim, marketing: sim }),
  'pagamento-notificado': acao('Decidiu um pagamento no lugar do provedor', {
    estado: z.enum(nomes(EstadoPagamento)),
    motivo: id.nullable(),
  }),
  'morta-reenviada': acao('Mandou reenviar o que morreu numa fila, ou que ela recusou', mensagem),
  'morta-descartada': acao('Mandou descartar o que morreu numa fila, ou que ela recusou', mensagem),
  entrada: acao('Entrou', { com: z.enum(['palavra-passe', 'pin', 'codigo', 'programa']), tela: id, aparelho: id }),
  'entrada-recusada': acao('Não conseguiu entrar', {
    com: z.enum(['palavra-passe', 'pin', 'codigo', 'programa']),
    tela: id,
    aparelho: id,
  }),
  saida: acao('Saiu', { tela: id }),
  'sessoes-encerradas': acao('Encerrou sessões', { quantas: inteiro }),
  'pareamento-criado': acao('Criou um código de pareamento', aparelho),
  'aparelho-pareado': acao('Pareou um aparelho', aparelho),
  'aparelho-mudado': acao('Mudou um aparelho', aparelho),
  'aparelho-revogado': acao('Revogou um aparelho', aparelho),
  'pessoa-criada': acao('Acrescentou uma pessoa à equipe', pessoa),
  'pessoa-mudada': acao('Mudou uma pessoa da equipe', pessoa),
  'convite-criado': acao('Criou um convite', { primeiro: sim }),
  'convite-usado': acao('Usou um convite', { primeiro: sim, papel }),
  'palavra-passe-mudada': acao('Mudou a própria palavra-passe', {}),
  'pin-mudado': acao('Mudou o próprio PIN', { temPin: sim }),
  'segundo-fator-mudado': acao('Mudou o segundo fator', { ligado: sim }),
} as const satisfies Record<string, { nome: string; campos: z.ZodObject }>;

export type Acao = keyof typeof acoes;
export const nomesDeAcoes = Object.keys(acoes) as [Acao, ...Acao[]];

/** The fields an action tells, each only where it says something; null for one that has none. */
type CamposDe<A extends Acao, C = z.infer<(typeof acoes)[A]['campos']>> =
  C extends Record<string, never> ? null : Partial<C>;

/** What an entry may be about. */
export const TIPOS = [
  'produto',
  'pedido',
  'cliente',
  'protocolo',
  'pagamento',
  'mensagem',
  'aparelho',
  'pessoa',
  'convite',
  'sessao',
] as const;

export const Sobre = z.object({ tipo: z.enum(TIPOS), id });
export type Sobre = z.infer<typeof Sobre>;

/** What somebody did, by the action: what about (null: no one thing), and the fields that say so. */
export type Feito = {
  [A in Acao]: { acao: A; sobre: Sobre | null; antes?: CamposDe<A> | null; depois?: CamposDe<A> | null };
}[Acao];

/** Fields of an entry, whatever its action. */
export const Campos = z.record(z.string().max(40), z.union([z.number(), z.boolean(), z.string().max(1000), z.null()]));

/** What is told of an action: who, what, about what, and the fields of it that changed. Throws ZodError for any other field. */
export const Auditada = z
  .object({
    lojaId: z.int().positive(),
    quem: z.string().min(1).max(80).describe('An id: of a person, an aparelho, a session; never a name'),
    papel: z.string().max(20).nullable(),
    acao: z.enum(nomesDeAcoes),
    sobre: Sobre.nullable(),
    antes: Campos.nullable(),
    depois: Campos.nullable(),
    em: z.iso.datetime(),
  })
  .superRefine(({ acao, antes, depois }, context) => {
    for (const told of [antes, depois]) {
      const { error } = told ? acoes[acao].campos.partial().safeParse(told) : {};
      if (error) context.addIssue({ code: 'custom', message: `${acao}: ${error.message}` });
    }
  });
export type Auditada = z.infer<typeof Auditada>;

/** Of a record before and after, what is not the same: what an entry tells of a change; null where nothing changed. */
export function mudancas<C extends object>(antes: C, depois: C): { antes: Partial<C>; depois: Partial<C> } | null {
  const mudou = (Object.keys(depois) as (keyof C)[]).filter((campo) => antes[campo] !== depois[campo]);
  const so = (de: C) => Object.fromEntries(mudou.map((campo) => [campo, de[campo]])) as Partial<C>;
  return mudou.length === 0 ? null : { antes: so(antes), depois: so(depois) };
}
