import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { chatwootBodyOf, compareConversations, readChatwootSequences, type SeenConversation } from '../support/chatwootSequences.ts';
import { countFits, fixturesArePresent } from '../support/fixtures.ts';
import { graphql } from './gql/gql.ts';

const sequences = readChatwootSequences();
const clinicOf = (index: number): string => `clinic-${index}`;

let app: TestApp;
beforeAll(async () => {
  // A clinic of its own for each: tenancy makes it an empty store.
  app = await startTestApp({
    authenticate: authenticateByHeaders,
    clinics: sequences.length === 0 ? ['oshun'] : sequences.map((_, index) => clinicOf(index)),
  });
});
afterAll(() => app.close());

const look = graphql(`
  query LookAtConversations($clinic: String!) {
    conversations(first: 10, filter: { clinic: $clinic }) {
      totalCount
      edges { node { externalId channel owner contact { name phone email } messages(first: 20) { edges { node { direction author } } } } }
    }
    contacts(first: 1, filter: { clinic: $clinic }) { totalCount }
    processed: deliveries(first: 1, clinic: $clinic, status: PROCESSED) { totalCount }
    ignored: deliveries(first: 1, clinic: $clinic, status: IGNORED) { totalCount }
    parked: deliveries(first: 1, clinic: $clinic, status: PARKED) { totalCount }
  }
`);

/** How many messages a clinic's assistant has handed to Chatwoot; null as long as nothing sends, and nothing is compared then. */
const repliesOf = (_clinic: string): number | null => null;

describe.skipIf(!fixturesArePresent)('the sequences of the Chatwoot fixtures, over HTTP', () => {
  test.each(sequences.map((sequence, index) => ({ ...sequence, index })))('$name: $why', async ({ index, steps, expect: expected }) => {
    const clinic = clinicOf(index);
    for (const step of steps) {
      await app.deliverChatwoot(clinic, chatwootBodyOf(step));
      await app.settled();
    }
    const { data, errors } = await app.query(look, { clinic }, as(clinic));
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
    const replies = repliesOf(clinic);
    if (replies !== null) expect(countFits(expected.replies, replies), `${replies} replies`).toBe(true);
    if (!expected.deliveries) return;
    const { processed, ignored, parked } = data;
    expect({ PROCESSED: processed.totalCount, IGNORED: ignored.totalCount, PARKED: parked.totalCount }).toEqual(expected.deliveries);
  });
});
