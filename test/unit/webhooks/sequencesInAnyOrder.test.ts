import { describe, expect, test } from 'vitest';
import { arrivals, countFits, fixturesArePresent } from '../../support/fixtures.ts';
import { memoryClinic } from '../../support/memoryClinic.ts';
import { bodyOf, compareBookings, readSequences, type Sequence } from '../../support/sequences.ts';

async function expectOutcome({ expect: expected }: Sequence, bodies: readonly string[], order: readonly number[]): Promise<void> {
  const clinic = memoryClinic();
  for (const step of order) await clinic.deliver(bodies[step] ?? '');
  const { bookings, contacts } = await clinic.look();
  const compared = compareBookings(expected.bookings, bookings);
  expect(compared.seen, `in the order ${order.join(' ')}`).toEqual(compared.expected);
  expect(countFits(expected.contacts, contacts), `${contacts} contacts in the order ${order.join(' ')}`).toBe(true);
}

describe.skipIf(!fixturesArePresent)('the sequences of the fixtures', () => {
  test.each(readSequences())('$name: $why', async (sequence) => {
    const bodies = sequence.steps.map(bodyOf);
    for (const order of arrivals(bodies.length, sequence.anyOrder)) await expectOutcome(sequence, bodies, order);
  });
});
