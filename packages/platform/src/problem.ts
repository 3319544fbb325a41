import { BadAnswer, PROBLEMA, Refusal, STATUS, Unavailable } from '@foodious/kernel/refusal.ts';
import { z } from 'zod';

/** Body of every error: the v1 fields and those of RFC 9457. */
export const Problem = z
  .looseObject({
    status: z.int(),
    message: z.union([z.string(), z.array(z.string())]),
    timestamp: z.iso.datetime(),
    path: z.string(),
    type: z.string(),
    title: z.string(),
    detail: z.string(),
    instance: z.string(),
    erros: z.array(z.object({ campo: z.string(), mensagem: z.string() })),
  })
  .meta({ id: 'Problem' });

/** What each status means, as the title of a problem. */
export const TITLES: Record<number, string> = {
  400: 'Requisição inválida',
  401: 'Não autorizado',
  403: 'Proibido',
  404: 'Não encontrado',
  405: 'Método não permitido',
  408: 'Não chegou inteira a tempo',
  409: 'Conflito',
  413: 'Corpo grande demais',
  414: 'Endereço longo demais',
  415: 'Tipo de conteúdo não suportado',
  422: 'Não processável',
  428: 'Falta dizer a versão',
  429: 'Muitas tentativas',
  431: 'Cabeçalhos longos demais',
  500: 'Erro interno',
  502: 'Resposta inesperada de outro serviço',
  503: 'Indisponível no momento',
};

/** The body of an error; `erros` names the fields at fault. */
export function problem(
  request: { id: string; url: string },
  status: number,
  message: string | string[],
  erros: { campo: string; mensagem: string }[],
  extra?: Readonly<Record<string, unknown>>,
): z.infer<typeof Problem> {
  const path = request.url.split('?', 1)[0] ?? '';
  return {
    type: 'about:blank',
    ...extra,
    status,
    message,
    timestamp: new Date().toISOString(),
    path,
    title: TITLES[status] ?? 'Erro',
    detail: [message].flat().join('; '),
    instance: `urn:uuid:${request.id}`,
    erros,
  };
}

/** What an error says to whoever asked. */
export type Explained = {
  status: number;
  mensagens: string | string[];
  erros: { campo: string; mensagem: string }[];
  extra?: Readonly<Record<string, unknown>>;
};

/** The one place where what may be expected to go wrong becomes a status: a rule that says no, a dependency that is away. */
export function explainExpected(error: unknown): Explained | undefined {
  if (error instanceof Refusal) {
    const erros = error.campo ? [{ campo: error.campo, mensagem: error.message }] : [];
    const type = error.codigo && `${PROBLEMA}${error.codigo}`;
    return {
      status: STATUS[error.kind],
      mensagens: error.message,
      erros,
      extra: { ...error.extra, ...(type && { type }) },
    };
  }
  if (error instanceof BadAnswer) return { status: 502, mensagens: TITLES[502] ?? '', erros: [] };
  if (error instanceof Unavailable) return { status: 503, mensagens: 'Tente de novo em instantes', erros: [] };
  return undefined;
}
