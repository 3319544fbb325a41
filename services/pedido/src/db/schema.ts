import type { TrailOf } from '@foodious/contracts/trail.ts';
import type {
  CausaDeEstorno,
  Consumo,
  EstadoDoEstorno,
  FimDosAvisos,
  Meio,
  RetornoDeEmail,
} from '@foodious/kernel/estados.ts';
import type { InTransaction, MessagingTables, Tx } from '@foodious/messaging/sql.ts';
import type { Generated, Kysely } from 'kysely';
import type { NomeDaParte } from '../domain/protocolo.ts';

/** The tables of the service. Instants are epoch milliseconds, money integer centavos, booleans 0 or 1, in every database. */
export type Database = MessagingTables & {
  cliente: {
    id: Generated<number>;
    nome: string;
    email: string;
    /** The e-mail as it is compared: in lower case. */
    email_reservado: string;
    cpf: string;
    criado_em: number;
    /** When they agreed to be written to about offers; null: they did not. */
    marketing_em: number | null;
    /** Why their address is told of pedidos no more: what became of an e-mail to it; null: it is. */
    email_recusado: FimDosAvisos | null;
  };
  /** The words each cliente is looked for by: `palavrasDeBusca` of the name. */
  cliente_palavra: { palavra: string; cliente_id: number };
  /** What each cliente agreed to, or took back, in the order it was said: rows are added, never changed. */
  consentimento: {
    id: Generated<number>;
    cliente_id: number;
    tipo: string;
    /** Which text they read; null: it was a program's own, and it did not tell. */
    versao: number | null;
    aceito: number;
    em: number;
  };
  /** Codes sent by e-mail, also to those nobody has: so that both cost the same. Kept as long as they count for the limits. */
  codigo_de_email: {
    id: string;
    /** The address it was asked for, as a hash; whose, where it is somebody's. */
    quem: string;
    cliente_id: number | null;
    /** Who asked, and by what they are counted, as hashes; null on those from before that was kept. */
    pedinte: string | null;
    lugar: string | null;
    /** The address a cliente wants from now on; null: the code only says who they are. */
    novo_email: string | null;
    /** The how-manieth of its address: no two of them at once. */
    numero: number;
    hash: string;
    criado_em: number;
    tentativas: number;
    usado_em: number | null;
  };
  /** Browsers, each by the hash of a token in a cookie, at which a cliente has proved their e-mail. */
  navegador: { token_hash: string; cliente_id: number; visto_em: number };
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
    meio: Meio;
    transacao_paga: string | null;
    movimentos: number;
    motivo_cancelamento: string | null;
    criado_em: number;
    consumo: Consumo | null;
    mudou_em: number;
    recebido_em: number | null;
    iniciado_em: number | null;
    pronto_em: number | null;
    /** Null on pedidos from before there were codes. */
    codigo: string | null;
    chamado_em: number | null;
    recolhido_em: number | null;
    /** Null on pedidos from before there were donos. */
    dono: string | null;
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
  /** What of pedidos goes back, or went. */
  estorno: {
    id: string;
    pedido_id: number;
    transacao_id: string;
    centavos: number;
    /** JSON: which itens, and how many of each; null: none in particular. */
    itens: string | null;
    causa: CausaDeEstorno;
    motivo: string | null;
    por: string | null;
    estado: EstadoDoEstorno;
    pedido_em: number;
    feito_em: number | null;
    erro: string | null;
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
    /** Only where it is not the cliente's when it leaves (the receipt of an erasure, an e-mail that changes), and only until then. */
    para: string | null;
    /** What it tells beyond its pedido, until it has left: a code is nowhere else. */
    dados: string;
    tentativas: number;
    /** Null once it was sent or given up. */
    proxima_em: number | null;
    enviado_em: number | null;
    traceparent: string;
    /** What became of it once it had left; of one that was never sent, what had become of one to its address. */
    retorno: RetornoDeEmail | null;
  };
  /** Answers of orders made in one call, by the caller's key: a retry gets the first one again. */
  idempotencia: { chave: string; corpo: string; resposta: string; pedido_id: number; criado_em: number };
  /** Receipts of erasures: nothing of the person but the id that was theirs, and when they had registered. */
  protocolo: {
    id: string;
    solicitado_em: number;
    apagado_em: number;
    arquivado_em: number | null;
    pedidos: number;
    ultimo_pedido_em: number | null;
    cliente_id: number | null;
    cliente_criado_em: number | null;
    concluido_em: number | null;
  };
  /** The parts of an erasure; `pedidos` are ids as JSON, none once it is done. */
  protocolo_parte: {
    protocolo: string;
    parte: NomeDaParte;
    mordida: number;
    pedidos: string;
    pedida_em: number;
    feita_em: number | null;
    contagem: number;
  };
  /** What the restaurant has set, in its only row; none: everything as it comes. */
  ajustes: { id: 1; documento: string; versao: number };
};

/** What a command works in: one transaction of this service. */
export type PedidoTx = Tx<Database, TrailOf<'pedido'>>;
export type PedidoInTransaction = InTransaction<Database, TrailOf<'pedido'>>;

/** What a query reads from: a transaction, or the service's own database outside of one. */
export type Reader = { db: Kysely<Database> };
