import type { Kysely } from 'kysely';
import { emailReservado, nomeDeBusca } from '../../domain/cliente.ts';
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

  function listByPrefixo(
    coluna: 'email_reservado' | 'nome_busca',
    prefixo: string,
    pagina: Pagina,
  ): Promise<ClienteNaGerencia[]> {
    const { antesDe } = pagina;
    const query = ultimos(pagina)
      .where(coluna, '>=', prefixo)
      .where(coluna, '<', prefixo + FIM);
    return (antesDe === undefined ? query : query.where(semIndice('id'), '<', antesDe)).execute();
  }

  return {
    list,
    listByCpf: (cpf: string, pagina: Pagina): Promise<ClienteNaGerencia[]> =>
      ultimos(pagina).where('cpf', '=', cpf).execute(),
    /** The clientes whose name or e-mail begins so, in any case, the name with or without accents; newest first. */
    async listByComeco(texto: string, pagina: Pagina): Promise<ClienteNaGerencia[]> {
      const byEmail = await listByPrefixo('email_reservado', emailReservado(texto), pagina);
      const byNome = await listByPrefixo('nome_busca', nomeDeBusca(texto), pagina);
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
