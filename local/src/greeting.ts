import { conviteQueEspera } from '@foodious/gateway/adapters/convite/guardado.ts';
import { qrText } from '@foodious/pix/qr.ts';
import { isThisMachine, lanAddresses, publicAddress } from '@foodious/platform/network.ts';
import type { SecretStore } from '@foodious/platform/secret-store.ts';
import { isEverywhere, reachable } from '@foodious/platform/settings.ts';
import type { HouseSettings } from './settings.ts';

type Where = Pick<
  HouseSettings,
  'GATEWAY_URL' | 'PORT' | 'HOST' | 'SES_HOST' | 'SES_PORT' | 'PIX_HOST' | 'PIX_PORT' | 'DATA_DIR'
>;

/**
 * Where everything is, for who started it: addresses that work where they are used. In a network also the totem as a QR code,
 * for a telephone.
 * @param lan the addresses of this machine in its networks
 * @param terminal what it is printed on: a column count where it is one that knows escape codes
 * @param convite of whoever may choose to run the restaurant now
 */
export function addressesOf(
  settings: Where,
  credentials: string,
  lan = lanAddresses(),
  terminal: { columns?: number | undefined } = {},
  convite?: string,
): string {
  const colours = terminal.columns !== undefined;
  const { HOST, PORT, SES_HOST, SES_PORT, PIX_HOST, PIX_PORT, DATA_DIR } = settings;
  const here = publicAddress(settings, lan);
  const alone = isThisMachine(new URL(here).hostname);
  const at = (host: string, port: number) =>
    `http://${isEverywhere(host) && lan[0] ? lan[0] : reachable(host)}:${port}`;
  const others = isEverywhere(HOST) ? ['127.0.0.1', ...lan].map((address) => `http://${address}:${PORT}`) : [];
  const also = others.filter((address) => address !== here).map((address) => `\n  Also at                 ${address}`);
  const phone = alone ? '' : `\n  The totem on a telephone:\n\n${qrText(`${here}/totem`, colours)}\n`;
  const link = `${here}/gerencia#convite=${convite}`;
  const first = convite ? `\n  ${ESCOLHER}:\n\n  ${link}\n${alone ? '' : qrThatFits(link, terminal.columns)}` : '';
  return `
  Fast & Foodious is open.

  Totem                   ${here}/totem
  Painel                  ${here}/painel
  Cozinha                 ${here}/cozinha
  Balcão                  ${here}/balcao
  Gerência                ${here}/gerencia
  API and its reference   ${here}/docs${also.join('')}
  Pix provider            ${at(PIX_HOST, PIX_PORT)}   (approve, reject or let a pagamento expire)
  E-mails sent            ${at(SES_HOST, SES_PORT)}
  Credentials             ${credentials}
  Data and logs           ${DATA_DIR}
${phone}${first}
  Ctrl-C closes it in order.
`;
}

const ESCOLHER =
  'Choose who runs this restaurant: this link works once. Until then the credentials above open its screens';

/** A link as a QR code, where a terminal is wide enough for it; in a file it would only be in the way. */
function qrThatFits(link: string, columns = 0): string {
  const code = qrText(link, false);
  return code.indexOf('\n') <= columns ? `\n${qrText(link, true)}\n` : '';
}

/** Tells who started it where everything is; and, when it is stopped, that it is closed. */
export async function greeting(
  settings: Where,
  segredos: SecretStore,
  stop: () => Promise<void>,
): Promise<{ stop(): Promise<void> }> {
  const { isTTY, columns } = process.stdout;
  const convite = await conviteQueEspera(segredos);
  const credentials = segredos.where('credenciais');
  process.stdout.write(addressesOf(settings, credentials, undefined, isTTY ? { columns } : {}, convite));
  return {
    async stop() {
      await stop();
      process.stdout.write('\n  Closed.\n');
    },
  };
}
