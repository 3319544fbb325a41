import { acesso, PAPEIS_DA_EQUIPE } from '@foodious/contracts/scopes.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { contextOf, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { EDICAO, etagOf, expectedVersion, explainStale, IfMatch } from '@foodious/platform/if-match.ts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pessoas } from '../db/pessoas.ts';
import type { Deps } from '../deps.ts';
import { PIN } from '../domain/palavra-passe.ts';
import { type Pessoa, temSegundoFator, USUARIO } from '../domain/pessoa.ts';
import { convidar, usarConvite, verConvite } from '../use-cases/equipe/convites.ts';
import { baseDe } from '../use-cases/equipe/entrar.ts';
import { apagarPessoa, criarPessoa, mudarPalavraPasse, mudarPessoa, mudarPin } from '../use-cases/equipe/pessoas.ts';
import { origemDe } from './origem.ts';

const tags = ['equipe'];

const papel = z.enum(PAPEIS_DA_EQUIPE, 'Papel deve ser gerente, balcao ou cozinha');
const nome = z
  .string('Nome deve ser informado')
  .overwrite(tidy)
  .min(1, 'Nome deve ser informado')
  .max(255, 'Nome deve ter até 255 caracteres');
const usuario = z
  .string('Usuário deve ser informado')
  .overwrite((texto) => tidy(texto).toLowerCase())
  .regex(USUARIO, 'Usuário deve ter de 3 a 40 letras sem acento, algarismos, pontos, traços ou sublinhados');
const email = z
  .string('E-mail deve ser válido')
  .overwrite(tidy)
  .check(z.email('E-mail deve ser válido'))
  .max(255, 'E-mail deve ter até 255 caracteres')
  .refine((texto) => z.regexes.html5Email.test(texto), 'E-mail deve ser válido') // no label ends in a hyphen (RFC 1035)
  .nullable();
/** Which ones are taken, the domain says. */
const palavraPasse = (campo: string) =>
  z.string(`${campo} deve ser informada`).min(1, `${campo} deve ser informada`).max(512);
const convite = z.string('Convite deve ser informado').min(1, 'Convite deve ser informado').max(100);

const PessoaDto = z
  .object({
    id: z.int(),
    nome: z.string(),
    usuario: z.string(),
    papel,
    email: z.string().nullable(),
    temPin: z.boolean(),
    segundoFator: z.boolean().describe('Se lhe é pedido também um código mandado por e-mail'),
    ativo: z.boolean(),
    criadoEm: z.iso.datetime(),
    entrouEm: z.iso.datetime().nullable().describe('A última vez; nulo: ainda não usou o convite, ou não entrou'),
    versao: z.int(),
  })
  .meta({ id: 'Pessoa' });

const ConviteDto = z
  .object({ endereco: z.url().describe('Mostrado só agora'), ate: z.iso.datetime() })
  .meta({ id: 'Convite' });

