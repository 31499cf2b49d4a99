import { wholeBooking } from './credits.ts';

/** By what credit is summed; the names of the API's enum `AttributionGroup`. */
export const attributionGroups = ['CHANNEL', 'SOURCE', 'CAMPAIGN', 'PROCEDURE'] as const;

export type AttributionGroup = (typeof attributionGroups)[number];

/** The key of what says nothing of a source, a campaign or a procedure. */
export const nothingSaid = '(none)';

/** What one channel, source, campaign or procedure brought. */
export interface AttributionRow {
  readonly key: string;
  /** Bookings, in parts of one. */
  readonly bookings: number;
  readonly microCredits: bigint;
  /** Touches that got credit. */
  readonly touches: number;
}

/** Sums credit by key, exactly. */
export function attributionReport() {
  const sums = new Map<string, { microCredits: bigint; touches: number }>();
  return {
    add(key: string | null, microCredits: number): void {
      const name = key ?? nothingSaid;
      const sum = sums.get(name) ?? { microCredits: 0n, touches: 0 };
      sums.set(name, { microCredits: sum.microCredits + BigInt(microCredits), touches: sum.touches + 1 });
    },
    /** What got most first, then by name. */
    rows: (): readonly AttributionRow[] =>
      [...sums]
        .map(([key, { microCredits, touches }]) => ({ key, microCredits, touches, bookings: Number(microCredits) / wholeBooking }))
        .sort((a, b) => (a.microCredits === b.microCredits ? (a.key < b.key ? -1 : 1) : a.microCredits > b.microCredits ? -1 : 1)),
  };
}
