import { describe, expect, test } from 'vitest';
import * as calcom from '../../../../src/cli/demo/calcomBodies.ts';
import { translateCalcom } from '../../../../src/webhooks/calcom/translate.ts';
import { fixture, fixturesArePresent } from '../../../support/fixtures.ts';
import { demoTranslator } from '../../../support/memoryClinic.ts';

const imani: calcom.Person = {
  firstName: 'Imani',
  lastName: 'Blake',
  email: 'imani.blake@example.com',
  phone: '+18765557001',
  timeZone: 'America/Jamaica',
};
const dwayne: calcom.Person = {
  ...imani,
  firstName: 'Dwayne',
  lastName: 'Ricketts',
  email: 'dwayne.ricketts@example.com',
  phone: '+18765557002',
};
const yanique: calcom.Practitioner = { id: 21, name: 'Dr. Yanique Forbes', email: 'yanique.forbes@example.com', username: 'yanique' };
const consultation: calcom.EventType = {
  id: 5101,
  slug: 'botox-consultation',
  name: 'Botox Consultation',
  minutes: 30,
  price: 0,
  seats: null,
};
const evening: calcom.EventType = { ...consultation, id: 5102, slug: 'injectable-consultation', name: 'Injectables Evening', seats: 6 };

const at = new Date('2026-03-02T09:00:00.500Z');
const why: calcom.Reason = { at, reason: 'I have to travel that day.' };
const link = { channel: 'whatsapp', cw_account_id: '7', cw_conversation_id: '2001' };
const answer = (slug: string, value: string): calcom.Answer => ({ slug, label: `The question ${slug}`, value });

const visit = calcom.visitOf({
  uid: 'Aa1Bb2Cc3Dd4Ee5Ff6Gg7H',
  bookingId: 8001,
  person: imani,
  eventType: consultation,
  practitioner: yanique,
  startsAt: new Date('2026-03-10T15:00:00Z'),
  bookedAt: new Date('2026-03-01T10:30:15.250Z'),
  link,
});
const to = {
  uid: 'Hh7Gg6Ff5Ee4Dd3Cc2Bb1A',
  bookingId: 8002,
  startsAt: new Date('2026-03-12T19:30:00Z'),
  movedAt: at,
  reason: 'Work meeting moved',
};
const asking = { ...visit, answers: [answer('procedure', 'Botox')] };
const hearing = { ...visit, answers: [answer('heard_from', 'Google')] };
const withGuest = { ...visit, notes: 'First time, coming with my sister.', guest: 'sister.blake@example.com' };
const seat = { ...visit, eventType: evening, seat: '00000000-0000-4000-8000-000000008001' };
const nextSeat = { ...seat, person: dwayne, seat: '00000000-0000-4000-8000-000000008002', link: {} };

/** The fixture of each path, and our body of a visit that has what the fixture's has. */
const paths: Readonly<Record<string, calcom.CalcomWebhook>> = {
  booking_created: calcom.bookingCreated({ ...asking, link: { ...link, lead_ref: 'lead_1' } }),
  booking_created_website: calcom.bookingCreated({
    ...hearing,
    link: { ...link, channel: 'website', utm_source: 'google', utm_medium: 'cpc', utm_campaign: 'spring' },
  }),
  booking_created_phone_only: calcom.bookingCreated({ ...visit, person: { ...imani, email: null } }),
  booking_created_phone_in_location: calcom.bookingCreated({ ...visit, link: {}, place: 'phone call' }),
  booking_created_after_confirmation: calcom.bookingConfirmed({ ...visit, answers: [answer('skin_type', 'Type V')] }, at),
  booking_created_confirmed: calcom.bookingConfirmed(withGuest, at),
  booking_created_reschedule_confirmed: calcom.bookingConfirmed(calcom.movedVisit(withGuest, to), at),
  booking_requested: calcom.bookingRequested(withGuest),
  booking_requested_reschedule: calcom.bookingRequested(calcom.movedVisit(withGuest, to)),
  booking_rejected: calcom.bookingRejected(withGuest, why),
  booking_rejected_reschedule: calcom.bookingRejected(calcom.movedVisit(withGuest, to), why),
  booking_rescheduled: calcom.bookingRescheduled(calcom.movedVisit(asking, to)),
  booking_cancelled: calcom.bookingCancelled(calcom.movedVisit(asking, to), why),
  booking_cancelled_request_reschedule: calcom.rescheduleAsked(hearing, why),
  booking_rescheduled_after_request: calcom.bookingRescheduled(calcom.movedVisit(hearing, to)),
  booking_payment_initiated_with_metadata: calcom.paymentInitiated(visit),
  booking_created_after_payment: calcom.bookingCreatedAfterPayment(visit, at),
  booking_paid_with_responses: calcom.bookingPaid(visit, at),
  booking_paid: calcom.bookingPaidWithoutAnswers(visit, at),
  booking_no_show_updated: calcom.noShowMarked(visit, at),
  booking_no_show_unmarked: calcom.noShowUnmarked(visit, at),
  meeting_started_in_person: calcom.meetingStarted({ ...hearing, link: { ...link, utm_source: 'g', utm_medium: 'c', utm_campaign: 's' } }),
  meeting_ended_in_person: calcom.meetingEnded({ ...hearing, link: { ...link, utm_source: 'g', utm_medium: 'c', utm_campaign: 's' } }),
  meeting_ended_wrapped: calcom.meetingEndedWrapped({ ...hearing, link: { ...link, utm_source: 'g', utm_medium: 'c', utm_campaign: 's' } }),
  booking_created_seat_first: calcom.bookingCreated(seat),
  booking_created_seat_second: calcom.nextSeatBooked(nextSeat, seat),
  booking_created_seat_second_all_attendees: calcom.nextSeatBookedAmongAll(nextSeat, [seat], 'Zz9@cal.example.com'),
  booking_cancelled_seat: calcom.seatCancelled(nextSeat, seat, why),
  booking_cancelled_seat_placeholder: calcom.seatCancelledByNobody(nextSeat, seat, why),
  booking_cancelled_seat_without_seat_id: calcom.seatCancelledWithoutSeat(nextSeat, seat, why),
  ping: calcom.ping(at),
};

