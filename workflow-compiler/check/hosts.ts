/** Hosts that lie inside a network rather than on the internet, in every spelling that resolvers take. */
import ipaddr from 'ipaddr.js';

/** `authority` is the part of a URL between `//` and the path: user, host and port. */
export function privateHost(authority: string): boolean {
  const afterUser = authority.slice(authority.lastIndexOf('@') + 1);
  const bracketed = /^\[([^\]]*)\]/.exec(afterUser)?.[1];
  const host = (bracketed ?? afterUser.replace(/:[0-9]*$/, '')).toLowerCase().replace(/\.$/, '');
  if (host === '' || /^(localhost|.*\.(localhost|local|internal|lan|home\.arpa))$/.test(host)) return true;
  // Also `127.1`, `0x7f000001` and `2130706433`, which are the same address.
  if (!ipaddr.isValid(host)) return !host.includes('.') && bracketed === undefined;
  return ipaddr.process(host).range() !== 'unicast';
}
