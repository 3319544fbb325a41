import type { MessagingTables } from '@foodious/messaging/sql.ts';
import type { Consumo } from '../domain/comanda.ts';

/** The tables of cozinha. */
export type Database = MessagingTables & {
  comanda: {
    pedido_id: number;
    senha: number;
    estado: number;
    itens: string;
    recebida_em: number;
    iniciada_em: number | null;
    pronta_em: number | null;
    entregue_em: number | null;
    movimentos: number;
    consumo: Consumo | null;
    historico: string;
    traceparent: string;
  };
};
