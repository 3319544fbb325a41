import { type PixSecrets, pixSecrets } from '@foodious/pix/secrets.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Carteiro, Provedor, Simulador } from '../../ports.ts';
import type { PagamentoSettings } from '../../settings.ts';
import { clienteMercadoPago } from './mercado-pago/client.ts';
import { credenciaisDaConta, emailDaConta, enderecoDaConta } from './mercado-pago/credenciais.ts';
import { carteiroMercadoPago } from './mercado-pago/notification.ts';
import { provedorMercadoPago } from './mercado-pago/provedor.ts';
import { simuladorDe } from './simulador.ts';
import { WEBHOOK } from './webhook.ts';

/** The payer's e-mail the simulated bank is told. */
const EMAIL_SIMULADO = 'lanchonete@fastefoodious.example';

/** Who takes Pix, as the settings say. `abrir` reads the secrets; nothing else works before. */
export type Pix = {
  provedor: Provedor;
  carteiro: Carteiro;
  /** Null where the money is real. */
  simulador: Simulador | null;
  abrir(): Promise<unknown>;
};

/** The simulated bank, or a real account: the same API. Throws SettingsError for an account that is not told of as it must be. */
export const abrirPix = (settings: PagamentoSettings, log: Logger): Pix =>
  settings.PROVEDOR_PIX === 'simulado' ? simulado(settings) : mercadoPago(settings, log);

function simulado(settings: PagamentoSettings): Pix {
  let lidos: PixSecrets | undefined;
  const segredos = () => {
    if (!lidos) throw new Error('the secrets of the simulated bank are read before they are used');
    return lidos;
  };
  const cliente = clienteMercadoPago(settings.PIX_URL, () => segredos().PIX_API_KEY);
  return {
    provedor: provedorMercadoPago(cliente, { email: EMAIL_SIMULADO }),
    carteiro: carteiroMercadoPago(() => [segredos().PIX_WEBHOOK_SECRET]),
    simulador: simuladorDe(settings.PIX_URL, () => segredos().PIX_WEBHOOK_SECRET),
    async abrir() {
      lidos = await pixSecrets(settings);
    },
  };
}

function mercadoPago(settings: PagamentoSettings, log: Logger): Pix {
  const email = emailDaConta(settings);
  const { accessToken, segredos } = credenciaisDaConta(settings);
  const cliente = clienteMercadoPago(enderecoDaConta(settings.MERCADO_PAGO_URL), () => accessToken);
  // They notify no address but a public one; without, we ask by ourselves.
  const publico = settings.GATEWAY_URL.startsWith('https:');
  return {
    provedor: provedorMercadoPago(cliente, {
      email,
      notificarEm: publico ? `${settings.GATEWAY_URL}${WEBHOOK}` : undefined,
    }),
    carteiro: carteiroMercadoPago(() => segredos),
    simulador: null,
    async abrir() {
      if (accessToken.startsWith('TEST-'))
        log.warn({}, 'the token of Mercado Pago is one of a test: no real money moves');
      if (!publico)
        log.warn({}, 'GATEWAY_URL is not https: Mercado Pago cannot notify us, payments are seen by asking');
    },
  };
}
