import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { escapeHtml } from '@foodious/kernel/html.ts';
import { makeFolder } from '@foodious/platform/folder.ts';
import Fastify from 'fastify';
import { door } from './door.ts';

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
 * `GET /` is an inbox page, `GET /store` the same as JSON.
 */
export async function startSes({ host, port, dataDir, names }: Place) {
  if (dataDir !== ':memory:') makeFolder(dataDir);
  const db = new DatabaseSync(dataDir === ':memory:' ? dataDir : join(dataDir, 'ses.sqlite'));
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table if not exists email (id integer primary key, corpo text not null)`);
  const insert = db.prepare('insert into email (corpo) values (?)');
  const all = (limit: number): Email[] =>
    db
      .prepare('select corpo from email order by id desc limit ?')
      .all(limit)
      .map((row) => JSON.parse(String(row.corpo)));

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
    insert.run(JSON.stringify(email));
    return { MessageId: messageId };
  });
  app.get('/health', async () => ({ status: 'OK' }));
  app.get('/store', async () => ({ emails: all(10_000).reverse(), templates: {} }));
  app.get('/', (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self' data:")
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

/** Where it listens (further names by which it is called, besides its address) and keeps what it is told. */
type Place = { host: string; port: number; dataDir: string; names?: readonly string[] };
type Content = { Data?: string };
type SendEmail = {
  FromEmailAddress?: string;
  Destination?: { ToAddresses?: string[]; CcAddresses?: string[]; BccAddresses?: string[] };
  Content?: { Simple?: { Subject?: Content; Body?: { Html?: Content; Text?: Content } } };
};

/** Each e-mail as it would be seen, in a frame that runs nothing. */
const page = (
  emails: Email[],
) => `<!doctype html><html lang="pt-BR"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="10">
<title>E-mails enviados</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#faf5ef;color:#1c1917}main{max-width:46rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.4rem}details{background:#fff;border:1px solid #e7e5e4;border-radius:.75rem;margin:.6rem 0;padding:.8rem 1rem}summary{cursor:pointer}
small{color:#57534e}iframe{width:100%;height:19rem;border:0;margin-top:.8rem}</style>
<main><h1>E-mails enviados</h1>${emails.length === 0 ? '<p>Nenhum e-mail ainda.</p>' : ''}${emails
  .map(
    ({ subject, destination, at, body }) =>
      `<details><summary><b>${escapeHtml(subject)}</b><br><small>para ${escapeHtml(destination.to.join(', '))} · ${new Date(at * 1000).toLocaleString('pt-BR', { timeZone: 'America/Sao_Paulo' })}</small></summary><iframe sandbox title="${escapeHtml(subject)}" srcdoc="${escapeHtml(body.html ?? body.text ?? '')}"></iframe></details>`,
  )
  .join('')}</main></html>`;
