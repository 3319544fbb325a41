import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import { nomeDeBusca } from '../domain/cliente.ts';
import { type Estado, EstadoPedido, type Pedido } from '../domain/pedido.ts';
import type { Database } from './database.ts';
import { comItens, emailReservado } from './repositories.ts';

/** A part of a list, newest first: so many of those before one already seen. */
export type Pagina<Id = number> = { antesDe: Id | undefined; limite: number };

/** A pedido with what only the gerência is told. */
export type PedidoNaGerencia = Pedido & { criadoEm: number; motivoCancelamento: string | null };

export type Filtro = { estado?: Estado | undefined; dia?: string | undefined; senha?: number | undefined };

/** A column no index is to be looked for: another condition is the narrower one, which the database cannot always know. */
const semIndice = (eb: ExpressionBuilder<Database, 'pedido'>, coluna: 'estado' | 'senha') => eb(coluna, '+', 0);

/** The pedidos of all days, active or not. */
export const pedidosNaGerencia = (db: Kysely<Database>) => {
  async function completos(rows: Selectable<Database['pedido']>[]): Promise<PedidoNaGerencia[]> {
    const lidos = await comItens(db, rows);
    return lidos.map((pedido, i) => ({
      ...pedido,
      criadoEm: rows[i]?.criado_em ?? 0,
      motivoCancelamento: rows[i]?.motivo_cancelamento ?? null,
    }));
  }
  return {
    async get(id: number): Promise<PedidoNaGerencia | undefined> {
      const rows = await db.selectFrom('pedido').selectAll().where('id', '=', id).execute();
      return (await completos(rows))[0];
    },
    /** Those that fit, newest first. */
    async pagina({ estado, dia, senha }: Filtro, { antesDe, limite }: Pagina): Promise<PedidoNaGerencia[]> {
      let query = db.selectFrom('pedido').selectAll().orderBy('id', 'desc').limit(limite);
      if (antesDe !== undefined) query = query.where('id', '<', antesDe);
      if (dia !== undefined) query = query.where('data_inicio', '=', dia);
      if (senha !== undefined)
        query = query.where((eb) => eb(dia === undefined ? 'senha' : semIndice(eb, 'senha'), '=', senha));
      if (estado !== undefined)
        query = query.where((eb) =>
          eb(dia === undefined && senha === undefined ? 'estado' : semIndice(eb, 'estado'), '=', EstadoPedido[estado]),
        );
      return completos(await query.execute());
    },
  };
};

/** A cliente as the gerência lists them; instants are epoch milliseconds. */
export type ClienteNaGerencia = {
  id: number;
  nome: string;
  email: string;
  cpf: string;
  criadoEm: number;
  marketingEm: number | null;
};

/** Sorts after whatever may follow a prefix. */
const FIM = '\u{10ffff}';

export const clientesNaGerencia = (db: Kysely<Database>) => {
  const lista = ({ limite }: Pagina) =>
    db
      .selectFrom('cliente')
      .select(['id', 'nome', 'email', 'cpf', 'criado_em as criadoEm', 'marketing_em as marketingEm'])
      .orderBy('id', 'desc')
      .limit(limite);

  const todos = (pagina: Pagina): Promise<ClienteNaGerencia[]> => {
    const { antesDe } = pagina;
    return (antesDe === undefined ? lista(pagina) : lista(pagina).where('id', '<', antesDe)).execute();
  };

  function comPrefixo(
    coluna: 'email_reservado' | 'nome_busca',
    prefixo: string,
    pagina: Pagina,
  ): Promise<ClienteNaGerencia[]> {
    const { antesDe } = pagina;
    const query = lista(pagina)
      .where(coluna, '>=', prefixo)
      .where(coluna, '<', prefixo + FIM);
    // Not by id: there are fewer with the prefix.
    return (antesDe === undefined ? query : query.where((eb) => eb(eb('id', '+', 0), '<', antesDe))).execute();
  }

  return {
    todos,
    porCpf: (cpf: string, pagina: Pagina): Promise<ClienteNaGerencia[]> =>
      lista(pagina).where('cpf', '=', cpf).execute(),
    /** Those whose e-mail or name begins so, whatever the case; the name whatever the accents too. Newest first. */
    async comecando(texto: string, pagina: Pagina): Promise<ClienteNaGerencia[]> {
      const porEmail = await comPrefixo('email_reservado', emailReservado(texto), pagina);
      const porNome = await comPrefixo('nome_busca', nomeDeBusca(texto), pagina);
      const achados = new Map([...porEmail, ...porNome].map((cliente) => [cliente.id, cliente]));
      return [...achados.values()].sort((a, b) => b.id - a.id).slice(0, pagina.limite);
    },
    /** How many pedidos each of these clientes has made. */
    async pedidosDe(ids: readonly number[]): Promise<Map<number, number>> {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('pedido')
        .select((eb) => ['cliente_id', eb.fn.countAll<number>().as('n')])
        .where('cliente_id', 'in', [...ids])
        .groupBy('cliente_id')
        .execute();
      return new Map(rows.map(({ cliente_id, n }) => [cliente_id ?? 0, Number(n)]));
    },
  };
};

/** What became of an e-mail; instants are epoch milliseconds. */
export type EmailNaGerencia = {
  id: string;
  tipo: string;
  pedidoId: number | null;
  estado: 'enviado' | 'esperando' | 'desistiu';
  /** Those that failed. */
  tentativas: number;
  criadoEm: number;
  enviadoEm: number | null;
  proximaEm: number | null;
};

/** E-mails, all or those of a pedido, without whom they are for. Newest first: so are their ids, UUIDs of version 7. */
export async function emailsNaGerencia(
  db: Kysely<Database>,
  { pedidoId }: { pedidoId?: number | undefined },
  { antesDe, limite }: Pagina<string>,
): Promise<EmailNaGerencia[]> {
  let query = db
    .selectFrom('email')
    .select(['id', 'tipo', 'pedido_id as pedidoId', 'tentativas', 'enviado_em as enviadoEm', 'proxima_em as proximaEm'])
    .orderBy('id', 'desc')
    .limit(limite);
  if (pedidoId !== undefined) query = query.where('pedido_id', '=', pedidoId);
  if (antesDe !== undefined) query = query.where('id', '<', antesDe);
  return (await query.execute()).map((row) => ({
    ...row,
    estado: row.enviadoEm !== null ? 'enviado' : row.proximaEm !== null ? 'esperando' : 'desistiu',
    // Its first 48 bits are when it was made, in milliseconds (RFC 9562).
    criadoEm: Number.parseInt(row.id.replace('-', '').slice(0, 12), 16),
  }));
}