/** Who works here: kept by the gerência; their own ways in, by themselves. */
export function equipeRoutes(
  app: Http,
  {
    db,
    inTransaction,
    revogacoes,
    segundoFator,
    publico,
    identity,
    scrub,
  }: Pick<Deps, 'db' | 'inTransaction' | 'revogacoes' | 'segundoFator' | 'publico' | 'identity' | 'scrub'>,
): void {
  const dto = ({
    id,
    nome,
    usuario,
    papel,
    email,
    pin,
    ativo,
    criadoEm,
    entrouEm,
    versao,
  }: Pessoa): z.infer<typeof PessoaDto> => ({
    id,
    nome,
    usuario,
    papel,
    email,
    temPin: pin !== null,
    segundoFator: temSegundoFator({ papel }, segundoFator),
    ativo,
    criadoEm: iso(criadoEm),
    entrouEm: entrouEm === null ? null : iso(entrouEm),
    versao,
  });
  const conviteDto = ({ token, ate }: { token: string; ate: number }) => ({
    endereco: enderecoDe(publico, token),
    ate: iso(ate),
  });

  app.get(
    '/v2/equipe',
    {
      schema: {
        tags,
        summary: 'Quem trabalha aqui',
        security: acesso('equipe:gerir'),
        alcance: 'loja',
        response: { 200: z.object({ pessoas: z.array(PessoaDto) }), ...problems() },
      },
    },
    async () => ({ pessoas: (await pessoas(db).list()).map(dto) }),
  );

  app.post(
    '/v2/equipe',
    {
      schema: {
        tags,
        summary: 'Acrescenta uma pessoa, e faz o seu convite',
        security: acesso('equipe:gerir'),
        alcance: 'loja',
        body: z.object({ nome, usuario, papel, email: email.default(null) }),
        response: { 201: z.object({ pessoa: PessoaDto, convite: ConviteDto }), ...problems(409) },
      },
    },
    async (request, reply) => {
      const criada = await inTransaction(contextOf(request), async (tx) => {
        const pessoa = await criarPessoa(tx, request.body, segundoFator);
        return { pessoa: dto(pessoa), convite: conviteDto(await convidar(tx, pessoa.id)) };
      });
      return reply.status(201).send(criada);
    },
  );

  app.put(
    '/v2/equipe/:id',
    {
      schema: {
        tags,
        summary: 'Muda uma pessoa, ou a desativa',
        description: `${EDICAO} Outro papel, ou nenhum mais, encerra as sessões da pessoa em segundos.`,
        security: acesso('equipe:gerir'),
        alcance: 'loja',
        params: z.object({ id: idParam('Id') }),
        headers: IfMatch,
        body: z.object({ nome, papel, email, ativo: z.boolean('Ativo deve ser verdadeiro ou falso') }),
        response: { 200: PessoaDto, ...problems(404, 409, 428) },
      },
    },
    async (request, reply) => {
      const { body, params, headers } = request;
      const versao = expectedVersion(headers);
      const mudada = await inTransaction(contextOf(request), (tx) =>
        mudarPessoa(tx, params.id, body, versao, segundoFator),
      ).catch(explainStale<Pessoa>(body, (atual) => ({ versao: atual.versao, atual: dto(atual) })));
      await revogacoes.ler();
      await (mudada.ativo ? identity.enable(baseDe(mudada.id)) : identity.disable(baseDe(mudada.id)));
      reply.header('etag', etagOf(mudada.versao));
      return dto(mudada);
    },
  );

  app.delete(
    '/v2/equipe/:id',
    {
      schema: {
        tags,
        summary: 'Apaga os dados de uma pessoa desativada',
        description: 'O que ela fez fica na auditoria, só com o seu número.',
        security: acesso('equipe:gerir'),
        alcance: 'loja',
        params: z.object({ id: idParam('Id') }),
        response: { 200: z.literal(true), ...problems(404, 409) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await inTransaction(contextOf(request), (tx) => apagarPessoa(tx, id));
      await identity.forget(baseDe(id));
      await scrub();
      return true as const;
    },
  );

  app.post(
    '/v2/equipe/:id/convite',
    {
      schema: {
        tags,
        summary: 'Faz um convite novo para uma pessoa',
        description:
          'O jeito de entrar que ela tem vale até que o novo seja usado. Um convite que não foi usado deixa de valer.',
        security: acesso('equipe:gerir'),
        alcance: 'loja',
        params: z.object({ id: idParam('Id') }),
        response: { 201: ConviteDto, ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      const feito = await inTransaction(contextOf(request), (tx) => convidar(tx, request.params.id));
      return reply.status(201).send(conviteDto(feito));
    },
  );

  app.put(
    '/v2/equipe/eu/palavra-passe',
    {
      schema: {
        tags,
        summary: 'Muda a própria palavra-passe',
        description: 'Encerra todas as sessões da pessoa, também esta.',
        security: DA_EQUIPE,
        alcance: 'proprio',
        body: z.object({ atual: palavraPasse('Palavra-passe atual'), nova: palavraPasse('Palavra-passe nova') }),
        response: { 200: z.literal(true), ...problems(409, 429) },
      },
    },
    async (request) => {
      const pessoaId = propria(request);
      await mudarPalavraPasse({ db, inTransaction }, contextOf(request), {
        pessoaId,
        ...request.body,
        origem: origemDe(request, null),
      });
      await revogacoes.ler();
      return true as const;
    },
  );

  app.put(
    '/v2/equipe/eu/pin',
    {
      schema: {
        tags,
        summary: 'Escolhe o próprio PIN, ou o tira',
        description: 'O PIN abre só a cozinha e o balcão, e só em um aparelho pareado.',
        security: DA_EQUIPE,
        alcance: 'proprio',
        body: z.object({
          palavraPasse: palavraPasse('Palavra-passe'),
          pin: z.string('PIN deve ser informado').max(20).meta({ pattern: PIN.source }).nullable(),
        }),
        response: { 200: z.literal(true), ...problems(409, 429) },
      },
    },
    async (request) => {
      const pessoaId = propria(request);
      await mudarPin({ db, inTransaction }, contextOf(request), {
        pessoaId,
        ...request.body,
        origem: origemDe(request, null),
      });
      return true as const;
    },
  );
}

/** What everybody of the staff may do. */
const DA_EQUIPE = acesso('preparo:mover');

/** The number of who is signed in. Throws Refusal `forbidden` for who has no account of their own. */
function propria({ principal }: FastifyRequest): number {
  const [, id] = /^equipe-(\d+)$/.exec(principal?.sub ?? '') ?? [];
  if (!id) throw new Refusal('forbidden', 'Só quem tem uma conta própria a muda');
  return Number(id);
}

/** The link of a convite. Its token is after the `#`, which no browser sends: no log of any server has it. */
const enderecoDe = (publico: string, token: string) => `${publico}/gerencia#convite=${token}`;

/** The convites of who is not in yet: known by their token alone. */
export function conviteRoutes(
  app: Http,
  {
    db,
    inTransaction,
    revogacoes,
    daMaquina,
    segundoFator,
    identity,
  }: Pick<Deps, 'db' | 'inTransaction' | 'revogacoes' | 'daMaquina' | 'segundoFator' | 'identity'>,
): void {
  app.post(
    '/v2/convites/ver',
    {
      schema: {
        tags,
        summary: 'De quem é um convite',
        description: '`primeiro`: o da própria máquina, por onde quem abriu o restaurante escolhe nome e usuário.',
        security: acesso(),
        alcance: 'segredo',
        body: z.object({ convite }),
        response: {
          200: z.object({ primeiro: z.boolean(), nome: z.string().nullable(), usuario: z.string().nullable(), papel }),
          ...problems(),
        },
      },
    },
    (request) => verConvite({ db, daMaquina }, request.body.convite, new Date()),
  );

  app.post(
    '/v2/convites/usar',
    {
      schema: {
        tags,
        summary: 'Escolhe a palavra-passe por um convite',
        description:
          'Vale uma vez. Encerra o que a pessoa tinha aberto, e tira o seu PIN. Pelo convite da máquina, `nome` e `usuario` são escolhidos também; um usuário que já existe recebe a palavra-passe e passa a ser gerente.',
        security: acesso(),
        alcance: 'segredo',
        body: z.object({
          convite,
          nome: nome.optional(),
          usuario: usuario.optional(),
          palavraPasse: palavraPasse('Palavra-passe'),
          email: email.optional(),
        }),
        response: { 201: z.object({ nome: z.string(), usuario: z.string(), papel }), ...problems() },
      },
    },
    async (request, reply) => {
      const { convite, ...escolha } = request.body;
      const deps = { db, inTransaction, daMaquina, segundoFator };
      const { id, nome, usuario, papel } = await usarConvite(deps, contextOf(request), convite, escolha);
      await revogacoes.ler();
      await identity.enable(baseDe(id)); // who was disabled comes back by the machine's own
      return reply.status(201).send({ nome, usuario, papel });
    },
  );
}
