import { type MessagingTables, messagingMigrations } from '@foodious/messaging/sql.ts';
import { addColumn, addIndex, addUniqueIndex, longText } from '@foodious/platform/sql.ts';
import type { Generated, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { nomeDeBusca } from '../domain/cliente.ts';
import type { Consumo } from '../domain/pedido.ts';

/** Instants are epoch milliseconds, money integer centavos, booleans 0 or 1: the same in every database. */
export type Database = MessagingTables & {
  cliente: {
    id: Generated<number>;
    nome: string;
    email: string;
    /** The e-mail as it is compared: in lower case. */
    email_reservado: string;
    cpf: string;
    criado_em: number;
    /** The name as it is looked for, see {@link nomeDeBusca}. */
    nome_busca: string;
    /** When they agreed to be written to about offers; null: they did not. */
    marketing_em: number | null;
  };
  /** Our own copy of the catalogue, fed by produto's messages. */
  cardapio: {
    produto_id: number;
    id_categoria: number;
    nome: string;
    descricao: string;
    preco_centavos: number;
    imagem_url: string | null;
    ativo: number;
    disponivel: number;
    versao: number;
  };
  pedido: {
    id: Generated<number>;
    cliente_id: number | null;
    data_inicio: string;
    estado: number;
    ativo: number;
    total_centavos: number | null;
    senha: number | null;
    tentativa: number;
    transacao_id: string | null;
    transacao_paga: string | null;
    movimentos: number;
    motivo_cancelamento: string | null;
    criado_em: number;
    consumo: Consumo | null;
    mudou_em: number;
    recebido_em: number | null;
    iniciado_em: number | null;
    pronto_em: number | null;
    /** Null where it is from before there was one. */
    codigo: string | null;
  };
  item: {
    id: Generated<number>;
    pedido_id: number;
    produto_id: number;
    id_categoria: number;
    nome: string;
    preco_centavos: number;
    quantidade: number;
    observacoes: string | null;
  };
  /** The last senha given on each day. */
  senha: { dia: string; ultima: number };
  /** E-mails to send and sent: ids only; the address is looked up when it leaves. */
  email: {
    id: string;
    tipo: string;
    correlacao: string;
    pedido_id: number | null;
    cliente_id: number | null;
    /** Only where the cliente is gone when it leaves (the receipt of an erasure), and only until then. */
    para: string | null;
    dados: string;
    tentativas: number;
    /** Null once it was sent or given up. */
    proxima_em: number | null;
    enviado_em: number | null;
    traceparent: string;
  };
  /** Answers of orders made in one call, by the caller's key: a retry gets the first one again. */
  idempotencia: { chave: string; corpo: string; resposta: string; pedido_id: number; criado_em: number };
  protocolo: { id: string; solicitado_em: number; apagado_em: number; arquivado_em: number | null; pedidos: number };
  /** What the restaurant has set, in its only row; none: everything as it comes. */
  ajustes: { id: 1; documento: string };
};

/** Rows a migration fills at once. */
const BITE = 500;

export const migrations: Record<string, Migration> = {
  ...messagingMigrations,
  '0002-cliente': {
    async up(db) {
      await db.schema
        .createTable('cliente')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('nome', 'varchar(255)', (c) => c.notNull())
        .addColumn('email', 'varchar(255)', (c) => c.notNull())
        .addColumn('email_reservado', 'varchar(255)', (c) => c.notNull().unique())
        .addColumn('cpf', 'varchar(11)', (c) => c.notNull().unique())
        .addColumn('criado_em', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  '0003-cardapio': {
    async up(db) {
      await db.schema
        .createTable('cardapio')
        .ifNotExists()
        .addColumn('produto_id', 'integer', (c) => c.primaryKey())
        .addColumn('id_categoria', 'integer', (c) => c.notNull())
        .addColumn('nome', 'varchar(255)', (c) => c.notNull())
        .addColumn('descricao', 'varchar(1000)', (c) => c.notNull())
        .addColumn('preco_centavos', 'integer', (c) => c.notNull())
        .addColumn('imagem_url', 'varchar(255)')
        .addColumn('ativo', 'integer', (c) => c.notNull())
        .addColumn('versao', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  '0004-pedido': {
    async up(db) {
      await db.schema
        .createTable('pedido')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('cliente_id', 'integer')
        .addColumn('data_inicio', 'varchar(10)', (c) => c.notNull())
        .addColumn('estado', 'integer', (c) => c.notNull())
        .addColumn('ativo', 'integer', (c) => c.notNull())
        .addColumn('total_centavos', 'bigint')
        .addColumn('senha', 'integer')
        .addColumn('tentativa', 'integer', (c) => c.notNull())
        .addColumn('transacao_id', 'varchar(36)')
        .addColumn('transacao_paga', 'varchar(36)')
        .addColumn('movimentos', 'integer', (c) => c.notNull())
        .addColumn('motivo_cancelamento', 'varchar(255)')
        .addColumn('criado_em', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  '0005-pedido-por-estado': addIndex('pedido_estado', 'pedido', ['estado', 'ativo', 'id']),
  '0006-pedido-por-cliente': addIndex('pedido_cliente', 'pedido', ['cliente_id']),
  '0007-item': {
    async up(db) {
      await db.schema
        .createTable('item')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('pedido_id', 'integer', (c) => c.notNull())
        .addColumn('produto_id', 'integer', (c) => c.notNull())
        .addColumn('id_categoria', 'integer', (c) => c.notNull())
        .addColumn('nome', 'varchar(255)', (c) => c.notNull())
        .addColumn('preco_centavos', 'integer', (c) => c.notNull())
        .addColumn('quantidade', 'integer', (c) => c.notNull())
        .addForeignKeyConstraint('item_do_pedido', ['pedido_id'], 'pedido', ['id'])
        .execute();
    },
  },
  '0008-item-por-pedido': addIndex('item_pedido', 'item', ['pedido_id', 'id']),
  '0009-senha': {
    async up(db) {
      await db.schema
        .createTable('senha')
        .ifNotExists()
        .addColumn('dia', 'varchar(10)', (c) => c.primaryKey())
        .addColumn('ultima', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  '0010-email': {
    async up(db) {
      await db.schema
        .createTable('email')
        .ifNotExists()
        .addColumn('id', 'varchar(36)', (c) => c.primaryKey())
        .addColumn('tipo', 'varchar(40)', (c) => c.notNull())
        .addColumn('correlacao', 'varchar(36)', (c) => c.notNull())
        .addColumn('pedido_id', 'integer')
        .addColumn('cliente_id', 'integer')
        .addColumn('para', 'varchar(255)')
        .addColumn('dados', 'varchar(1000)', (c) => c.notNull())
        .addColumn('tentativas', 'integer', (c) => c.notNull())
        .addColumn('proxima_em', 'bigint')
        .addColumn('enviado_em', 'bigint')
        .execute();
    },
  },
  '0011-email-a-enviar': addIndex('email_proxima', 'email', ['proxima_em']),
  '0012-email-por-cliente': addIndex('email_cliente', 'email', ['cliente_id']),
  '0013-protocolo': {
    async up(db) {
      await db.schema
        .createTable('protocolo')
        .ifNotExists()
        .addColumn('id', 'varchar(36)', (c) => c.primaryKey())
        .addColumn('solicitado_em', 'bigint', (c) => c.notNull())
        .addColumn('apagado_em', 'bigint', (c) => c.notNull())
        .addColumn('arquivado_em', 'bigint')
        .addColumn('pedidos', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  '0110-cardapio-disponivel': addColumn('cardapio', 'disponivel', 'integer', (c) => c.notNull().defaultTo(1)),
  '0111-pedido-consumo': addColumn('pedido', 'consumo', 'varchar(10)'),
  '0112-pedido-mudou-em': addColumn('pedido', 'mudou_em', 'bigint', (c) => c.notNull().defaultTo(0)),
  '0113-pedido-recebido-em': addColumn('pedido', 'recebido_em', 'bigint'),
  '0114-pedido-iniciado-em': addColumn('pedido', 'iniciado_em', 'bigint'),
  '0115-pedido-pronto-em': addColumn('pedido', 'pronto_em', 'bigint'),
  '0116-item-observacoes': addColumn('item', 'observacoes', 'varchar(140)'),
  '0117-idempotencia': {
    async up(db) {
      await db.schema
        .createTable('idempotencia')
        .ifNotExists()
        .addColumn('chave', 'varchar(64)', (c) => c.primaryKey())
        .addColumn('corpo', 'varchar(64)', (c) => c.notNull())
        .addColumn('resposta', longText, (c) => c.notNull())
        .addColumn('pedido_id', 'integer', (c) => c.notNull())
        .addColumn('criado_em', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  '0118-email-traceparent': addColumn('email', 'traceparent', 'varchar(60)', (c) => c.notNull().defaultTo('')),
  '0119-idempotencia-por-instante': addIndex('idempotencia_criado', 'idempotencia', ['criado_em']),
  '0120-pedido-codigo': addColumn('pedido', 'codigo', 'varchar(22)'),
  '0121-pedido-por-codigo': addUniqueIndex('pedido_codigo', 'pedido', ['codigo']),
  '0122-pedido-por-dia': addIndex('pedido_dia', 'pedido', ['data_inicio', 'id']),
  '0123-pedido-por-senha': addIndex('pedido_senha', 'pedido', ['senha', 'id']),
  '0124-pedido-no-estado': addIndex('pedido_no_estado', 'pedido', ['estado', 'id']),
  '0125-pedido-por-recebimento': addIndex('pedido_recebido', 'pedido', ['recebido_em']),
  '0126-email-por-pedido': addIndex('email_pedido', 'email', ['pedido_id', 'id']),
  '0127-ajustes': {
    async up(db) {
      await db.schema
        .createTable('ajustes')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('documento', 'varchar(1000)', (c) => c.notNull())
        .execute();
    },
  },
  '0128-cliente-marketing': addColumn('cliente', 'marketing_em', 'bigint'),
  '0129-cliente-nome-de-busca': addColumn('cliente', 'nome_busca', 'varchar(255)', (c) => c.notNull().defaultTo('')),
  '0130-cliente-por-nome': addIndex('cliente_nome', 'cliente', ['nome_busca']),
  '0131-cliente-nomes-de-busca': {
    async up(db: Kysely<Database>) {
      for (let depois = 0; ; ) {
        const lote = db.selectFrom('cliente').select(['id', 'nome']).where('id', '>', depois).orderBy('id').limit(BITE);
        const nomes = await lote.execute();
        if (nomes.length === 0) return;
        await db.transaction().execute(async (trx) => {
          for (const { id, nome } of nomes) {
            const nome_busca = nomeDeBusca(nome);
            await trx.updateTable('cliente').set({ nome_busca }).where('id', '=', id).execute();
          }
        });
        depois = nomes.at(-1)?.id ?? depois;
      }
    },
  },
};
