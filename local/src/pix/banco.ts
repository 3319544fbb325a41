import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { brCode, crc16 } from '@foodious/pix/brcode.ts';
import { makeFolder } from '@foodious/platform/folder.ts';
import { criarDefeitos, type Defeito, type Defeitos } from './defeitos.ts';

export type Estado = 'pendente' | 'aprovada' | 'recusada' | 'expirada' | 'cancelada' | 'estornada' | 'contestada';
export type Acao = 'aprovar' | 'recusar' | 'expirar' | 'cancelar' | 'contestar';

/**
 * The life of a cobranca but for what goes back: in this state, this action leads there. No cell, no move; same state, nothing to do.
 * An aprovada is estornada once the last of it went back.
 */
export const ciclo: Record<Estado, Partial<Record<Acao, Estado>>> = {
  pendente: { aprovar: 'aprovada', recusar: 'recusada', expirar: 'expirada', cancelar: 'cancelada' },
  aprovada: { aprovar: 'aprovada', contestar: 'contestada' },
  // Providers do approve late: the payer's bank may settle a Pix that ours had given up.
  recusada: { aprovar: 'aprovada', recusar: 'recusada' },
  expirada: { aprovar: 'aprovada', expirar: 'expirada' },
  cancelada: { aprovar: 'aprovada', cancelar: 'cancelada' },
  estornada: {},
  contestada: { contestar: 'contestada' },
};

/** What the bank keeps of a payment, in hundredths of its amount. */
const TAXA_CENTESIMOS_POR_CENTO = 99;
/** Ids are numbers, as Mercado Pago's are. */
const PRIMEIRO_ID = 120_000_000_001;
/** What an unknown payment is called: the id of none of ours. */
const DESCONHECIDO = 500_000_000_000;
const RECEBEDOR = { chave: 'f00d10b5-0000-4000-8000-000000000000', nome: 'Fast & Foodious', cidade: 'São Paulo' };

export type NovaCobranca = {
  chave: string;
  /** What was asked, to know the same question again. */
  corpo: string;
  /** What the restaurant calls it; null for one made without it. */
  referencia: string | null;
  centavos: number;
  descricao: string | null;
  email: string | null;
  /** Where its notifications go; null: where all go. */
  avisarEm: string | null;
  expiraEm: number;
};
/** A charge. Instants are milliseconds since the epoch. */
export type Cobranca = Omit<NovaCobranca, 'chave' | 'corpo'> & {
  id: number;
  /** What the first version of this bank called it. */
  idAntigo: string | null;
  moeda: string;
  estado: Estado;
  /** The "copia e cola". */
  pix: string;
  criadaEm: number;
  mexidaEm: number;
  aprovadaEm: number | null;
  /** What the bank keeps, once it is approved. */
  taxa: number;
};
/** Money that goes back; `feitoEm` is null while it is under way. */
export type Estorno = { id: number; cobranca: number; centavos: number; pedidoEm: number; feitoEm: number | null };
/** A notification that is owed. */
export type Notificacao = {
  id: string;
  /** Its number in the body; one that goes out twice bears it twice. */
  evento: number;
  /** The payment it names, as the restaurant knows it. */
  pagamento: number | string;
  acao: 'payment.created' | 'payment.updated';
  modo: Modo;
  para: string | null;
  criadaEm: number;
  tentativas: number;
};
/** How a notification is sent: as it is, with a signature that is not ours, or once with half its body. */
export type Modo = 'certa' | 'forjada' | 'truncada';

/** Why the bank does not do what the API asks for; the edge says it in Mercado Pago's words. */
export class Negado extends Error {
  override readonly name = 'Negado';
  readonly razao: 'desconhecida' | 'estado' | 'valor' | 'saldo' | 'chave-usada';
  constructor(razao: Negado['razao']) {
    super(`the bank refuses: ${razao}`);
    this.razao = razao;
  }
}

