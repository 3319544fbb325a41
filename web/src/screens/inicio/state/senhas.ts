import type { EventOf } from '../../../api/live.ts';

/** The senhas of the painel: the ready ones from the newest on, the others from the first that came. */
type Senhas = { prontas: readonly number[]; emPreparo: readonly number[] };

/** What the stream of the painel tells, as two lists of numbers. */
export function lerSenhas(antes: Senhas | undefined, ...[event, data]: EventOf<'painel'>): Senhas | undefined {
  if (event === 'retrato')
    return {
      prontas: data.prontos.map(({ senha }) => senha),
      emPreparo: data.emPreparacao.map(({ senha }) => senha),
    };
  if (event !== 'senha' || !antes) return antes;
  const { senha, estado } = data;
  const prontas = antes.prontas.filter((outra) => outra !== senha);
  if (estado === 'PRONTO')
    return { prontas: [senha, ...prontas], emPreparo: antes.emPreparo.filter((outra) => outra !== senha) };
  if (estado !== 'RECEBIDO' && estado !== 'EM_PREPARACAO')
    return { prontas, emPreparo: antes.emPreparo.filter((outra) => outra !== senha) };
  return { prontas, emPreparo: antes.emPreparo.includes(senha) ? antes.emPreparo : [...antes.emPreparo, senha] };
}
