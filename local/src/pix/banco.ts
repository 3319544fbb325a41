import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { brCode } from '@foodious/pix/brcode.ts';
import { makeFolder } from '@foodious/platform/folder.ts';

export type Estado = 'pendente' | 'aprovada' | 'recusada' | 'expirada' | 'cancelada' | 'estornada';
export type Acao = 'aprovar' | 'recusar' | 'expirar' | 'cancelar' | 'estornar';

/** The whole life of a cobranca: in this state, this action leads there. No cell, no move; same state, nothing to do. */
export const ciclo: Record<Estado, Partial<Record<Acao, Estado>>> = {
  pendente: { aprovar: 'aprovada', recusar: 'recusada', expirar: 'expirada', cancelar: 'cancelada' },
  aprovada: { aprovar: 'aprovada', cancelar: 'aprovada', estornar: 'estornada' },
  // Providers do approve late: the payer's bank may settle a Pix that ours had given up.
  recusada: { aprovar: 'aprovada', recusar: 'recusada', cancelar: 'recusada' },
  expirada: { aprovar: 'aprovada', expirar: 'expirada', cancelar: 'expirada' },
  cancelada: { aprovar: 'aprovada', cancelar: 'cancelada' },
  estornada: { cancelar: 'estornada', estornar: 'estornada' },
};
const motivos: Partial<Record<Estado, string>> = { recusada: 'recusado', expirada: 'expirado', cancelada: 'cancelado' };
/** Reaching these notifies the restaurant. It cancels and refunds by its own request, so it needs no notice of those. */
const avisos: Partial<Record<Estado, 1 | 2>> = { aprovada: 1, recusada: 2, expirada: 2 };

export type NovaCobranca = { chaveIdempotencia: string; referencia: string; valorCentavos: number; expiraEm: number };
type Row = Omit<NovaCobranca, 'chaveIdempotencia'> & { id: string; estado: Estado; pix: string; criadaEm: number };
export type Cobranca = ReturnType<typeof view>;
export type Notificacao = { id: string; transacaoId: string; estado: 1 | 2; motivo: string | null; tentativas: number };

export type Banco = ReturnType<typeof openBanco>;

/**
 * The bank's books: cobrancas, and the notifications still owed. Refuses with the kernel's Refusal. Instants are
 * milliseconds since the epoch. A notification is pending while it has a `proxima_em`.
 * @param dataDir folder of `pix.sqlite`, made if need be, or `:memory:`
 */
