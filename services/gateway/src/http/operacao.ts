import { type QueueName, queues, type ServiceName } from '@foodious/contracts/messages.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { acesso, type Http, idParam, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { UpstreamName } from './http.ts';
import { linhaDoTempo, type Trilha } from './linha-do-tempo.ts';
import type { Upstream } from './upstream.ts';

const PassoDto = z
  .object({
    em: z.iso.datetime(),
    servico: z.string(),
    instancia: z.string().nullable(),
    tipo: z.string(),
    por: z.string(),
    causa: z.string().describe('A requisição ou mensagem que fez acontecer'),
    correlacao: z.string().describe('A história, e o trace, de que faz parte'),
    fila: z.string().nullable(),
    mensagemId: z.string().nullable(),
    mensagem: z.string().nullable(),
    duracaoMs: z.number().nullable(),
    detalhes: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Passo' });

const quantas = z.int().nullable().describe('Nulo enquanto quem sabe não responde');
const Contagem = z.object({ esperando: quantas, emVoo: quantas, maisAntigaEm: z.iso.datetime().nullable() });
const faltam = z.array(z.string()).describe('Serviços que não responderam: a parte deles falta');

type Contada = { fila: string; esperando: number; emVoo: number; maisAntigaEm: string | null };
const DESCONHECIDA = { esperando: null, emVoo: null, maisAntigaEm: null };

const tags = ['operação'];

/** What is asked of all services at once: the story of a pedido, the queues. Complete but for who does not answer. */
export function operacaoRoutes(app: Http, upstreams: Record<UpstreamName, Upstream>) {
  /** Asks services the same thing at once; says who did not answer. */
  async function askAll<T>(names: readonly ServiceName[], path: (name: ServiceName) => string, authorization = '') {
    const answers: T[] = [];
    const faltam: ServiceName[] = [];
    await Promise.all(
      names.map(async (name) => {
        const answer = await upstreams[name].ask('GET', path(name), authorization).catch((error: unknown) => {
          if (error instanceof Unavailable) return null;
          throw error;
        });
        if (answer === null) faltam.push(name);
        else answers.push(answer as T);
      }),
    );
    return { answers, faltam: faltam.sort() };
  }

  app.get(
    '/v2/pedido/:id/linha-do-tempo',
    {
      schema: {
        tags,
        summary: 'A história de um pedido em todos os serviços, em ordem de causa e efeito',
        security: acesso('operacao:ler'),
        params: z.object({ id: idParam('id') }),
        response: { 200: z.object({ pedidoId: z.int(), passos: z.array(PassoDto), faltam }), ...problems(404) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { answers, faltam } = await askAll<Trilha>(
        ['pedido', 'pagamento', 'cozinha'],
        (name) => `/v2/trilhas/${name}/${id}`,
        request.headers.authorization,
      );
      const passos = linhaDoTempo(answers);
      if (passos.length === 0 && faltam.length === 0) throw new Refusal('not-found', `Pedido não encontrado: ${id}`);
      if (passos.length > 0) request.pedidoId = id;
      return { pedidoId: id, passos, faltam };
    },
  );

  app.get(
    '/v2/gerencia/filas',
    {
      schema: {
        tags,
        summary: 'Todas as filas: o que espera, o que está em voo, desde quando; e as mensagens mortas',
        security: acesso('operacao:ler'),
        response: {
          200: z.object({
            filas: z.array(
              z
                .object({ fila: z.string(), de: z.string(), para: z.string() })
                .extend(Contagem.shape)
                .extend({ mortas: Contagem }),
            ),
            faltam,
          }),
          ...problems(),
        },
      },
    },
    async (request) => {
      const { answers, faltam } = await askAll<{ filas: Contada[]; mortas: Contada[] }>(
        ['produto', 'pedido', 'pagamento', 'cozinha'],
        (name) => `/v2/filas/${name}`,
        request.headers.authorization,
      );
      const find = (all: Contada[], name: string) => {
        const found = all.find(({ fila }) => fila === name);
        return found
          ? { esperando: found.esperando, emVoo: found.emVoo, maisAntigaEm: found.maisAntigaEm }
          : DESCONHECIDA;
      };
      const filas = (Object.keys(queues) as QueueName[]).map((name) => ({
        ...{ fila: name, de: queues[name].from, para: queues[name].to },
        ...find(
          answers.flatMap(({ filas }) => filas),
          name,
        ),
        mortas: find(
          answers.flatMap(({ mortas }) => mortas),
          name,
        ),
      }));
      return { filas, faltam };
    },
  );
}