type Instante = 'criadaEm' | 'mexidaEm' | 'aprovadaEm';
export type Filtro = {
  referencia?: string | undefined;
  estado?: Estado | undefined;
  /** Of which instant the range is (bounds are included), and by which they come. */
  por: Instante;
  ordem: Instante;
  de: number;
  ate: number;
  /** Leaves out what changed after it. */
  vistoAte: number;
  decrescente: boolean;
  limite: number;
  salto: number;
};

export type Banco = ReturnType<typeof openBanco>;

/**
 * The bank's books: charges, what goes back of them, what the bank will do by itself, and the notifications still owed. Instants are
 * milliseconds since the epoch, money is centavos. A notification is pending while it has a `proxima_em`.
 * @param dataDir folder of `pix.sqlite`, made if need be, or `:memory:`
 * @param defeitos how it misbehaves
 */
export function openBanco(dataDir: string, defeitos: Defeitos = criarDefeitos()) {
  if (dataDir !== ':memory:') makeFolder(dataDir);
  const db = new DatabaseSync(dataDir === ':memory:' ? dataDir : join(dataDir, 'pix.sqlite'));
  // FULL: what was answered survives a power cut, not only a kill.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const antigas = guardarAntigas(db);
  db.exec(`
    CREATE TABLE IF NOT EXISTS cobranca (
      id INTEGER PRIMARY KEY, id_antigo TEXT UNIQUE, referencia TEXT, centavos INTEGER NOT NULL, moeda TEXT NOT NULL,
      estado TEXT NOT NULL, pix TEXT NOT NULL, descricao TEXT, email TEXT, avisar_em TEXT, taxa INTEGER NOT NULL,
      criada_em INTEGER NOT NULL, mexida_em INTEGER NOT NULL, expira_em INTEGER NOT NULL, aprovada_em INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cobranca_por_referencia ON cobranca (referencia);
    CREATE INDEX IF NOT EXISTS cobranca_por_expirar ON cobranca (expira_em) WHERE estado = 'pendente';
    CREATE INDEX IF NOT EXISTS cobranca_por_criada ON cobranca (criada_em);
    CREATE INDEX IF NOT EXISTS cobranca_por_mexida ON cobranca (mexida_em);
    CREATE TABLE IF NOT EXISTS estorno (
      id INTEGER PRIMARY KEY, cobranca INTEGER NOT NULL, centavos INTEGER NOT NULL, pedido_em INTEGER NOT NULL, feito_em INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS estorno_da_cobranca ON estorno (cobranca);
    CREATE TABLE IF NOT EXISTS chave (
      operacao TEXT NOT NULL, chave TEXT NOT NULL, corpo TEXT NOT NULL, feito INTEGER NOT NULL, PRIMARY KEY (operacao, chave)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS agenda (
      seq INTEGER PRIMARY KEY, em INTEGER NOT NULL, acao TEXT NOT NULL, alvo INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS notificacao (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, evento INTEGER NOT NULL, pagamento INTEGER NOT NULL, acao TEXT NOT NULL,
      modo TEXT NOT NULL, para TEXT, livre INTEGER NOT NULL, criada_em INTEGER NOT NULL, tentativas INTEGER NOT NULL DEFAULT 0,
      proxima_em INTEGER, entregue_em INTEGER, ultimo_erro TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS notificacao_da_fila ON notificacao (pagamento, seq) WHERE proxima_em IS NOT NULL;
    CREATE INDEX IF NOT EXISTS notificacao_por_hora ON notificacao (proxima_em) WHERE proxima_em IS NOT NULL;
  `);
  const select = `SELECT id, id_antigo AS idAntigo, referencia, centavos, moeda, estado, pix, descricao, email,
    avisar_em AS avisarEm, taxa, criada_em AS criadaEm, mexida_em AS mexidaEm, expira_em AS expiraEm, aprovada_em AS aprovadaEm
    FROM cobranca`;
  const selectEstorno = `SELECT id, cobranca, centavos, pedido_em AS pedidoEm, feito_em AS feitoEm FROM estorno`;
  const colunas = { criadaEm: 'criada_em', mexidaEm: 'mexida_em', aprovadaEm: 'aprovada_em' };
  const sql = {
    lastId: db.prepare('SELECT max(id) AS id FROM cobranca'),
    insert: db.prepare(`INSERT INTO cobranca (id, id_antigo, referencia, centavos, moeda, estado, pix, descricao, email,
      avisar_em, taxa, criada_em, mexida_em, expira_em, aprovada_em)
      VALUES (:id, :idAntigo, :referencia, :centavos, :moeda, :estado, :pix, :descricao, :email,
      :avisarEm, :taxa, :criadaEm, :mexidaEm, :expiraEm, :aprovadaEm)`),
    update: db.prepare(`UPDATE cobranca SET centavos = :centavos, moeda = :moeda, estado = :estado, taxa = :taxa,
      mexida_em = :mexidaEm, aprovada_em = :aprovadaEm WHERE id = :id`),
    byId: db.prepare(`${select} WHERE id = ?`),
    byOldId: db.prepare(`${select} WHERE id_antigo = ?`),
    byReferencia: db.prepare(`${select} WHERE referencia = ? ORDER BY id DESC`),
    latest: db.prepare(`${select} ORDER BY id DESC LIMIT 50`),
    overdue: db.prepare(`${select} WHERE estado = 'pendente' AND expira_em <= ? ORDER BY expira_em`),
    next: db.prepare(`SELECT min(ms) AS ms FROM (SELECT min(expira_em) AS ms FROM cobranca WHERE estado = 'pendente'
      UNION ALL SELECT min(em) FROM agenda)`),
    refunds: db.prepare(`${selectEstorno} WHERE cobranca = ? ORDER BY id`),
    refund: db.prepare(`${selectEstorno} WHERE id = ?`),
    lastRefund: db.prepare('SELECT max(id) AS id FROM estorno'),
    insertRefund: db.prepare(
      'INSERT INTO estorno (id, cobranca, centavos, pedido_em, feito_em) VALUES (?, ?, ?, ?, ?)',
    ),
    refunded: db.prepare('UPDATE estorno SET feito_em = ? WHERE id = ?'),
    key: db.prepare('SELECT corpo, feito FROM chave WHERE operacao = ? AND chave = ?'),
    keep: db.prepare('INSERT INTO chave (operacao, chave, corpo, feito) VALUES (?, ?, ?, ?)'),
    plan: db.prepare('INSERT INTO agenda (em, acao, alvo) VALUES (?, ?, ?)'),
    planned: db.prepare('SELECT seq, acao, alvo FROM agenda WHERE em <= ? ORDER BY em, seq'),
    done: db.prepare('DELETE FROM agenda WHERE seq = ?'),
    lastNotice: db.prepare('SELECT max(seq) AS n FROM notificacao'),
    notify:
      db.prepare(`INSERT INTO notificacao (id, evento, pagamento, acao, modo, para, livre, criada_em, proxima_em, ultimo_erro)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    // Of each payment only the oldest pending one may go: they arrive in the order they happened, but for those set free.
    due: db.prepare(`SELECT id, evento, coalesce((SELECT id_antigo FROM cobranca WHERE cobranca.id = pagamento), pagamento) AS pagamento, acao, modo, para, criada_em AS criadaEm, tentativas FROM notificacao AS esta
      WHERE proxima_em <= ? AND (livre = 1 OR NOT EXISTS (SELECT 1 FROM notificacao AS antes
        WHERE antes.pagamento = esta.pagamento AND antes.seq < esta.seq AND antes.proxima_em IS NOT NULL AND antes.livre = 0))
      ORDER BY proxima_em LIMIT ?`),
    nextDue: db.prepare('SELECT min(proxima_em) AS ms FROM notificacao WHERE proxima_em > ?'),
    attempted: db.prepare(`UPDATE notificacao
      SET tentativas = tentativas + 1, entregue_em = ?, proxima_em = ?, ultimo_erro = ? WHERE id = ?`),
    hurry: db.prepare('UPDATE notificacao SET proxima_em = ? WHERE proxima_em > ?'),
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

  /** By its number, or by what the first version of this bank called it. */
  function achar(id: string | number): Cobranca | undefined {
    const [one, key] = /^\d{1,15}$/.test(String(id)) ? [sql.byId, Number(id)] : [sql.byOldId, String(id)];
    return one.get(key) as Cobranca | undefined;
  }
  function cobranca(id: string | number): Cobranca {
    const found = achar(id);
    if (!found) throw new Refusal('not-found', `não há cobrança ${id}`);
    return found;
  }
  const daReferencia = (referencia: string) => sql.byReferencia.all(referencia) as Cobranca[];
  const estornosDe = (id: number) => sql.refunds.all(id) as Estorno[];
  const tem = (defeito: Defeito, { id, referencia }: Cobranca) => defeitos.acontece(defeito, id, referencia);
  const daqui = (agora: number) => agora + defeitos.ler().esperaMs;

  // What follows runs inside a transaction: a state and the notification it owes are kept together or not at all.

  function inserir(nova: Partial<Cobranca> & Pick<Cobranca, 'centavos'>, agora: number): Cobranca {
    const id = ((sql.lastId.get() as { id: number | null }).id ?? PRIMEIRO_ID - 1) + 1;
    const cobranca: Cobranca = {
      id,
      idAntigo: null,
      referencia: null,
      moeda: 'BRL',
      estado: 'pendente',
      pix: brCode({ ...RECEBEDOR, valorCentavos: nova.centavos, txid: `mp${id}` }),
      descricao: null,
      email: null,
      avisarEm: null,
      taxa: 0,
      criadaEm: agora,
      mexidaEm: agora,
      expiraEm: agora,
      aprovadaEm: null,
      ...nova,
    };
    if (tem('codigo-valor', cobranca))
      cobranca.pix = brCode({ ...RECEBEDOR, valorCentavos: nova.centavos + 100, txid: `mp${id}` });
    if (tem('codigo-crc', cobranca)) {
      const corpo = cobranca.pix.slice(0, -4);
      cobranca.pix = corpo + (crc16(corpo) === '0000' ? '0001' : '0000');
    }
    sql.insert.run(cobranca);
    return cobranca;
  }

  function avisar(cobranca: Cobranca, acao: Notificacao['acao'], agora: number): void {
    const { id, avisarEm } = cobranca;
    const evento = ((sql.lastNotice.get() as { n: number | null }).n ?? 0) + 1;
    const por = (pagamento: number, modo: Modo, livre: boolean, proximaEm: number | null, erro: string | null = null) =>
      sql.notify.run(randomUUID(), evento, pagamento, acao, modo, avisarEm, Number(livre), agora, proximaEm, erro);
    if (tem('aviso-forjado', cobranca)) por(id, 'forjada', true, agora);
    if (tem('aviso-de-outra', cobranca)) por(id + DESCONHECIDO, 'certa', true, agora);
    if (tem('aviso-perdido', cobranca)) return void por(id, 'certa', true, null, 'perdida');
    const livre = tem('aviso-fora-de-ordem', cobranca);
    const quando = livre || tem('aviso-atrasado', cobranca) ? daqui(agora) : agora;
    por(id, tem('aviso-truncado', cobranca) ? 'truncada' : 'certa', livre, quando);
    if (tem('aviso-dobrado', cobranca)) por(id, 'certa', livre, quando);
  }

  function mexer(cobranca: Cobranca, part: Partial<Cobranca>, agora: number): Cobranca {
    const depois = { ...cobranca, ...part, mexidaEm: agora };
    const { id, centavos, moeda, estado, taxa, mexidaEm, aprovadaEm } = depois;
    sql.update.run({ id, centavos, moeda, estado, taxa, mexidaEm, aprovadaEm });
    avisar(depois, 'payment.updated', agora);
    return depois;
  }

  function entrar(cobranca: Cobranca, estado: Estado, agora: number): Cobranca {
    if (estado !== 'aprovada') {
      const depois = mexer(cobranca, { estado }, agora);
      if (estado === 'cancelada' && tem('aprovada-depois', cobranca))
        sql.plan.run(daqui(agora), 'aprovar', cobranca.id);
      return depois;
    }
    const depois = aprovar(cobranca, agora);
    if (tem('paga-duas-vezes', cobranca)) repetir(cobranca, agora);
    if (tem('paga-por-fora', cobranca)) receber(agora);
    if (tem('contestada', cobranca)) sql.plan.run(daqui(agora), 'contestar', cobranca.id);
    return depois;
  }

  function aprovar(cobranca: Cobranca, agora: number): Cobranca {
    const centavos = tem('valor-trocado', cobranca) ? cobranca.centavos + 100 : cobranca.centavos;
    const moeda = tem('moeda-trocada', cobranca) ? 'USD' : cobranca.moeda;
    const taxa = Math.round((centavos * TAXA_CENTESIMOS_POR_CENTO) / 10_000);
    return mexer(cobranca, { estado: 'aprovada', centavos, moeda, taxa, aprovadaEm: agora }, agora);
  }

  /** Another payment of the same reference, approved. */
  function repetir({ referencia, centavos, descricao, email, avisarEm, expiraEm }: Cobranca, agora: number): Cobranca {
    return aprovar(inserir({ referencia, centavos, descricao, email, avisarEm, expiraEm }, agora), agora);
  }

  /** Money that comes in by no charge of the restaurant's. */
  const receber = (agora: number): Cobranca => aprovar(inserir({ centavos: 1_234 }, agora), agora);

  function feito(estorno: Estorno, agora: number): void {
    sql.refunded.run(agora, estorno.id);
    const dela = cobranca(estorno.cobranca);
    const volta = estornosDe(dela.id).reduce((soma, each) => soma + (each.feitoEm === null ? 0 : each.centavos), 0);
    mexer(dela, { estado: volta === dela.centavos ? 'estornada' : dela.estado }, agora);
  }

  /** What was done under a key before; throws Negado for another question under it. */
  function antes(operacao: string, chave: string, corpo: string): number | undefined {
    const before = sql.key.get(operacao, chave) as { corpo: string; feito: number } | undefined;
    if (before && before.corpo !== corpo) throw new Negado('chave-usada');
    return before?.feito;
  }

  function mover(id: string | number, acao: Acao, agora: number): Cobranca {
    const antes = cobranca(id);
    const estado = ciclo[antes.estado][acao];
    if (!estado) throw new Refusal('conflict', `${acao} não cabe em uma cobrança ${antes.estado}`);
    return estado === antes.estado ? antes : entrar(antes, estado, agora);
  }

  /** Without a disk flush, most of its cost: what a power cut forgets here is only sent again. A kill forgets nothing. */
  function note(id: string, entregueEm: number | null, proximaEm: number | null, erro: string | null): void {
    db.exec('PRAGMA synchronous = NORMAL');
    sql.attempted.run(entregueEm, proximaEm, erro, id);
    db.exec('PRAGMA synchronous = FULL');
  }

  if (antigas.length > 0)
    transaction(() => {
      for (const { chave, pix, estado, valor, criada, expira, id: idAntigo, referencia } of antigas) {
        const velha = {
          idAntigo,
          referencia,
          centavos: valor,
          pix,
          criadaEm: criada,
          expiraEm: expira,
          mexidaEm: criada,
        };
        const paga = estado === 'aprovada' || estado === 'estornada' ? { aprovadaEm: criada } : {};
        const { id } = inserir({ ...velha, ...paga, estado }, criada);
        sql.keep.run('criar', chave, '', id);
        if (estado === 'estornada') sql.insertRefund.run(id, id, valor, criada, criada);
      }
      db.exec('DROP TABLE cobranca_antiga; DROP TABLE IF EXISTS notificacao_antiga');
    });

  return {
    defeitos,
    /** Opens a charge, or returns the one its key opened before. Throws Negado for another question under that key. */
    criar: ({ chave, corpo, ...nova }: NovaCobranca, agora: number): Cobranca =>
      transaction(() => {
        const before = antes('criar', chave, corpo);
        if (before !== undefined) return cobranca(before);
        const criada = inserir(nova, agora);
        sql.keep.run('criar', chave, corpo, criada.id);
        avisar(criada, 'payment.created', agora);
        return criada;
      }),
    /** Whether a charge was opened under a key. */
    conhece: (chave: string): boolean => sql.key.get('criar', chave) !== undefined,
    achar,
    cobranca,
    estornosDe,
    /** Newest first. */
    daReferencia,
    /** The newest 50. */
    ultimas: () => sql.latest.all() as Cobranca[],
    /** What a filter finds, and how many there are in all. */
    buscar({ referencia, estado, por, ordem, de, ate, vistoAte, decrescente, limite, salto }: Filtro) {
      const coluna = colunas[por];
      const onde = `${coluna} >= :de AND ${coluna} <= :ate AND mexida_em <= :vistoAte
        ${referencia === undefined ? '' : 'AND referencia = :referencia'} ${estado === undefined ? '' : 'AND estado = :estado'}`;
      const filtro = { de, ate, vistoAte, ...(referencia !== undefined && { referencia }), ...(estado && { estado }) };
      const { total } = db.prepare(`SELECT count(*) AS total FROM cobranca WHERE ${onde}`).get(filtro) as {
        total: number;
      };
      const sentido = decrescente ? 'DESC' : 'ASC';
      const achadas = db
        .prepare(
          `${select} WHERE ${onde} ORDER BY ${colunas[ordem]} ${sentido}, id ${sentido} LIMIT :limite OFFSET :salto`,
        )
        .all({ ...filtro, limite, salto }) as Cobranca[];
      return { total, achadas };
    },
    /** Moves a charge as its payer, its bank or the restaurant would. */
    mover: (id: string | number, acao: Acao, agora: number): Cobranca => transaction(() => mover(id, acao, agora)),
    /**
     * Gives back so much, or all that is left, once per key; it may take a while. Throws Negado.
     * @param centavos null: all that is left
     */
    estornar: (id: string | number, centavos: number | null, chave: string, corpo: string, agora: number): Estorno =>
      transaction(() => {
        const dela = achar(id);
        if (!dela) throw new Negado('desconhecida');
        const operacao = `estornar ${dela.id}`;
        const before = antes(operacao, chave, corpo);
        if (before !== undefined) return sql.refund.get(before) as Estorno;
        if (dela.estado !== 'aprovada') throw new Negado('estado');
        const resta = dela.centavos - estornosDe(dela.id).reduce((soma, each) => soma + each.centavos, 0);
        if (resta === 0 && centavos === null) throw new Negado('estado');
        const volta = centavos ?? resta;
        if (volta <= 0 || volta > resta) throw new Negado('valor');
        if (tem('sem-saldo', dela)) throw new Negado('saldo');
        const estornoId = ((sql.lastRefund.get() as { id: number | null }).id ?? PRIMEIRO_ID - 1) + 1;
        sql.insertRefund.run(estornoId, dela.id, volta, agora, null);
        sql.keep.run(operacao, chave, corpo, estornoId);
        if (tem('estorno-demora', dela)) sql.plan.run(daqui(agora), 'estornado', estornoId);
        else feito(sql.refund.get(estornoId) as Estorno, agora);
        return sql.refund.get(estornoId) as Estorno;
      }),
    /** Takes in money by no charge of the restaurant's. */
    receberPorFora: (agora: number): Cobranca => transaction(() => receber(agora)),
    /** Does now what a fault of the payer's or of a notification is, where there is nothing to wait for; else it is armed. */
    provocar: (id: string | number, defeito: Defeito, agora: number): Cobranca =>
      transaction(() => {
        const dela = cobranca(id);
        const jaPaga = dela.estado === 'aprovada';
        if (defeito === 'paga-por-fora') receber(agora);
        else if (defeito === 'paga-duas-vezes' && jaPaga) repetir(dela, agora);
        else if (defeito === 'contestada' && jaPaga) return mover(dela.id, 'contestar', agora);
        else if (defeito === 'aprovada-depois' && dela.estado === 'cancelada') return mover(dela.id, 'aprovar', agora);
        else {
          defeitos.armar(defeito, String(dela.id));
          // These say nothing that is true: they need not wait for anything that is.
          if (defeito === 'aviso-forjado' || defeito === 'aviso-de-outra') avisar(dela, 'payment.updated', agora);
        }
        return dela;
      }),
    /** Does what the hour has come for: expires what is overdue, and what faults put off; says how much that was. */
    passar: (agora: number): number =>
      transaction(() => {
        const overdue = sql.overdue.all(agora) as Cobranca[];
        for (const vencida of overdue) entrar(vencida, 'expirada', agora);
        const planned = sql.planned.all(agora) as { seq: number; acao: string; alvo: number }[];
        for (const { seq, acao, alvo } of planned) {
          sql.done.run(seq);
          if (acao === 'estornado') feito(sql.refund.get(alvo) as Estorno, agora);
          else {
            const estado = ciclo[cobranca(alvo).estado][acao as Acao];
            if (estado) mover(alvo, acao as Acao, agora);
          }
        }
        return overdue.length + planned.length;
      }),
    /** When `passar` next has something to do. */
    proximaHora: () => (sql.next.get() as { ms: number | null }).ms,

    /** The notifications to attempt now. */
    aNotificar: (agora: number, limit: number) => sql.due.all(agora, limit) as Notificacao[],
    proximaTentativa: (agora: number) => (sql.nextDue.get(agora) as { ms: number | null }).ms,
    entregue: (id: string, agora: number): void => note(id, agora, null, null),
    /** `proximaEm` null: no more attempts. */
    falhou: (id: string, erro: string, proximaEm: number | null): void => note(id, null, proximaEm, erro),
    /** Makes everything pending due at once: on a laptop the receiver was down with us, its back-off says nothing now. */
    recomecar: (agora: number): void => void sql.hurry.run(agora, agora),
    close: (): void => db.close(),
  };
}

type Antiga = {
  id: string;
  chave: string;
  referencia: string;
  valor: number;
  estado: Estado;
  pix: string;
  criada: number;
  expira: number;
};

/** The charges in the books of this bank's first version, put aside to be entered anew; what it still had to tell, the restaurant asks. */
function guardarAntigas(db: DatabaseSync): Antiga[] {
  const is = (table: string, column: string) =>
    db.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined;
  if (is('cobranca', 'chave_idempotencia'))
    db.exec(`BEGIN; ALTER TABLE cobranca RENAME TO cobranca_antiga; DROP INDEX IF EXISTS cobranca_referencia;
      DROP INDEX IF EXISTS cobranca_pendente; ALTER TABLE notificacao RENAME TO notificacao_antiga;
      DROP INDEX IF EXISTS notificacao_fila; DROP INDEX IF EXISTS notificacao_proxima; COMMIT`);
  if (!is('cobranca_antiga', 'chave_idempotencia')) return [];
  return db
    .prepare(`SELECT id, chave_idempotencia AS chave, referencia, valor_centavos AS valor, estado, pix, criada_em AS criada,
      expira_em AS expira FROM cobranca_antiga ORDER BY seq`)
    .all() as Antiga[];
}
