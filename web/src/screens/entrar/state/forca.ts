import { MENOR_PALAVRA_PASSE } from '@foodious/kernel/estados.ts';

/** How good a palavra-passe is, as a person should hear it; `nivel` from 0 (not taken) to 4. Length is what counts most. */
export function forcaDe(palavraPasse: string, usuario = ''): { nivel: 0 | 1 | 2 | 3 | 4; dizer: string } {
  const minuscula = palavraPasse.toLowerCase();
  const diferentes = new Set(minuscula).size;
  if (palavraPasse.length < MENOR_PALAVRA_PASSE)
    return { nivel: 0, dizer: `Faltam ${MENOR_PALAVRA_PASSE - palavraPasse.length} para o mínimo` };
  if (diferentes < 5 || (usuario && minuscula.includes(usuario.toLowerCase())) || /^\d+$/.test(palavraPasse))
    return { nivel: 1, dizer: 'Fácil de adivinhar' };
  const grupos = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((grupo) => grupo.test(palavraPasse)).length;
  const pontos = palavraPasse.length + 2 * grupos;
  if (pontos < 16) return { nivel: 2, dizer: 'Razoável' };
  return pontos < 22 ? { nivel: 3, dizer: 'Boa' } : { nivel: 4, dizer: 'Muito boa' };
}
