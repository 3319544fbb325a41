/** What must hold when a history has come to rest. The tables of states are those of the restaurant, not read from the code. */
import { type QueueName, queues } from '@foodious/contracts/resources.ts';
import { serviceNames } from '@foodious/contracts/services.ts';
import { saldos } from '@foodious/pagamento/domain/livro.ts';
import type { Memory } from './clients.ts';
import { books, booksDb, brokerQueues, emails, objects, planted } from './network.ts';
import { processes } from './processes.ts';
import { blame } from './scheduler.ts';
import { rows } from './stores.ts';

type Row = Record<string, never>;
type Pedido = {
  id: number;
  cliente_id: number | null;
  estado: number;
  total_centavos: number | null;
  senha: number | null;
  tentativa: number;
  transacao_id: string | null;
  transacao_paga: string | null;
  consumo: string | null;
  recebido_em: number | null;
  recolhido_em: number | null;
};
type Item = { pedido_id: number; produto_id: number; nome: string; preco_centavos: number; quantidade: number };
type Pagamento = {
  livro: Parameters<typeof saldos>[0];
  estornos: { estado: 'PEDIDO' | 'FEITO' | 'RECUSADO'; centavos: number; causa: string }[];
  transacaoId: string;
  pedidoId: number;
  tentativa: number;
  estado: 'PENDENTE' | 'CONFIRMADO' | 'REJEITADO' | 'ESTORNADO';
  totalCentavos: number;
  clienteId: number | null;
  cobranca: { id: string } | null;
};
type Comanda = { pedido_id: number; senha: number; estado: number; itens: string; recolhida_em: number | null };
type Entry = { seq: number; assunto_id: number | null; tipo: string; fila: QueueName | null; dados: string };

const CAMINHO = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'];
const ESTADOS = ['PAGAMENTO_PENDENTE', 'RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO', 'CHECKOUT', 'CANCELADO'];

/** Where each may go. A pedido that follows its comanda may go several steps at once, so its preparation is spelled out. */
const PASSOS: Record<string, Record<string, string[]>> = {
  pedido: {
    '': ['PAGAMENTO_PENDENTE', 'CHECKOUT'],
    PAGAMENTO_PENDENTE: ['CHECKOUT', 'RECEBIDO', 'CANCELADO'],
    CHECKOUT: ['RECEBIDO', 'PAGAMENTO_PENDENTE', 'CANCELADO'],
    RECEBIDO: ['EM_PREPARACAO', 'PRONTO', 'FINALIZADO', 'CANCELADO'],
    EM_PREPARACAO: ['RECEBIDO', 'PRONTO', 'FINALIZADO', 'CANCELADO'],
    PRONTO: ['EM_PREPARACAO', 'FINALIZADO', 'CANCELADO'],
    FINALIZADO: ['PRONTO'],
    CANCELADO: [],
  },
  pagamento: {
    '': ['PENDENTE'],
    PENDENTE: ['CONFIRMADO', 'REJEITADO'],
    REJEITADO: ['CONFIRMADO'],
    CONFIRMADO: ['ESTORNADO'],
    ESTORNADO: [],
  },
  cozinha: {
    '': ['RECEBIDO'],
    RECEBIDO: ['EM_PREPARACAO', 'PRONTO', 'FINALIZADO', 'CANCELADO'],
    EM_PREPARACAO: ['RECEBIDO', 'PRONTO', 'FINALIZADO', 'CANCELADO'],
    PRONTO: ['EM_PREPARACAO', 'FINALIZADO', 'CANCELADO'],
    FINALIZADO: ['PRONTO', 'CANCELADO'],
    CANCELADO: [],
  },
};

const pedidosDe = () => rows<Pedido>('pedido', 'select * from pedido order by id');
const pagamentosDe = () =>
  rows<{ corpo: string }>('pagamento', 'select corpo from pagamento').map(
    ({ corpo }) => JSON.parse(corpo) as Pagamento,
  );
const count = (service: string, query: string): number => rows<{ n: number }>(service, query)[0]?.n ?? 0;

