// Which IP addresses belong to the public internet: all others must be named to be reached. Both threads.

/** Blocks of IPv4 that are no public hosts (IANA special-purpose registry, RFC 6890), as address and prefix length. */
const IPV4_BLOCKS: readonly (readonly [string, number])[] = [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
];

export function isIpLiteral(host: string): boolean {
  return host.includes(':') || isIpv4(host);
}

/** @param host canonical: a name is neither private nor public, but `localhost` is this machine */
export function isPrivateHost(host: string): boolean {
  return host === 'localhost' || (isIpLiteral(host) && !isPublicAddress(host));
}

/** @param address canonical IP literal. What cannot be read is not public. */
export function isPublicAddress(address: string): boolean {
  return isIpv4(address) ? isPublicIpv4(toNumber(address)) : isPublicIpv6(groupsOf(address));
}

/** @param address canonical IP literal */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^127(\.\d+){3}$/.test(address);
}

function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}

function toNumber(ipv4: string): number {
  return ipv4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isPublicIpv4(address: number): boolean {
  return IPV4_BLOCKS.every(([base, length]) => {
    const size = 2 ** (32 - length);
    return Math.floor(address / size) !== Math.floor(toNumber(base) / size);
  });
}

/** Only 2000::/3 is handed out; parts of it, and the prefix of NAT64, carry an IPv4 address that counts. */
function isPublicIpv6(groups: readonly number[] | undefined): boolean {
  if (groups === undefined) return false;
  const [a, b] = [groups[0]!, groups[1]!];
  const ipv4At = (index: number): number => groups[index]! * 65536 + groups[index + 1]!;
  if (a === 0x64 && b === 0xff9b && groups.slice(2, 6).every((group) => group === 0)) return isPublicIpv4(ipv4At(6));
  if (a === 0x2002) return isPublicIpv4(ipv4At(1));
  // Teredo, ORCHID and the rest of 2001::/23 are no hosts; 2001:db8::/32 and 3fff::/20 are for documents.
  const isSpecial = (a === 0x2001 && (b < 0x200 || b === 0xdb8)) || (a === 0x3fff && b < 0x1000);
  return a >= 0x2000 && a < 0x4000 && !isSpecial;
}

/** The eight groups of an IPv6 address without a zone. */
function groupsOf(address: string): readonly number[] | undefined {
  if (!/^[0-9a-f:]+$/.test(address)) return undefined;
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...new Array<number>(Math.max(0, missing)).fill(0), ...after];
}
