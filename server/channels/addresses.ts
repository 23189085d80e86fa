import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Addresses that a webhook never goes to: those where machines in clouds give out their own keys, link-local ones first of all, and such that
 * belong to no single machine. Loopback and private networks are let through on purpose: the programs a letter is posted to mostly run there,
 * and whoever can set a webhook up can reach them anyway (docs/security.md).
 */
const closed = new BlockList();
closed.addSubnet('169.254.0.0', 16, 'ipv4');
closed.addSubnet('0.0.0.0', 8, 'ipv4');
closed.addSubnet('224.0.0.0', 4, 'ipv4');
closed.addSubnet('240.0.0.0', 4, 'ipv4');
closed.addAddress('100.100.100.200', 'ipv4');
closed.addAddress('168.63.129.16', 'ipv4');
closed.addAddress('192.0.0.192', 'ipv4');
closed.addSubnet('fe80::', 10, 'ipv6');
closed.addSubnet('ff00::', 8, 'ipv6');
closed.addAddress('::', 'ipv6');
closed.addSubnet('fd00:ec2::', 32, 'ipv6');
closed.addAddress('fd20:ce::254', 'ipv6');
// 6to4 and Teredo lead to any IPv4 address, and nobody is reached by them any more
closed.addSubnet('2002::', 16, 'ipv6');
closed.addSubnet('2001::', 32, 'ipv6');

/** IPv4 in the clothes of IPv6, whose last 32 bits are the address: compatible, mapped, translated, behind a NAT64. */
const clothed = new BlockList();
clothed.addSubnet('::', 96, 'ipv6');
clothed.addSubnet('::ffff:0:0', 96, 'ipv6');
clothed.addSubnet('::ffff:0:0:0', 96, 'ipv6');
clothed.addSubnet('64:ff9b::', 96, 'ipv6');
clothed.addSubnet('64:ff9b:1::', 48, 'ipv6');

/** Whether this address (not name) must not be called. An IPv4 address in the clothes of IPv6 is looked at as what it is. */
export function isClosed(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(bare) === 4) return closed.check(bare, 'ipv4');
  if (!isIPv6(bare)) return false;
  // in one way of writing, without dots
  const written = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  if (written === '::1') return false;
  return closed.check(written, 'ipv6') || (clothed.check(written, 'ipv6') && closed.check(lastFour(written), 'ipv4'));
}

/** The last 32 bits of an IPv6 address, as IPv4. */
function lastFour(address: string): string {
  // “::” stands for groups of zeros
  const [high = 0, low = 0] = address
    .replace('::', ':0:0:')
    .split(':')
    .slice(-2)
    .map((group) => Number.parseInt(group, 16) || 0);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
