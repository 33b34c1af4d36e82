/** Which hosts are this machine and cannot be another (RFC 6761 §6.3, RFC 8252 §7.3). */
import { BlockList, isIP } from 'node:net';

const ownAddresses = new BlockList();
ownAddresses.addSubnet('127.0.0.0', 8);
ownAddresses.addAddress('::1', 'ipv6');

/** 127.0.0.0/8, ::1 with its brackets or without, localhost. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const version = isIP(name);
  return name === 'localhost' || (version !== 0 && ownAddresses.check(name, version === 4 ? 'ipv4' : 'ipv6'));
}