export function openBanco(dataDir: string) {
  if (dataDir !== ':memory:') makeFolder(dataDir);
  const db = new DatabaseSync(dataDir === ':memory:' ? dataDir : join(dataDir, 'pix.sqlite'));
  // FULL: what was answered survives a power cut, not only a kill.
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS cobranca (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, chave_idempotencia TEXT NOT NULL UNIQUE,
      referencia TEXT NOT NULL, valor_centavos INTEGER NOT NULL, estado TEXT NOT NULL, pix TEXT NOT NULL,
      expira_em INTEGER NOT NULL, criada_em INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cobranca_referencia ON cobranca (referencia);
    CREATE INDEX IF NOT EXISTS cobranca_pendente ON cobranca (expira_em) WHERE estado = 'pendente';
    CREATE TABLE IF NOT EXISTS notificacao (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, transacao_id TEXT NOT NULL, estado INTEGER NOT NULL, motivo TEXT,
      tentativas INTEGER NOT NULL DEFAULT 0, proxima_em INTEGER, entregue_em INTEGER, ultimo_erro TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS notificacao_fila ON notificacao (transacao_id, seq) WHERE proxima_em IS NOT NULL;
    CREATE INDEX IF NOT EXISTS notificacao_proxima ON notificacao (proxima_em) WHERE proxima_em IS NOT NULL;
  `);
  const select = `SELECT id, referencia, valor_centavos AS valorCentavos, estado, pix, expira_em AS expiraEm,
    criada_em AS criadaEm FROM cobranca`;
  const sql = {
    insert: db.prepare(`INSERT INTO cobranca
      (id, chave_idempotencia, referencia, valor_centavos, estado, pix, expira_em, criada_em)
      VALUES (?, ?, ?, ?, 'pendente', ?, ?, ?) ON CONFLICT (chave_idempotencia) DO NOTHING`),
    byKey: db.prepare(`${select} WHERE chave_idempotencia = ?`),
    byId: db.prepare(`${select} WHERE id = ?`),
    byReferencia: db.prepare(`${select} WHERE referencia = ? ORDER BY seq DESC`),
    latest: db.prepare(`${select} ORDER BY seq DESC LIMIT 50`),
    overdue: db.prepare(`${select} WHERE estado = 'pendente' AND expira_em <= ? ORDER BY expira_em`),
    nextExpiry: db.prepare(`SELECT min(expira_em) AS ms FROM cobranca WHERE estado = 'pendente'`),
    move: db.prepare('UPDATE cobranca SET estado = ? WHERE id = ?'),
    notify: db.prepare('INSERT INTO notificacao (id, transacao_id, estado, motivo, proxima_em) VALUES (?, ?, ?, ?, ?)'),
    // Of each transaction only the oldest pending one may go: they arrive in the order they happened.
    due: db.prepare(`SELECT id, transacao_id AS transacaoId, estado, motivo, tentativas FROM notificacao AS esta
      WHERE proxima_em <= ? AND NOT EXISTS (SELECT 1 FROM notificacao AS antes
        WHERE antes.transacao_id = esta.transacao_id AND antes.seq < esta.seq AND antes.proxima_em IS NOT NULL)
      ORDER BY proxima_em LIMIT ?`),
    nextDue: db.prepare('SELECT min(proxima_em) AS ms FROM notificacao WHERE proxima_em > ?'),
    attempted: db.prepare(`UPDATE notificacao
      SET tentativas = tentativas + 1, entregue_em = ?, proxima_em = ?, ultimo_erro = ? WHERE id = ?`),
  };

  function transaction<T>(work: () => T): T {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (err) {
      db.exec('ROLLBACK');
      throw err;
    }
  }
  function row(id: string): Row {
    const found = sql.byId.get(id) as Row | undefined;
    if (!found) throw new Refusal('not-found', `não há cobrança ${id}`);
    return found;
  }
  /** Always inside a transaction: the new state and the notification it owes are kept together or not at all. */
  function enter(cobranca: Row, estado: Estado, agora: number): void {
    sql.move.run(estado, cobranca.id);
    const aviso = avisos[estado];
    if (aviso) sql.notify.run(randomUUID(), cobranca.referencia, aviso, motivos[estado] ?? null, agora);
  }

  /** Without a disk flush, most of its cost: what a power cut forgets here is only sent again. A kill forgets nothing. */
  function note(id: string, entregueEm: number | null, proximaEm: number | null, erro: string | null): void {
    db.exec('PRAGMA synchronous = NORMAL');
    sql.attempted.run(entregueEm, proximaEm, erro, id);
    db.exec('PRAGMA synchronous = FULL');
  }

  return {
    /** Opens a cobranca, or returns the one this idempotency key opened before. */
    criar({ chaveIdempotencia, ...nova }: NovaCobranca, agora: number): Cobranca {
      const { referencia, valorCentavos, expiraEm } = nova;
      const id = randomUUID();
      const pix = brCode({ ...RECEBEDOR, valorCentavos, txid: id.replaceAll('-', '').slice(0, 25) });
      const { changes } = sql.insert.run(id, chaveIdempotencia, referencia, valorCentavos, pix, expiraEm, agora);
      if (changes) return view({ ...nova, id, pix, estado: 'pendente', criadaEm: agora });
      const before = sql.byKey.get(chaveIdempotencia) as Row;
      if (before.referencia !== referencia || before.valorCentavos !== valorCentavos || before.expiraEm !== expiraEm)
        throw new Refusal('conflict', 'esta Idempotency-Key já abriu outra cobrança', { campo: 'idempotency-key' });
      return view(before);
    },
    cobranca: (id: string): Cobranca => view(row(id)),
    /** Newest first. */
    daTransacao: (referencia: string): Cobranca[] => (sql.byReferencia.all(referencia) as Row[]).map(view),
    /** The newest 50. */
    ultimas: (): Cobranca[] => (sql.latest.all() as Row[]).map(view),
    mover: (id: string, acao: Acao, agora: number): Cobranca =>
      transaction(() => {
        const cobranca = row(id);
        const estado = ciclo[cobranca.estado][acao];
        if (!estado) throw new Refusal('conflict', `${acao} não cabe em uma cobrança ${cobranca.estado}`);
        if (estado !== cobranca.estado) enter(cobranca, estado, agora);
        return view({ ...cobranca, estado });
      }),
    /** Expires every cobranca that is due; says how many. */
    expirarVencidas: (agora: number): number =>
      transaction(() => {
        const overdue = sql.overdue.all(agora) as Row[];
        for (const cobranca of overdue) enter(cobranca, 'expirada', agora);
        return overdue.length;
      }),
    proximaExpiracao: () => (sql.nextExpiry.get() as { ms: number | null }).ms,

    /** The notifications to attempt now, at most one of each transaction. */
    aNotificar: (agora: number, limit: number) => sql.due.all(agora, limit) as Notificacao[],
    proximaTentativa: (agora: number) => (sql.nextDue.get(agora) as { ms: number | null }).ms,
    entregue: (id: string, agora: number): void => note(id, agora, null, null),
    /** `proximaEm` null: refused, no more attempts. */
    falhou: (id: string, erro: string, proximaEm: number | null): void => note(id, null, proximaEm, erro),
    /** Makes everything pending due at once: on a laptop the receiver was down with us, its back-off says nothing now. */
    recomecar: (agora: number): void =>
      void db.prepare('UPDATE notificacao SET proxima_em = ?, tentativas = 0 WHERE proxima_em IS NOT NULL').run(agora),
    close: () => db.close(),
  };
}

const RECEBEDOR = { chave: 'f00d10b5-0000-4000-8000-000000000000', nome: 'Fast & Foodious', cidade: 'São Paulo' };

const view = ({ id, referencia, valorCentavos, estado, pix, expiraEm, criadaEm }: Row) => ({
  id,
  referencia,
  valorCentavos,
  estado,
  motivo: motivos[estado] ?? null,
  pixCopiaECola: pix,
  expiraEm: new Date(expiraEm).toISOString(),
  criadaEm: new Date(criadaEm).toISOString(),
});
