import { useQuery } from '@tanstack/react-query';
import { createApi } from './client.ts';
import type { Tela } from './session.ts';

/** They are changed at the gerência, now and then. Milliseconds. */
const RENOVAR_MS = 60_000;

/** The settings of the restaurant as this screen reads them; undefined while nobody tells. */
export function useAjustes(tela: Tela) {
  const { data } = useQuery({
    queryKey: ['ajustes'],
    queryFn() {
      const { api, body } = createApi(tela);
      return body(api.GET('/v2/ajustes'));
    },
    refetchInterval: RENOVAR_MS,
  });
  return data;
}