/** Whether an erasure waits for nothing but comandas somebody still cooks by. */
function beingCooked(protocolo: string): boolean {
  const partes = rows<{ parte: string; pedidos: string }>(
    'pedido',
    'select parte, pedidos from protocolo_parte where feita_em is null and protocolo = ?',
    protocolo,
  );
  const ids = partes.flatMap(({ pedidos }) => (JSON.parse(pedidos) as { id: number }[]).map(({ id }) => id));
  return (
    partes.length > 0 &&
    partes.every(({ parte }) => parte === 'cozinha') &&
    count('cozinha', `select count(*) n from comanda where estado in (1, 2) and pedido_id in (${ids})`) > 0
  );
}

/** What still goes on; empty when everything has come to rest. */
export function unrest(): string[] {
  const waits: string[] = [];
  const unless = (still: boolean, what: string) => still || waits.push(what);
  for (const { name, up } of processes()) unless(up, `${name} is not up`);
  for (const [name, { messages }] of brokerQueues) unless(messages.length === 0, `${name} is not empty`);
  for (const service of serviceNames)
    unless(count(service, 'select count(*) n from outbox') === 0, `outbox of ${service}`);
  unless(count('pedido', 'select count(*) n from email where proxima_em is not null') === 0, 'e-mails');
  const abertos = rows<{ id: string }>(
    'pedido',
    'select id from protocolo where arquivado_em is null or concluido_em is null',
  );
  unless(
    abertos.every(({ id }) => beingCooked(id)),
    'receipts of erasures',
  );
  unless(count('pedido', 'select count(*) n from pedido where estado = 5') === 0, 'pedidos in CHECKOUT');
  unless(!pagamentosDe().some(({ estado }) => estado === 'PENDENTE'), 'pagamentos PENDENTE');
  unless(!pagamentosDe().some(({ estornos }) => estornos.some(({ estado }) => estado === 'PEDIDO')), 'refunds');
  unless(books().proximaHora() === null, 'charges to expire');
  const owed = booksDb().prepare('select count(*) n from notificacao where proxima_em is not null').get() as Row;
  unless(owed.n === 0, 'notifications of the bank');
  return waits;
}

