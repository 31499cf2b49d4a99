import { describe, expect, test } from 'vitest';
import { bookingCreated, bookingPaidWithoutAnswers, type Person, paymentInitiated, visitOf } from '../../../src/cli/demo/calcomBodies.ts';
import { memoryClinic } from '../../support/memoryClinic.ts';

const mother: Person = {
  firstName: 'Marva',
  lastName: 'Peart',
  email: 'the.pearts@example.com',
  phone: '+18765559001',
  timeZone: 'America/Jamaica',
};
const daughter: Person = { ...mother, firstName: 'Nia', phone: '+18765559002' };

const visit = (uid: string, bookingId: number, person: Person, bookedAt: string) =>
  visitOf({
    uid,
    bookingId,
    person,
    eventType: { id: 5201, slug: 'prp', name: 'PRP Facial', minutes: 60, price: 38_000, seats: null },
    practitioner: { id: 31, name: 'Dr. Adaeze Whitfield', email: 'adaeze.whitfield@example.com', username: 'adaeze' },
    startsAt: new Date('2026-03-10T15:00:00Z'),
    bookedAt: new Date(bookedAt),
  });

const daughters = visit('Nn1Ii2Aa3Pp4Ee5Aa6Rr7T', 8101, daughter, '2026-03-02T10:00:00.000Z');
// The documented sample of a payment has no answers: it names the daughter by the address only that is her mother's too.
const payment = bookingPaidWithoutAnswers(daughters, new Date('2026-03-02T10:05:00.000Z'));
const bodies = {
  mother: bookingCreated(visit('Mm1Aa2Rr3Vv4Aa5Pp6Ee7A', 8100, mother, '2026-03-01T09:00:00.000Z')),
  daughter: paymentInitiated(daughters),
  payment,
};

describe('a family with one address and two phones', () => {
  test.each([
    ['mother', 'daughter', 'payment'],
    ['mother', 'payment', 'daughter'],
    ['daughter', 'mother', 'payment'],
    ['daughter', 'payment', 'mother'],
    ['payment', 'mother', 'daughter'],
    ['payment', 'daughter', 'mother'],
  ] as const)('is two people by their own names, told in the order %s, %s, %s', async (...order) => {
    const clinic = memoryClinic();
    for (const name of order) await clinic.deliver(JSON.stringify(bodies[name]));
    const { bookings, contacts } = await clinic.look();
    const whose = bookings.map(({ uids, contact }) => [uids[0], contact.name, contact.phone] as const);
    expect(whose.toSorted()).toEqual([
      ['Mm1Aa2Rr3Vv4Aa5Pp6Ee7A', 'Marva Peart', '+18765559001'],
      ['Nn1Ii2Aa3Pp4Ee5Aa6Rr7T', 'Nia Peart', '+18765559002'],
    ]);
    expect(contacts).toBe(2);
  });
});
