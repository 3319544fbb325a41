import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../../api/client.ts';
import type { components } from '../../../../api/schema.ts';
import { useConsulta } from '../use-consulta.ts';

/** A screen that was paired, or a program with an id and a secret. Instants are ISO 8601. */
export type Aparelho = components['schemas']['Aparelho'];
export type TipoDeTela = Exclude<Aparelho['tipo'], 'programa'>;

/** A code that makes a screen an aparelho: once, until then; `endereco` opens the screen and brings it along. */
export type Pareamento = { codigo: string; ate: string; tipo: TipoDeTela; nome: string; endereco: string };

const CHAVE = ['aparelhos'] as const;
/** How often it is asked who was heard of, milliseconds. */
const CADA_MS = 5_000;

/** Every aparelho, and those revoked. */
export const useAparelhos = () =>
  useConsulta(CHAVE, async () => (await body(api.GET('/v2/aparelhos'))).aparelhos, CADA_MS);

/** What can be done about aparelhos; afterwards the list is asked for again. */
export function useAcoesDosAparelhos() {
  const client = useQueryClient();
  const deNovo = { onSettled: () => client.invalidateQueries({ queryKey: CHAVE }) };
  return {
    parear: useMutation({
      mutationFn: (corpo: { tipo: TipoDeTela; nome: string }) =>
        body(api.POST('/v2/aparelhos/pareamentos', { body: corpo })),
    }),
    criarPrograma: useMutation({
      mutationFn: (nome: string) => body(api.POST('/v2/aparelhos/programas', { body: { nome } })),
      ...deNovo,
    }),
    renomear: useMutation({
      mutationFn: ({ id, nome }: { id: number; nome: string }) =>
        body(api.PUT('/v2/aparelhos/{id}', { params: caminho(id), body: { nome } })),
      ...deNovo,
    }),
    revogar: useMutation({
      mutationFn: ({ id }: Aparelho) => body(api.POST('/v2/aparelhos/{id}/revogar', { params: caminho(id) })),
      ...deNovo,
    }),
  };
}

const caminho = (id: number) => ({ path: { id: String(id) } });