/** Blames whatever is not as it must be. */
export function check(memory: Memory): void {
  const pedidos = pedidosDe();
  const pagamentos = pagamentosDe();
  const itens = Map.groupBy(rows<Item>('pedido', 'select * from item order by id'), (item) => item.pedido_id);
  const comandas = rows<Comanda>('cozinha', 'select * from comanda');
  const must = (holds: boolean, what: string) => holds || blame(what);

  for (const pedido of pedidos) {
    const { id, estado, senha, total_centavos: total } = pedido;
    const onde = ESTADOS[estado] ?? '';
    const qual = `pedido ${id}, ${onde}`;
    const seus = pagamentos.filter(({ pedidoId }) => pedidoId === id);
    const pagos = seus.filter(
      ({ estado: deste, transacaoId }) =>
        deste === 'CONFIRMADO' || (deste === 'ESTORNADO' && transacaoId === pedido.transacao_paga && estado !== 6),
    );
    const dela = comandas.filter(({ pedido_id }) => pedido_id === id);
    const soma = (itens.get(id) ?? []).reduce((sum, item) => sum + item.preco_centavos * item.quantidade, 0);
    const pago = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'].includes(onde);
    const foiPago = pedido.transacao_paga !== null;

    if (pago) {
      must(pagos.length === 1, `${qual}: ${pagos.length} pagamentos paid`);
      must(pagos[0]?.transacaoId === pedido.transacao_paga, `${qual}: is not paid by its pagamento`);
      must(pedido.transacao_paga === pedido.transacao_id, `${qual}: paid by the pagamento of another checkout`);
      must(pagos[0]?.totalCentavos === total, `${qual}: paid ${pagos[0]?.totalCentavos}, costs ${total}`);
      must(soma === total, `${qual}: its itens cost ${soma}, not ${total}`);
    } else must(pagos.length === 0, `${qual}: has a pagamento CONFIRMADO`);
    must(pedido.recolhido_em === null || onde === 'PRONTO', `${qual}: left the painel`);
    must(foiPago === (senha !== null), `${qual}: senha ${senha}`);
    must(foiPago === (pago || onde === 'CANCELADO') || !foiPago, `${qual}: was paid`);
    must(dela.length === (foiPago ? 1 : 0), `${qual}: ${dela.length} comandas`);
    for (const comanda of dela) {
      must(comanda.estado === estado, `${qual}: its comanda is ${ESTADOS[comanda.estado]}`);
      must(comanda.recolhida_em === null || onde === 'PRONTO', `${qual}: its comanda left the screens`);
      must(comanda.senha === senha, `${qual}: another senha on its comanda`);
      const pedida = JSON.stringify((itens.get(id) ?? []).map((i) => [i.produto_id, i.nome, i.quantidade]));
      const escrita = JSON.parse(comanda.itens).map((i: Record<string, unknown>) => [
        i.produtoId,
        i.nome,
        i.quantidade,
      ]);
      must(JSON.stringify(escrita) === pedida, `${qual}: other itens on its comanda`);
    }
    const ultimo = seus.find(({ transacaoId }) => transacaoId === pedido.transacao_id);
    must(pedido.tentativa === 0 || ultimo !== undefined, `${qual}: its latest checkout has no pagamento`);
    must(
      onde !== 'PAGAMENTO_PENDENTE' || total === null || ultimo?.estado === 'REJEITADO',
      `${qual}: nothing changed since its checkout, and its pagamento is ${ultimo?.estado}`,
    );
    must(
      seus.filter(({ tentativa }) => tentativa > 0).length === pedido.tentativa,
      `${qual}: ${pedido.tentativa} checkouts, ${seus.length} pagamentos`,
    );
  }
  must(
    comandas.every(({ pedido_id }) => pedidos.some(({ id }) => id === pedido_id)),
    'a comanda of no pedido',
  );

  money(pedidos, pagamentos, must);

  // Senhas, by the day in São Paulo.
  const dia = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Sao_Paulo' });
  const senhas = pedidos
    .filter(({ senha }) => senha !== null)
    .map((p) => `${dia.format(p.recebido_em ?? 0)} ${p.senha}`);
  must(new Set(senhas).size === senhas.length, `a senha twice on one day: ${senhas.sort()}`);

  // Every key one pedido, and the one that was answered.
  const respostas = rows<{ resposta: string }>('pedido', 'select resposta from idempotencia');
  const [deEstornos, chaves] = [true, false].map((estorno) =>
    respostas.filter(({ resposta }) => 'estornoId' in JSON.parse(resposta) === estorno),
  );
  const inteiros = pedidos.filter(({ consumo }) => consumo !== null).map(({ id }) => id);
  must(inteiros.length === chaves?.length, `${chaves?.length} keys made ${inteiros.length} pedidos`);
  const pedidosPelaGerencia = count('pedido', "select count(*) n from estorno where causa = 'gerencia'");
  must(deEstornos?.length === pedidosPelaGerencia, `${deEstornos?.length} keys made ${pedidosPelaGerencia} refunds`);
  for (const id of memory.chaves.values()) must(inteiros.includes(id), `pedido ${id} was answered and is not there`);

  messages(must);
  recalls(must);
  mail(memory, pedidos, must);
  catalogue(must);
  settings(must);
}

/** What the gerência set last is what the cozinha goes by. */
function settings(must: Must): void {
  const [set] = rows<{ documento: string; versao: number }>('pedido', 'select documento, versao from ajustes');
  const [heard] = rows('cozinha', 'select versao, voltar_min voltarMin, recolher_min recolherMin from ajustes');
  if (!set) return void must(heard === undefined, 'the cozinha has heard of ajustes nobody set');
  const { voltarMin, recolherMin } = JSON.parse(set.documento).cozinha;
  const told = JSON.stringify({ versao: set.versao, voltarMin, recolherMin });
  must(JSON.stringify(heard) === told, `ajustes ${told}, and the cozinha goes by ${JSON.stringify(heard)}`);
}

