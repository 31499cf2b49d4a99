import { milliseconds } from '../duration.ts';
import type { BookingId, Instant } from '../ids.ts';
import type { TemplatesState } from './published.ts';

/** Another visit of the same person; procedures by the slugs of their templates. */
export interface OtherVisit {
  readonly booking: BookingId;
  readonly procedures: readonly string[];
  readonly startsAt: Instant;
}

/** Something about a plan that the software does not decide. */
export type CareFlag =
  /** It is not known what the visit is for. */
  | { readonly type: 'unknownProcedure' }
  /** Two procedures are too close; `other` is the visit of the second, null when it is this one. */
  | {
      readonly type: 'spacing';
      readonly procedures: readonly [string, string];
      readonly days: number;
      readonly because: string;
      readonly other: BookingId | null;
    };

const day = 86_400_000;

/** Names the procedures of a visit that stand too close to one another, or to those of her other visits. */
export function spacingFlags(
  visit: { readonly procedures: readonly string[]; readonly startsAt: Instant },
  others: readonly OtherVisit[],
  published: TemplatesState,
): readonly CareFlag[] {
  const { procedures, startsAt } = visit;
  const flag = (a: string, b: string, gap: number, other: BookingId | null): readonly CareFlag[] => {
    const rule = ruleBetween(a, b, published);
    return rule && gap < rule.apart
      ? [{ type: 'spacing', procedures: [a, b], days: Math.round(rule.apart / day), because: rule.because, other }]
      : [];
  };
  const within = procedures.flatMap((a, index) => procedures.slice(index + 1).flatMap((b) => flag(a, b, 0, null)));
  const between = others.flatMap((other) => {
    const gap = Math.abs(Date.parse(other.startsAt) - Date.parse(startsAt));
    return procedures.flatMap((a) => other.procedures.flatMap((b) => flag(a, b, gap, other.booking)));
  });
  return [...within, ...between];
}

/** The longest time that either of two procedures asks for. */
function ruleBetween(a: string, b: string, published: TemplatesState): { readonly apart: number; readonly because: string } | null {
  const of = (one: string, other: string) =>
    (published[one]?.template.spacing ?? [])
      .filter((rule) => rule.with.includes(other))
      .map(({ apart, because }) => ({ apart: milliseconds(apart) ?? 0, because }));
  return [...of(a, b), ...of(b, a)].toSorted((one, other) => other.apart - one.apart)[0] ?? null;
}
