import { describe, expect, test } from 'vitest';
import { appointmentOf } from '../../../../src/domain/booking/appointment.ts';
import { type BookingState, evolveBooking, noBooking } from '../../../../src/domain/booking/booking.ts';
import { inheritFromSlot, type RecordBooking, recordBooking } from '../../../../src/domain/booking/decide.ts';
import type { BookingEvent, BookingFacts } from '../../../../src/domain/booking/events.ts';
import type { UidStatus } from '../../../../src/domain/booking/uidState.ts';
import { noVisitRecord } from '../../../../src/domain/booking/visitRecord.ts';
import type { ContactId, IdentifierHash, Instant } from '../../../../src/domain/ids.ts';
import { decider } from '../../../support/given.ts';

const { given } = decider<BookingState, BookingEvent>({ initial: noBooking, evolve: evolveBooking });

const keisha = 'keisha' as ContactId;
const herMail = 'hash of her e-mail' as IdentifierHash;
const guest = 'hash of a guest' as IdentifierHash;
const at = (minute: number): Instant => `2026-10-05T18:${String(minute).padStart(2, '0')}:00.000Z` as Instant;
const start = '2026-10-14T15:00:00.000Z' as Instant;

const facts = (change: Partial<BookingFacts> = {}): BookingFacts => ({
  uid: 'one',
  at: at(1),
  previousUid: null,
  iCalUid: 'one@cal.example.com',
  iCalSequence: 0,
  startsAt: start,
  endsAt: start,
  timeZone: 'America/Jamaica',
  kind: 'CONSULTATION',
  procedure: 'botox',
  practitioner: 'Dr. Campbell',
  channel: 'WHATSAPP',
  contact: keisha,
  matchedBy: 'NEW',
  bookerKeys: [herMail],
  tells: [],
  location: null,
  said: null,
  ...change,
});

const status = (to: UidStatus, change: Partial<BookingFacts> = {}, attendees: RecordBooking['attendees'] = null): RecordBooking => ({
  says: { type: 'status', status: to, rescheduled: change.previousUid !== undefined, reason: null },
  facts: facts(change),
  attendees,
});
const mark = (noShow: boolean, minute: number, attendee = herMail): RecordBooking => ({
  says: { type: 'attendance', marks: [{ attendee, noShow }] },
  facts: facts({ at: at(minute) }),
  attendees: null,
});

const played = (...commands: readonly RecordBooking[]): BookingState =>
  commands.reduce((state, command) => recordBooking(command, state).reduce(evolveBooking, state), noBooking);

describe('a booking', () => {
  test('is scheduled by what says so', () => {
    given()
      .when((state) => recordBooking(status('SCHEDULED'), state))
      .yields({ type: 'BookingScheduled', data: facts() });
  });

  test('stays quiet about what it knows', () => {
    given({ type: 'BookingScheduled', data: facts() })
      .when((state) => recordBooking(status('SCHEDULED'), state))
      .yieldsNothing();
  });

  test('is known to have stood when what says so comes after what ended it', () => {
    const inOrder = played(status('SCHEDULED'), status('CANCELLED', { at: at(2) }));
    const late = played(status('CANCELLED', { at: at(2) }), status('SCHEDULED'));
    expect(appointmentOf(late)).toMatchObject({ status: 'CANCELLED', scheduledAt: at(1) });
    expect(appointmentOf(late)?.scheduledAt).toBe(appointmentOf(inOrder)?.scheduledAt);
    given()
      .when((state) =>
        recordBooking(status('SCHEDULED'), recordBooking(status('CANCELLED', { at: at(2) }), state).reduce(evolveBooking, state)),
      )
      .yields({ type: 'BookingDetailsLearnt', data: { ...facts(), stood: true } });
  });

  test('learns from a late request what only that knew, and is not taken back', () => {
    given({ type: 'BookingScheduled', data: facts({ at: at(5), channel: null }) })
      .when((state) => recordBooking(status('REQUESTED', { at: at(1) }), state))
      .yieldsTypes('BookingDetailsLearnt');
    expect(appointmentOf(played(status('SCHEDULED', { at: at(5), channel: null }), status('REQUESTED')))).toMatchObject({
      status: 'SCHEDULED',
      channel: 'WHATSAPP',
    });
  });

  test('is not revived by a creation that comes after its cancel', () => {
    expect(appointmentOf(played(status('CANCELLED', { at: at(9) }), status('SCHEDULED')))?.status).toBe('CANCELLED');
  });

  test('goes on under the uid that replaces its own, whatever befell the old one', () => {
    const moved = played(
      status('SCHEDULED'),
      status('CANCELLED', { at: at(3) }),
      status('SCHEDULED', { uid: 'two', previousUid: 'one', at: at(4), channel: null }),
    );
    expect(appointmentOf(moved)).toMatchObject({ status: 'SCHEDULED', uids: ['one', 'two'], version: 2, channel: 'WHATSAPP' });
  });

  test('is scheduled and paid by a payment whose creation was lost', () => {
    given({ type: 'PaymentAwaited', data: facts() })
      .when((state) => recordBooking({ says: { type: 'paid', stands: true }, facts: facts({ at: at(2) }), attendees: null }, state))
      .yieldsTypes('BookingScheduled', 'BookingPaid');
  });

  test('may begin with a request or a payment, the later telling holds', () => {
    expect(appointmentOf(played(status('AWAITING_PAYMENT'), status('REQUESTED', { at: at(2) })))?.status).toBe('REQUESTED');
    expect(appointmentOf(played(status('REQUESTED', { at: at(2) }), status('AWAITING_PAYMENT')))?.status).toBe('REQUESTED');
  });
});

