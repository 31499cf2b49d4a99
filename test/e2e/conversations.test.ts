import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { createChatwootAccount, inboxes } from '../support/chatwoot/account.ts';
import { personMessage } from '../support/chatwoot/bodies.ts';
import { graphql } from './gql/gql.ts';
import type { ConversationPageQuery, ConversationPageQueryVariables } from './gql/graphql.ts';

const people = 25;
let app: TestApp;
/** An account in which Keisha writes; what it tells is delivered by {@link delivered}. */
let now = Date.parse('2026-11-02T15:00:00.000Z');
const account = createChatwootAccount({ now: () => new Date(now), firstId: 900_000 });
const bodies: string[] = [];
account.onWebhook = (body) => bodies.push(body);
const keisha = account.addContact({ name: 'Keisha Brown', phone: '+18765557777', email: 'keisha.brown@example.com' });

/** Delivers what the account has told since, and waits until it is to be seen. */
async function delivered(): Promise<void> {
  for (const body of bodies.splice(0)) await app.deliverChatwoot('oshun', body);
  await app.settled();
}

beforeAll(async () => {
  app = await startTestApp();
  await Promise.all(Array.from({ length: people }, (_, k) => app.deliverChatwoot('oshun', personMessage(k))));
  await app.settled();
});
afterAll(() => app.close());

const page = graphql(`
  query ConversationPage($first: Int, $after: String, $last: Int, $before: String, $filter: ConversationFilter) {
    conversations(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { externalId channel owner lastMessageAt contact { name } } }
    }
  }
`);

type Conversations = ConversationPageQuery['conversations'];

async function read(variables: ConversationPageQueryVariables): Promise<Conversations> {
  const { data, errors } = await app.query(page, variables);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.conversations;
}

describe('a list of conversations', () => {
  test('is complete, the one last written in first, whatever the size of its pages', async () => {
    const whole = (await read({ first: 100 })).edges.map(({ node }) => node);
    expect(whole.map(({ contact }) => contact.name)).toEqual(Array.from({ length: people }, (_, k) => `Person ${people - 1 - k}`));
    for (const size of [1, 7, 25]) {
      const seen: string[] = [];
      for (let after: string | null = null; ; ) {
        const some: Conversations = await read({ first: size, after });
        seen.push(...some.edges.map(({ node }) => node.externalId));
        if (!some.pageInfo.hasNextPage) break;
        after = some.pageInfo.endCursor ?? null;
      }
      expect(seen).toEqual(whole.map(({ externalId }) => externalId));
    }
    const backwards = await read({ last: 5 });
    expect(backwards.edges.map(({ node }) => node.externalId)).toEqual(whole.slice(-5).map(({ externalId }) => externalId));
  });

  test('is filtered by owner, channel and contact', async () => {
    expect((await read({ filter: { channel: ['INSTAGRAM'] } })).totalCount).toBe(0);
    expect((await read({ filter: { channel: ['WHATSAPP'], owner: 'ASSISTANT' } })).totalCount).toBe(people);
    expect((await read({ filter: { owner: 'STAFF' } })).totalCount).toBe(0);
  });
});

const story = graphql(`
  query Story($first: Int, $after: String) {
    contacts(search: "keisha", first: 1) {
      edges {
        node {
          name phone email firstChannel
          identifiers { kind value }
          touches { kind channel source campaign evidence occurredAt }
          consents { channel purpose state wording since }
          conversations(first: 5) {
            edges {
              node {
                id externalId channel owner lastMessageAt
                messages(first: $first, after: $after) {
                  totalCount
                  pageInfo { hasNextPage endCursor }
                  edges { node { externalId direction author text status reason sentAt purpose booking { id } attachments { kind url } } }
                }
              }
            }
          }
        }
      }
    }
  }
`);

