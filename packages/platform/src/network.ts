import { BlockList, isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { z } from 'zod';
import { isEverywhere } from './settings.ts';

/** Whether a host, as an address writes it, is a name every machine has for itself, and nobody else can give. */
export const isThisMachine = (hostname: string): boolean =>
  /^((.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** Interfaces on which there are only containers and virtual machines of this one. */
const INWARD = /^(docker|br-|veth|virbr|vboxnet|vmnet)/;

/** The IPv4 addresses by which others in its networks reach this machine. */
export const lanAddresses = (interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces()): string[] =>
  Object.entries(interfaces)
    .filter(([name]) => !INWARD.test(name))
    .flatMap(([, addresses = []]) => addresses)
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
    .map(({ address }) => address);

/**
 * The address people use: what the settings say; where that leads nobody but this machine here, and the server listens on all
 * of its addresses, the one it has in its network. A restaurant on a laptop needs no setting for its telephones.
 */
export function publicAddress(
  { GATEWAY_URL, HOST, PORT }: { GATEWAY_URL: string; HOST: string; PORT: number },
  lan = lanAddresses(),
): string {
  const { hostname } = new URL(GATEWAY_URL);
  return isThisMachine(hostname) && isEverywhere(HOST) && lan[0] ? `http://${lan[0]}:${PORT}` : GATEWAY_URL;
}

/** An address or a range of them, as `10.0.0.0/8`. */
function isRange(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

/** A setting that lists addresses and ranges, after commas. */
export const ranges = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((range) => range.trim() || []))
  .refine((list) => list.every(isRange), 'IP addresses or ranges as 10.0.0.0/8, after commas');

/** Whether an address is one of these, or in one of these ranges. */
export function among(list: readonly string[]): (address: string | undefined) => boolean {
  const known = new BlockList();
  for (const range of list) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) known.addAddress(address, family);
    else known.addSubnet(address, Number(bits), family);
  }
  return (address = '') => isIP(address) > 0 && known.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * As much of an address as its owner cannot change at will: all of an IPv4 one, the /64 of an IPv6 one, where every machine has
 * 2^64 of them.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [, ipv4] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (ipv4) return ipv4;
  const [head = '', tail] = new URL(`http://[${address.split('%', 1)[0]}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((part) => (part ? part.split(':') : [])) as [string[], string[]];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return `${[...before, ...Array(zeros).fill('0'), ...after].slice(0, 4).join(':')}::/64`;
}