type Must = (holds: boolean, what: string) => unknown;

/** What the bank holds of each charge, what our ledger says of it, and what the pedido is worth: the same, to the centavo. */
function money(pedidos: readonly Pedido[], pagamentos: readonly Pagamento[], must: Must): void {
  const estadosDaCobranca: Record<Pagamento['estado'], string[]> = {
    PENDENTE: ['pendente'],
    CONFIRMADO: ['aprovada'],
    ESTORNADO: ['estornada'],
    REJEITADO: ['recusada', 'expirada', 'cancelada'],
  };
  const counted = new Set<number>();
  for (const { transacaoId, estado, totalCentavos, cobranca, livro, estornos } of pagamentos) {
    const qual = `pagamento of ${totalCentavos}, ${estado}`;
    const contas = saldos(livro);
    must(Object.values(contas).reduce((sum, centavos) => sum + centavos, 0) === 0, `${qual}: its ledger is not even`);
    must(contas['a-receber'] === 0 && contas['a-devolver'] === 0, `${qual}: ${JSON.stringify(contas)} is not settled`);
    if (!cobranca) {
      must(livro.length === 0, `${qual}: a ledger without a charge`);
      continue;
    }
    const dela = books().achar(cobranca.id);
    must(dela !== undefined, `${qual}: the bank does not know its charge`);
    if (!dela) continue;
    counted.add(dela.id);
    const { centavos, moeda, taxa, referencia } = dela;
    const voltou = refunded(dela.id);
    const certa = moeda === 'BRL' && centavos === totalCentavos;
    must(referencia === transacaoId, `${qual}: its charge is another's`);
    if (estado === 'REJEITADO') {
      must(
        estadosDaCobranca.REJEITADO.includes(dela.estado) || dela.estado === 'estornada',
        `${qual}: ${dela.estado} at the bank`,
      );
      must(
        Object.values(contas).every((saldo) => saldo === 0),
        `${qual}: ${JSON.stringify(contas)} in its ledger`,
      );
      continue;
    }
    must(certa, `${qual}: ${moeda} ${centavos} at the bank`);
    must(estadosDaCobranca[estado].includes(dela.estado), `${qual}: ${dela.estado} at the bank`);
    must(
      contas.provedor === centavos - taxa - voltou,
      `${qual}: ${contas.provedor} in its ledger, ${centavos} less ${taxa} and ${voltou} at the bank`,
    );
    must(contas.taxa === taxa, `${qual}: a fee of ${contas.taxa}, ${taxa} at the bank`);
    const feitos = estornos.filter((each) => each.estado === 'FEITO').reduce((sum, each) => sum + each.centavos, 0);
    must(feitos === voltou, `${qual}: ${feitos} went back, ${voltou} at the bank`);
  }
  let held = 0;
  for (const { id, estado, centavos } of booksDb()
    .prepare('select id, estado, centavos from cobranca')
    .all() as Charge[]) {
    const kept = estado === 'aprovada' || estado === 'estornada' ? centavos - refunded(id) : 0;
    held += kept;
    must(counted.has(id) || kept === 0, `the bank holds ${kept} of a charge no pagamento counts on`);
    must(estado !== 'pendente', 'a charge is pending at the bank');
  }
  const paid = pedidos.filter(({ estado }) => estado >= 1 && estado <= 4);
  const due = paid.reduce((sum, { transacao_paga, total_centavos }) => {
    const dele = pagamentos.find(({ transacaoId }) => transacaoId === transacao_paga);
    const voltou = (dele?.estornos ?? []).filter(({ estado }) => estado === 'FEITO');
    return sum + (total_centavos ?? 0) - voltou.reduce((all, { centavos }) => all + centavos, 0);
  }, 0);
  must(held === due, `the bank holds ${held} for pedidos of ${due} in all`);
}

