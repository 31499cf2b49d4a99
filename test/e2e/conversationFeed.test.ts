import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../src/domain/viewer.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { createChatwootAccount } from '../support/chatwoot/account.ts';
import { personMessage } from '../support/chatwoot/bodies.ts';
import { graphql } from './gql/gql.ts';
import type { ConversationFeedSubscription, ConversationFeedSubscriptionVariables } from './gql/graphql.ts';

const feed = graphql(`
  subscription ConversationFeed($after: Cursor, $filter: ConversationFilter) {
    conversationFeed(after: $after, filter: $filter) {
      __typename
      ... on FeedFrame { cursor }
      ... on ConversationChanged { left occurredAt conversation { externalId owner contact { name } } message { externalId text status author } }
    }
  }
`);

type Frame = ConversationFeedSubscription;
type Changed = Extract<Frame['conversationFeed'], { __typename: 'ConversationChanged' }>;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ heartbeat: 200 });
});
afterAll(() => app.close());

const subscribe = (variables: ConversationFeedSubscriptionVariables = {}) =>
  follow<Frame>(app.socket(), { query: String(feed), variables });
const changes = (frames: readonly Frame[]): readonly Changed[] =>
  frames.flatMap(({ conversationFeed }) => (conversationFeed.__typename === 'ConversationChanged' ? [conversationFeed] : []));
const isReady = (frames: readonly Frame[]): boolean => frames.some(({ conversationFeed }) => conversationFeed.__typename === 'FeedReady');
const cursors = (frames: readonly Frame[]): readonly string[] => frames.map(({ conversationFeed }) => conversationFeed.cursor);

/** An account whose webhooks are delivered one after the other. */
function chatwoot(firstId: number) {
  let now = Date.parse('2026-10-05T18:00:00.000Z');
  const account = createChatwootAccount({ now: () => new Date(now), firstId });
  const bodies: string[] = [];
  account.onWebhook = (body) => bodies.push(body);
  return {
    account,
    later: (seconds: number): void => {
      now += seconds * 1_000;
    },
    async deliver(): Promise<void> {
      for (const body of bodies.splice(0)) await app.deliverChatwoot('oshun', body);
    },
  };
}

describe('the conversation feed', () => {
  test('tells what is written and what becomes of it, with cursors that sort', async () => {
    const { account, later, deliver } = chatwoot(100_000);
    const one = subscribe();
    await one.until(isReady);
    const conversation = account.addConversation(account.addContact({ name: 'Keisha Brown', phone: '+18765550142' }));
    account.addMessage(conversation, { content: 'How much is Botox?' });
    later(10);
    const answer = account.addMessage(conversation, {
      type: 'outgoing',
      sender: { type: 'user', id: 12, name: 'Renee' },
      content: 'Hi Keisha',
    });
    later(10);
    account.changeMessage(answer, { status: 'read' });
    await deliver();
    await one.until((frames) => changes(frames).some(({ message }) => message?.status === 'READ'));
    const told = changes(one.results);
    expect(told.map(({ conversation: { contact } }) => contact.name)).toContain('Keisha Brown');
    expect(told.flatMap(({ message }) => message?.text ?? [])).toContain('How much is Botox?');
    expect(told.at(-1)).toMatchObject({ left: false, conversation: { owner: 'STAFF' }, message: { author: 'STAFF', status: 'READ' } });
    expect(cursors(one.results)).toEqual([...cursors(one.results)].sort());
    one.unsubscribe();
  });

  test('resumed from any of its cursors, it misses and repeats nothing', async () => {
    const whole = subscribe();
    await whole.until(isReady);
    for (let k = 0; k < 8; k++) await app.deliverChatwoot('oshun', personMessage(k));
    const messages = (frames: readonly Frame[]): number =>
      new Set(changes(frames).flatMap(({ message }) => message?.externalId ?? [])).size;
    await whole.until((frames) => messages(frames) === 8);
    whole.unsubscribe();
    const told = changes(whole.results);
    for (const [index, { cursor }] of told.entries()) {
      const rest = subscribe({ after: cursor });
      await rest.until(isReady);
      const place = rest.results.findIndex(({ conversationFeed }) => conversationFeed.__typename === 'FeedReady');
      expect(changes(rest.results.slice(0, place)).map((one) => one.cursor)).toEqual(told.slice(index + 1).map((one) => one.cursor));
      rest.unsubscribe();
    }
  });

  test('tells what comes into a filter and what leaves it', async () => {
    const { account, later, deliver } = chatwoot(200_000);
    const held = subscribe({ filter: { owner: 'STAFF' } });
    await held.until(isReady);
    const conversation = account.addConversation(account.addContact({ name: 'Tanya', phone: '+18765550143' }));
    account.addMessage(conversation, { content: 'Hello' });
    later(10);
    account.addMessage(conversation, { type: 'outgoing', sender: { type: 'user', id: 12, name: 'Renee' }, content: 'Hi' });
    later(10);
    account.setStatus(conversation, 'resolved');
    await deliver();
    await held.until((frames) => changes(frames).some(({ left }) => left));
    const its = changes(held.results).filter((one) => one.conversation.externalId === String(conversation.id));
    expect(its.map(({ left }) => left)).toEqual([...its.slice(1).map(() => false), true]);
    expect(its.length).toBeGreaterThan(1);
    held.unsubscribe();
  });

  test.each([
    ['of another log', `00000000.${'0'.repeat(19)}1.000000`, 'CURSOR_EXPIRED'],
    ['that is none', 'yesterday', 'BAD_USER_INPUT'],
  ])('refuses a cursor %s', async (_name, after, code) => {
    expect(await subscribe({ after }).ended()).toMatchObject([{ extensions: { code } }]);
  });

  test('has its own floor: what the bookings’ feed no longer keeps is no loss of this one', async () => {
    const one = subscribe();
    await one.until(isReady);
    one.unsubscribe();
    const [now = ''] = cursors(one.results);
    await app.testDatabase.database.query(systemViewer('test'), {
      text: `insert into feed_floor (feed, position) values ('bookings', lpad('9', 20, '9'))`,
    });
    const again = subscribe({ after: now });
    await again.until(isReady);
    again.unsubscribe();
  });
});
