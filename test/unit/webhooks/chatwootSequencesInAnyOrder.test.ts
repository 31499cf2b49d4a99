import { describe, expect, test } from 'vitest';
import { type ChatwootSequence, chatwootBodyOf, compareConversations, readChatwootSequences } from '../../support/chatwootSequences.ts';
import { arrivals, countFits, fixturesArePresent } from '../../support/fixtures.ts';
import { memoryClinic } from '../../support/memoryClinic.ts';

async function expectOutcome({ expect: expected }: ChatwootSequence, bodies: readonly string[], order: readonly number[]): Promise<void> {
  const clinic = memoryClinic();
  for (const step of order) await clinic.deliver(bodies[step] ?? '', 'CHATWOOT');
  const { conversations, contacts } = await clinic.look();
  const compared = compareConversations(expected.conversations, conversations);
  expect(compared.seen, `in the order ${order.join(' ')}`).toEqual(compared.expected);
  expect(countFits(expected.contacts, contacts), `${contacts} contacts in the order ${order.join(' ')}`).toBe(true);
}

describe.skipIf(!fixturesArePresent)('the sequences of the Chatwoot fixtures', () => {
  test.each(readChatwootSequences())('$name: $why', async (sequence) => {
    const bodies = sequence.steps.map(chatwootBodyOf);
    for (const order of arrivals(bodies.length, sequence.anyOrder)) await expectOutcome(sequence, bodies, order);
  });
});
