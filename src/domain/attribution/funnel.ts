import type { Channel } from '../channel.ts';
import type { Instant } from '../ids.ts';
import { nothingSaid } from './report.ts';

/** A booking as far as the funnel goes. */
export interface FunnelBooking {
  /** When it was made: a request comes before its scheduling. */
  readonly madeAt: Instant;
  readonly channel: Channel;
  readonly scheduledAt: Instant | null;
  readonly confirmed: boolean;
  readonly attended: boolean;
}

/** One person, with all who were merged into her, as far as the funnel goes. */
export interface Lead {
  /** The first that she wrote; null for one who never did. */
  readonly firstMessage: { readonly at: Instant; readonly channel: Channel } | null;
  readonly linkShared: boolean;
  readonly linkOpened: boolean;
  readonly bookings: readonly FunnelBooking[];
}

/** How somebody began: by writing, or by booking where that came first. */
export interface Inquiry {
  readonly at: Instant;
  readonly channel: Channel;
}

/** When and where she began; null for one who did neither. */
export function inquiryOf({ firstMessage, bookings }: Pick<Lead, 'firstMessage' | 'bookings'>): Inquiry | null {
  const booked = bookings.map(({ madeAt, channel }) => ({ at: madeAt, channel }));
  return [...(firstMessage ? [firstMessage] : []), ...booked].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0] ?? null;
}

/** How far those got who began in a period, for one channel, source, campaign or procedure. */
export interface FunnelRow {
  readonly key: string;
  readonly inquiries: number;
  readonly linksShared: number;
  readonly linksOpened: number;
  readonly booked: number;
  readonly confirmed: number;
  readonly attended: number;
  /** From inquiry to scheduling; null where nobody booked. */
  readonly medianSecondsToBook: number | null;
}

interface Counted {
  readonly lead: Lead;
  /** Null where she never booked. */
  readonly secondsToBook: number | null;
}

/** Counts people by how far they got: each once, whatever she did twice (domain.md 6). */
export function funnelReport() {
  const rows = new Map<string, Counted[]>();
  return {
    add(key: string | null, { at }: Inquiry, lead: Lead): void {
      const name = key ?? nothingSaid;
      const scheduled = lead.bookings.flatMap(({ scheduledAt }) => (scheduledAt === null ? [] : [Date.parse(scheduledAt)]));
      const secondsToBook = scheduled.length === 0 ? null : Math.max(0, (Math.min(...scheduled) - Date.parse(at)) / 1_000);
      const its = rows.get(name) ?? [];
      its.push({ lead, secondsToBook });
      rows.set(name, its);
    },
    /** Where most began first, then by name. */
    rows: (): readonly FunnelRow[] =>
      [...rows].map(([key, its]) => rowOf(key, its)).sort((a, b) => b.inquiries - a.inquiries || (a.key < b.key ? -1 : 1)),
  };
}

function rowOf(key: string, counted: readonly Counted[]): FunnelRow {
  const how = (test: (lead: Lead) => boolean): number => counted.filter(({ lead }) => test(lead)).length;
  return {
    key,
    inquiries: counted.length,
    linksShared: how(({ linkShared }) => linkShared),
    linksOpened: how(({ linkOpened }) => linkOpened),
    booked: how(({ bookings }) => bookings.some(({ scheduledAt }) => scheduledAt !== null)),
    confirmed: how(({ bookings }) => bookings.some(({ confirmed }) => confirmed)),
    attended: how(({ bookings }) => bookings.some(({ attended }) => attended)),
    medianSecondsToBook: median(counted.flatMap(({ secondsToBook }) => (secondsToBook === null ? [] : [secondsToBook]))),
  };
}

/** Of an even number of values, the middle of the two in the middle. */
function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
