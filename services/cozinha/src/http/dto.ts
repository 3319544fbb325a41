import { z } from 'zod';
import { type Comanda, consumos, EstadoComanda } from '../domain/comanda.ts';

const instante = z.iso.datetime().nullable();
export const ComandaDto = z
  .object({
    pedidoId: z.int(),
    senha: z.int(),
    estado: z.enum(Object.keys(EstadoComanda) as [keyof typeof EstadoComanda]),
    consumo: z.enum(consumos).nullable(),
    itens: z.array(
      z.object({
        posicao: z.int().describe('A partir de 1'),
        produtoId: z.int(),
        nome: z.string(),
        idCategoriaProduto: z.int(),
        quantidade: z.int(),
        observacoes: z.string().nullable(),
        feitoEm: instante,
        feitoPor: z.string().nullable(),
      }),
    ),
    recebidaEm: z.iso.datetime(),
    iniciadaEm: instante,
    prontaEm: instante,
    entregueEm: instante,
    historico: z.array(z.object({ acao: z.string(), por: z.string(), em: z.iso.datetime() })),
  })
  .meta({ id: 'Comanda' });

const iso = (instante: number | null) => (instante === null ? null : new Date(instante).toISOString());

export const comandaDto = ({ movimentos: _, traceparent: __, ...comanda }: Comanda): z.infer<typeof ComandaDto> => ({
  ...comanda,
  itens: comanda.itens.map((item, i) => ({ ...item, posicao: i + 1, feitoEm: iso(item.feitoEm) })),
  recebidaEm: new Date(comanda.recebidaEm).toISOString(),
  iniciadaEm: iso(comanda.iniciadaEm),
  prontaEm: iso(comanda.prontaEm),
  entregueEm: iso(comanda.entregueEm),
  historico: comanda.historico.map(({ em, ...feito }) => ({ ...feito, em: new Date(em).toISOString() })),
});
