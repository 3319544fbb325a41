import type { Comanda as ComandaDto } from '@foodious/contracts/events.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { iso } from '@foodious/kernel/instant.ts';
import type { z } from 'zod';

/** A comanda as the cozinha's screens read it: of the database, or as the trail has kept it. */
export const comandaDto = ({
  recolhidaEm = null,
  movimentos: _,
  traceparent: __,
  ...comanda
}: TrailOf<'cozinha'>['estado']['comanda']): z.infer<typeof ComandaDto> => ({
  ...comanda,
  itens: comanda.itens.map((item, i) => ({ ...item, posicao: i + 1, feitoEm: iso(item.feitoEm) })),
  recebidaEm: iso(comanda.recebidaEm),
  iniciadaEm: iso(comanda.iniciadaEm),
  prontaEm: iso(comanda.prontaEm),
  entregueEm: iso(comanda.entregueEm),
  recolhidaEm: iso(recolhidaEm),
  historico: comanda.historico.map(({ em, ...feito }) => ({ ...feito, em: iso(em) })),
});
