import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { InTransaction, MessagingTables, Tx } from '@foodious/messaging/sql.ts';
import type { Generated, Kysely } from 'kysely';

/** The tables of produto. */
export type Database = MessagingTables & {
  produto: {
    id: Generated<number>;
    nome: string;
    /** The name as it is compared, null while inactive: unique where it is not null, on any database. */
    nome_reservado: string | null;
    id_categoria: number;
    descricao: string;
    preco_centavos: number;
    imagem_chave: string | null;
    imagem_texto: string | null;
    imagem_data_url: number;
    ativo: number;
    disponivel: number;
    versao: number;
  };
};

/** What a command works in: one transaction of this service. */
export type ProdutoTx = Tx<Database, TrailOf<'produto'>>;
export type ProdutoInTransaction = InTransaction<Database, TrailOf<'produto'>>;

/** What a query reads from: a transaction, or the service's own database outside of one. */
export type Reader = { db: Kysely<Database> };