/** Keys and kinds of values, and how a time or an id is written; not what is said. */
function shapeOf(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => shapeOf(one));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => [name, shapeOf(inner, name)] as const);
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
  if (value === null) return null;
  if (/(?:Time|At)$/.test(key)) return String(value).replaceAll(/\d/g, '9');
  return typeof value;
}

describe.skipIf(!fixturesArePresent)('a body has the keys, kinds and spellings of the wire', () => {
  test.each(Object.entries(paths))('%s', (name, body) => {
    expect(shapeOf(body)).toEqual(shapeOf(fixture('calcom', `${name}.json`)));
  });
});

describe('a body', () => {
  test.each(Object.entries(paths).filter(([name]) => name !== 'ping' && name !== 'meeting_started_in_person'))(
    '%s is read as a report about the visit',
    (_name, body) => {
      const translation = translateCalcom(JSON.stringify(body), demoTranslator);
      expect(translation).toMatchObject({ kind: 'reports', trigger: body.triggerEvent });
      const uids = translation.kind === 'reports' ? translation.reports.map(({ details }) => details.uid) : [];
      expect([visit.uid, to.uid]).toContain(uids[0]);
    },
  );

  test.each(['ping', 'meeting_started_in_person'])('%s is ignored on purpose', (name) => {
    expect(translateCalcom(JSON.stringify(paths[name]), demoTranslator).kind).toBe('ignored');
  });

  test('of a moved visit names the slot that it left and keeps the iCalUID', () => {
    expect(calcom.bookingRescheduled(calcom.movedVisit(visit, to)).payload).toMatchObject({
      uid: to.uid,
      rescheduleUid: visit.uid,
      rescheduleStartTime: '2026-03-10T15:00:00Z',
      iCalUID: 'Aa1Bb2Cc3Dd4Ee5Ff6Gg7H@cal.example.com',
      iCalSequence: 1,
      metadata: {},
    });
  });

  test('of an attendee elsewhere tells her zone and its offset at the start of the visit', () => {
    const abroad = { ...visit, person: { ...imani, timeZone: 'America/New_York' } };
    const offsets = ['2026-03-01T15:00:00Z', '2026-03-10T15:00:00Z'].map((start) => {
      const { payload } = calcom.bookingCreated({ ...abroad, startsAt: new Date(start) });
      return (payload as { attendees: readonly object[] }).attendees[0];
    });
    // Daylight saving began on 8 March 2026.
    expect(offsets).toMatchObject([{ utcOffset: -300 }, { utcOffset: -240, timeZone: 'America/New_York' }]);
  });

  test('of a booking without an e-mail has the address that Cal.com invents', () => {
    const { payload } = calcom.bookingCancelled({ ...visit, person: { ...imani, email: null } }, why);
    expect(payload).toMatchObject({ attendees: [{ email: '18765557001@sms.cal.com', phoneNumber: '+18765557001' }] });
  });
});