describe('a lead', () => {
  test('is seen with all that she and others wrote, what brought her, and what she no longer wants', async () => {
    const widget = account.addConversation(keisha, {
      inbox: inboxes.widget,
      attributes: { referer: 'https://www.example.com/treatments/peel?utm_source=google&utm_campaign=peel-oct' },
    });
    account.addMessage(widget, { content: 'Is the peel safe for darker skin?' });
    now += 60_000;
    const whatsapp = account.addConversation(keisha);
    account.addMessage(whatsapp, { content: 'Hi, I wrote on your page' });
    now += 60_000;
    account.addMessage(whatsapp, { type: 'outgoing', sender: { type: 'user', id: 12, name: 'Renee Clarke' }, content: 'Hi Keisha!' });
    now += 60_000;
    const image = { file_type: 'image', data_url: 'https://chat.example.com/skin.jpg' };
    account.addMessage(whatsapp, { content: null, attachments: [image] });
    now += 60_000;
    account.addMessage(whatsapp, { content: 'stop texting me' });
    now += 60_000;
    const failed = account.addMessage(whatsapp, {
      type: 'outgoing',
      sender: { type: 'agent_bot', id: 3, name: 'Concierge' },
      content: 'Bye',
    });
    account.changeMessage(failed, { status: 'failed', contentAttributes: { external_error: '131026: undeliverable' } });
    await delivered();

    const { data } = await app.query(story, { first: 10 });
    const [contact] = data?.contacts.edges.map(({ node }) => node) ?? [];
    expect(contact).toMatchObject({
      name: 'Keisha Brown',
      phone: '+18765557777',
      email: 'keisha.brown@example.com',
      firstChannel: 'WEB_WIDGET',
    });
    expect(contact?.identifiers.map(({ kind }) => kind).sort()).toEqual(['CHATWOOT', 'EMAIL', 'PHONE', 'WHATSAPP', 'WIDGET']);
    expect(contact?.touches).toMatchObject([
      { kind: 'REFERER', channel: 'WEB_WIDGET', source: 'google', campaign: 'peel-oct', evidence: 'METADATA' },
      { kind: 'MESSAGE', channel: 'WHATSAPP', source: null, campaign: null, evidence: 'PLATFORM', occurredAt: '2026-11-02T15:01:00.000Z' },
    ]);
    expect(contact?.consents).toEqual([
      { channel: 'WHATSAPP', purpose: 'TRANSACTIONAL', state: 'WITHDRAWN', wording: 'stop texting me', since: '2026-11-02T15:04:00.000Z' },
    ]);
    const [last, first] = contact?.conversations.edges.map(({ node }) => node) ?? [];
    expect(first).toMatchObject({ externalId: String(widget.id), channel: 'WEB_WIDGET', owner: 'ASSISTANT' });
    expect(last).toMatchObject({ externalId: String(whatsapp.id), owner: 'STAFF', lastMessageAt: '2026-11-02T15:05:00.000Z' });
    expect(
      last?.messages.edges.map(({ node: { author, text, status, reason, attachments } }) => ({
        author,
        text,
        status,
        reason,
        attachments,
      })),
    ).toEqual([
      { author: 'KAREN', text: 'Bye', status: 'FAILED', reason: '131026: undeliverable', attachments: [] },
      { author: 'PATIENT', text: 'stop texting me', status: 'RECEIVED', reason: null, attachments: [] },
      { author: 'PATIENT', text: null, status: 'RECEIVED', reason: null, attachments: [{ kind: 'image', url: image.data_url }] },
      { author: 'STAFF', text: 'Hi Keisha!', status: 'SENT', reason: null, attachments: [] },
      { author: 'PATIENT', text: 'Hi, I wrote on your page', status: 'RECEIVED', reason: null, attachments: [] },
    ]);
  });

  test('has her messages in pages that miss and repeat nothing', async () => {
    const seen: (string | null | undefined)[] = [];
    for (let after: string | null = null; ; ) {
      const { data }: { data?: Awaited<ReturnType<typeof ask>>['data'] } = await ask(after);
      const messages = data?.contacts.edges[0]?.node.conversations.edges[0]?.node.messages;
      seen.push(...(messages?.edges.map(({ node }) => node.externalId) ?? []));
      if (!messages?.pageInfo.hasNextPage) break;
      after = messages.pageInfo.endCursor ?? null;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });

  const ask = (after: string | null) => app.query(story, { first: 2, after });

  test('who takes a message back leaves no word of it to be seen', async () => {
    const [conversation] = account.conversations.slice(-1);
    const message = conversation && account.addMessage(conversation, { content: 'forget-me-not' });
    await delivered();
    const text = async (): Promise<string> => JSON.stringify((await app.query(story, { first: 10 })).data);
    expect(await text()).toContain('forget-me-not');
    if (message) account.deleteMessage(message);
    await delivered();
    expect(await text()).not.toContain('forget-me-not');
    expect(await text()).toContain('"DELETED"');
  });

  test('who books is shown with the conversation that she last had on the booking’s channel', async () => {
    await app.deliver(
      'oshun',
      calcomBody({ uid: 'uid-keisha', name: 'Keisha Brown', email: 'keisha.brown@example.com', phone: '+18765557777' }),
    );
    await app.deliver('oshun', calcomBody({ uid: 'uid-stranger', name: 'Somebody', email: 'somebody@example.com', phone: '+18765557778' }));
    await app.settled();
    const { data } = await app.query(
      'query ($a: String, $b: String) { a: booking(uid: $a) { channel conversation { externalId } contact { name } } b: booking(uid: $b) { conversation { id } } }',
      {
        a: 'uid-keisha',
        b: 'uid-stranger',
      },
    );
    const [, whatsapp] = account.conversations;
    expect(data).toEqual({
      a: { channel: 'WHATSAPP', conversation: { externalId: String(whatsapp?.id) }, contact: { name: 'Keisha Brown' } },
      b: { conversation: null },
    });
  });
});

describe('by its node id', () => {
  test('a conversation and a message are found, and nothing by an id of another type', async () => {
    const { data } = await app.query<{
      conversations: { edges: { node: { id: string; messages: { edges: { node: { id: string } }[] } } }[] };
    }>('{ conversations(first: 1) { edges { node { id messages(first: 1) { edges { node { id } } } } } } }');
    const conversation = data?.conversations.edges[0]?.node;
    const ids = { conversation: conversation?.id, message: conversation?.messages.edges[0]?.node.id };
    const found = await app.query(
      `query ($conversation: ID!, $message: ID!) {
        conversation: node(id: $conversation) { __typename id }
        message: node(id: $message) { __typename id }
        other: booking(id: $conversation) { id }
      }`,
      ids,
    );
    expect(found.data).toEqual({
      conversation: { __typename: 'Conversation', id: ids.conversation },
      message: { __typename: 'Message', id: ids.message },
      other: null,
    });
  });
});
