import { useQuery } from '@tanstack/react-query';
import { api, body } from './api.ts';

/** Seconds of silence: before the totem asks, that the question stands, and before it asks while a QR code is open. */
export type Ajustes = { ociosoS: number; avisoS: number; pixOciosoS: number };

const PADRAO: Ajustes = { ociosoS: 45, avisoS: 15, pixOciosoS: 180 };
const RENOVAR_MS = 60_000;

/** The settings of the restaurant; the usual ones while nobody tells. */
export function useAjustes(): Ajustes {
  const { data } = useQuery({
    queryKey: ['ajustes'],
    queryFn: () => body(api.GET('/v2/ajustes')),
    refetchInterval: RENOVAR_MS,
  });
  return data?.totem ?? PADRAO;
}
