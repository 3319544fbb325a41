import { useQuery } from '@tanstack/react-query';
import { api, body } from './client.ts';

/** Where the settings are kept. */
export const AJUSTES = ['ajustes'] as const;

/** How often the settings are read again, milliseconds: the gerência changes them now and then. */
const RENOVAR_MS = 60_000;

/** The settings of the restaurant as this screen reads them; undefined while nobody tells. */
export function useAjustes() {
  const { data } = useQuery({
    queryKey: AJUSTES,
    queryFn: () => body(api.GET('/v2/ajustes')),
    refetchInterval: RENOVAR_MS,
  });
  return data;
}
