import type { BookingState } from '../../domain/booking/booking.ts';
import { uidKey } from '../../domain/booking/calUid.ts';
import { contactOf, recordBooking as decide, inheritFromSlot, type RecordBooking } from '../../domain/booking/decide.ts';
import type { BookingEvent, BookingFacts, LinkedTo } from '../../domain/booking/events.ts';
import type { BookingReport } from '../../domain/booking/report.ts';
import type { BookingId, ClinicSlug, ContactId, IdentifierHash } from '../../domain/ids.ts';
import { type BookingLinkToken, readToken } from '../bookingLinkToken.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Loaded, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { identifierHasher } from '../identifierHash.ts';
import { claimKey, handKeyOver, keysOf, listSeatOf, readKey } from './bookingKeys.ts';
import { bookingStream, joinBookings, liveBooking, readBooking } from './joinBookings.ts';
import { resolveContact } from './resolveContact.ts';

/** What a report came to: the booking that it is about, and what it added there. */
export interface RecordedBooking {
  readonly booking: BookingId;
  readonly events: readonly BookingEvent[];
}

/**
 * Carries out one report about an appointment: finds the booking by its keys, the contact by her identifiers, and records what is new.
 * Every step may be repeated: after a crash between any two, the same report (or any other of the same appointment) completes it.
 */
export async function recordBooking(log: Log, clinic: ClinicSlug, report: BookingReport, trigger: Cause): Promise<RecordedBooking> {
  const { details, seat } = report;
  const booking = await findBooking(log, clinic, report, trigger);
  // All that follows from one appointment is one journey.
  const cause = { ...trigger, correlationId: booking };
  const loaded = await readBooking(log, clinic, booking);
  const command = await readPeople(log, clinic, report, loaded.state, cause);
  const events = await append(
    log,
    clinic,
    booking,
    seat,
    cause,
    'record',
    command.facts.contact,
    (state) => decide(command, state),
    loaded,
  );
  if (seat === null) {
    // A report without a seat is about every seat that it fits; the slot keeps it for those still to come.
    const slot = await readKey(log, clinic, uidKey(details.uid, null));
    for (const [name, seated] of Object.entries(slot.state.seats)) await inherit(log, clinic, booking, seated, name, details.uid, cause);
    return { booking, events };
  }
  // First listed, then the slot read: whoever writes to the slot at this moment sees the seat, or is seen here.
  await listSeatOf(log, clinic, details.uid, seat, booking, cause);
  const { state: slot } = await readKey(log, clinic, uidKey(details.uid, null));
  if (slot.booking !== null) await inherit(log, clinic, slot.booking, booking, seat, details.uid, cause);
  return { booking, events };
}

/** The booking that any of the report's keys belongs to, or a new one; keys of several bookings make them one. */
async function findBooking(log: Log, clinic: ClinicSlug, { details, seat }: BookingReport, cause: Cause): Promise<BookingId> {
  const keys = keysOf(details, seat);
  const read = await Promise.all(keys.map(async (key) => ({ key, loaded: await readKey(log, clinic, key) })));
  const first = read.find(({ loaded }) => loaded.state.booking !== null)?.loaded.state.booking ?? null;
  // A new id follows from the uid, so that a crash after the first claim leaves nothing to guess.
  const wanted = first
    ? await liveBooking(log, clinic, first, seat, cause)
    : (idFrom(clinic, 'booking', details.uid, seat ?? '') as BookingId); // a UUID of ours is an id
  const owners = await Promise.all(
    read.map(({ key, loaded }) => loaded.state.booking ?? claimKey(log, clinic, key, loaded, wanted, cause)),
  );
  // Most bodies speak of one booking, and of that we know by now where it went.
  const booking = owners.every((owner) => owner === wanted) ? wanted : await joinBookings(log, clinic, owners, seat, cause);
  for (const [index, key] of keys.entries()) {
    const owner = owners[index];
    if (owner && owner !== booking) await handKeyOver(log, clinic, key, owner, booking, cause);
  }
  return booking;
}

