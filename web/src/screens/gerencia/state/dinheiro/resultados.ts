import type { Tom } from '../../../../ui/palavras.ts';
import type { Notificacao } from './api.ts';

/** What came of a notification: in a word, what that means, and what somebody should do, where there is something to do. */
export type Dita = { nome: string; tom: Tom; significa: string; fazer: string | null };

const NADA_MUDOU = 'Nada mudou por causa dela.';

const resultados: Readonly<Record<string, Dita>> = {
  aplicada: {
    nome: 'Aplicada',
    tom: 'bom',
    significa: 'Perguntamos ao banco, ele confirmou, e o pagamento mudou.',
    fazer: null,
  },
  repetida: {
    nome: 'Já sabíamos',
    tom: 'neutro',
    significa: 'O banco avisou do que já estava registrado. É comum: ele avisa mais de uma vez.',
    fazer: null,
  },
  forjada: {
    nome: 'Não é do banco',
    tom: 'mau',
    significa: `A assinatura não confere: pode ser alguém fingindo ser o banco. ${NADA_MUDOU}`,
    fazer:
      'Se aparecer em todas, a chave secreta dos ajustes do banco não é a mesma daqui. Peça a quem instalou que confira.',
  },
  'fora-do-prazo': {
    nome: 'Velha demais',
    tom: 'aviso',
    significa: `A assinatura é do banco, mas de outra hora: pode ser uma cópia antiga, enviada de novo. ${NADA_MUDOU}`,
    fazer:
      'Se aparecer em todas, o relógio deste computador está errado. O pagamento se acha sozinho em alguns segundos.',
  },
  malformada: {
    nome: 'Não se entende',
    tom: 'mau',
    significa: `Não diz de que cobrança fala. ${NADA_MUDOU}`,
    fazer: 'Uma só não faz mal. Se forem muitas, mostre o texto recebido a quem instalou o sistema.',
  },
  desconhecida: {
    nome: 'Cobrança desconhecida',
    tom: 'aviso',
    significa: `Fala de uma cobrança que não fizemos: talvez um Pix recebido por fora, na mesma conta. ${NADA_MUDOU}`,
    fazer: 'Se houver dinheiro que ninguém explica, ele aparece na conciliação do dia.',
  },
  'outro-assunto': {
    nome: 'Outro assunto',
    tom: 'neutro',
    significa: 'O banco avisou de algo que não é um pagamento. Não diz respeito aos pedidos.',
    fazer: null,
  },
  'valor-diverge': {
    nome: 'Valor diferente',
    tom: 'mau',
    significa: `O banco diz um valor, o pedido outro. Para não entregar o que não foi pago, nada mudou.`,
    fazer: 'Veja a conciliação do dia: lá se devolve o dinheiro, ou se diz por que está certo.',
  },
  'moeda-diverge': {
    nome: 'Outra moeda',
    tom: 'mau',
    significa: `O banco recebeu em uma moeda que não é o real. ${NADA_MUDOU}`,
    fazer: 'Veja a conciliação do dia, e o pagamento na página do banco.',
  },
  'estado-desconhecido': {
    nome: 'Situação desconhecida',
    tom: 'mau',
    significa: `O banco pôs a cobrança em uma situação que este sistema não conhece. ${NADA_MUDOU}`,
    fazer: 'Veja o pagamento na página do banco e, depois, mande tratar de novo.',
  },
};

/** What came of a notification, in words. */
export function dizerResultado({ resultado, tentativas }: { resultado: string | null; tentativas: number }): Dita {
  if (resultado === null)
    return tentativas === 0
      ? { nome: 'Na vez', tom: 'espera', significa: 'Acabou de chegar e vai ser tratada.', fazer: null }
      : {
          nome: 'Tentando',
          tom: 'aviso',
          significa: 'Perguntamos ao banco se é verdade, e ele ainda não respondeu.',
          fazer: 'A próxima tentativa vem sozinha. Para não esperar, mande tratar de novo.',
        };
  const dita = Object.hasOwn(resultados, resultado) ? resultados[resultado] : undefined;
  return dita ?? { nome: resultado, tom: 'neutro', significa: 'Esta página não conhece este resultado.', fazer: null };
}

const vereditos: Readonly<Record<string, string>> = {
  valida: 'assinatura do banco confere',
  invalida: 'assinatura não confere',
  'fora-do-prazo': 'assinatura de outra hora',
  ausente: 'sem assinatura',
};

/** What the signature of a notification says. */
export const dizerVeredito = ({ veredito }: Pick<Notificacao, 'veredito'>): string => vereditos[veredito] ?? veredito;

/** A text as it came, easier to read where it is JSON. */
export function arrumar(corpo: string): string {
  try {
    return JSON.stringify(JSON.parse(corpo), null, 2);
  } catch {
    return corpo; // whatever it is, it is shown
  }
}
