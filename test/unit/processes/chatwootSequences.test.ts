import { describe, expect, test } from 'vitest';
import { answeringClinic } from '../../support/answeringClinic.ts';
import { type ChatwootSequence, chatwootBodyOf, compareConversations, readChatwootSequences } from '../../support/chatwootSequences.ts';
import { arrivals, countFits, fixturesArePresent, orders } from '../../support/fixtures.ts';

async function expectReplies({ expect: expected }: ChatwootSequence, bodies: readonly string[], order: readonly number[]): Promise<void> {
  const clinic = await answeringClinic();
  const inOrder = `in the order ${order.join(' ')}`;
  for (const step of order) await clinic.deliver(bodies[step] ?? '');
  const { conversations, contacts, messages } = await clinic.look();
  const compared = compareConversations(expected.conversations, conversations);
  expect(compared.seen, inOrder).toEqual(compared.expected);
  expect(countFits(expected.contacts, contacts), `${contacts} contacts ${inOrder}`).toBe(true);
  expect(countFits(expected.replies, clinic.taken.length), `${clinic.taken.length} replies ${inOrder}`).toBe(true);
  expect(clinic.processes.errors, inOrder).toEqual([]);
  // Whatever was wanted came to an end, and what was handed over is shown as sent, once.
  expect(
    messages.filter(({ status }) => status === 'REQUESTED'),
    inOrder,
  ).toEqual([]);
  const stamps = clinic.taken.map(({ stamp }) => stamp);
  expect(new Set(stamps).size).toBe(stamps.length);
}

/**
 * Every order, and each step posted again. Of a long series there are thousands with one repeat, which the test of the webhooks tries
 * without processes; here all of it is posted again at the end of each order.
 */
const ordersOf = (length: number, anyOrder: boolean): readonly (readonly number[])[] =>
  anyOrder && length > 3 ? [...orders(length)].flatMap((order) => [order, [...order, ...order]]) : [...arrivals(length, anyOrder)];

describe.skipIf(!fixturesArePresent)('the sequences of the Chatwoot fixtures, answered', () => {
  test.each(readChatwootSequences())('$name: $why', async (sequence) => {
    const bodies = sequence.steps.map(chatwootBodyOf);
    for (const order of ordersOf(bodies.length, sequence.anyOrder)) await expectReplies(sequence, bodies, order);
  });
});
