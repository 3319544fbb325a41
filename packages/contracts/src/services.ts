/** The services that own data, and speak to each other by messages. */
export const serviceNames = ['produto', 'pedido', 'pagamento', 'cozinha'] as const;
export type ServiceName = (typeof serviceNames)[number];
