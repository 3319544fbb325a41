import type { TipoDeConsentimento } from '@foodious/kernel/estados.ts';

/**
 * What clientes are asked to agree to, by kind and version, in the words they read: what they agreed to stays provable (LGPD
 * art. 8, § 2). A text that was shown is never changed: another one gets the next version.
 */
export const consentimentos = {
  marketing: {
    1: {
      pt: 'Quero receber ofertas por e-mail',
      en: 'Send me offers by e-mail',
      es: 'Quiero recibir ofertas por correo',
    },
  },
} satisfies Record<TipoDeConsentimento, Record<number, Record<'pt' | 'en' | 'es', string>>>;

/** The version of each that is shown now. */
export const VERSAO_ATUAL = { marketing: 1 } as const satisfies Record<TipoDeConsentimento, number>;

/** The text of a version; undefined where there never was one. */
export const textoDoConsentimento = (
  tipo: TipoDeConsentimento,
  versao: number,
): Record<'pt' | 'en' | 'es', string> | undefined =>
  (consentimentos[tipo] as Record<number, Record<'pt' | 'en' | 'es', string>>)[versao];