type Charge = { id: number; estado: string; centavos: number };
const refunded = (id: number): number =>
  books()
    .estornosDe(id)
    .reduce((sum, { centavos, feitoEm }) => sum + (feitoEm === null ? 0 : centavos), 0);

/** A pedido that follows its comanda goes back only as often as the comanda itself went back. */
function recalls(must: Must): void {
  const entries = (service: string) =>
    rows<Entry & { por: string }>(service, "select * from trilha where tipo = 'estado' order by seq").filter(
      ({ dados }) => {
        const { de, para } = JSON.parse(dados);
        return para !== 'CANCELADO' && CAMINHO.indexOf(de) > CAMINHO.indexOf(para) && CAMINHO.includes(para);
      },
    );
  const byCozinha = Map.groupBy(entries('cozinha'), ({ assunto_id }) => assunto_id);
  const followed = entries('pedido').filter(({ por }) => por === 'cozinha');
  for (const [id, recalled] of Map.groupBy(followed, ({ assunto_id }) => assunto_id))
    must(recalled.length <= (byCozinha.get(id)?.length ?? 0), `pedido ${id} was taken back by old news of its comanda`);
}

function messages(must: Must): void {
  const sent = new Map<string, QueueName>();
  for (const service of serviceNames) {
    must(count(service, 'select count(*) n from outbox') === 0, `the outbox of ${service} is not empty`);
    const onde = new Map<string, string>();
    const received = new Set<string>();
    for (const { assunto_id, tipo, dados: text, fila } of rows<Entry>(service, 'select * from trilha order by seq')) {
      const dados = JSON.parse(text);
      if (tipo === 'mensagem-enviada' && fila) sent.set(dados.mensagemId, fila);
      if (tipo === 'mensagem-recebida') {
        // Pagamento's inbox is its document: there a receipt is only told of.
        must(service === 'pagamento' || !received.has(dados.mensagemId), `${service} handled ${dados.mensagem} twice`);
        received.add(dados.mensagemId);
      }
      if (tipo !== 'estado') continue;
      const { de, para, tentativa = '' } = dados;
      const quem = service === 'pagamento' ? `${assunto_id}/${tentativa}` : `${assunto_id}`;
      const antes = onde.get(quem);
      // Of a pagamento called off before it was asked for nobody is told.
      const marked = service === 'pagamento' && antes === undefined && de === 'REJEITADO';
      must(marked || (antes ?? null) === de, `${service}: at ${antes}, and moves from ${de} to ${para}`);
      must(PASSOS[service]?.[de ?? '']?.includes(para) ?? false, `${service}: from ${de} to ${para}`);
      onde.set(quem, para);
    }
    if (service === 'pedido')
      for (const { id, estado } of pedidosDe())
        must(
          onde.get(`${id}`) === ESTADOS[estado],
          `pedido ${id} is ${ESTADOS[estado]}, its trail says ${onde.get(`${id}`)}`,
        );
    if (service !== 'pagamento' && service !== 'produto') {
      const inbox = rows<{ id: string }>(service, 'select id from inbox');
      must(inbox.length === received.size, `${service}: inbox of ${inbox.length}, ${received.size} told`);
    }
  }
  for (const service of serviceNames) {
    const heard = new Set(
      rows<Entry>(service, "select * from trilha where tipo in ('mensagem-recebida', 'mensagem-repetida')").map(
        ({ dados }) => JSON.parse(dados).mensagemId,
      ),
    );
    for (const [id, queue] of sent)
      if (queues[queue].to === service && queue !== 'lgpd-protocolo-delecao-req')
        must(heard.has(id), `a message of ${queue} was sent and never handled`);
  }
  for (const [name, { messages, dead }] of brokerQueues) {
    must(messages.length === 0, `${name} is not empty`);
    for (const { id } of dead) must(planted.has(id), `a message of ${name} was buried`);
  }
  const buried = new Set([...brokerQueues.values()].flatMap(({ dead }) => dead.map(({ id }) => id)));
  for (const id of planted) must(buried.has(id), 'what was planted is not buried');
}

