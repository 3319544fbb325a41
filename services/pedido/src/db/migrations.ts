import { EstadoPedido } from '@foodious/kernel/estados.ts';
import { addColumn, addIndex, addUniqueIndex, longText } from '@foodious/platform/sql.ts';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';
import { nomeDeBusca, palavrasDeBusca } from '../domain/cliente.ts';
import type { Database } from './schema.ts';

/** How many rows a migration fills in one transaction. */
const BITE = 500;

export const migrations: Record<string, Migration> = {
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
    up: (db: Kysely<{ cliente: { id: number; nome: string; nome_busca: string } }>) =>
      ofEveryCliente(db, async (trx, { id, nome }) => {
        const nome_busca = nomeDeBusca(nome);
        await trx.updateTable('cliente').set({ nome_busca }).where('id', '=', id).execute();
      }),
  },
  '0132-ajustes-versao': addColumn('ajustes', 'versao', 'integer', (c) => c.notNull().defaultTo(0)),
  '0133-pedido-chamado-em': addColumn('pedido', 'chamado_em', 'bigint'),
  '0134-pedido-chamados-de-antes': {
    async up(db: Kysely<Database>) {
      await db
        .updateTable('pedido')
        .set({ chamado_em: sql<number>`coalesce(pronto_em, mudou_em)` })
        .where('estado', '=', EstadoPedido.PRONTO)
        .where('chamado_em', 'is', null)
        .execute();
    },
  },
  '0135-pedido-recolhido-em': addColumn('pedido', 'recolhido_em', 'bigint'),
  '0136-pedido-no-painel': addIndex('pedido_no_painel', 'pedido', ['estado', 'recolhido_em', 'chamado_em']),
  '0137-cliente-palavra': {
    async up(db) {
      await db.schema
        .createTable('cliente_palavra')
        .ifNotExists()
        .addColumn('palavra', 'varchar(255)', (c) => c.notNull())
        .addColumn('cliente_id', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('cliente_palavra_chave', ['palavra', 'cliente_id'])
        .execute();
    },
  },
  '0138-palavras-por-cliente': addIndex('cliente_palavra_cliente', 'cliente_palavra', ['cliente_id']),
  // From here on nobody writes `nome_busca`: it found people by their first name alone.
  '0139-cliente-palavras': {
    up: (db: Kysely<Database>) =>
      ofEveryCliente(db, async (trx, { id, nome }) => {
        const palavras = palavrasDeBusca(nome).map((palavra) => ({ palavra, cliente_id: id }));
        if (palavras.length > 0) await trx.insertInto('cliente_palavra').orIgnore().values(palavras).execute();
      }),
  },
  '0140-pedido-dono': addColumn('pedido', 'dono', 'varchar(64)'),
  '0141-pedido-por-dono': addIndex('pedido_dono', 'pedido', ['dono', 'estado', 'ativo', 'id']),
  '0150-consentimento': {
    async up(db) {
      await db.schema
        .createTable('consentimento')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('cliente_id', 'integer', (c) => c.notNull())
        .addColumn('tipo', 'varchar(20)', (c) => c.notNull())
        .addColumn('versao', 'integer')
        .addColumn('aceito', 'integer', (c) => c.notNull())
        .addColumn('em', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  '0151-consentimento-por-cliente': addIndex('consentimento_cliente', 'consentimento', ['cliente_id', 'id']),
  // Who agreed before there was a history: to the text there was. Run again after a crash, it goes on with the others.
  '0152-consentimentos-de-antes': {
    async up(db: Kysely<Database>) {
      await db
        .insertInto('consentimento')
        .columns(['cliente_id', 'tipo', 'versao', 'aceito', 'em'])
        .expression((eb) =>
          eb
            .selectFrom('cliente')
            .select(['id', sql.lit('marketing').as('tipo'), sql.lit(1).as('versao'), sql.lit(1).as('aceito')])
            .select(sql<number>`marketing_em`.as('em'))
            .where('marketing_em', 'is not', null)
            .where('id', 'not in', eb.selectFrom('consentimento').select('cliente_id')),
        )
        .execute();
    },
  },
  '0153-codigo-de-email': {
    async up(db) {
      await db.schema
        .createTable('codigo_de_email')
        .ifNotExists()
        .addColumn('id', 'varchar(36)', (c) => c.primaryKey())
        .addColumn('quem', 'varchar(64)', (c) => c.notNull())
        .addColumn('cliente_id', 'integer')
        .addColumn('novo_email', 'varchar(255)')
        .addColumn('numero', 'integer', (c) => c.notNull())
        .addColumn('hash', 'varchar(120)', (c) => c.notNull())
        .addColumn('criado_em', 'bigint', (c) => c.notNull())
        .addColumn('tentativas', 'integer', (c) => c.notNull())
        .addColumn('usado_em', 'bigint')
        .execute();
    },
  },
  '0154-codigo-por-endereco': addUniqueIndex('codigo_quem', 'codigo_de_email', ['quem', 'numero']),
  '0155-codigo-por-cliente': addIndex('codigo_cliente', 'codigo_de_email', ['cliente_id', 'criado_em']),
  '0156-codigo-por-instante': addIndex('codigo_criado', 'codigo_de_email', ['criado_em']),
  '0157-codigo-pedinte': addColumn('codigo_de_email', 'pedinte', 'varchar(64)'),
  '0158-codigo-lugar': addColumn('codigo_de_email', 'lugar', 'varchar(64)'),
  '0159-navegador': {
    async up(db) {
      await db.schema
        .createTable('navegador')
        .ifNotExists()
        .addColumn('token_hash', 'varchar(64)', (c) => c.notNull())
        .addColumn('cliente_id', 'integer', (c) => c.notNull())
        .addColumn('visto_em', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('navegador_chave', ['cliente_id', 'token_hash'])
        .execute();
    },
  },
  '0159-navegador-por-instante': addIndex('navegador_visto', 'navegador', ['visto_em']),
  '0160-protocolo-cliente': addColumn('protocolo', 'cliente_id', 'integer'),
  '0161-protocolo-concluido-em': addColumn('protocolo', 'concluido_em', 'bigint'),
  '0162-protocolo-ultimo-pedido-em': addColumn('protocolo', 'ultimo_pedido_em', 'bigint'),
  '0164-protocolo-parte': {
    async up(db) {
      await db.schema
        .createTable('protocolo_parte')
        .ifNotExists()
        .addColumn('protocolo', 'varchar(36)', (c) => c.notNull())
        .addColumn('parte', 'varchar(20)', (c) => c.notNull())
        .addColumn('mordida', 'integer', (c) => c.notNull())
        .addColumn('pedidos', longText, (c) => c.notNull())
        .addColumn('pedida_em', 'bigint', (c) => c.notNull())
        .addColumn('feita_em', 'bigint')
        .addColumn('contagem', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('protocolo_parte_chave', ['protocolo', 'parte', 'mordida'])
        .execute();
    },
  },
  '0165-idempotencia-por-pedido': addIndex('idempotencia_pedido', 'idempotencia', ['pedido_id']),
  '0166-protocolo-por-conclusao': addIndex('protocolo_concluido', 'protocolo', ['concluido_em', 'solicitado_em']),
  '0167-protocolo-cliente-criado-em': addColumn('protocolo', 'cliente_criado_em', 'bigint'),
  '0170-pedido-meio': addColumn('pedido', 'meio', 'varchar(10)', (c) => c.notNull().defaultTo('pix')),
  '0171-estorno': {
    async up(db) {
      await db.schema
        .createTable('estorno')
        .ifNotExists()
        .addColumn('id', 'varchar(36)', (c) => c.primaryKey())
        .addColumn('pedido_id', 'integer', (c) => c.notNull())
        .addColumn('transacao_id', 'varchar(36)', (c) => c.notNull())
        .addColumn('centavos', 'bigint', (c) => c.notNull())
        .addColumn('itens', longText)
        .addColumn('causa', 'varchar(20)', (c) => c.notNull())
        .addColumn('motivo', 'varchar(300)')
        .addColumn('por', 'varchar(80)')
        .addColumn('estado', 'varchar(10)', (c) => c.notNull())
        .addColumn('pedido_em', 'bigint', (c) => c.notNull())
        .addColumn('feito_em', 'bigint')
        .addColumn('erro', 'varchar(40)')
        .execute();
    },
  },
  '0172-estorno-por-pedido': addIndex('estorno_pedido', 'estorno', ['pedido_id', 'pedido_em']),
  // What was paid and cancelled before refunds were kept went back, or is about to: by the id pagamento gives those of then.
  '0173-estornos-de-antes': {
    async up(db: Kysely<Database>) {
      await db
        .insertInto('estorno')
        .columns(['id', 'pedido_id', 'transacao_id', 'centavos', 'causa', 'estado', 'pedido_em'])
        .expression((eb) =>
          eb
            .selectFrom('pedido')
            .select(sql<string>`transacao_paga`.as('id'))
            .select('id as pedido_id')
            .select(sql<string>`transacao_paga`.as('transacao_id'))
            .select(sql<number>`total_centavos`.as('centavos'))
            .select([sql.lit('cancelamento' as const).as('causa'), sql.lit('FEITO' as const).as('estado')])
            .select('mudou_em as pedido_em')
            .where('estado', '=', EstadoPedido.CANCELADO)
            .where('transacao_paga', 'is not', null)
            .where('total_centavos', 'is not', null)
            .where('transacao_paga', 'not in', eb.selectFrom('estorno').select('id')),
        )
        .execute();
    },
  },
  '0174-email-retorno': addColumn('email', 'retorno', 'varchar(20)'),
  '0175-cliente-email-recusado': addColumn('cliente', 'email_recusado', 'varchar(20)'),
};

/** Does something for every cliente there is, in bites, each in a transaction. */
async function ofEveryCliente<DB>(
  db: Kysely<DB>,
  work: (trx: Transaction<DB>, cliente: { id: number; nome: string }) => Promise<void>,
): Promise<void> {
  const clientes = db as unknown as Kysely<Pick<Database, 'cliente'>>;
  for (let depois = 0; ; ) {
    const lote = clientes
      .selectFrom('cliente')
      .select(['id', 'nome'])
      .where('id', '>', depois)
      .orderBy('id')
      .limit(BITE);
    const nomes = await lote.execute();
    if (nomes.length === 0) return;
    await db.transaction().execute(async (trx) => {
      for (const cliente of nomes) await work(trx, cliente);
    });
    depois = nomes.at(-1)?.id ?? depois;
  }
}
