/** The services that own data, and speak to each other by messages. */
export const serviceNames = ['produto', 'pedido', 'pagamento', 'cozinha'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** All that write or read queues: the services, and the gateway, which keeps who may come in and what the staff did. */
export const parties = [...serviceNames, 'gateway'] as const;
export type Party = (typeof parties)[number];