/** An e-mail on its way when its cliente is erased may still arrive, so long after. */
const ON_ITS_WAY_MS = 40_000;

function mail(memory: Memory, pedidos: readonly Pedido[], must: Must): void {
  type Email = { id: string; tipo: string; pedido_id: number | null; enviado_em: number | null };
  const written = rows<Email>('pedido', 'select * from email');
  /** Whose registration was on its way when they were erased: registered again by it, as somebody else. */
  const back = (para: string, id: number) =>
    rows('pedido', 'select id from cliente where email = ? and id <> ?', para, id).length > 0;
  for (const { id, tipo, enviado_em } of written) {
    must(enviado_em !== null, `an e-mail ${tipo} was never sent`);
    must(
      emails.some(({ evento }) => evento === id),
      `an e-mail ${tipo} is noted as sent, and never was`,
    );
  }
  for (const { id, cliente_id, transacao_paga } of pedidos) {
    const confirmed = written.filter((email) => email.pedido_id === id && email.tipo === 'pagamento-confirmado').length;
    if (cliente_id !== null) must(confirmed === (transacao_paga ? 1 : 0), `pedido ${id}: ${confirmed} confirmations`);
    else must(confirmed <= 1, `pedido ${id}: ${confirmed} confirmations`);
    const prontos = written.filter((email) => email.pedido_id === id && email.tipo === 'pedido-pronto').length;
    must(prontos <= 1, `pedido ${id}: told ${prontos} times that it is ready`);
  }
  for (const { para, assunto, em } of emails) {
    must(memory.cadastrados.has(para), 'an e-mail to nobody');
    const erased = memory.apagados.get(para);
    const late = erased !== undefined && em > erased.em + ON_ITS_WAY_MS && !back(para, erased.id);
    must(!late || assunto === 'Seus dados foram apagados', `an e-mail to an erased cliente: ${assunto}`);
  }
  for (const [email, { id }] of memory.apagados) {
    must(rows('pedido', 'select id from cliente where id = ?', id).length === 0, 'an erased cliente is still there');
    const receipts = emails.filter((each) => each.para === email && each.assunto === 'Seus dados foram apagados');
    must(receipts.length > 0, 'an erasure without a receipt');
  }
  for (const { id, cliente_id } of rows<{ id: string; cliente_id: number }>('pedido', 'select * from protocolo')) {
    if (beingCooked(id)) continue;
    const { bytes } = objects.get(`foodious-protocolos/${id}.json`) ?? { bytes: Buffer.from('{}') };
    must(
      JSON.parse(Buffer.from(bytes).toString()).estado === 'concluido',
      'a receipt is not archived as it is in the end',
    );
    const partes = rows<{ pedidos: string }>('pedido', 'select pedidos from protocolo_parte where protocolo = ?', id);
    must(partes.length >= 4, `an erasure of ${partes.length} parts`);
    must(
      partes.every(({ pedidos }) => pedidos === '[]'),
      'an erasure still knows which pedidos it was about',
    );
    must(
      pagamentosDe().every(({ clienteId }) => clienteId !== cliente_id),
      'a pagamento is still that of an erased cliente',
    );
  }
}

function catalogue(must: Must): void {
  const columns = 'nome, id_categoria, descricao, preco_centavos, ativo, disponivel, versao';
  const menu = rows<{ id: number; versao: number }>('produto', `select id, ${columns} from produto`);
  const copy = rows<{ produto_id: number; versao: number }>('pedido', `select produto_id, ${columns} from cardapio`);
  for (const { id, ...produto } of menu) {
    const { produto_id: _, ...known } = copy.find(({ produto_id }) => produto_id === id) ?? {
      produto_id: id,
      versao: -1,
    };
    // What nobody has changed since it was read over HTTP bears no version.
    if (known.versao === -1) must(produto.versao === 1, `pedido knows nothing of produto ${id}, changed since`);
    else if (known.versao === 0) known.versao = 1;
    if (known.versao > 0)
      must(JSON.stringify(known) === JSON.stringify(produto), `pedido's copy of produto ${id} is not what it is`);
  }
}
