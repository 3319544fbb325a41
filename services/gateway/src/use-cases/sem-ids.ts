import type { AnyPasso } from '@foodious/contracts/timeline.ts';

/** What a step may tell to anybody: words of ours, counts and lengths; no id, no senha, nothing a person wrote. */
const DETALHES = [
  'de',
  'para',
  'tentativa',
  'chamada',
  'resultado',
  'naFilaMs',
  'proximaEmMs',
  'erro',
  'email',
  'retorno',
];

/**
 * The story of a pedido without ids: what led to what stays, by numbers that mean nothing outside of this answer. Who did it
 * is a role, a service or a kind of device.
 */
export function semIds(passos: readonly AnyPasso[]): AnyPasso[] {
  const numeros = new Map<string, string>();
  const numero = (id: string): string => {
    const dado = numeros.get(id) ?? String(numeros.size + 1);
    numeros.set(id, dado);
    return dado;
  };
  return passos.map(({ detalhes, ...passo }) => {
    const contados = Object.fromEntries(Object.entries(detalhes).filter(([nome]) => DETALHES.includes(nome)));
    const { emailId, motivo } = detalhes;
    return {
      ...passo,
      por: passo.por.replace(/^(totem|cliente).*/, '$1'),
      instancia: null,
      causa: numero(passo.causa),
      correlacao: numero(passo.correlacao),
      mensagemId: passo.mensagemId === null ? null : numero(passo.mensagemId),
      detalhes: {
        ...contados,
        ...(typeof emailId === 'string' ? { emailId: numero(emailId) } : {}),
        // Of a pagamento one of few words; of a dead letter what somebody wrote.
        ...(motivo === undefined ? {} : { motivo: passo.tipo === 'estado' ? motivo : 'decisão da gerência' }),
      },
    };
  });
}
