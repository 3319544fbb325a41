import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createConnection } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { BSON } from 'mongodb';

/** A user of the server, who may be in one database; the administrator in all, and makes the others. */
type Usuario = { pwd: string; db?: string };
// biome-ignore lint/suspicious/noExplicitAny: what a driver says, of which the door looks into a little
type Ordem = any;

const OP_MSG = 2013;
const ANTES = ['hello', 'ismaster', 'isMaster', 'ping', 'endSessions'];
const recusa = (code: number, codeName: string) => ({ ok: 0, code, codeName, errmsg: codeName });
const hash = (data: Buffer) => createHash('sha256').update(data).digest();
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * What our stand-in for MongoDB lacks, before it: TLS, users, and who may do what, as MongoDB has them (SCRAM-SHA-256). Users are
 * made by the commands of MongoDB.
 * @param target the port of the server behind it
 */
export async function portaria(target: number, { cert, key }: { cert: string; key: string }, mestre: string) {
  const usuarios = new Map<string, Usuario>([['mestre', { pwd: mestre }]]);
  const dentro = new Set<TLSSocket>();

  /** Answers what is for the door; undefined for what is for the server. */
  function conversa() {
    let quem: string | undefined;
    let inicio = { user: '', salt: Buffer.alloc(0), texto: '' };
    const entrar = (payload: string) => {
      const [, user = '', nonce = ''] = /^n,,n=([^,]*),r=(.*)$/.exec(payload) ?? [];
      const salt = randomBytes(16);
      const resposta = `r=${nonce}${randomBytes(12).toString('base64')},s=${salt.toString('base64')},i=4096`;
      inicio = { user, salt, texto: `n=${user},r=${nonce},${resposta}` };
      return { ok: 1, conversationId: 1, done: false, payload: Buffer.from(resposta) };
    };
    const provar = (payload: string) => {
      const [, semProva = '', prova = ''] = /^(c=biws,r=[^,]*),p=(.*)$/.exec(payload) ?? [];
      const { user, salt, texto } = inicio;
      const chave = pbkdf2Sync(usuarios.get(user)?.pwd ?? '', salt, 4096, 32, 'sha256');
      const tudo = `${texto},${semProva}`;
      const doCliente = hmac(chave, 'Client Key');
      const assinatura = hmac(hash(doCliente), tudo);
      const esperada = Buffer.from(doCliente.map((byte, i) => byte ^ (assinatura[i] ?? 0))).toString('base64');
      if (!usuarios.has(user) || prova !== esperada) return recusa(18, 'AuthenticationFailed');
      quem = user;
      const nossa = hmac(hmac(chave, 'Server Key'), tudo).toString('base64');
      return { ok: 1, conversationId: 1, done: true, payload: Buffer.from(`v=${nossa}`) };
    };
    return (ordem: Ordem): object | undefined => {
      const [nome = ''] = Object.keys(ordem);
      if (nome === 'saslStart') {
        if (ordem.$db !== 'admin') return recusa(18, 'AuthenticationFailed');
        return entrar(Buffer.from(ordem.payload.buffer).toString());
      }
      if (nome === 'saslContinue') return provar(Buffer.from(ordem.payload.buffer).toString());
      if (ANTES.includes(nome)) return undefined;
      const usuario = quem === undefined ? undefined : usuarios.get(quem);
      if (!usuario || (usuario.db !== undefined && usuario.db !== ordem.$db)) return recusa(13, 'Unauthorized');
      if (!/^(createUser|updateUser|usersInfo)$/.test(nome)) return undefined;
      if (usuario.db !== undefined || ordem.$db !== 'admin') return recusa(13, 'Unauthorized');
      const ha = usuarios.has(ordem[nome]);
      if (nome === 'usersInfo') return { ok: 1, users: ha ? [{ user: ordem[nome] }] : [] };
      if (ha !== (nome === 'updateUser')) return recusa(ha ? 51003 : 11, ha ? 'Location51003' : 'UserNotFound');
      if (ordem.roles[0]?.role !== 'readWrite') return recusa(31, 'RoleNotFound');
      usuarios.set(ordem[nome], { pwd: ordem.pwd, db: ordem.roles[0].db });
      return { ok: 1 };
    };
  }

  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (client) => {
    dentro.add(client);
    const upstream = createConnection(target, '127.0.0.1');
    const responder = conversa();
    let parte = Buffer.alloc(0);
    client.on('data', (bytes) => {
      parte = Buffer.concat([parte, bytes]);
      while (parte.length >= 16 && parte.length >= parte.readInt32LE(0)) {
        const frame = parte.subarray(0, parte.readInt32LE(0));
        parte = parte.subarray(frame.length);
        const resposta = frame.readInt32LE(12) === OP_MSG ? responder(BSON.deserialize(corpoDe(frame))) : undefined;
        if (resposta) client.write(quadro(resposta, frame.readInt32LE(4)));
        else upstream.write(frame);
      }
    });
    upstream.on('data', (bytes) => client.write(bytes));
    for (const [um, outro] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      um.on('error', () => outro.destroy()).on('close', () => outro.destroy());
    client.once('close', () => dentro.delete(client));
  });
  server.on('tlsClientError', () => {}); // who trusts another authority hangs up
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** Gives a user another password: who is in stays in. */
    trocarSenha: (user: string, pwd: string) => void usuarios.set(user, { ...usuarios.get(user), pwd }),
    /** Cuts every connection: who comes again has to show who they are. */
    cortar() {
      for (const client of dentro) client.destroy();
    },
    mostrar: (outro: { cert: string; key: string }) =>
      server.setSecureContext({ cert: readFileSync(outro.cert), key: readFileSync(outro.key) }),
    async fechar() {
      for (const client of dentro) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The command of a message: its first section, whose kind is 0. */
function corpoDe(frame: Buffer): Buffer {
  return frame.subarray(21, 21 + frame.readInt32LE(21));
}

function quadro(resposta: object, responseTo: number): Buffer {
  const corpo = Buffer.from(BSON.serialize(resposta));
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + corpo.length, 0);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([head, corpo]);
}