describe('attendance', () => {
  const completed: RecordBooking = { says: { type: 'completed', endedAt: at(40) }, facts: facts({ at: at(0) }), attendees: null };

  test('is the booker’s latest mark by the time of marking', () => {
    expect(appointmentOf(played(status('SCHEDULED'), mark(true, 10), mark(false, 20), mark(true, 15)))?.status).toBe('SCHEDULED');
    expect(appointmentOf(played(mark(true, 30), status('SCHEDULED'), mark(false, 20)))?.status).toBe('NO_SHOW');
  });

  test('is not changed by the end of the meeting, which fires whether or not anyone came', () => {
    expect(appointmentOf(played(status('SCHEDULED'), mark(true, 10), completed))?.status).toBe('NO_SHOW');
    const over = appointmentOf(played(status('SCHEDULED'), completed));
    // The body is as old as the booking; the visit was over when it ended.
    expect([over?.status, over?.completedAt]).toEqual(['COMPLETED', at(40)]);
  });

  test('of a guest says nothing about the booker', () => {
    given({ type: 'BookingScheduled', data: facts() })
      .when((state) => recordBooking(mark(true, 10, guest), state))
      .yieldsNothing();
  });

  test('counts only while the uid is scheduled', () => {
    expect(appointmentOf(played(status('SCHEDULED'), status('CANCELLED', { at: at(3) }), completed))?.status).toBe('CANCELLED');
  });
});

describe('a seat', () => {
  const cancelOfHers = status('CANCELLED', { at: at(8), contact: null, bookerKeys: [], startsAt: null, kind: null }, [herMail]);

  test('inherits the cancel that named its booker and no seat', () => {
    const slot = played(cancelOfHers).uids.one;
    const seat = played(status('SCHEDULED'));
    expect(slot && inheritFromSlot(slot, seat).map((one) => one.type)).toEqual(['BookingCancelled']);
    const other = played(status('SCHEDULED', { bookerKeys: [guest] }));
    expect(slot && inheritFromSlot(slot, other)).toEqual([]);
  });

  test('booked after the slot’s cancel was sent is not what was cancelled', () => {
    const slot = played(cancelOfHers).uids.one;
    const again = played(status('SCHEDULED', { at: at(9) }));
    const inherited = slot ? inheritFromSlot(slot, again).reduce(evolveBooking, again) : again;
    expect(appointmentOf(inherited)?.status).toBe('SCHEDULED');
  });

  test('shows nothing of a slot of which only endings are known', () => {
    expect(appointmentOf(played(cancelOfHers))).toBeNull();
  });
});

describe('two bookings that turn out to be one', () => {
  test('know together what each knew, in either direction', () => {
    const first = played(status('SCHEDULED'));
    const second = played(status('CANCELLED', { uid: 'two', previousUid: 'one', at: at(7) }));
    const into = (a: BookingState, b: BookingState): BookingState =>
      evolveBooking(a, {
        type: 'BookingAbsorbed',
        data: { from: 'x' as never, uids: Object.values(b.uids), locations: null, visit: noVisitRecord },
      });
    expect(appointmentOf(into(first, second))).toEqual(appointmentOf(into(second, first)));
    expect(appointmentOf(into(first, second))).toMatchObject({ status: 'CANCELLED', version: 2 });
  });

  test('are shown once: the joined one is no appointment any more', () => {
    expect(
      appointmentOf(evolveBooking(played(status('SCHEDULED')), { type: 'BookingJoinedInto', data: { into: 'y' as never } })),
    ).toBeNull();
  });
});
