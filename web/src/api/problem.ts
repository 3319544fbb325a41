import { CODIGOS, type Codigo, PROBLEMA } from '@foodious/kernel/refusal.ts';

/** An answer of the API that says what is wrong, by RFC 9457, as every service of ours sends it. */
export class Problema extends Error {
  readonly status: number;
  /** What it is called, whatever the words; undefined where no customer meets it. */
  readonly codigo: Codigo | undefined;
  /** The fields at fault, with a message in pt-BR for each. */
  readonly erros: readonly { campo: string; mensagem: string }[];
  /** Everything else it said, such as `alteracoes` or `produtoId`. */
  readonly corpo: Readonly<Record<string, unknown>>;
  /** In how many seconds to ask again, where the answer said so. */
  readonly esperarS: number | undefined;

  constructor(status: number, corpo: Readonly<Record<string, unknown>>, headers?: Headers) {
    const { message, erros } = corpo as { message?: string | string[]; erros?: Problema['erros'] };
    super([message ?? `Não deu certo agora (erro ${status}). Tente de novo.`].flat().join('. '));
    this.name = 'Problema';
    this.status = status;
    this.codigo = CODIGOS.find((codigo) => corpo.type === PROBLEMA + codigo);
    this.erros = erros ?? [];
    this.corpo = corpo;
    this.esperarS = Number(headers?.get('retry-after')) || undefined;
  }

  static async of(answer: Response): Promise<Problema> {
    const corpo: unknown = await answer.json().catch(() => null); // a proxy in between may answer with a page
    return new Problema(answer.status, typeof corpo === 'object' && corpo !== null ? { ...corpo } : {}, answer.headers);
  }
}

/** What to tell a person about what went wrong: what the API said, or `semConexao` where nobody answered. */
export const dizerErro = (error: unknown, semConexao = 'Sem conexão com o restaurante.'): string =>
  error instanceof Problema ? error.message : semConexao;

/** True when trying again may help: no network, a service away, too many at once. */
export const passageiro = (error: unknown): boolean =>
  !(error instanceof Problema) || error.status >= 500 || error.status === 429;

/** What stands now, where an edit was refused because it was made from an older version. */
export const atualDe = <T>(error: unknown): T | undefined =>
  error instanceof Problema && error.status === 409 ? (error.corpo.atual as T | undefined) : undefined;
