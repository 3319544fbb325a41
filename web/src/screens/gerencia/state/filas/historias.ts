import type { QueueName } from '@foodious/contracts/resources.ts';

/** What each queue is for, as people would say it. */
export const historias: Readonly<Record<string, string>> = {
  'solicitar-pagamento-req': 'O pedido pede o seu pagamento',
  'webhook-pagamento-confirmado-res': 'O banco aprovou',
  'webhook-pagamento-rejeitado-res': 'O banco recusou, ou o prazo acabou',
  'preparacao-pedido-req': 'O que a cozinha prepara, muda ou larga',
  'preparacao-pedido-res': 'Como anda a comanda',
  'estorno-pagamento-req': 'Devolver o dinheiro, ou não cobrar',
  'estorno-pagamento-res': 'O dinheiro voltou',
  'produto-alterado': 'O cardápio mudou',
  'ajustes-alterados': 'Os ajustes que valem na cozinha',
  'lgpd-protocolo-delecao-req': 'Guardar o protocolo de quem foi apagado',
  'auditoria-req': 'O que a equipe fez',
  'lgpd-desvincular-pagamento-req': 'Desligar os pagamentos de quem foi apagado',
  'lgpd-desvincular-cozinha-req': 'Tirar das comandas o que escreveu quem foi apagado',
  'lgpd-apagar-identidade-req': 'Encerrar as sessões de quem foi apagado',
  'lgpd-delecao-res': 'Uma parte do que havia de alguém foi apagada',
} satisfies Record<QueueName, string>;
