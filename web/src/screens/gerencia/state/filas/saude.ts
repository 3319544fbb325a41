import { quantos, type Tom } from '../../../../ui/palavras.ts';
import { duracao } from '../../../../ui/tempo.ts';

type Contagem = { esperando: number | null; emVoo: number | null; maisAntigaEm: string | null };
export type Fila = Contagem & { fila: string; de: string; para: string; mortas: Contagem; recusadas: number | null };

/** A message that waits longer than this is worth a look, milliseconds. */
export const VELHA_MS = 60_000;

/** How long the oldest message of a queue has waited; null where there is none, or nobody knows. */
export const idade = ({ maisAntigaEm }: Contagem, agora: number): number | null =>
  maisAntigaEm === null ? null : Math.max(0, agora - Date.parse(maisAntigaEm));

/** How many wait for somebody: dead, looked at or not, or refused by the queue; null where nobody knows. */
export const mortasDe = ({ mortas: { esperando, emVoo }, recusadas }: Fila): number | null =>
  esperando === null || emVoo === null ? null : esperando + emVoo + (recusadas ?? 0);

/** How one queue does. */
export function tomDaFila(fila: Fila, agora: number): Tom {
  const mortas = mortasDe(fila);
  if (mortas !== null && mortas > 0) return 'mau';
  if (mortas === null || fila.esperando === null || (idade(fila, agora) ?? 0) > VELHA_MS) return 'aviso';
  return 'bom';
}

/** All queues in one sentence: the worst first. */
export function saudeDasFilas(
  { filas, faltam }: { filas: readonly Fila[]; faltam: readonly string[] },
  agora: number,
): { tom: 'bom' | 'aviso' | 'mau'; frase: string } {
  const mortas = filas.reduce((soma, fila) => soma + (mortasDe(fila) ?? 0), 0);
  const maisVelha = Math.max(0, ...filas.map((fila) => idade(fila, agora) ?? 0));
  const partes = [
    ...(mortas > 0 ? [quantos(mortas, 'mensagem morta espera por alguém', 'mensagens mortas esperam por alguém')] : []),
    ...(faltam.length > 0 ? [`sem resposta de ${faltam.join(', ')}`] : []),
    ...(maisVelha > VELHA_MS ? [`uma mensagem espera há ${duracao(maisVelha)}`] : []),
  ];
  const [primeira] = partes;
  if (!primeira) return { tom: 'bom', frase: 'Filas em dia' };
  const frase = partes.join(' · ');
  return { tom: mortas > 0 ? 'mau' : 'aviso', frase: frase.charAt(0).toUpperCase() + frase.slice(1) };
}
