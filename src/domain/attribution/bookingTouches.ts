import type { BookingAnswers, BookingFacts } from '../booking/events.ts';
import { type Channel, channelOfLink } from '../channel.ts';
import type { Touch } from '../conversation/touch.ts';
import { erased, isErased, known } from '../event.ts';

/** A touch that has no id yet. */
export type BookingTouch = Omit<Touch, 'touch'>;

const kept = ['utm_medium', 'utm_term', 'utm_content', 'gclid', 'fbclid'];

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

/** The booking as a touch: what the metadata of its link says of where she came from (contract.md, "Metadata on a booking link"). */
export function ownTouch({
  at: toldAt,
  madeAt: at = toldAt,
  channel,
  said,
}: Pick<BookingFacts, 'at' | 'madeAt' | 'channel' | 'said'>): BookingTouch {
  const own = { kind: 'BOOKING', channel: channel ?? 'DIRECT', at } as const;
  if (isErased(said)) return { ...own, evidence: 'METADATA', source: erased, campaign: erased, details: erased };
  const metadata = said?.metadata ?? {};
  const [source, campaign] = [textOf(metadata.utm_source)?.toLowerCase() ?? null, textOf(metadata.utm_campaign)];
  const details = kept.flatMap((name) => {
    const text = textOf(metadata[name]);
    return text === null ? [] : [[name, text] as const];
  });
  const tells = channel !== null || source !== null || campaign !== null;
  return {
    ...own,
    evidence: tells ? 'METADATA' : 'INFERRED',
    source,
    campaign,
    details: details.length > 0 ? Object.fromEntries(details) : null,
  };
}

/** The questions of a booking form that ask how she heard of the clinic, by their slugs (fixtures: `heard_from`). */
const asksForSource = /(?:^|[-_])(?:hear|heard|found[-_]us|find[-_]us|referral|referred)(?:[-_]|$)/i;

/** What she said herself of how she heard of the clinic; null where she was not asked or gave no answer. */
export function selfReportedTouch({
  at: toldAt,
  madeAt: at = toldAt,
  said,
}: Pick<BookingFacts, 'at' | 'madeAt' | 'said'>): BookingTouch | null {
  const source = heardFrom(known(said));
  return source === null
    ? null
    : { kind: 'SELF_REPORTED', channel: channelNamed(source), evidence: 'SELF_REPORTED', at, source, campaign: null, details: null };
}

function heardFrom(said: BookingAnswers | null): string | null {
  const answers = Object.entries(said?.answers ?? {}).filter(([slug]) => asksForSource.test(slug));
  return answers.map(([, answer]) => textOf(Array.isArray(answer) ? answer.join(', ') : answer)).find((text) => text !== null) ?? null;
}

const channelNamed = (text: string): Channel =>
  ['whatsapp', 'instagram', 'facebook', 'website']
    .filter((name) => text.toLowerCase().includes(name))
    .map(channelOfLink)
    .find((channel) => channel !== null) ?? 'UNKNOWN';

/** Which of two tellings of one booking's touch is kept: one that names its source before one that does not, then the earlier; in any order. */
export function fullerTouch<T extends BookingTouch>(a: T, b: T): T {
  const empty = (touch: T): number => (known(touch.source) === null && known(touch.campaign) === null ? 1 : 0);
  const order = empty(a) - empty(b) || compare(a.at, b.at) || compare(JSON.stringify(a), JSON.stringify(b));
  const [fuller, other] = order <= 0 ? [a, b] : [b, a];
  return other.at < fuller.at ? { ...fuller, at: other.at } : fuller;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
