/** Where the Pix provider notifies us, below the address of the gateway. */
export const WEBHOOK = '/v1/pagamento/webhook/mercado-pago';
