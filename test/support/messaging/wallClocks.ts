/** A zone's clocks without luxon: between which moments (ms since 1970) they are how far ahead of UTC, read off Intl once for the years of the timelines. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const firstYear = Date.UTC(2026, 0);
const lastYear = Date.UTC(2029, 0);
const day = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetOf(zone: string, time: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23', calendar: 'gregory' });
  formats.set(zone, format);
  const [, date, month, year, hour, minute, second] = /(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)/.exec(format.format(time))?.map(Number) ?? [];
  const shown = Date.UTC(year ?? 0, (month ?? 1) - 1, date, hour, minute, second);
  return shown - Math.floor(time / 1_000) * 1_000;
}

function stretchesOf(zone: string): Stretch[] {
  const stretches: Stretch[] = [];
  let from = Number.NEGATIVE_INFINITY;
  for (let today = firstYear; today < lastYear; today += day) {
    const offset = offsetOf(zone, today);
    if (offsetOf(zone, today + day) === offset) continue;
    let [same, other] = [today, today + day];
    while (other - same > 1_000) {
      const middle = Math.floor((same + other) / 2_000) * 1_000;
      if (offsetOf(zone, middle) === offset) same = middle;
      else other = middle;
    }
    stretches.push({ from, to: other, offset });
    from = other;
  }
  return [...stretches, { from, to: Number.POSITIVE_INFINITY, offset: offsetOf(zone, lastYear) }];
}

const known = new Map<string, readonly Stretch[]>();

function clocks(zone: string): readonly Stretch[] {
  const stretches = known.get(zone) ?? stretchesOf(zone);
  known.set(zone, stretches);
  return stretches;
}

/** The moments at which the zone's clocks are changed. */
export const clockChanges = (zone: string): readonly number[] =>
  clocks(zone)
    .map((one) => one.to)
    .filter(Number.isFinite);

/** Midnight (as if in UTC) of the day that the zone's clock shows. */
export function dayShown(zone: string, time: number): number {
  const stretch = clocks(zone).find((one) => time < one.to);
  return Math.floor((time + (stretch?.offset ?? 0)) / day) * day;
}

/** When the clock shows a time: the first of two, and of none the reading of the clock that was not yet put forward. */
export function whenShown(zone: string, shown: number): number {
  const stretches = clocks(zone);
  for (const { from, to, offset } of stretches) {
    const time = shown - offset;
    if (time >= from && time < to) return time;
  }
  const skipped = stretches.find(({ to, offset }, index) => shown - offset >= to && shown - (stretches[index + 1]?.offset ?? 0) < to);
  return shown - (skipped?.offset ?? 0);
}
