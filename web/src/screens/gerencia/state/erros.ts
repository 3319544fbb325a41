import { dizerErro, Problema } from '../../../api/problem.ts';

/**
 * The faults of a form: each at its field, the rest together. A fault may name its field in its text instead
 * (`ociosoS deve ser…` of `totem`); the person reads the field's label.
 */
export function errosDoFormulario(
  erro: unknown,
  rotulos: Readonly<Record<string, string>>,
): { campos: Readonly<Record<string, string>>; geral: string | undefined } {
  if (erro === null || erro === undefined) return { campos: {}, geral: undefined };
  const campos: Record<string, string> = {};
  const soltos: string[] = [];
  for (const { campo, mensagem } of erro instanceof Problema ? erro.erros : []) {
    const nomeado = Object.keys(rotulos).find((nome) => mensagem.startsWith(`${nome} `));
    const alvo = nomeado ?? (Object.hasOwn(rotulos, campo) ? campo : undefined);
    if (alvo) campos[alvo] ??= comRotulos(mensagem, rotulos);
    else soltos.push(mensagem);
  }
  const ninguem = Object.keys(campos).length === 0 && soltos.length === 0;
  return { campos, geral: ninguem ? dizerErro(erro) : soltos.length > 0 ? soltos.join('. ') : undefined };
}

const comRotulos = (mensagem: string, rotulos: Readonly<Record<string, string>>): string =>
  Object.entries(rotulos).reduce(
    (texto, [nome, rotulo]) => texto.replace(new RegExp(`\\b${nome}\\b`, 'g'), () => `“${rotulo}”`),
    mensagem,
  );
