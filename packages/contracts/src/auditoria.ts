import { EstadoPagamento, EstadoPedido, FORMAS_DO_BALCAO, nomes } from '@foodious/kernel/estados.ts';
import { z } from 'zod';
import type { Acao } from './acoes.ts';
import { TIPOS_DE_APARELHO } from './aparelhos.ts';
import { PAPEIS_DA_EQUIPE } from './scopes.ts';

// What an entry may hold: numbers, booleans, names from a list, ids, and what the menu says. Never a person's name, e-mail or
// CPF, nor what somebody wrote about somebody: of such a text, no more than its length, or whether it changed.
const inteiro = z.int();
const sim = z.boolean();
const id = z.string().regex(/^[\w.:-]{1,80}$/);
const papel = z.enum(PAPEIS_DA_EQUIPE);

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
const mensagem = { fila: id };
const entrada = { com: z.enum(['palavra-passe', 'pin', 'codigo', 'programa']), tela: id, aparelho: id };
const pessoa = { papel, ativo: sim, comEmail: sim, nomeMudou: sim, emailMudou: sim };
const aparelho = { tipo: z.enum(TIPOS_DE_APARELHO), nomeMudou: sim };

/**
 * Of every action the audit log tells, the only fields it may tell before and after it. A cook's moves of comandas are not here:
 * they are the work itself, and the trail says who did them.
 */
export const acoes = {
  'produto-criado': z.strictObject(produto),
  'produto-mudado': z.strictObject(produto),
  'produto-retirado': z.strictObject(produto),
  'produto-esgotado': z.strictObject(produto),
  'produto-disponivel': z.strictObject(produto),
  'ajustes-mudados': z.strictObject({
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
    'meios.pix': sim,
    'meios.balcao': sim,
  }),
  'pedido-mudado': z.strictObject(pedido),
  'pedido-cancelado': z.strictObject({ ...pedido, motivoCaracteres: inteiro }),
  'pedido-logs-lidos': z.strictObject({ linhas: inteiro }),
  'cliente-cadastrado': z.strictObject({}),
  'cliente-procurado': z.strictObject({}),
  'clientes-listados': z.strictObject({ quantos: inteiro.describe('How many the page showed') }),
  'cliente-apagado': z.strictObject({}),
  'meus-dados-vistos': z.strictObject({}),
  'meus-dados-exportados': z.strictObject({}),
  'meus-dados-mudados': z.strictObject({ nomeMudou: sim, emailMudou: sim, marketing: sim }),
  'pagamento-notificado': z.strictObject({
    estado: z.enum(nomes(EstadoPagamento)),
    motivo: id.nullable(),
  }),
  'estorno-pedido': z.strictObject({ centavos: inteiro, itens: inteiro, motivoCaracteres: inteiro }),
  'recebimento-no-balcao': z.strictObject({
    centavos: inteiro,
    forma: z.enum(FORMAS_DO_BALCAO),
    entregueCentavos: inteiro,
    trocoCentavos: inteiro,
  }),
  'devolucao-no-balcao': z.strictObject({ centavos: inteiro, forma: z.enum(FORMAS_DO_BALCAO) }),
  'caixa-fechado': z.strictObject({
    fundoCentavos: inteiro,
    dinheiroEsperado: inteiro,
    dinheiroContado: inteiro,
    cartaoEsperado: inteiro,
    cartaoContado: inteiro,
  }),
  'divergencia-reparada': z.strictObject({ tipo: id, acao: id, centavos: inteiro, motivoCaracteres: inteiro }),
  'notificacao-refeita': z.strictObject({ resultado: id }),
  'morta-reenviada': z.strictObject(mensagem),
  'morta-descartada': z.strictObject(mensagem),
  entrada: z.strictObject(entrada),
  'entrada-recusada': z.strictObject(entrada),
  saida: z.strictObject({ tela: id }),
  'pareamento-criado': z.strictObject(aparelho),
  'aparelho-pareado': z.strictObject(aparelho),
  'aparelho-mudado': z.strictObject(aparelho),
  'aparelho-revogado': z.strictObject(aparelho),
  'pessoa-criada': z.strictObject(pessoa),
  'pessoa-mudada': z.strictObject(pessoa),
  'pessoa-apagada': z.strictObject({}),
  'convite-criado': z.strictObject({ primeiro: sim }),
  'convite-usado': z.strictObject({ primeiro: sim, papel, emailMudou: sim }),
  'palavra-passe-mudada': z.strictObject({}),
  'pin-mudado': z.strictObject({ temPin: sim }),
} as const satisfies Record<Acao, z.ZodObject>;

export const nomesDeAcoes = Object.keys(acoes) as [Acao, ...Acao[]];

/** The fields an action tells, each only where it says something; null for one that has none. */
type CamposDe<A extends Acao, C = z.infer<(typeof acoes)[A]>> = C extends Record<string, never> ? null : Partial<C>;

/** What an entry may be about. */
export const TIPOS = [
  'produto',
  'pedido',
  'cliente',
  'protocolo',
  'pagamento',
  'estorno',
  'caixa',
  'divergencia',
  'notificacao',
  'mensagem',
  'aparelho',
  'pessoa',
] as const;

export const Sobre = z.object({ tipo: z.enum(TIPOS), id });
export type Sobre = z.infer<typeof Sobre>;

/** Something, by its kind and id, as what an entry is about. */
export const sobre = (tipo: Sobre['tipo'], id: number | string): Sobre => ({ tipo, id: String(id) });

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
      const { error } = told ? acoes[acao].partial().safeParse(told) : {};
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
