/**
 * Pix BR Code, the "copia e cola" text: EMV merchant-presented fields of 2-digit id, 2-digit length and value.
 * Source: Banco Central, "Manual do BR Code" and "Manual de Padrões para Iniciação do Pix", sections on the static code.
 */

const GUI = 'br.gov.bcb.pix';

/** The text is not a Pix BR Code; the message says in a few words why. */
export class BrCodeError extends Error {
  override readonly name = 'BrCodeError';
}

export type NovoBrCode = { chave: string; nome: string; cidade: string; valorCentavos: number; txid: string };

/**
 * Writes a static-shaped Pix BR Code: key, amount and the receiver's own txid.
 * `nome` and `cidade` are folded to plain ASCII and cut to 25 and 15 characters.
 * @param valorCentavos amount in centavos, 1 to 999999999999
 * @throws RangeError when a value does not fit its field
 */
export function brCode({ chave, nome, cidade, valorCentavos, txid }: NovoBrCode): string {
  if (!(Number.isSafeInteger(valorCentavos) && valorCentavos > 0 && valorCentavos <= 999_999_999_999))
    throw new RangeError(`valorCentavos: ${valorCentavos}`);
  if (!/^[A-Za-z0-9]{1,25}$/.test(txid)) throw new RangeError(`txid: ${txid}`);
  // Lengths count characters and the CRC counts bytes: outside ASCII the two would part ways.
  if (!/^[!-~]+$/.test(chave)) throw new RangeError(`chave: ${chave}`);
  const body = [
    field('00', '01'),
    field('26', field('00', GUI) + field('01', chave)),
    field('52', '0000'), // merchant category: not informed
    field('53', '986'), // BRL, ISO 4217
    field('54', (valorCentavos / 100).toFixed(2)),
    field('58', 'BR'),
    field('59', plain(nome, 25)),
    field('60', plain(cidade, 15)),
    field('62', field('05', txid)),
    '6304',
  ].join('');
  return body + crc16(body);
}

export type BrCode = {
  gui: string;
  /** The Pix key; absent in a dynamic code, which carries a URL in its place. */
  chave?: string;
  /** Amount in centavos; null when the payer types it. */
  valorCentavos: number | null;
  nome: string;
  cidade: string;
  /** `***` when the receiver set none. */
  txid: string;
};

/**
 * Reads a Pix BR Code after checking its CRC, its structure and its mandatory fields. `gui` comes in lower case.
 * @throws BrCodeError
 */
export function parseBrCode(text: string): BrCode {
  const crc = text.slice(-4);
  if (text.slice(-8, -4) !== '6304' || crc.toUpperCase() !== crc16(text.slice(0, -4))) throw new BrCodeError('bad CRC');

  const fields = readFields(text);
  const demand = (from: Map<string, string>, id: string, name: string, shape = /./) => {
    const value = from.get(id);
    if (value === undefined || !shape.test(value))
      throw new BrCodeError(value === undefined ? `${name} missing` : `bad ${name}`);
    return value;
  };
  demand(fields, '00', 'payload format (00)', /^01$/);
  const account = readFields(demand(fields, '26', 'merchant account (26)'));
  const gui = demand(account, '00', 'GUI (26-00)', /^br\.gov\.bcb\.pix$/i).toLowerCase();
  const chave = account.get('01');
  if (!chave && !account.get('25')) throw new BrCodeError('key (26-01) or URL (26-25) missing');
  demand(fields, '52', 'category (52)', /^\d{4}$/);
  demand(fields, '53', 'currency (53)', /^986$/);
  demand(fields, '58', 'country (58)', /^BR$/);
  const valor = fields.has('54') ? demand(fields, '54', 'amount (54)', /^(?=.{1,13}$)\d+(\.\d{1,2})?$/) : null;
  return {
    gui,
    ...(chave && { chave }),
    valorCentavos: valor === null ? null : Math.round(Number(valor) * 100),
    nome: demand(fields, '59', 'name (59)'),
    cidade: demand(fields, '60', 'city (60)'),
    txid: demand(readFields(demand(fields, '62', 'additional data (62)')), '05', 'txid (62-05)'),
  };
}

/** The shapes of Pix keys, as the Banco Central lists them: CPF, CNPJ (with letters too), e-mail, phone, random (EVP). */
const CHAVES = [
  /^\d{11}$/,
  /^[0-9A-Z]{12}\d{2}$/,
  /^(?=.{3,77}$)[^@\s]+@[^@\s]+$/,
  /^\+55\d{10,11}$/,
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
];

/** Whether a text has the shape of a Pix key. Whose it is, only the Banco Central's directory knows. */
export const temFormaDeChave = (chave: string): boolean => CHAVES.some((forma) => forma.test(chave));

/**
 * Why a Pix code must not be shown to who is to pay so many centavos; null for one that may be. A code with a key is taken as well as
 * one with a URL.
 */
export function defeitoDoCodigo(text: string, valorCentavos: number): string | null {
  try {
    const { chave, valorCentavos: cobra } = parseBrCode(text);
    if (chave !== undefined && !temFormaDeChave(chave)) return 'bad key';
    return cobra === valorCentavos ? null : `charges ${cobra ?? 'any amount'}, not ${valorCentavos} centavos`;
  } catch (error) {
    if (error instanceof BrCodeError) return error.message;
    throw error;
  }
}

/** CRC-16/CCITT-FALSE of the text's UTF-8 bytes as 4 upper-case hex digits: polynomial 0x1021, start 0xFFFF. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  }
  return (crc & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}

function field(id: string, value: string): string {
  if (value.length < 1 || value.length > 99)
    throw new RangeError(`field ${id} has ${value.length} characters, not 1 to 99`);
  return id + String(value.length).padStart(2, '0') + value;
}

function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const [, id = '', length] = /^(\d\d)(\d\d)/.exec(text.slice(at, at + 4)) ?? [];
    const value = text.slice(at + 4, at + 4 + Number(length));
    // A repeated id could show the payer one amount and charge another.
    if (value.length !== Number(length) || fields.has(id)) throw new BrCodeError(`bad TLV at ${at}`);
    fields.set(id, value);
    at += 4 + value.length;
  }
  return fields;
}

const plain = (text: string, max: number) =>
  text
    .normalize('NFD')
    .replace(/\s/g, ' ')
    .replace(/[^ -~]/g, '')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, max)
    .trim();
