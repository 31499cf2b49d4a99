import { describe, expect, test } from 'vitest';
import { type BookingState, evolveBooking, noBooking } from '../../../../src/domain/booking/booking.ts';
import { type RecordBooking, recordBooking } from '../../../../src/domain/booking/decide.ts';
import type { BookingEvent, BookingFacts } from '../../../../src/domain/booking/events.ts';
import type { SaysCalendar } from '../../../../src/domain/booking/report.ts';
import type { ContactId, IdentifierHash, Instant } from '../../../../src/domain/ids.ts';
import { decider } from '../../../support/given.ts';

const { given } = decider<BookingState, BookingEvent>({ initial: noBooking, evolve: evolveBooking });

const at = (minute: number): Instant => `2026-10-05T18:${String(minute).padStart(2, '0')}:00.000Z` as Instant;

const facts = (change: Partial<BookingFacts> = {}): BookingFacts => ({
  uid: 'one',
  at: at(5),
  previousUid: null,
  iCalUid: null,
  iCalSequence: null,
  startsAt: '2026-10-14T15:00:00.000Z' as Instant,
  endsAt: '2026-10-14T15:30:00.000Z' as Instant,
  timeZone: 'America/Jamaica',
  kind: 'CONSULTATION',
  procedure: 'botox',
  practitioner: 'Dr. Campbell',
  channel: 'WHATSAPP',
  contact: 'keisha' as ContactId,
  matchedBy: 'PHONE',
  bookerKeys: ['hash of her e-mail' as IdentifierHash],
  tells: [],
  location: null,
  said: null,
  ...change,
});

/** The calendar's row, seen at 18:30. */
const row = (says: Partial<SaysCalendar> = {}, change: Partial<BookingFacts> = {}): RecordBooking => ({
  says: {
    type: 'found',
    status: 'SCHEDULED',
    rescheduled: false,
    reason: null,
    noShow: false,
    overAt: null,
    madeAt: at(1),
    seenAt: at(30),
    ...says,
  },
  facts: facts(change),
  attendees: null,
});

const found = (missed: Extract<BookingEvent, { type: 'BookingDiscovered' }>['data']['missed'], uid = 'one') =>
  ({ type: 'BookingDiscovered', data: { uid, at: at(30), missed } }) as const;

const scheduled = (change: Partial<BookingFacts> = {}): BookingEvent => ({
  type: 'BookingScheduled',
  data: facts({ at: at(2), ...change }),
});

describe('a row of the calendar', () => {
  test('about a booking that nobody told of is recorded, as of when it was made', () => {
    given()
      .when((state) => recordBooking(row(), state))
      .yields(found(['BOOKING']), { type: 'BookingScheduled', data: facts({ found: true, madeAt: at(1) }) });
  });

  test('that says what is known is not recorded, whatever its times', () => {
    given(scheduled())
      .when((state) => recordBooking(row(), state))
      .yieldsNothing();
  });

  test('that came further is recorded as what happened', () => {
    given(scheduled())
      .when((state) => recordBooking(row({ status: 'CANCELLED', noShow: null, reason: 'ill' }), state))
      .yields(found(['STATUS']), { type: 'BookingCancelled', data: { ...facts({ found: true }), reason: 'ill', attendee: null } });
  });

  test('that is behind takes nothing back', () => {
    given(scheduled(), { type: 'BookingCancelled', data: { ...facts({ at: at(9) }), reason: null, attendee: null } })
      .when((state) => recordBooking(row(), state))
      .yieldsNothing();
  });

  test('with another time does not schedule a second time: a confirmation follows from that', () => {
    const startsAt = '2026-10-14T16:00:00.000Z' as Instant;
    given(scheduled())
      .when((state) => recordBooking(row({}, { startsAt }), state))
      .yields(found(['TIME']), { type: 'BookingDetailsLearnt', data: facts({ startsAt, found: true }) });
  });

  test('that is pending does not say what it waits for', () => {
    given({ type: 'PaymentAwaited', data: facts({ at: at(2) }) })
      .when((state) => recordBooking(row({ status: 'REQUESTED' }), state))
      .yieldsNothing();
  });

  test('that is cancelled does not say that another time was asked for, or taken', () => {
    given(scheduled(), { type: 'RescheduleRequested', data: { ...facts({ at: at(3) }), reason: null, attendee: null } })
      .when((state) => recordBooking(row({ status: 'CANCELLED', noShow: null }), state))
      .yieldsNothing();
    given(scheduled(), scheduled({ uid: 'two', previousUid: 'one' }))
      .when((state) => recordBooking(row({ status: 'CANCELLED', noShow: null }), state))
      .yieldsNothing();
  });

  test('that is cancelled gives way to the webhook that says more of it, whichever comes first', () => {
    const cancelled: BookingEvent = { type: 'BookingCancelled', data: { ...facts({ found: true }), reason: null, attendee: null } };
    const asked: BookingEvent = { type: 'RescheduleRequested', data: { ...facts({ at: at(3) }), reason: null, attendee: null } };
    const told: BookingEvent = { type: 'BookingCancelled', data: { ...facts({ at: at(4) }), reason: null, attendee: null } };
    const statusAfter = (...events: readonly BookingEvent[]) => events.reduce(evolveBooking, noBooking).uids.one?.status;
    expect(statusAfter(cancelled, asked)).toEqual({ value: 'RESCHEDULE_REQUESTED', at: at(3) });
    expect(statusAfter(asked, cancelled)).toEqual({ value: 'RESCHEDULE_REQUESTED', at: at(3) });
    for (const events of [
      [cancelled, told, asked],
      [asked, told, cancelled],
    ])
      expect(statusAfter(...events)).toEqual({ value: 'CANCELLED', at: at(4) });
  });

  test('marks who did not come, takes the mark back, and knows that the time is over', () => {
    const over = '2026-10-14T15:30:00.000Z' as Instant;
    const mark = { uid: 'one', at: at(30), attendee: null };
    given(scheduled())
      .when((state) => recordBooking(row({ noShow: true, overAt: over }), state))
      .yieldsTypes('BookingDiscovered', 'BookingDetailsLearnt', 'BookingNoShow', 'BookingCompleted');
    given(scheduled(), { type: 'BookingNoShow', data: { ...mark, at: at(20) } })
      .when((state) => recordBooking(row(), state))
      .yieldsTypes('BookingDiscovered', 'BookingDetailsLearnt', 'BookingNoShowCleared');
  });

  test('that is older than the mark that was told changes nothing', () => {
    given(scheduled(), { type: 'BookingNoShow', data: { uid: 'one', at: at(40), attendee: null } })
      .when((state) => recordBooking(row(), state))
      .yieldsNothing();
  });

  test('tells once what the webhooks left out', () => {
    given(scheduled({ contact: null, matchedBy: null, bookerKeys: [], practitioner: null }))
      .when((state) => recordBooking(row(), state))
      .yields(found(['DETAILS']), { type: 'BookingDetailsLearnt', data: facts({ found: true }) });
  });
});
