import { CodigoEnviado, codigo } from '@foodious/contracts/codigos.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pedidosDoCliente } from '../../db/pedidos-do-cliente.ts';
import type { Deps } from '../../deps.ts';
import { apagarCliente } from '../../use-cases/clientes/apagar-cliente.ts';
import { exigirCodigo, provar, usarCodigo } from '../../use-cases/clientes/conferir-codigo.ts';
import {
  corrigirNome,
  exigirCliente,
  exportarMeusDados,
  mudarMarketing,
  obterMeusDados,
  registrarConsulta,
  trocarEmail,
} from '../../use-cases/clientes/meus-dados.ts';
import { pedirTroca, sortearCodigo } from '../../use-cases/clientes/pedir-codigo.ts';
import { emPagina, paginaParams } from '../pagina.ts';
import { codigoEnviado } from './codigos.ts';
import { email, nome, ProtocoloDto, protocoloDto, versaoDe } from './dto.ts';
import { ExportacaoDto, exportacaoDto, MeusDadosDto, meusDadosDto, PedidosDto, pedidosDto } from './meus-dados-dto.ts';

const tags = ['meus dados'];
const security = acesso('meus-dados');

/** What a cliente who proved their e-mail sees, corrects, takes along and erases of themselves: nobody else's, whatever is asked. */
export function meusDadosRoutes(app: Http, deps: Deps): void {
  const { db, inTransaction, emails, esquecer, hoje } = deps;
  const dadosDe = async (request: FastifyRequest) => meusDadosDto(await obterMeusDados({ db }, meuId(request)));

  app.get(
    '/v2/meus-dados',
    {
      schema: {
        tags,
        summary: 'O meu cadastro',
        security,
        alcance: 'proprio',
        response: { 200: MeusDadosDto, ...problems() },
      },
    },
    async (request) => {
      const id = meuId(request);
      await inTransaction(contextOf(request), (tx) => registrarConsulta(tx, id, 'meus-dados-vistos'));
      return dadosDe(request);
    },
  );

  app.put(
    '/v2/meus-dados',
    {
      schema: {
        tags,
        summary: 'Corrige o meu nome',
        security,
        alcance: 'proprio',
        body: z.object({ nome }),
        response: { 200: MeusDadosDto, ...problems() },
      },
    },
    async (request) => {
      await inTransaction(contextOf(request), (tx) => corrigirNome(tx, meuId(request), request.body.nome));
      esquecer.wake();
      return dadosDe(request);
    },
  );

  app.post(
    '/v2/meus-dados/email',
    {
      schema: {
        tags,
        summary: 'Envia um código ao e-mail que quero usar',
        security,
        alcance: 'proprio',
        body: z.object({ email }),
        response: { 202: CodigoEnviado, ...problems(429) },
      },
    },
    async (request, reply) => {
      const pedida = { clienteId: meuId(request), email: request.body.email };
      const sorteado = await sortearCodigo();
      const enviado = await inTransaction(contextOf(request), (tx) => pedirTroca(tx, sorteado, pedida));
      emails.wake();
      return reply.status(202).send(codigoEnviado(enviado));
    },
  );

  app.post(
    '/v2/meus-dados/email/conferir',
    {
      schema: {
        tags,
        summary: 'Troca o meu e-mail pelo que recebeu o código; o antigo é avisado',
        security,
        alcance: 'proprio',
        body: z.object({ codigo }),
        response: { 200: MeusDadosDto, ...problems() },
      },
    },
    async (request) => {
      const clienteId = meuId(request);
      const prova = await provar({ db }, { clienteId }, request.body.codigo);
      const usado = await inTransaction(contextOf(request), async (tx) => {
        const codigo = await usarCodigo(tx, prova);
        if (codigo?.novoEmail) await trocarEmail(tx, clienteId, codigo.novoEmail);
        return codigo;
      });
      exigirCodigo(usado);
      esquecer.wake();
      emails.wake();
      return dadosDe(request);
    },
  );

  app.put(
    '/v2/meus-dados/consentimentos/marketing',
    {
      schema: {
        tags,
        summary: 'Aceita ofertas por e-mail, ou deixa de aceitar',
        security,
        alcance: 'proprio',
        body: z.object({
          aceito: z.boolean('Aceito deve ser verdadeiro ou falso'),
          versao: versaoDe('marketing').describe('A do texto lido'),
        }),
        response: { 200: MeusDadosDto, ...problems() },
      },
    },
    async (request) => {
      const id = meuId(request);
      await inTransaction(contextOf(request), (tx) => mudarMarketing(tx, id, request.body));
      return dadosDe(request);
    },
  );

  app.get(
    '/v2/meus-dados/pedidos',
    {
      schema: {
        tags,
        summary: 'Os meus pedidos, o mais novo primeiro',
        security,
        alcance: 'proprio',
        querystring: paginaParams,
        response: { 200: PedidosDto, ...problems() },
      },
    },
    async (request) => {
      const id = meuId(request);
      return pedidosDto(await emPagina(request.query, (pagina) => pedidosDoCliente(db).list(id, pagina)));
    },
  );

  app.get(
    '/v2/meus-dados/exportacao',
    {
      schema: {
        tags,
        summary: 'Tudo o que guardamos de mim',
        description: 'Um protocolo só existe depois que tudo foi apagado, sem nada que leve à pessoa.',
        security,
        alcance: 'proprio',
        response: { 200: ExportacaoDto, ...problems() },
      },
    },
    async (request) => {
      const id = meuId(request);
      const context = contextOf(request);
      await inTransaction(context, (tx) => registrarConsulta(tx, id, 'meus-dados-exportados'));
      return exportacaoDto(await exportarMeusDados({ db }, id), context.agora);
    },
  );

  app.delete(
    '/v2/meus-dados',
    {
      schema: {
        tags,
        summary: 'Apaga os meus dados pessoais (LGPD)',
        security,
        alcance: 'proprio',
        response: { 200: ProtocoloDto, ...problems() },
      },
    },
    async (request) => {
      const id = meuId(request);
      const protocolo = await inTransaction(contextOf(request), async (tx) => {
        await exigirCliente(tx, id);
        return apagarCliente(tx, id);
      });
      esquecer.wake();
      emails.wake();
      return protocoloDto(protocolo, hoje);
    },
  );
}

/** Who asks. Throws Refusal `forbidden` unless they proved it: a CPF only identifies. */
function meuId({ principal }: FastifyRequest): number {
  if (!principal?.verificado || principal.clienteId === null)
    throw new Refusal('forbidden', 'Só quem confirmou o e-mail vê os seus dados');
  return principal.clienteId;
}
