import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4 } from 'node:net';
import { hostRefused, unreachable } from './failures.js';
import type { SftpTarget } from './target.js';

/** Everything that is no public unicast address (IANA's special-purpose registries, RFC 6890). */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 32], // NAT64, 6to4 and Teredo carry an IPv4 address, which may be a private one
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address is in a loopback, link-local, private or otherwise not public range. */
export function isPrivateAddress(address: string): boolean {
  // A zone (fe80::1%eth0) is never part of a public address.
  return address.includes('%') || notPublic.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * The addresses of the target's host. Connect to these and not to the name: a name that is looked up again may by then
 * mean another machine, a private one included.
 *
 * @throws SyncFailure `SftpHostRefused` where any of them is not public, `SftpUnreachable` where there is none.
 */
export async function resolveAddresses(target: SftpTarget): Promise<string[]> {
  // Node takes an empty name for this machine.
  const addresses = target.host === '' ? [] : await lookup(target.host, { all: true }).catch(() => []);
  if (addresses.length === 0) throw unreachable(target, 'its host name is not known');
  const found = addresses.map(({ address }) => address);
  if (!target.allowPrivateHosts && found.some(isPrivateAddress)) throw hostRefused(target);
  return found;
}
