/** A network as its first and last address; undefined when the text is no network. */
export function networkOf(cidr: string): { first: number; last: number } | undefined {
  const [address = '', prefix = ''] = cidr.split('/');
  const bytes = address.split('.').map(Number);
  const bits = Number(prefix);
  if (bytes.length !== 4 || bytes.some((byte) => !(byte >= 0 && byte <= 255)) || !(bits >= 8 && bits <= 28)) return undefined;
  const first = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

export function overlap(a: string, b: string): boolean {
  const [left, right] = [networkOf(a), networkOf(b)];
  return Boolean(left && right && left.first <= right.last && right.first <= left.last);
}

const PRIVATE = [
  ...Array.from({ length: 256 }, (_, second) => `10.${second}.0.0/16`),
  ...Array.from({ length: 16 }, (_, second) => `172.${16 + second}.0.0/16`),
  '192.168.0.0/16',
];

/** The first private /16 that overlaps none of `taken`; where there is none, the first of all, which is then refused by name. */
export const freeNetwork = (taken: readonly string[]): string =>
  PRIVATE.find((candidate) => !taken.some((cidr) => overlap(cidr, candidate))) ?? PRIVATE[0]!;
