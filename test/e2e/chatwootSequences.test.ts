import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { virtualClock } from '../../src/scheduling/virtualClock.ts';
import { clinicNamed, sendingTo, startTestApp } from '../support/app.ts';
import { type StandIn, startStandIn } from '../support/chatwoot/standIn.ts';
import {
  chatwootBodyOf,
  compareConversations,
  readChatwootSequences,
  type SeenConversation,
  timeOf,
} from '../support/chatwootSequences.ts';
import { countFits, fixturesArePresent } from '../support/fixtures.ts';
import { graphql } from './gql/gql.ts';

const sequences = readChatwootSequences();

let chatwoot: StandIn;
beforeAll(async () => {
  chatwoot = await startStandIn();
});
afterAll(() => chatwoot.close());

const look = graphql(`
  query LookAtConversations($clinic: String!) {
    conversations(first: 10, filter: { clinic: $clinic }) {
      totalCount
      edges { node { externalId channel owner contact { name phone email } messages(first: 20) { edges { node { direction author status } } } } }
    }
    contacts(first: 1, filter: { clinic: $clinic }) { totalCount }
    processed: deliveries(first: 1, clinic: $clinic, status: PROCESSED) { totalCount }
    ignored: deliveries(first: 1, clinic: $clinic, status: IGNORED) { totalCount }
    parked: deliveries(first: 1, clinic: $clinic, status: PARKED) { totalCount }
  }
`);

/** Later by so many seconds. */
const after = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1_000);

describe.skipIf(!fixturesArePresent)('the sequences of the Chatwoot fixtures, over HTTP and on a virtual clock', () => {
  test.each(sequences)('$name: $why', async ({ name, clinic, steps, expect: expected }) => {
    const bodies = steps.map(chatwootBodyOf);
    const clock = virtualClock(bodies.map(timeOf).find((time) => time !== null) ?? new Date('2026-10-05T18:03:25.000Z'));
    const clinicsAs = [sendingTo(chatwoot, clinicNamed(clinic), { bot: name, user: 'a user' })];
    const app = await startTestApp({ clinicsAs, clock });
    try {
      for (const part of app.app.parts) clock.watch(part);
      for (const body of bodies) {
        const time = timeOf(body);
        await clock.runUntil(new Date(Math.max(clock.now().getTime(), time ? after(time, 3).getTime() : 0)));
        await app.deliverChatwoot(clinic, body);
        await clock.runUntil(after(clock.now(), 10));
      }
      const { data, errors } = await app.query(look, { clinic });
      expect(errors).toBeUndefined();
      if (!data) return;
      const seen = data.conversations.edges.map(({ node: { messages, ...rest } }): SeenConversation => {
        const inbound = messages.edges.filter(({ node }) => node.direction === 'INBOUND').length;
        return { ...rest, inbound };
      });
      const compared = compareConversations(expected.conversations, seen);
      expect(compared.seen).toEqual(compared.expected);
      expect(data.conversations.totalCount).toBe(expected.conversations.length);
      expect(countFits(expected.contacts, data.contacts.totalCount), `${data.contacts.totalCount} contacts`).toBe(true);
      const replies = chatwoot.handed.filter(({ token }) => token === name);
      expect(countFits(expected.replies, replies.length), `${replies.length} replies`).toBe(true);
      expect(new Set(replies.map(({ stamp }) => stamp)).size).toBe(replies.length);
      // Whatever was handed over is shown as sent.
      const shown = data.conversations.edges.flatMap(({ node }) => node.messages.edges.map(({ node: one }) => one));
      expect(shown.filter(({ status }) => status === 'REQUESTED')).toEqual([]);
      if (!expected.deliveries) return;
      const { processed, ignored, parked } = data;
      expect({ PROCESSED: processed.totalCount, IGNORED: ignored.totalCount, PARKED: parked.totalCount }).toEqual(expected.deliveries);
    } finally {
      await app.close();
    }
  });
});
