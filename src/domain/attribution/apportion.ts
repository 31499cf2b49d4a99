/** Somebody who gets a share, and the name that decides between equal remainders. */
export interface Claim {
  readonly weight: bigint;
  readonly name: string;
}

/**
 * Divides a whole number in proportion to the weights, in whole numbers that add up to it: floors first, then one each by largest
 * remainder, ties by name. The answers stand in the order of the claims; of no claims none.
 */
export function apportion(whole: number, claims: readonly Claim[]): readonly number[] {
  const total = claims.reduce((sum, { weight }) => sum + weight, 0n);
  if (total === 0n) return claims.map(() => 0);
  const parts = claims.map(({ weight, name }) => {
    const scaled = weight * BigInt(whole);
    return { name, floor: Number(scaled / total), remainder: scaled % total };
  });
  const left = whole - parts.reduce((sum, { floor }) => sum + floor, 0);
  const order = parts.toSorted((a, b) => (a.remainder === b.remainder ? (a.name < b.name ? -1 : 1) : a.remainder > b.remainder ? -1 : 1));
  const luckier = new Set(order.slice(0, left));
  return parts.map((part) => part.floor + (luckier.has(part) ? 1 : 0));
}
