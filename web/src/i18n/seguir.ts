import type { Consumo, EstadoPedido } from '@foodious/kernel/estados.ts';
import type { Idioma } from './idiomas.ts';

/** Everything the page says by which a pedido is followed. */
export type TextosDeSeguir = {
  semConexao: string;
  idioma: string;
  meusDados: string;
  seuPedido: string;
  senha: string;
  andamento: string;
  feito: string;
  itens: string;
  total: string;
  ausenteTitulo: string;
  ausenteTexto: string;
  passos: readonly [string, string, string, string];
  consumos: Record<Consumo, string>;
  frases: Record<EstadoPedido, string>;
  /** Those that are others where the pedido is paid at the counter. */
  noBalcao: Partial<Record<EstadoPedido, string>>;
  desde(hora: string): string;
  espera(min: number): string;
};

/** What the page of a pedido says, by language. */
export const textosDeSeguir: Readonly<Record<Idioma, TextosDeSeguir>> = {
  pt: {
    semConexao: 'Sem conexão. Mostramos o que vimos por último.',
    idioma: 'Idioma',
    meusDados: 'Seus dados e pedidos',
    seuPedido: 'Seu pedido',
    senha: 'Senha',
    andamento: 'Andamento',
    feito: 'feito',
    itens: 'Itens',
    total: 'Total',
    ausenteTitulo: 'Não achamos este pedido',
    ausenteTexto: 'Confira o endereço, ou leia de novo o QR Code do totem.',
    passos: ['Pagamento', 'Recebido', 'Em preparo', 'Pronto'],
    consumos: { local: 'Para comer aqui', viagem: 'Para viagem' },
    frases: {
      PAGAMENTO_PENDENTE: 'O pagamento não foi concluído. Volte ao totem para tentar de novo.',
      CHECKOUT: 'Esperando o seu Pix.',
      RECEBIDO: 'Pagamento confirmado. A cozinha já tem o seu pedido.',
      EM_PREPARACAO: 'Estamos preparando o seu pedido.',
      PRONTO: 'Pode retirar no balcão.',
      FINALIZADO: 'Entregue. Bom apetite!',
      CANCELADO: 'O pedido foi cancelado. O que foi pago volta pelo Pix.',
    },
    noBalcao: {
      CHECKOUT: 'Pague no balcão, em dinheiro ou cartão. A senha vem depois.',
      CANCELADO: 'O pedido foi cancelado. O que foi pago se recebe de volta no balcão.',
    },
    desde: (hora) => `Desde ${hora}`,
    espera: (min) => `Costuma levar cerca de ${min} ${min === 1 ? 'minuto' : 'minutos'}.`,
  },
  en: {
    semConexao: 'No connection. This is what we saw last.',
    idioma: 'Language',
    meusDados: 'Your data and orders',
    seuPedido: 'Your order',
    senha: 'Number',
    andamento: 'Progress',
    feito: 'done',
    itens: 'Items',
    total: 'Total',
    ausenteTitulo: 'We cannot find this order',
    ausenteTexto: 'Check the address, or scan the QR code of the kiosk again.',
    passos: ['Payment', 'Received', 'In preparation', 'Ready'],
    consumos: { local: 'Eat in', viagem: 'Take away' },
    frases: {
      PAGAMENTO_PENDENTE: 'The payment was not completed. Go back to the kiosk to try again.',
      CHECKOUT: 'Waiting for your Pix.',
      RECEBIDO: 'Payment confirmed. The kitchen has your order.',
      EM_PREPARACAO: 'We are preparing your order.',
      PRONTO: 'Ready: pick it up at the counter.',
      FINALIZADO: 'Handed over. Enjoy your meal!',
      CANCELADO: 'The order was cancelled. What was paid goes back by Pix.',
    },
    noBalcao: {
      CHECKOUT: 'Pay at the counter, in cash or by card. Your number comes then.',
      CANCELADO: 'The order was cancelled. What was paid is given back at the counter.',
    },
    desde: (hora) => `Since ${hora}`,
    espera: (min) => `It usually takes about ${min} ${min === 1 ? 'minute' : 'minutes'}.`,
  },
  es: {
    semConexao: 'Sin conexión. Mostramos lo último que vimos.',
    idioma: 'Idioma',
    meusDados: 'Tus datos y pedidos',
    seuPedido: 'Tu pedido',
    senha: 'Número',
    andamento: 'Progreso',
    feito: 'hecho',
    itens: 'Productos',
    total: 'Total',
    ausenteTitulo: 'No encontramos este pedido',
    ausenteTexto: 'Revisa la dirección, o lee otra vez el código QR del tótem.',
    passos: ['Pago', 'Recibido', 'En preparación', 'Listo'],
    consumos: { local: 'Comer aquí', viagem: 'Para llevar' },
    frases: {
      PAGAMENTO_PENDENTE: 'El pago no se completó. Vuelve al tótem para probar otra vez.',
      CHECKOUT: 'Esperando tu Pix.',
      RECEBIDO: 'Pago confirmado. La cocina ya tiene tu pedido.',
      EM_PREPARACAO: 'Estamos preparando tu pedido.',
      PRONTO: 'Puedes retirarlo en el mostrador.',
      FINALIZADO: 'Entregado. ¡Buen provecho!',
      CANCELADO: 'El pedido fue cancelado. Lo que se pagó vuelve por Pix.',
    },
    noBalcao: {
      CHECKOUT: 'Paga en el mostrador, en efectivo o con tarjeta. Después viene tu número.',
      CANCELADO: 'El pedido fue cancelado. Lo que se pagó se devuelve en el mostrador.',
    },
    desde: (hora) => `Desde las ${hora}`,
    espera: (min) => `Suele tardar unos ${min} ${min === 1 ? 'minuto' : 'minutos'}.`,
  },
};
