import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TipoEmail } from '@foodious/kernel/estados.ts';
import { escapeHtml } from '@foodious/kernel/html.ts';
import { makeFolder } from '@foodious/platform/folder.ts';
import Fastify from 'fastify';
import { door } from './door.ts';
import { hashOf, reler } from './reler.ts';

type Email = {
  messageId: string;
  from: string;
  destination: { to: string[]; cc: string[]; bcc: string[] };
  subject: string;
  body: { html?: string; text?: string };
  /** Epoch seconds. */
  at: number;
};

/**
 * A stand-in for Amazon SES v2: takes SendEmail, sends nothing, keeps what it was told across restarts.
 * `GET /` is an inbox page, `GET /store` the same as JSON. Unlike the mailboxes of people it is part of the restaurant's own
 * data: the receipt of an erasure, known by its tag, takes all e-mails to its address with it, as does the last e-mail to an
 * address that somebody gave up. Both, and codes, which hold for minutes, are kept in memory only.
 */
export async function startSes({ host, port, dataDir, names }: Place) {
  if (dataDir !== ':memory:') makeFolder(dataDir);
  const db = new DatabaseSync(dataDir === ':memory:' ? dataDir : join(dataDir, 'ses.sqlite'));
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
    create table if not exists email (id integer primary key, corpo text not null);
    delete from email where corpo = ''`);
  const insert = db.prepare('insert into email (corpo) values (?)');
  /** What is kept in memory only, by the id of its row, which is empty: it only keeps its place. */
  const passing = new Map<number, { corpo: string; tipo: string }>();
  const rows = (limit: number) =>
    db
      .prepare('select id, corpo from email order by id desc limit ?')
      .all(limit)
      .map(({ id, corpo }) => ({
        id: Number(id),
        email: JSON.parse(passing.get(Number(id))?.corpo ?? String(corpo)) as Email,
      }));
  const all = (limit: number): Email[] => rows(limit).map(({ email }) => email);
  const keep = (email: Email, tipo = '') => {
    const corpo = JSON.stringify(email);
    const codigo = CODES.has(tipo);
    if (!codigo && tipo !== RECEIPT && tipo !== LAST) return void insert.run(corpo);
    if (!codigo) forget(new Set(email.destination.to.map((address) => address.toLowerCase())));
    passing.set(Number(insert.run('').lastInsertRowid), { corpo, tipo });
  };
  /** Erases every e-mail to these addresses, from the write-ahead log too. */
  const forget = (addresses: ReadonlySet<string>) => {
    const remove = db.prepare('delete from email where id = ?');
    for (const { id, email } of rows(-1))
      if (
        passing.get(id)?.tipo !== RECEIPT &&
        Object.values(email.destination)
          .flat()
          .some((address) => addresses.has(address.toLowerCase()))
      )
        remove.run(id);
    db.exec('pragma wal_checkpoint(truncate)');
  };

  const app = Fastify({ ...door(names), bodyLimit: 10 * 1024 * 1024 });
  app.post<{ Body: SendEmail }>('/v2/email/outbound-emails', async ({ body }, reply) => {
    const { Simple } = body?.Content ?? {};
    const { ToAddresses: to = [], CcAddresses: cc = [], BccAddresses: bcc = [] } = body?.Destination ?? {};
    if (!Simple?.Subject?.Data || !body.FromEmailAddress || to.length === 0)
      return reply
        .status(400)
        .header('x-amzn-errortype', 'BadRequestException')
        .send({ message: 'Only whole Simple e-mails' });
    const messageId = crypto.randomUUID();
    const { Html, Text } = Simple.Body ?? {};
    const email: Email = {
      messageId,
      from: body.FromEmailAddress,
      destination: { to, cc, bcc },
      subject: Simple.Subject.Data,
      body: { ...(Html?.Data ? { html: Html.Data } : {}), ...(Text?.Data ? { text: Text.Data } : {}) },
      at: Math.floor(Date.now() / 1000),
    };
    keep(email, body.EmailTags?.find(({ Name }) => Name === 'tipo')?.Value);
    return { MessageId: messageId };
  });
  app.get('/health', async () => ({ status: 'OK' }));
  app.get('/store', async () => ({ emails: all(10_000).reverse(), templates: {} }));
  app.get('/', (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', csp)
      .send(page(all(100))),
  );
  await app.listen({ host, port });
  return {
    async stop() {
      await app.close();
      db.close();
    },
  };
}

/** The tags of the e-mail that follows an erasure, of the last to an address, and of those that hold for minutes. */
const RECEIPT = 'lgpd-protocolo' satisfies TipoEmail;
const LAST = 'email-alterado' satisfies TipoEmail;
const CODES: ReadonlySet<string> = new Set(['codigo' satisfies TipoEmail, 'codigo-de-entrada']);

/** Where it listens (further names by which it is called, besides its address) and keeps what it is told. */
type Place = { host: string; port: number; dataDir: string; names?: readonly string[] };
type Content = { Data?: string };
type SendEmail = {
  FromEmailAddress?: string;
  Destination?: { ToAddresses?: string[]; CcAddresses?: string[]; BccAddresses?: string[] };
  EmailTags?: { Name?: string; Value?: string }[];
  Content?: { Simple?: { Subject?: Content; Body?: { Html?: Content; Text?: Content } } };
};

/** Shows the next e-mail as it comes. */
const script = reler(10_000);
const csp = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashOf(script)}; connect-src 'self'; frame-src 'self' data:`;

/** Each e-mail as it would be seen, in a frame that runs nothing; its links open beside it. */
const page = (
  emails: Email[],
) => `<!doctype html><html lang="pt-BR"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>E-mails enviados</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#faf5ef;color:#1c1917}main{max-width:46rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.4rem}details{background:#fff;border:1px solid #e7e5e4;border-radius:.75rem;margin:.6rem 0;padding:.8rem 1rem}summary{cursor:pointer}
small{color:#57534e}iframe{width:100%;height:19rem;border:0;margin-top:.8rem}</style>
<main><h1>E-mails enviados</h1>${emails.length === 0 ? '<p>Nenhum e-mail ainda.</p>' : ''}${emails
  .map(
    ({ subject, destination, at, body }) =>
      `<details><summary><b>${escapeHtml(subject)}</b><br><small>para ${escapeHtml(destination.to.join(', '))} · ${new Date(at * 1000).toLocaleString('pt-BR', { timeZone: 'America/Sao_Paulo' })}</small></summary><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="${escapeHtml(subject)}" srcdoc="${escapeHtml(`<base target="_blank">${body.html ?? body.text ?? ''}`)}"></iframe></details>`,
  )
  .join('')}</main><script>${script}</script></html>`;
