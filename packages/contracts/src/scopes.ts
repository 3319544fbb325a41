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
  'pedido:listar': 'list pedidos by estado and read any',
  'pedido:cancelar': 'cancel a pedido',
  'painel:ler': 'read the pick-up board',
  'preparo:ler': 'read the comandas of the cozinha',
  'preparo:mover': 'start, finish and deliver a preparation',
  'pagamento:ler': 'read the pagamento of a pedido',
  'pagamento:notificar': 'confirm or reject a pagamento in the place of the provider',
  'operacao:ler': 'read logs, timelines, queues and dead letters',
  'operacao:agir': 'send dead letters again, or discard them',
  'gerencia:ler': 'read reports, lists and settings of the restaurant',
  'gerencia:ajustar': 'change the settings of the restaurant',
} as const;
export type Scope = keyof typeof scopes;

/** Declares who may call a route, as OpenAPI writes it: a token with any one of these scopes; none means anyone. */
export const acesso = (...anyOf: Scope[]): Record<string, readonly string[]>[] =>
  anyOf.map((scope) => ({ oauth2: [scope] }));

const identificado = [
  'cardapio:ler',
  'cliente:identificar',
  'pedido:fazer',
  'painel:ler',
  'pagamento:ler',
] as const satisfies Scope[];

/** What each kind of caller may do. */
export const roles = {
  /** A program at a totem, for a cliente it recognised. */
  identificado,
  /** A program at a totem. */
  totem: [...identificado, 'cliente:cadastrar', 'pedido:listar'],
  /** The page of a totem. It is whoever opens it: it looks nobody up, and lists nothing. */
  telaTotem: ['cardapio:ler', 'cliente:cadastrar', 'pedido:fazer', 'pagamento:ler'],
  telaPainel: ['painel:ler'],
  cozinha: ['cardapio:ler', 'cardapio:esgotar', 'painel:ler', 'pedido:listar', 'preparo:ler', 'preparo:mover'],
  gerente: Object.keys(scopes) as Scope[],
} as const satisfies Record<string, readonly Scope[]>;

/** Who a session of the screens says is there. */
export const PAPEIS = ['totem', 'cliente', 'painel', 'cozinha', 'gerente'] as const;
export type Papel = (typeof PAPEIS)[number];
