/** The audience of every token (`aud`). */
export const AUDIENCE = 'fast-e-foodious';

/** Every scope there is, and what it allows. */
export const scopes = {
  'cardapio:ler': 'read categories and products',
  'cardapio:editar': 'create, change and remove products',
  'cardapio:esgotar': 'mark a product sold out, or back on sale',
  'cliente:cadastrar': 'register a cliente',
  'cliente:identificar': 'recognise a cliente by CPF: first name and masked e-mail only',
  'cliente:ler': "read a cliente's profile",
  'cliente:apagar': "erase a cliente's personal data",
  'pedido:fazer': 'make, change, check out and follow a pedido',
  'pedido:listar': "list pedidos by estado: those that are the caller's",
  'pedido:todos': 'reach every pedido, whoever made it',
  'pedido:em-nome': 'make a pedido in the name of a cliente who is not there',
  'pedido:cancelar': 'cancel a pedido',
  'painel:ler': 'read the pick-up board',
  'preparo:ler': 'read the comandas of the cozinha',
  'preparo:mover': 'start, finish and deliver a preparation',
  'pagamento:ler': 'read the pagamento of a pedido',
  'pagamento:notificar': 'confirm or reject a pagamento in the place of the provider',
  'pagamento:estornar': 'give money back',
  'pagamento:conciliar': 'repair what bank and ledger do not agree on, and handle a notification again',
  'caixa:operar': 'take payments at the counter, give back there, and close the day',
  'operacao:ler': 'read logs, timelines, queues and dead letters',
  'operacao:agir': 'send dead letters again, or discard them',
  'gerencia:ler': 'read reports, lists and settings of the restaurant',
  'gerencia:ajustar': 'change the settings of the restaurant',
  'cliente:verificar': "send a code to a cliente's e-mail, and see whether it came back: the gateway's own",
  'meus-dados': 'see, correct, export and erase what is kept of oneself',
  'equipe:gerir': 'see, add, change and disable who works here',
  'aparelho:gerir': 'pair devices, see and revoke them',
  'auditoria:ler': 'read what the staff did',
} as const;
export type Scope = keyof typeof scopes;

/** Declares who may call a route, as OpenAPI writes it: a token with any one of these scopes; none means anyone. */
export const acesso = (...anyOf: Scope[]): Record<string, readonly string[]>[] =>
  anyOf.map((scope) => ({ oauth2: [scope] }));

/**
 * What a route shows or changes, of all there is, to whoever its scopes let in. Every route names one: the build fails on one
 * that does not.
 */
export const alcances = {
  publico: "anybody's: what the restaurant shows to who passes by",
  loja: 'all there is of the loja: the menu, the painel, the work of the staff',
  dono: 'a pedido its caller reaches (`alcanca`): those it made; a verified cliente, theirs; the staff, all. Another does not exist (404)',
  proprio: "the caller's own: their session, their account, what is kept of them",
  segredo: 'what belongs to a secret the call brings: a code, an invitation, a palavra-passe, a signature',
  maquina: 'the staff, and who sits at the machine itself',
} as const;
export type Alcance = keyof typeof alcances;

/** What no restaurant's staff may do: it is the person's own, or the gateway's. */
const NEM_O_GERENTE: readonly Scope[] = ['meus-dados', 'cliente:verificar'];

/**
 * What each kind of caller may do, by its papel. Which pedidos it reaches with that, `alcanca` decides: those it made, unless it
 * has `pedido:todos`.
 */
export const roles = {
  /** The page of a totem, identified by CPF or not. It is whoever opens it: it looks nobody up. */
  totem: ['cardapio:ler', 'cliente:cadastrar', 'pedido:fazer', 'pagamento:ler'],
  /** A program with a client id and a secret, as one at a totem of somebody else's. */
  programa: [
    'cardapio:ler',
    'cliente:cadastrar',
    'cliente:identificar',
    'pedido:fazer',
    'pedido:listar',
    'pedido:em-nome',
    'painel:ler',
    'pagamento:ler',
  ],
  /** A program, for a cliente it recognised by CPF. */
  identificado: ['cardapio:ler', 'cliente:identificar', 'pedido:fazer', 'pedido:listar', 'painel:ler', 'pagamento:ler'],
  /** A cliente who proved to read the e-mail we know. */
  verificado: ['cardapio:ler', 'pedido:fazer', 'pedido:listar', 'pagamento:ler', 'meus-dados'],
  painel: ['painel:ler'],
  cozinha: [
    'cardapio:ler',
    'cardapio:esgotar',
    'painel:ler',
    'pedido:listar',
    'pedido:todos',
    'preparo:ler',
    'preparo:mover',
  ],
  balcao: [
    'cardapio:ler',
    'cardapio:esgotar',
    'cliente:identificar',
    'painel:ler',
    'pagamento:ler',
    'caixa:operar',
    'pedido:fazer',
    'pedido:listar',
    'pedido:todos',
    'pedido:em-nome',
    'preparo:ler',
    'preparo:mover',
  ],
  gerente: (Object.keys(scopes) as Scope[]).filter((scope) => !NEM_O_GERENTE.includes(scope)),
} as const satisfies Record<string, readonly Scope[]>;
export type Papel = keyof typeof roles;

/** Who works here, by what they may do. */
export const PAPEIS_DA_EQUIPE = ['gerente', 'balcao', 'cozinha'] as const satisfies readonly Papel[];
export type PapelDaEquipe = (typeof PAPEIS_DA_EQUIPE)[number];

/** Whether a role is one of the staff's. */
export const daEquipe = (papel: string | null): boolean => PAPEIS_DA_EQUIPE.some((each) => each === papel);

/** Who a session of the screens says is there. */
export const PAPEIS = ['totem', 'cliente', 'painel', ...PAPEIS_DA_EQUIPE] as const;

export { LOJA } from '@foodious/kernel/context.ts';
