import { TIPOS_DE_APARELHO, TIPOS_DE_TELA, type TipoDeTela } from '@foodious/contracts/aparelhos.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { contextOf, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { secretHash } from '@foodious/platform/secrets.ts';
import { z } from 'zod';
import { type Aparelho, aparelhos } from '../db/aparelhos.ts';
import type { Deps } from '../deps.ts';
import {
  cadastrarPrograma,
  parear,
  prepararPareamento,
  registrarPrograma,
  renomearAparelho,
  revogarAparelho,
} from '../use-cases/aparelhos.ts';
import { versaoDita } from './aparelho-da-tela.ts';
import { exigirOrigem, guardarAparelho } from './cookie.ts';
import { type Contar, doEndereco, limite } from './limite.ts';

type AparelhoDeps = Pick<Deps, 'db' | 'inTransaction' | 'identity' | 'revogacoes' | 'url' | 'publico' | 'daqui'>;

const tags = ['aparelhos'];
const nome = z
  .string('Nome deve ser informado')
  .overwrite(tidy)
  .min(1, 'Nome deve ser informado')
  .max(80, 'Nome deve ter no máximo 80 caracteres');

const AparelhoDto = z
  .object({
    id: z.int(),
    nome: z.string(),
    tipo: z.enum(TIPOS_DE_APARELHO),
    versao: z.string().nullable().describe('A que a tela diz ter'),
    criadoEm: z.iso.datetime(),
    vistoEm: z.iso.datetime().nullable().describe('O último contato, a poucos minutos'),
    revogadoEm: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Aparelho' });

const dto = ({ id, nome, tipo, versao, criadoEm, vistoEm, revogadoEm }: Aparelho): z.infer<typeof AparelhoDto> => ({
  id,
  nome,
  tipo,
  versao,
  criadoEm: iso(criadoEm),
  vistoEm: vistoEm === null ? null : iso(vistoEm),
  revogadoEm: revogadoEm === null ? null : iso(revogadoEm),
});

/** Screens and programs: the gerência pairs, names and revokes them; a screen exchanges its code. */
export function aparelhoRoutes(app: Http, deps: AparelhoDeps): void {
  const { db, inTransaction, identity, revogacoes, publico } = deps;
  const gerencia = { tags, alcance: 'loja', security: acesso('aparelho:gerir') };
  const params = z.object({ id: idParam('id') });

  app.get(
    '/v2/aparelhos',
    {
      schema: {
        ...gerencia,
        summary: 'Os aparelhos, também os revogados',
        response: { 200: z.object({ aparelhos: z.array(AparelhoDto) }), ...problems() },
      },
    },
    async () => ({ aparelhos: (await aparelhos(db).list()).map(dto) }),
  );

  app.post(
    '/v2/aparelhos/pareamentos',
    {
      schema: {
        ...gerencia,
        summary: 'Um código para parear uma tela, que vale dez minutos, uma vez',
        body: z.object({ tipo: z.enum(TIPOS_DE_TELA, 'Tipo deve ser totem, painel, cozinha ou balcao'), nome }),
        response: {
          201: z.object({
            codigo: z.string(),
            ate: z.iso.datetime(),
            tipo: z.enum(TIPOS_DE_TELA),
            nome: z.string(),
            endereco: z.string().describe('Abre a tela já com o código'),
          }),
          ...problems(429),
        },
      },
    },
    async (request, reply) => {
      const { tipo, nome } = request.body;
      const { codigo, ate } = await inTransaction(contextOf(request), (tx) => prepararPareamento(tx, { tipo, nome }));
      return reply
        .status(201)
        .send({ codigo, ate: iso(ate), tipo, nome, endereco: `${publico}/${tipo}#parear=${codigo}` });
    },
  );

  app.put(
    '/v2/aparelhos/:id',
    {
      schema: {
        ...gerencia,
        summary: 'Dá outro nome a um aparelho',
        params,
        body: z.object({ nome }),
        response: { 200: AparelhoDto, ...problems(404) },
      },
    },
    async (request) =>
      dto(await inTransaction(contextOf(request), (tx) => renomearAparelho(tx, request.params.id, request.body.nome))),
  );

  app.post(
    '/v2/aparelhos/:id/revogar',
    {
      schema: {
        ...gerencia,
        summary: 'Revoga um aparelho: suas sessões acabam na hora',
        params,
        response: { 200: AparelhoDto, ...problems(404) },
      },
    },
    async (request) => {
      const revogado = await inTransaction(contextOf(request), (tx) => revogarAparelho(tx, request.params.id));
      await revogacoes.ler();
      await identity.disable(revogado.clientId ?? `aparelho-${revogado.id}`); // again, where the first time broke off here
      return dto(revogado);
    },
  );

  app.post(
    '/v2/aparelhos/programas',
    {
      schema: {
        ...gerencia,
        summary: 'Um client_id e um client_secret para um programa; o segredo só se mostra aqui',
        body: z.object({ nome }),
        response: { 201: z.object({ id: z.int(), clientId: z.string(), clientSecret: z.string() }), ...problems() },
      },
    },
    async (request, reply) => {
      const novo = await inTransaction(contextOf(request), (tx) => cadastrarPrograma(tx, request.body.nome));
      await registrarPrograma(identity, { ...novo, segredoHash: secretHash(novo.clientSecret) });
      return reply.status(201).send(novo);
    },
  );

  const contar = limite(JANELA_MS);
  for (const tela of TIPOS_DE_TELA) parearTela(app, tela, contar, deps);
}

/** Codes tried in ten minutes: from one address, and from all together, however many addresses somebody has. */
const POR_ENDERECO = 10;
const AO_TODO = 100;
const JANELA_MS = 10 * 60_000;

/** How a screen is paired. */
function parearTela(
  app: Http,
  tela: TipoDeTela,
  contar: Contar,
  { inTransaction, revogacoes, url, daqui }: AparelhoDeps,
): void {
  app.post(
    `/${tela}/aparelho`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags: ['telas'],
        summary: `Pareia a tela ${tela}, com um código da gerência`,
        description: 'A credencial fica em um cookie que só esta tela manda, e que nenhum script lê.',
        alcance: 'segredo',
        security: acesso(),
        body: z.object({ codigo: z.string('Código deve ser informado').max(40, 'Código deve ser válido') }),
        response: {
          200: z.object({ id: z.int(), nome: z.string(), tipo: z.enum(TIPOS_DE_APARELHO) }),
          ...problems(429),
        },
      },
    },
    async (request, reply) => {
      contar(doEndereco(request.ip, POR_ENDERECO), { de: 'todos', cabem: AO_TODO });
      const { aparelho, credencial } = await inTransaction(contextOf(request), (tx) =>
        parear(tx, tela, request.body.codigo, versaoDita(request)),
      );
      await revogacoes.ler();
      guardarAparelho(reply, tela, credencial, url);
      return aparelho;
    },
  );
}
