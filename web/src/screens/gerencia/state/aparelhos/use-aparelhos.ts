import { useMutation, useQueryClient } from '@tanstack/react-query';
import { pedir } from '../../../../api/client.ts';
import { useConsulta } from '../use-consulta.ts';

/** A screen that was paired, or a program with an id and a secret. Instants are ISO 8601. */
export type Aparelho = {
  id: number;
  nome: string;
  tipo: 'totem' | 'painel' | 'cozinha' | 'programa';
  versao: string | null;
  criadoEm: string;
  vistoEm: string | null;
  revogadoEm: string | null;
};

/** A code that makes a screen an aparelho: once, until then; `endereco` opens the screen and brings it along. */
export type Pareamento = { codigo: string; ate: string; tipo: TipoDeTela; nome: string; endereco: string };
export type TipoDeTela = Exclude<Aparelho['tipo'], 'programa'>;

/** A program's id and secret; the secret is told once. */
export type Programa = { id: number; clientId: string; clientSecret: string };

const CHAVE = ['aparelhos'] as const;
/** How often it is asked who was heard of, milliseconds. */
const CADA_MS = 5_000;

/** Every aparelho, and those revoked. */
export const useAparelhos = () =>
  useConsulta(CHAVE, async () => (await pedir<{ aparelhos: Aparelho[] }>('GET', '/v2/aparelhos')).aparelhos, CADA_MS);

/** What can be done about aparelhos; afterwards the list is asked for again. */
export function useAcoesDosAparelhos() {
  const client = useQueryClient();
  const deNovo = { onSettled: () => client.invalidateQueries({ queryKey: CHAVE }) };
  return {
    parear: useMutation({
      mutationFn: (corpo: { tipo: TipoDeTela; nome: string }) =>
        pedir<Pareamento>('POST', '/v2/aparelhos/pareamentos', corpo),
    }),
    criarPrograma: useMutation({
      mutationFn: (nome: string) => pedir<Programa>('POST', '/v2/aparelhos/programas', { nome }),
      ...deNovo,
    }),
    renomear: useMutation({
      mutationFn: ({ id, nome }: { id: number; nome: string }) => pedir('PUT', `/v2/aparelhos/${id}`, { nome }),
      ...deNovo,
    }),
    revogar: useMutation({
      mutationFn: ({ id }: Aparelho) => pedir('POST', `/v2/aparelhos/${id}/revogar`),
      ...deNovo,
    }),
  };
}
