import type { BookingAnswers } from '../../domain/booking/events.ts';
import type { BookingDetails } from '../../domain/booking/report.ts';
import { channelOfLink } from '../../domain/channel.ts';
import { type ProcedureCatalogue, proceduresNamed, readBookingType } from '../../domain/clinic/procedure.ts';
import { type Instant, instantOf, toInstant } from '../../domain/ids.ts';
import { answerTo, type CalcomAttendee, type CalcomPayload, nameOf, textAnswer } from './body.ts';
import { ownAnswers } from './booker.ts';

/** Reads the facts of a booking. */
export function readDetails(
  payload: CalcomPayload,
  {
    uid,
    at,
    trigger,
    attendee,
    catalogue,
  }: { uid: string; at: Instant; trigger: string; attendee: CalcomAttendee | null; catalogue: ProcedureCatalogue },
): BookingDetails {
  const answers = ownAnswers(payload, attendee);
  const startsAt = toInstant(payload.startTime);
  const said = readWords(payload, trigger, answers);
  const named = proceduresNamed(textsIn(answerTo(answers, 'procedure')), catalogue);
  const about = named[0] ?? null;
  const type = payload.type ? readBookingType(payload.type, about, catalogue) : { kind: null, procedure: about };
  const alsoFor = named.filter((one) => one !== type.procedure);
  return {
    uid,
    at,
    previousUid: nameOf(payload.rescheduleUid),
    iCalUid: nameOf(payload.iCalUID),
    iCalSequence: whole(payload.iCalSequence),
    startsAt,
    endsAt: toInstant(payload.endTime) ?? endOf(startsAt, payload.length),
    timeZone: zoneOf(attendee?.timeZone),
    ...type,
    ...(alsoFor.length > 0 && named.length > 1 ? { alsoFor } : {}),
    practitioner: payload.organizer?.name?.trim() || payload.user?.name?.trim() || null,
    channel: channelOfLink(payload.metadata?.channel) ?? channelOfLink(textAnswer(answers, 'channel')),
    tells: [
      ...(Object.keys(said.answers).length > 0 ? ['answers'] : []),
      ...(Object.keys(said.metadata).length > 0 ? ['metadata'] : []),
      ...(said.notes === null ? [] : ['notes']),
    ],
    location: placeOf(payload.location),
    said: said.notes === null && Object.keys(said.answers).length + Object.keys(said.metadata).length === 0 ? null : said,
  };
}

/** The texts of an answer: one, or several that were ticked. */
const textsIn = (answer: unknown): readonly string[] =>
  (Array.isArray(answer) ? answer : [answer]).filter((one): one is string => typeof one === 'string');

/** The facts of a body that speaks of others than the booker: its uid and when it was made. */
export const bareDetails = (uid: string, at: Instant): BookingDetails => ({
  uid,
  at,
  previousUid: null,
  iCalUid: null,
  iCalSequence: null,
  startsAt: null,
  endsAt: null,
  timeZone: null,
  kind: null,
  procedure: null,
  practitioner: null,
  channel: null,
  tells: [],
  location: null,
  said: null,
});

const whole = (value: number | null | undefined): number | null => (Number.isSafeInteger(value) ? (value ?? null) : null);

const endOf = (startsAt: Instant | null, minutes: number | null | undefined): Instant | null =>
  startsAt && minutes && minutes > 0 && minutes < 10_000 ? instantOf(new Date(Date.parse(startsAt) + minutes * 60_000)) : null;

/** The zones met so far: making a formatter to check one costs more than all the rest of reading a body. */
const zones = new Map<string, string | null>();

function zoneOf(name: string | null | undefined): string | null {
  if (!name || name.length > 64) return null;
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = canonicalZone(name);
  // There are some 600 zones; whoever sends more names than that is not remembered.
  if (zones.size < 1_000) zones.set(name, zone);
  return zone;
}

function canonicalZone(name: string): string | null {
  try {
    return Intl.DateTimeFormat(undefined, { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** A video room's name is no place. */
const placeOf = (location: string | null | undefined): string | null => {
  const place = location?.trim().slice(0, 500) ?? '';
  return place === '' || place.startsWith('integrations:') ? null : place;
};

/** What is kept of a text that a person or a form wrote. */
const longest = 2_000;
const mostEntries = 50;

/** The booker's words: her answers, the metadata of her link, her notes. */
function readWords(payload: CalcomPayload, trigger: string, answers: CalcomPayload['responses']): BookingAnswers {
  const hidden = Object.entries(answers ?? {}).flatMap(([slug, response]) =>
    typeof response === 'object' && response !== null && 'isHidden' in response && response.isHidden === true ? [slug] : [],
  );
  const slugs = [...new Set([...Object.keys(answers === null ? {} : (payload.userFieldsResponses ?? {})), ...hidden])];
  const given = slugs.map((slug) => [slug, answerTo(payload.userFieldsResponses, slug) ?? answerTo(answers, slug)] as const);
  // A payment's metadata is the payment's own, and the video link is no word of the booker's (integrations.md 1.8).
  const metadata = trigger === 'BOOKING_PAID' ? [] : Object.entries(payload.metadata ?? {}).filter(([name]) => name !== 'videoCallUrl');
  return { answers: bounded(given), metadata: bounded(metadata), notes: payload.additionalNotes?.trim().slice(0, longest) || null };
}

const bounded = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries.flatMap(([name, value]) => (isAnswer(value) ? [[name.slice(0, 100), cut(value)]] : [])).slice(0, mostEntries));

type Answer = string | number | boolean | readonly string[];

const isAnswer = (value: unknown): value is Answer =>
  (typeof value === 'string' && value !== '') ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'));

const cut = (value: Answer): Answer => {
  if (typeof value === 'string') return value.slice(0, longest);
  return Array.isArray(value) ? value.slice(0, mostEntries).map((one: string) => one.slice(0, longest)) : value;
};
