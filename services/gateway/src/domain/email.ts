import { escreverCarta } from '@foodious/kernel/carta.ts';

/** The e-mail with the code by which somebody of the staff comes in. The subject does not tell it: that shows on locked screens. */
export const codigoDeEntrada = (nome: string, codigo: string, lanchonete: string) =>
  escreverCarta({
    assunto: 'Seu código para entrar',
    saudacao: `Olá, ${nome.split(' ', 1)[0]}!`,
    paragrafos: [
      `O código é ${codigo}. Ele vale por 10 minutos, uma vez.`,
      'Se não é você que está entrando, alguém sabe a sua palavra-passe: troque-a agora.',
    ],
    assinatura: lanchonete,
  });
