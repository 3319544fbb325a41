import { acesso, roles } from '@foodious/contracts/scopes.ts';
import { type SessionScreen, screens } from '@foodious/contracts/screens.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pessoas } from '../db/pessoas.ts';
import type { Deps } from '../deps.ts';
import { temSegundoFator } from '../domain/pessoa.ts';
import { registrar } from '../use-cases/auditoria/registrar.ts';
import {
  conferirCodigo,
  conferirPalavraPasse,
  conferirPin,
  conhecer,
  desafiar,
  entrar,
  type Provado,
} from '../use-cases/equipe/entrar.ts';
import type { Origem } from '../use-cases/equipe/tentativas.ts';
import { identificarCliente } from '../use-cases/identificar-cliente.ts';
import { nomeDaLanchonete } from '../use-cases/nome-da-lanchonete.ts';
import { abrirSessao, encerrarSessao, sessaoAtual } from '../use-cases/sessoes.ts';
import { guardarSessao, sessaoDe } from './cookie.ts';
import { Entrada, SegundoFator, Sessao, sessaoDto } from './dto.ts';
import { guardarConhecido, origemDe } from './origem.ts';
import { type TelaDaEquipe, type TelaDeAparelho, telasDaEquipe, telasDeAparelho } from './telas.ts';

type SessaoDeps = Pick<
  Deps,
  'db' | 'inTransaction' | 'revogacoes' | 'identity' | 'upstreams' | 'mailer' | 'segundoFator' | 'url' | 'daqui'
>;

const tags = ['telas'];

/** The session each screen works with. */
export function sessaoRoutes(app: Http, deps: SessaoDeps): void {
  for (const tela of telasDeAparelho) sessaoDoAparelho(app, tela, deps);
  for (const tela of telasDaEquipe) sessaoDaEquipe(app, tela, deps);
}

/** What a device does with its session: nobody signs in there, but on the totem a cliente may identify by CPF. */
function sessaoDoAparelho(
  app: Http,
  tela: TelaDeAparelho,
  { db, inTransaction, revogacoes, identity, upstreams, url, daqui }: SessaoDeps,
): void {
  const cpfs = atMostPerMinute(CPFS_PER_MINUTE);

  async function reconhecer(cpf: string, endereco: string) {
    if (!cpfs(endereco))
      throw new Refusal('too-many', 'Muitas tentativas: espere um minuto', { codigo: 'tentativas-demais' });
    const cliente = await identificarCliente({ identity, upstreams }, cpf);
    if (!cliente)
      throw new Refusal('not-found', 'Nenhum cliente com este CPF', { codigo: 'cpf-desconhecido', campo: 'cpf' });
    return cliente;
  }

  quemEsta(app, tela, db);

  app.post(
    `/${tela}/sessao`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags,
        summary: `Abre a sessão do aparelho: ${tela}`,
        description:
          tela === 'totem'
            ? 'Com o `cpf` de um cliente cadastrado, a sessão passa a ser dele, até que se encerre. O CPF só identifica.'
            : SO_DA_TELA,
        security: acesso(),
        alcance: 'proprio',
        body: z.object({ cpf: z.string('CPF deve ser válido').optional() }),
        response: { 200: Sessao, ...problems(404, 429, 502, 503) },
      },
    },
    async (request, reply) => {
      const { cpf } = request.body;
      const cliente = tela === 'totem' && cpf !== undefined ? await reconhecer(cpf, request.ip) : null;
      const id = sessaoDe(request.headers);
      const atual = await sessaoAtual({ db }, tela, id);
      if (atual && !cliente) return sessaoDto(atual);
      // Who identifies goes on as who began the pedido; somebody else does not.
      const sub = atual && (atual.clienteId ?? cliente?.id) === cliente?.id ? { sub: atual.sub } : {};
      const aberta = await inTransaction(contextOf(request), async (tx) => {
        await encerrarSessao(tx, id);
        return abrirSessao(tx, { tela, papel: tela, ...sub, clienteId: cliente?.id ?? null });
      });
      await revogacoes.ler();
      guardarSessao(reply, tela, aberta, url);
      return sessaoDto(aberta.sessao, { cliente });
    },
  );

  app.delete(
    `/${tela}/sessao`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags,
        summary: 'Esquece quem se identificou',
        security: acesso(),
        alcance: 'proprio',
        response: { 200: z.literal(true), ...problems(503) },
      },
    },
    async (request, reply) => {
      const aberta = await inTransaction(contextOf(request), async (tx) => {
        await encerrarSessao(tx, sessaoDe(request.headers));
        return abrirSessao(tx, { tela, papel: tela });
      });
      await revogacoes.ler();
      guardarSessao(reply, tela, aberta, url);
      return true as const;
    },
  );
}

