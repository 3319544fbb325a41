import type { Kysely, Selectable } from 'kysely';
import type { NomeDaParte, Parte, Protocolo } from '../domain/protocolo.ts';
import type { Database } from './schema.ts';

const toProtocolo = (row: Selectable<Database['protocolo']>): Protocolo => ({
  id: row.id,
  solicitadoEm: new Date(row.solicitado_em),
  apagadoEm: new Date(row.apagado_em),
  pedidos: row.pedidos,
  ultimoPedidoEm: row.ultimo_pedido_em === null ? null : new Date(row.ultimo_pedido_em),
  clienteId: row.cliente_id,
  clienteCriadoEm: row.cliente_criado_em,
  concluidoEm: row.concluido_em === null ? null : new Date(row.concluido_em),
});

/** The receipts of erasures, and their parts. */
export const protocolos = (db: Kysely<Database>) => {
  const parteDe = (protocolo: string, parte: NomeDaParte, mordida: number) =>
    db
      .updateTable('protocolo_parte')
      .where('protocolo', '=', protocolo)
      .where('parte', '=', parte)
      .where('mordida', '=', mordida);
  return {
    async get(id: string): Promise<Protocolo | undefined> {
      const row = await db.selectFrom('protocolo').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toProtocolo(row);
    },
    /** A receipt, which nobody else concludes until this transaction ends. */
    async lock(id: string): Promise<Protocolo | undefined> {
      const row = await db.selectFrom('protocolo').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      return row && toProtocolo(row);
    },
    /** Up to so many that are not concluded, the oldest first. */
    async listAbertos(limite: number): Promise<Protocolo[]> {
      const rows = await db
        .selectFrom('protocolo')
        .selectAll()
        .where('concluido_em', 'is', null)
        .orderBy('solicitado_em')
        .limit(limite)
        .execute();
      return rows.map(toProtocolo);
    },
    async insert(protocolo: Protocolo, partes: readonly Parte[]): Promise<void> {
      await db
        .insertInto('protocolo')
        .values({
          id: protocolo.id,
          solicitado_em: protocolo.solicitadoEm.getTime(),
          apagado_em: protocolo.apagadoEm.getTime(),
          arquivado_em: null,
          pedidos: protocolo.pedidos,
          ultimo_pedido_em: protocolo.ultimoPedidoEm?.getTime() ?? null,
          cliente_id: protocolo.clienteId,
          cliente_criado_em: protocolo.clienteCriadoEm,
          concluido_em: protocolo.concluidoEm?.getTime() ?? null,
        })
        .execute();
      const rows = partes.map(({ parte, mordida, pedidos, pedidaEm, feitaEm, contagem }) => ({
        protocolo: protocolo.id,
        parte,
        mordida,
        pedidos: JSON.stringify(pedidos),
        pedida_em: pedidaEm,
        feita_em: feitaEm,
        contagem,
      }));
      await db.insertInto('protocolo_parte').values(rows).execute();
    },
    /** Of these, the ones there are. */
    async listIds(ids: readonly string[]): Promise<string[]> {
      const rows = await db
        .selectFrom('protocolo')
        .select('id')
        .where('id', 'in', [...ids])
        .execute();
      return rows.map(({ id }) => id);
    },
    /** Those whose cliente is here all the same. */
    async listDesfeitos(): Promise<Protocolo[]> {
      const rows = await db
        .selectFrom('protocolo')
        .innerJoin('cliente', (join) =>
          join
            .onRef('cliente.id', '=', 'protocolo.cliente_id')
            .onRef('cliente.criado_em', '=', 'protocolo.cliente_criado_em'),
        )
        .selectAll('protocolo')
        .execute();
      return rows.map(toProtocolo);
    },
    async delete(id: string): Promise<void> {
      await db.deleteFrom('protocolo_parte').where('protocolo', '=', id).execute();
      await db.deleteFrom('protocolo').where('id', '=', id).execute();
    },
    async updateArquivadoEm(id: string, instante: Date): Promise<void> {
      await db.updateTable('protocolo').set({ arquivado_em: instante.getTime() }).where('id', '=', id).execute();
    },
    async updateConcluidoEm(id: string, instante: Date): Promise<void> {
      await db.updateTable('protocolo').set({ concluido_em: instante.getTime() }).where('id', '=', id).execute();
    },
    async listPartes(id: string): Promise<Parte[]> {
      const rows = await db
        .selectFrom('protocolo_parte')
        .selectAll()
        .where('protocolo', '=', id)
        .orderBy('parte')
        .orderBy('mordida')
        .execute();
      return rows.map((row) => ({
        parte: row.parte,
        mordida: row.mordida,
        pedidos: JSON.parse(row.pedidos),
        pedidaEm: row.pedida_em,
        feitaEm: row.feita_em,
        contagem: row.contagem,
      }));
    },
    /** A part was asked for once more. */
    async updatePedidaEm(id: string, { parte, mordida }: Pick<Parte, 'parte' | 'mordida'>, em: Date): Promise<void> {
      await parteDe(id, parte, mordida).set({ pedida_em: em.getTime() }).execute();
    },
    /** A part is done, for the first time: which pedidos it was about nobody has to know any more. */
    async updateFeitaEm(
      id: string,
      { parte, mordida, contagem }: { parte: NomeDaParte; mordida: number; contagem: number },
      em: Date,
    ): Promise<void> {
      const feita = { feita_em: em.getTime(), contagem, pedidos: '[]' };
      await parteDe(id, parte, mordida).set(feita).where('feita_em', 'is', null).execute();
    },
  };
};
