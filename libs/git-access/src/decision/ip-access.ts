import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Does the address lie in one of the ranges (git-access.md 12.6)? What cannot be read lies nowhere. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return false;
  const parsed = parseAddress(address);
  return parsed !== undefined && ranges.some((range) => contains(range, parsed));
}

function contains(range: string, address: Address): boolean {
  const [base = '', prefix, ...more] = range.trim().split('/');
  const network = parseAddress(base);
  if (network === undefined || more.length > 0 || network.kind() !== address.kind()) return false;
  const longest = network.kind() === 'ipv4' ? 32 : 128;
  const length = prefix === undefined ? longest : prefixLength(base, prefix);
  if (length === undefined || length > longest) return false;
  return address.match([network, length] as [ipaddr.IPv4 & ipaddr.IPv6, number]);
}

/** The prefix of an IPv4 range written as IPv6 counts the 96 bits in front. */
function prefixLength(base: string, prefix: string): number | undefined {
  if (!/^[0-9]{1,3}$/.test(prefix)) return undefined;
  const mapped = base.includes(':') && parseAddress(base)?.kind() === 'ipv4';
  const length = Number(prefix) - (mapped ? 96 : 0);
  return length < 0 ? undefined : length;
}

/** Whole addresses only; an IPv4 address in IPv6 clothes is an IPv4 address, and a zone is no part of it. */
function parseAddress(text: string): Address | undefined {
  const plain = text.trim().replace(/%[0-9A-Za-z._~-]+$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain);
  return ipaddr.IPv6.isValid(plain) ? ipaddr.process(plain) : undefined;
}