/** What the staff does with the session of their screen: sign in, and out. */
function sessaoDaEquipe(app: Http, tela: TelaDaEquipe, deps: SessaoDeps): void {
  const { db, inTransaction, revogacoes, identity, upstreams, mailer, segundoFator, url, daqui } = deps;
  const lanchonete = nomeDaLanchonete({ identity, upstreams });

  quemEsta(app, tela, db);

  /** Finds out who it is that wants to come in, by what they tell. */
  function provar(body: z.infer<typeof Entrada>, context: Context, origem: Origem): Promise<Provado> {
    if ('desafio' in body) return conferirCodigo({ db, inTransaction }, context, { ...body, origem });
    if ('senha' in body) {
      const { usuario, senha: palavraPasse } = body;
      return conferirPalavraPasse({ db, inTransaction, identity }, context, { usuario, palavraPasse, origem });
    }
    const { aparelhoId } = origem;
    if (aparelhoId === null) throw new Refusal('forbidden', 'Um PIN só abre um aparelho pareado');
    return conferirPin({ db, inTransaction }, context, { ...body, aparelhoId, origem });
  }

  app.post(
    `/${tela}/sessao`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags,
        summary: `Entra na tela ${tela}`,
        description: `${SO_DA_TELA} Com usuário e \`senha\` (a palavra-passe), ou, na cozinha pareada, com o PIN. Onde há segundo fator, a primeira resposta traz \`desafio\`, que volta com o código mandado por e-mail.`,
        security: acesso(),
        alcance: 'proprio',
        body: Entrada,
        response: { 200: z.union([Sessao, SegundoFator]), ...problems(404, 429, 503) },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const context = contextOf(request);
      const origem = origemDe(request, tela);
      const provado = await provar(body, context, origem);
      const { papel, pessoa } = provado;
      if (!roles[papel].some((scope) => scope === screens[tela].scope))
        throw new Refusal('forbidden', 'Este usuário não usa esta tela');
      if ('senha' in body && pessoa && temSegundoFator(pessoa, segundoFator)) {
        const { desafio, ate } = await desafiar({ db, inTransaction, mailer, lanchonete }, context, pessoa);
        return { segundoFator: true as const, desafio, ate: iso(ate) };
      }
      const { aberta, conhecido } = await inTransaction(context, async (tx) => {
        const { sub, papel, pessoaId } = await entrar(tx, provado);
        await encerrarSessao(tx, sessaoDe(request.headers));
        const { aparelhoId } = origem;
        return {
          aberta: await abrirSessao(tx, { tela, papel, sub, pessoaId, aparelhoId }),
          conhecido: await conhecer(tx, provado),
        };
      });
      await revogacoes.ler();
      guardarSessao(reply, tela, aberta, url);
      guardarConhecido(reply, tela, conhecido, url);
      return sessaoDto(aberta.sessao, { pessoa });
    },
  );

  app.delete(
    `/${tela}/sessao`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags,
        summary: 'Sai',
        security: acesso(),
        alcance: 'proprio',
        response: { 200: z.literal(true), ...problems(503) },
      },
    },
    async (request, reply) => {
      const id = sessaoDe(request.headers);
      const sessao = await sessaoAtual({ db }, tela, id);
      await inTransaction(contextOf(request), async (tx) => {
        await encerrarSessao(tx, id);
        if (sessao)
          await registrar(tx, { quem: sessao.sub, papel: sessao.papel, acao: 'saida', sobre: null, depois: { tela } });
      });
      await revogacoes.ler();
      guardarSessao(reply, tela, null, url);
      return true as const;
    },
  );
}

/** Tells a screen whose session its cookie holds. */
function quemEsta(app: Http, tela: SessionScreen, db: Deps['db']): void {
  app.get(
    `/${tela}/sessao`,
    {
      schema: {
        tags,
        summary: `Quem está na tela ${tela}`,
        description: 'Pelo cookie da sessão; nenhum script o lê.',
        security: acesso(),
        alcance: 'proprio',
        response: { 200: Sessao, ...problems(503) },
      },
    },
    async (request) => {
      const sessao = await sessaoAtual({ db }, tela, sessaoDe(request.headers));
      if (!sessao) throw new Refusal('unauthorized', 'Nenhuma sessão');
      const pessoa = sessao.pessoaId === null ? undefined : await pessoas(db).get(sessao.pessoaId);
      return sessaoDto(sessao, { pessoa: pessoa ?? null });
    },
  );
}

const SO_DA_TELA = 'A sessão fica em um cookie que só esta tela manda, e que nenhum script lê.';

/** Cookies come by themselves: only our own pages may change what they hold. */
const exigirOrigem =
  (daqui: Deps['daqui']) =>
  async ({ raw }: FastifyRequest): Promise<void> => {
    if (!daqui(raw)) throw new Refusal('forbidden', 'A sessão é só das nossas telas');
  };

/** CPFs told from one address: more than the people who order there, far fewer than who tries them all. */
const CPFS_PER_MINUTE = 30;

/** True as often as `most` in a minute for each of its callers; kept by this instance alone. */
function atMostPerMinute(most: number): (who: string) => boolean {
  let minute = 0;
  const times = new Map<string, number>();
  return (who) => {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) times.clear();
    minute = now;
    times.set(who, (times.get(who) ?? 0) + 1);
    return (times.get(who) ?? 0) <= most;
  };
}
