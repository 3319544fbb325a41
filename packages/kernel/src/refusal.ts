/** The status of an HTTP answer that says no, by the kind of the refusal. */
export const STATUS = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  unprocessable: 422,
  'precondition-required': 428,
  'too-many': 429,
} as const;

/** Why a rule said no. The HTTP edge answers each kind with its status; a queue consumer lets it reach the DLQ. */
export type RefusalKind = keyof typeof STATUS;

/**
 * What a customer may be told no about, by a code that stays the same whatever the words: `type` of the answer is
 * {@link PROBLEMA} and the code, and screens say it in the person's language.
 */
export const CODIGOS = [
  'cpf-invalido',
  'cpf-desconhecido',
  'cpf-tomado',
  'email-tomado',
  'cliente-desconhecido',
  'em-nome-de-outro',
  'produto-desconhecido',
  'esgotado',
  'precos-mudaram',
  'sem-itens',
  'itens-demais',
  'pedido-desconhecido',
  'pedido-mudou',
  'pedido-em-curso',
  'chave-usada',
  'meio-indisponivel',
  'tentativas-demais',
  'canais-demais',
  'codigo-invalido',
  'aparelho-nao-pareado',
  'pareamento-invalido',
  'convite-invalido',
  'pin-desligado',
] as const;
export type Codigo = (typeof CODIGOS)[number];

/** Before a code, in the `type` of a problem (RFC 9457): a name, not an address to visit. */
export const PROBLEMA = 'urn:foodious:problema:';

/** A rule of the domain said no: expected, explained to the caller in pt-BR, and nothing has changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  /** The field at fault, where there is one. */
  readonly campo: string | undefined;
  /** What it is called, where a customer may meet it. */
  readonly codigo: Codigo | undefined;
  /** Members added to the answer as they are (RFC 9457 extension members). */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    kind: RefusalKind,
    mensagem: string,
    { campo, codigo, ...extra }: { campo?: string; codigo?: Codigo } & Record<string, unknown> = {},
  ) {
    super(mensagem);
    this.kind = kind;
    this.campo = campo;
    this.codigo = codigo;
    this.extra = extra;
  }
}

/** An edit was made from a version that is no longer the current one: nothing has changed. */
export class Stale<T> extends Refusal {
  /** What stands now. */
  readonly atual: T;

  constructor(atual: T) {
    super('conflict', 'Isto mudou desde que você abriu. Nada foi salvo.');
    this.atual = atual;
  }
}

/** Something we depend on is away for now; the same request may work later (503, or the message waits). */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Something we depend on answered what it should not: neither the caller's fault nor an outage, but somebody's mistake (502). */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}
