import type { HouseSettings } from './settings.ts';

/** Tells who started it where everything is; and, when it is stopped, that it is closed. */
export function greeting(
  {
    GATEWAY_URL,
    HOST,
    SES_PORT,
    PIX_PORT,
    DATA_DIR,
  }: Pick<HouseSettings, 'GATEWAY_URL' | 'HOST' | 'SES_PORT' | 'PIX_PORT' | 'DATA_DIR'>,
  credentialsFile: string,
  stop: () => Promise<void>,
): { stop(): Promise<void> } {
  process.stdout.write(`
  Fast & Foodious is open.

  Totem                   ${GATEWAY_URL}/totem
  Painel                  ${GATEWAY_URL}/painel
  Cozinha                 ${GATEWAY_URL}/cozinha
  Gerência                ${GATEWAY_URL}/gerencia
  API and its reference   ${GATEWAY_URL}/docs
  Pix provider            http://${HOST}:${PIX_PORT}   (approve, reject or let a pagamento expire)
  E-mails sent            http://${HOST}:${SES_PORT}
  Credentials             ${credentialsFile}
  Data and logs           ${DATA_DIR}

  Ctrl-C closes it in order.
`);
  return {
    async stop() {
      await stop();
      process.stdout.write('\n  Closed.\n');
    },
  };
}
