import type { Entrada } from './use-auditoria.ts';

/** Who did it: by name where there is one, else by what kind of caller the id is of. */
export function dizerQuem({ quem, nome }: Pick<Entrada, 'quem' | 'nome'>): string {
  if (nome) return nome;
  const [tipo = '', ...resto] = quem.split('-');
  if (Object.hasOwn(SEM_NUMERO, quem)) return SEM_NUMERO[quem] ?? quem;
  if (tipo === 'equipe') return `Pessoa ${resto.join('-')} da equipe`;
  if (tipo === 'cliente') return `Cliente ${resto.join('-')}`;
  if (tipo === 'sessao') return 'Uma tela';
  return 'Um programa';
}

/** Those who are told by what they are, without a number of their own. */
const SEM_NUMERO: Readonly<Record<string, string>> = {
  gerente: 'Gerente do primeiro início',
  cozinha: 'Cozinha do primeiro início',
  ninguém: 'Não identificado',
  cliente: 'O próprio cliente',
  totem: 'Um totem',
  provedor: 'Provedor de Pix',
};
