import { TIPOS_DE_TELA } from '@foodious/contracts/aparelhos.ts';
import { acesso, type PapelDaEquipe, roles } from '@foodious/contracts/scopes.ts';
import { type SessionScreen, screens } from '@foodious/contracts/screens.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Aparelho } from '../db/aparelhos.ts';
import { pessoas } from '../db/pessoas.ts';
import type { Deps } from '../deps.ts';
import { temSegundoFator } from '../domain/pessoa.ts';
import { registrar } from '../use-cases/auditoria/registrar.ts';
import {
  conferirCodigo,
  conferirPalavraPasse,
  conferirPin,
  desafiar,
  entrar,
  lembrarNavegador,
  type Provado,
  papelPorPin,
  recusar,
} from '../use-cases/equipe/entrar.ts';
import type { Origem } from '../use-cases/equipe/tentativas.ts';
import { identificarCliente } from '../use-cases/identificar-cliente.ts';
import { nomeDaLanchonete } from '../use-cases/nome-da-lanchonete.ts';
import { abrirSessao, encerrarSessao, sessaoAtual } from '../use-cases/sessoes.ts';
import { aparelhoDaTela } from './aparelho-da-tela.ts';
import { exigirOrigem, guardarSessao, sessaoDe } from './cookie.ts';
import { Entrada, SegundoFator, Sessao, sessaoDto } from './dto.ts';
import { guardarConhecido, origemDe } from './origem.ts';
import { type TelaDaEquipe, type TelaDeAparelho, type TelaDoCliente, telasDaEquipe, telasDeAparelho } from './telas.ts';

export type SessaoDeps = Pick<
  Deps,
  | 'db'
  | 'inTransaction'
  | 'revogacoes'
  | 'identity'
  | 'upstreams'
  | 'mailer'
  | 'segundoFator'
  | 'contarCadastro'
  | 'url'
  | 'daqui'
>;

const tags = ['telas'];

/** The session each screen works with. */
export function sessaoRoutes(app: Http, deps: SessaoDeps): void {
  for (const tela of telasDeAparelho) sessaoDoAparelho(app, tela, deps);
  for (const tela of telasDaEquipe) sessaoDaEquipe(app, tela, deps);
  for (const tela of telasDaEquipe) if (TIPOS_DE_TELA.some((tipo) => tipo === tela)) quemTemPin(app, tela, deps);
}

