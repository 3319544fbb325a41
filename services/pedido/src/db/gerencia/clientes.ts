import type { Kysely } from 'kysely';
import { emailReservado, palavrasDeBusca } from '../../domain/cliente.ts';
import type { Database } from '../schema.ts';
import type { Pagina } from './pagina.ts';
import { semIndice } from './sem-indice.ts';

/** A cliente as the gerência lists them; instants are epoch milliseconds. */
export type ClienteNaGerencia = {
  id: number;
  nome: string;
  email: string;
  cpf: string;
  criadoEm: number;
  marketingEm: number | null;
};

/** Sorts after every text that may follow a prefix. */
const FIM = '\u{10ffff}';
/** Words of one search that are looked at. */
const MOST_WORDS = 8;

/** Who is registered, as the gerência looks for them. */
export const clientesNaGerencia = (db: Kysely<Database>) => {
  const ultimos = ({ limite }: Pagina) =>
    db
      .selectFrom('cliente')
      .select(['id', 'nome', 'email', 'cpf', 'criado_em as criadoEm', 'marketing_em as marketingEm'])
      .orderBy('id', 'desc')
      .limit(limite);

  const list = (pagina: Pagina): Promise<ClienteNaGerencia[]> => {
    const { antesDe } = pagina;
    return (antesDe === undefined ? ultimos(pagina) : ultimos(pagina).where('id', '<', antesDe)).execute();
  };

  const ateOnde = <Q extends ReturnType<typeof ultimos>>(query: Q, { antesDe }: Pagina) =>
    antesDe === undefined ? query : query.where(semIndice('id'), '<', antesDe);

  const listByEmail = (texto: string, pagina: Pagina): Promise<ClienteNaGerencia[]> => {
    const prefixo = emailReservado(texto);
    const query = ultimos(pagina)
      .where('email_reservado', '>=', prefixo)
      .where('email_reservado', '<', prefixo + FIM);
    return ateOnde(query, pagina).execute();
  };

  /** Each of these words begins some name of theirs, in any order. */
  async function listByPalavras(palavras: readonly string[], pagina: Pagina): Promise<ClienteNaGerencia[]> {
    if (palavras.length === 0) return [];
    const query = palavras.reduce(
      (found, palavra) =>
        found.where('id', 'in', (eb) =>
          eb
            .selectFrom('cliente_palavra')
            .select('cliente_id')
            .where('palavra', '>=', palavra)
            .where('palavra', '<', palavra + FIM),
        ),
      ultimos(pagina),
    );
    return ateOnde(query, pagina).execute();
  }

  return {
    list,
    listByCpf: (cpf: string, pagina: Pagina): Promise<ClienteNaGerencia[]> =>
      ultimos(pagina).where('cpf', '=', cpf).execute(),
    /** The clientes whose e-mail begins so, or their names in any order; in any case, names with or without accents; newest first. */
    async listByComeco(texto: string, pagina: Pagina): Promise<ClienteNaGerencia[]> {
      const byEmail = await listByEmail(texto, pagina);
      const byNome = await listByPalavras(palavrasDeBusca(texto).slice(0, MOST_WORDS), pagina);
      const achados = new Map([...byEmail, ...byNome].map((cliente) => [cliente.id, cliente]));
      return [...achados.values()].sort((a, b) => b.id - a.id).slice(0, pagina.limite);
    },
    /** How many pedidos each of these clientes has made. */
    async countPedidos(ids: readonly number[]): Promise<Map<number, number>> {
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
