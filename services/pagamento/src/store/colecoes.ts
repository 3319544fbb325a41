import type { CobrancaDoBalcao } from '../domain/balcao.ts';
import type { Fechamento } from '../domain/caixa.ts';
import type { Comparacao, Divergencia, Notificacao } from '../ports.ts';

/** What a collection of documents is found by: its id, and its keys; a document without a key is not in that list. */
export type Colecao<T, Chave extends string> = {
  nome: string;
  id: (doc: T) => string;
  chaves: Record<Chave, (doc: T) => string | null>;
};

const colecao = <T, Chave extends string>(definida: Colecao<T, Chave>): Colecao<T, Chave> => definida;

const PROBLEMAS_NAO = new Set<Notificacao['resultado']>(['aplicada', 'repetida', null]);

/** The collections beside the pagamentos. The names of keys become columns, and fields. */
export const colecoes = {
  notificacoes: colecao({
    nome: 'notificacao',
    id: ({ id }: Notificacao) => id,
    chaves: {
      recebidaEm: ({ recebidaEm }) => recebidaEm,
      proximaEm: ({ proximaEm }) => proximaEm,
      problemaEm: ({ resultado, recebidaEm }) => (PROBLEMAS_NAO.has(resultado) ? null : recebidaEm),
    },
  }),
  divergencias: colecao({
    nome: 'divergencia',
    id: ({ id }: Divergencia) => id,
    chaves: {
      dia: ({ dia }) => dia,
      abertaEm: ({ vistaEm, resolvidaEm }) => (resolvidaEm === null ? vistaEm : null),
      proximaEm: ({ emCurso, aContar }) => (aContar.length > 0 ? '0' : (emCurso?.proximaEm ?? null)),
      pedido: ({ pedidoId }) => (pedidoId === null ? null : String(pedidoId)),
    },
  }),
  comparacoes: colecao({ nome: 'comparacao', id: ({ dia }: Comparacao) => dia, chaves: { dia: ({ dia }) => dia } }),
  balcao: colecao({
    nome: 'balcao',
    id: ({ id }: CobrancaDoBalcao) => id,
    chaves: {
      criadaEm: ({ criadaEm }) => criadaEm,
      mexidaEm: ({ mexidaEm }) => mexidaEm,
      pendenteEm: ({ estado, criadaEm }) => (estado === 'pendente' ? criadaEm : null),
      devolverEm: ({ devolucoes }) => devolucoes.find(({ entregue }) => entregue === null)?.pedidaEm ?? null,
      recebidaEm: ({ recebida }) => recebida?.em ?? null,
      devolvidaEm: ({ devolucoes }) =>
        devolucoes
          .flatMap(({ entregue }) => (entregue ? [entregue.em] : []))
          .sort()
          .at(-1) ?? null,
      levarEm: ({ levarEm }) => levarEm,
    },
  }),
  fechamentos: colecao({
    nome: 'fechamento',
    id: ({ dia }: Fechamento) => dia,
    chaves: {
      dia: ({ dia }) => dia,
      auditarEm: ({ auditado, fechadoEm }) => (auditado ? null : fechadoEm),
    },
  }),
};

/** The keys of a document, by their names. */
export const chavesDe = <T, Chave extends string>(
  { chaves }: Colecao<T, Chave>,
  doc: T,
): Record<Chave, string | null> =>
  Object.fromEntries(
    Object.entries<(doc: T) => string | null>(chaves).map(([nome, chave]) => [nome, chave(doc)]),
  ) as Record<Chave, string | null>;
