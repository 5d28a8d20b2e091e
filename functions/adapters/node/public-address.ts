/** Which IP addresses belong to the public internet: everything but what a registry sets apart for private or special use. */
import ipaddr from 'ipaddr.js';

/**
 * False for private, loopback, link-local (with the clouds' metadata services), multicast, reserved and carrier-grade NAT
 * addresses, and for IPv6 forms that carry such an IPv4 address inside.
 *
 * @example isPublicAddress('::ffff:10.0.0.1') // false
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  const inside = embedded(address);
  if (inside !== undefined) return inside.range() === 'unicast';
  return address.range() === 'unicast';
}

/** The IPv4 address in a mapped (`::ffff:`), translated (`64:ff9b::`) or 6to4 (`2002::`) one. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'rfc6052' || range === 'rfc6145') return new ipaddr.IPv4(bytes.slice(12));
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  return undefined;
}