/** Names the report's people by id and hash; makes the contact when the report says who booked. */
async function readPeople(log: Log, clinic: ClinicSlug, report: BookingReport, state: BookingState, cause: Cause): Promise<RecordBooking> {
  const { details, booker, says, attendees } = report;
  const hash = await identifierHasher(log.keys, clinic);
  const token = await tokenOf(log, clinic, report);
  const link = token && linkedTo(token);
  const named =
    says.type === 'attendance' ? { type: says.type, marks: says.marks.map((one) => ({ ...one, attendee: hash(one.attendee) })) } : says;
  const scope = attendees?.map(hash) ?? null;
  const known = contactOf(state);
  if (!booker && !token && known === null) {
    // Nobody's words can be kept where it is not known whose they are.
    const wordless = 'reason' in named ? { ...named, reason: null } : named;
    return { says: wordless, facts: withPeople({ ...details, location: null, said: null, tells: [] }, null, []), attendees: scope };
  }
  if (!booker) {
    const found = token && { contact: token.contact, matchedBy: 'TOKEN' as const };
    return { says: named, facts: withPeople(details, found, []), attendees: scope, link };
  }
  const person = {
    name: booker.name,
    identifiers: booker.identifiers,
    at: details.at,
    namedBy: 'FORM' as const,
    channel: token?.channel ?? details.channel ?? ('DIRECT' as const),
    linked: token?.contact ?? null,
    known: known === null ? null : { contact: known, keys: Object.values(state.uids).flatMap(({ bookerKeys }) => bookerKeys) },
  };
  const found = await resolveContact(log, clinic, person, cause);
  return { says: named, facts: withPeople(details, found, found.keys), attendees: scope, link };
}

/** Whoever opened the page in time may still fill in its form. */
const grace = 86_400_000;

/** What the report's booking link says, where it is this clinic's own and was booked with in time. */
async function tokenOf(log: Log, clinic: ClinicSlug, { journey }: BookingReport): Promise<BookingLinkToken | null> {
  const token = journey ? await readToken(log.keys, clinic, journey.token) : null;
  return token && journey && Date.parse(journey.usedAt) <= Date.parse(token.expiresAt) + grace ? token : null;
}

const linkedTo = ({ link, conversation, channel, procedure }: BookingLinkToken): LinkedTo => ({ link, conversation, channel, procedure });

const withPeople = (
  details: BookingReport['details'],
  found: { contact: ContactId; matchedBy: BookingFacts['matchedBy'] } | null,
  bookerKeys: readonly IdentifierHash[],
): BookingFacts => ({ ...details, contact: found?.contact ?? null, matchedBy: found?.matchedBy ?? null, bookerKeys });

/** Records for a seat what its slot was told. */
async function inherit(
  log: Log,
  clinic: ClinicSlug,
  slot: BookingId,
  booking: BookingId,
  seat: string,
  uid: string,
  cause: Cause,
): Promise<void> {
  const told = (await readBooking(log, clinic, slot)).state.uids[uid];
  if (told) await append(log, clinic, booking, seat, cause, `inherit ${slot}`, null, (state) => inheritFromSlot(told, state));
}

async function append(
  log: Log,
  clinic: ClinicSlug,
  booking: BookingId,
  seat: string | null,
  cause: Cause,
  step: string,
  contact: ContactId | null,
  news: (state: BookingState) => readonly BookingEvent[],
  loaded?: Loaded<BookingState>,
): Promise<readonly BookingEvent[]> {
  for (let at = booking; ; ) {
    const { state, events } = await handle(log, {
      ...(loaded && at === booking ? { loaded } : {}),
      clinic,
      stream: bookingStream(clinic, at),
      fold: folds.booking,
      cause,
      step,
      // The event's personal fields belong to whom this report names; the booking's own contact when it names nobody.
      subject: (before) => contact ?? contactOf(before),
      decide: (before) => (before.joinedInto === null ? news(before) : []),
    });
    // It went into another while we were on the way: there it is recorded.
    if (state.joinedInto === null || events.length > 0) return events;
    at = await liveBooking(log, clinic, at, seat, cause);
  }
}
