import type { Tom } from '../../../../ui/palavras.ts';

export type LinhaDeLog = {
  nivel: string;
  tom: Tom;
  hora: string | null;
  servico: string;
  /** What the line says, with the request or message it is about. */
  mensagem: string;
  resto: Readonly<Record<string, unknown>>;
};

const tons: Readonly<Record<string, Tom>> = { warn: 'aviso', error: 'mau', fatal: 'mau' };
const texto = (valor: unknown): string => (typeof valor === 'string' || typeof valor === 'number' ? String(valor) : '');

/** A line of a log, taken apart into what a person reads first and the rest. */
export function lerLog({ level, time, service, msg, ...resto }: Readonly<Record<string, unknown>>): LinhaDeLog {
  const nivel = texto(level) || 'info';
  const { method, route, status, tipo } = resto;
  const qual = route ? `${texto(method)} ${texto(route)} ${texto(status)}` : texto(tipo);
  return {
    nivel,
    tom: tons[nivel] ?? 'neutro',
    hora: typeof time === 'string' ? time : null,
    servico: texto(service),
    mensagem: [texto(msg), qual.trim()].filter(Boolean).join(' · '),
    resto,
  };
}