/** What a device does with its session: nobody signs in there, but on the totem a cliente may identify by CPF. */
function sessaoDoAparelho(
  app: Http,
  tela: TelaDeAparelho,
  { db, inTransaction, revogacoes, identity, upstreams, contarCadastro, url, daqui }: SessaoDeps,
): void {
  async function reconhecer(cpf: string) {
    const cliente = await identificarCliente({ identity, upstreams }, cpf);
    if (!cliente)
      throw new Refusal('not-found', 'Nenhum cliente com este CPF', { codigo: 'cpf-desconhecido', campo: 'cpf' });
    return cliente;
  }

  quemEsta(app, tela, { db, url });

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
      const aparelho = await aparelhoDaTela({ db, url }, request, tela);
      const id = sessaoDe(request.headers);
      const atual = await sessaoAtual({ db }, tela, id);
      const procura = tela === 'totem' && cpf !== undefined;
      if (procura)
        contarCadastro(request.ip, atual ? { dono: atual.sub, papel: atual.papel, scopes: new Set() } : null);
      const cliente = procura ? await reconhecer(cpf) : null;
      if (atual && !cliente) return sessaoDto(atual, { aparelho });
      // Who identifies goes on as who began the pedido; somebody else does not.
      const sub = atual && (atual.clienteId ?? cliente?.id) === cliente?.id ? { sub: atual.sub } : {};
      const aberta = await inTransaction(contextOf(request), async (tx) => {
        await encerrarSessao(tx, id);
        return abrirSessao(tx, { tela, papel: tela, ...sub, ...em(aparelho), clienteId: cliente?.id ?? null });
      });
      await revogacoes.ler();
      guardarSessao(reply, tela, aberta, url);
      return sessaoDto(aberta.sessao, { cliente, aparelho });
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
      const aparelho = await aparelhoDaTela({ db, url }, request, tela);
      const aberta = await inTransaction(contextOf(request), async (tx) => {
        await encerrarSessao(tx, sessaoDe(request.headers));
        return abrirSessao(tx, { tela, papel: tela, ...em(aparelho) });
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

  quemEsta(app, tela, { db, url });

  /** Finds out who it is that wants to come in, by what they tell. */
  function provar(body: z.infer<typeof Entrada>, context: Context, origem: Origem): Promise<Provado> {
    if ('desafio' in body) return conferirCodigo({ db, inTransaction }, context, { ...body, origem });
    if ('senha' in body) {
      const { usuario, senha: palavraPasse } = body;
      return conferirPalavraPasse({ db, inTransaction, identity }, context, { usuario, palavraPasse, origem });
    }
    const { aparelhoId } = origem;
    if (aparelhoId === null) throw soPareado();
    return conferirPin({ db, inTransaction }, context, { ...body, aparelhoId, origem });
  }

  app.post(
    `/${tela}/sessao`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags,
        summary: `Entra na tela ${tela}`,
        description: `${SO_DA_TELA} Com usuário e \`senha\` (a palavra-passe), ou, num aparelho pareado, com o PIN. Onde há segundo fator, a primeira resposta traz \`desafio\`, que volta com o código mandado por e-mail.`,
        security: acesso(),
        alcance: 'proprio',
        body: Entrada,
        response: { 200: z.union([Sessao, SegundoFator]), ...problems(404, 429, 503) },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const context = contextOf(request);
      const aparelho = await aparelhoDaTela({ db, url }, request, tela);
      const provado = await provar(body, context, origemDe(request, tela, aparelho?.id));
      const { papel, pessoa } = provado;
      if (!podeUsar(tela, papel))
        return recusar({ inTransaction }, context, provado, new Refusal('forbidden', 'Este usuário não usa esta tela'));
      if ('senha' in body && pessoa && temSegundoFator(pessoa, segundoFator)) {
        const deps = { db, inTransaction, mailer, lanchonete };
        const { desafio, ate } = await desafiar(deps, context, pessoa, provado.tentativa);
        return { segundoFator: true as const, desafio, ate: iso(ate) };
      }
      const { aberta, conhecido } = await inTransaction(context, async (tx) => {
        const { sub, papel, pessoaId } = await entrar(tx, provado);
        await encerrarSessao(tx, sessaoDe(request.headers));
        return {
          aberta: await abrirSessao(tx, { tela, papel, sub, pessoaId, ...em(aparelho) }),
          conhecido: await lembrarNavegador(tx, provado),
        };
      });
      await revogacoes.ler();
      guardarSessao(reply, tela, aberta, url);
      guardarConhecido(reply, tela, conhecido, url);
      return sessaoDto(aberta.sessao, { pessoa, aparelho });
    },
  );

  sair(app, tela, deps);
}

/** Ends the session of a screen that somebody came in at. */
export function sair(
  app: Http,
  tela: TelaDaEquipe | TelaDoCliente,
  { db, inTransaction, revogacoes, url, daqui }: SessaoDeps,
): void {
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
export function quemEsta(app: Http, tela: SessionScreen, { db, url }: Pick<Deps, 'db' | 'url'>): void {
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
      const aparelho = await aparelhoDaTela({ db, url }, request, tela);
      if (!sessao) throw new Refusal('unauthorized', 'Nenhuma sessão');
      const pessoa = sessao.pessoaId === null ? undefined : await pessoas(db).get(sessao.pessoaId);
      return sessaoDto(sessao, { pessoa: pessoa ?? null, aparelho });
    },
  );
}

/** Tells a screen who may come in there by a PIN: nobody, where it is on the machine itself and not paired. */
function quemTemPin(app: Http, tela: TelaDaEquipe, { db, url, daqui }: SessaoDeps): void {
  app.get(
    `/${tela}/equipe`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags,
        summary: `Quem entra com PIN na tela ${tela}`,
        description: 'Só em um aparelho pareado; na própria máquina, enquanto nenhum é, ninguém.',
        security: acesso(),
        alcance: 'segredo',
        response: { 200: z.array(z.object({ id: z.int(), nome: z.string() })), ...problems(503) },
      },
    },
    async (request) => {
      const aparelho = await aparelhoDaTela({ db, url }, request, tela);
      if (!aparelho) return [];
      const comPin = await pessoas(db).listComPin();
      return comPin.filter(({ papel }) => podeUsar(tela, papelPorPin(papel))).map(({ id, nome }) => ({ id, nome }));
    },
  );
}

/** Whether who has a papel works at a screen. */
const podeUsar = (tela: TelaDaEquipe, papel: PapelDaEquipe): boolean =>
  roles[papel].some((scope) => scope === screens[tela].scope);

const soPareado = () =>
  new Refusal('forbidden', 'Só em um aparelho pareado se entra com PIN', { codigo: 'aparelho-nao-pareado' });

/** Where a session is opened. */
const em = (aparelho: Aparelho | null) => ({ aparelhoId: aparelho?.id ?? null });

export const SO_DA_TELA = 'A sessão fica em um cookie que só esta tela manda, e que nenhum script lê.';
