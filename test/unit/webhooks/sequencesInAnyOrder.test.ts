import { describe, expect, test } from 'vitest';
import { memoryClinic } from '../../support/memoryClinic.ts';
import { bodyOf, compareBookings, countFits, fixturesArePresent, readSequences, type Sequence } from '../../support/sequences.ts';

/** All orders of the numbers below n. */
function* orders(n: number, taken: readonly number[] = []): Generator<readonly number[]> {
  if (taken.length === n) yield taken;
  for (let next = 0; next < n; next++) if (!taken.includes(next)) yield* orders(n, [...taken, next]);
}

/** An order, and the same with each step told again: at once, and after all the others. */
function* withRepeats(order: readonly number[]): Generator<readonly number[]> {
  yield order;
  for (const [index, step] of order.entries()) {
    yield order.toSpliced(index, 0, step);
    if (index < order.length - 1) yield [...order, step];
  }
}

const inOrder = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

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
    const all = sequence.anyOrder ? [...orders(bodies.length)] : [inOrder(bodies.length)];
    for (const order of all) {
      for (const repeated of sequence.anyOrder ? withRepeats(order) : [order]) await expectOutcome(sequence, bodies, repeated);
    }
  });
});
