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

/** A rule of the domain said no: expected, explained to the caller in pt-BR, and nothing has changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  /** The field at fault, where there is one. */
  readonly campo: string | undefined;
  /** Members added to the answer as they are (RFC 9457 extension members). */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    kind: RefusalKind,
    mensagem: string,
    { campo, ...extra }: { campo?: string } & Record<string, unknown> = {},
  ) {
    super(mensagem);
    this.kind = kind;
    this.campo = campo;
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
