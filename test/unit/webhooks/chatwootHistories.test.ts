import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { known } from '../../../src/domain/event.ts';
import { type ChatwootAccount, createChatwootAccount, inboxes } from '../../support/chatwoot/account.ts';
import type { ChatwootConversation, ChatwootMessage } from '../../support/chatwoot/model.ts';
import { memoryClinic, type Seen } from '../../support/memoryClinic.ts';
import { randomOf } from '../../support/messaging/random.ts';

// People use a Chatwoot account for some days. Whatever order its webhooks arrive in, and however often, the clinic comes to see
// what was done: an oracle that knows the true order, and none of our code, says what that is.

const actions = [
  'patient',
  'machine',
  'staff',
  'app',
  'bot',
  'rule',
  'note',
  'resolve',
  'open',
  'label',
  'delivered',
  'read',
  'failed',
  'delete',
  'rename',
] as const;

interface Step {
  readonly action: (typeof actions)[number];
  /** Of which of the two people. */
  readonly who: 0 | 1;
  readonly minutes: number;
}

const steps = fc.array(
  fc.record<Step>({
    action: fc.constantFrom(...actions, 'patient', 'patient', 'staff', 'resolve'),
    who: fc.constantFrom(0, 1),
    minutes: fc.constantFrom(0.1, 1, 30, 119, 121, 1_500),
  }),
  { minLength: 1, maxLength: 12 },
);

interface ExpectedConversation {
  readonly externalId: string;
  readonly owner: string;
  readonly name: string;
  readonly inbound: number;
}

interface ExpectedMessage {
  readonly externalId: string | null;
  readonly direction: string;
  readonly author: string;
  readonly status: string;
  readonly text: string | null;
}

/** What the clinic should see at the end, in order of Chatwoot's ids. */
interface Outcome {
  readonly conversations: readonly ExpectedConversation[];
  readonly messages: readonly ExpectedMessage[];
  /** A day on which somebody wrote is a touch. */
  readonly touches: number;
}

const pause = 2 * 3_600_000;
const people = [
  { name: 'Keisha Brown', phone: '+18765550142', inbox: inboxes.whatsapp },
  { name: 'shan.glow', phone: null, inbox: inboxes.instagram },
] as const;

/** Plays the steps in an account; gives what its webhooks sent, and what the clinic should come to see. */
function play(history: readonly Step[]): { readonly bodies: readonly string[]; readonly expected: Outcome } {
  let now = Date.parse('2026-10-05T18:00:00.000Z');
  const account = createChatwootAccount({ now: () => new Date(now) });
  const bodies: string[] = [];
  account.onWebhook = (body) => bodies.push(body);
  const cast = people.map(({ name, phone, inbox }) => oraclePerson(account, account.addContact({ name, phone }), inbox));
  for (const { action, who, minutes } of history) {
    now += minutes * 60_000;
    cast[who]?.act(action, now);
  }
  const seen = cast.filter((one) => one.conversation() !== null);
  return {
    bodies,
    expected: {
      conversations: byId(seen.map((one) => one.expected())),
      messages: byId(seen.flatMap((one) => one.messages())),
      touches: seen.reduce((sum, one) => sum + one.days(), 0),
    },
  };
}

const byId = <T extends { readonly externalId: string | null }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => Number(a.externalId) - Number(b.externalId));

const jamaica = (time: number): string => new Date(time - 5 * 3_600_000).toISOString().slice(0, 10);
const outcomes = ['SENT', 'FAILED', 'DELIVERED', 'READ'];

/** One person with one conversation, which begins with its first message. */
function oraclePerson(account: ChatwootAccount, contact: ReturnType<ChatwootAccount['addContact']>, inbox: ChatwootConversation['inbox']) {
  let conversation: ChatwootConversation | null = null;
  let [heldUntil, wroteAt, isResolved] = [0, 0, false];
  const days = new Set<string>();
  const outcome = new Map<ChatwootMessage, string>();
  const authors = new Map<ChatwootMessage, string>();

  const write = (author: string, of: Parameters<ChatwootAccount['addMessage']>[1]): ChatwootMessage => {
    conversation ??= account.addConversation(contact, { inbox });
    const message = account.addMessage(conversation, { content: `words ${account.messages.length}`, ...of });
    authors.set(message, author);
    return message;
  };
  const lastSent = (): ChatwootMessage | undefined =>
    conversation?.messages.findLast(({ type, isPrivate }) => type === 'outgoing' && !isPrivate);
  const tell = (status: 'delivered' | 'read' | 'failed'): void => {
    const message = lastSent();
    if (!message || message.contentAttributes.deleted) return;
    const failure =
      status === 'failed' ? { contentAttributes: { ...message.contentAttributes, external_error: '131026: undeliverable' } } : {};
    // Of a message that failed once, Chatwoot keeps the error.
    account.changeMessage(message, { status, ...failure });
    // A message's body names its error, and no status: that stands with the conversation's last message only (integrations.md 3.3).
    const isLast = conversation?.messages.findLast(({ isPrivate }) => !isPrivate) === message;
    if (!isLast && !message.contentAttributes.external_error) return;
    const told = message.contentAttributes.external_error ? 'FAILED' : status.toUpperCase();
    const before = outcome.get(message) ?? 'SENT';
    outcome.set(message, outcomes.indexOf(told) > outcomes.indexOf(before) ? told : before);
  };

  const acts: Record<Step['action'], (now: number) => void> = {
    patient(now) {
      write('PATIENT', {});
      [wroteAt, isResolved] = [now, false];
      days.add(jamaica(now));
    },
    machine() {
      write('PATIENT', { contentType: 'incoming_email', contentAttributes: { email: { auto_reply: true } } });
      isResolved = false;
    },
    staff(now) {
      write('STAFF', { type: 'outgoing', sender: { type: 'user', id: 12, name: 'Renee Clarke' } });
      heldUntil = now + pause;
    },
    app(now) {
      write('STAFF', { type: 'outgoing', sender: null, contentAttributes: { external_echo: true } });
      heldUntil = now + pause;
    },
    bot: () => void write('KAREN', { type: 'outgoing', sender: { type: 'agent_bot', id: 3, name: 'Concierge' } }),
    rule: () => void write('SYSTEM', { type: 'outgoing', sender: null }),
    note: () => void write('NOBODY', { type: 'outgoing', sender: { type: 'user', id: 12, name: 'Renee Clarke' }, isPrivate: true }),
    resolve() {
      if (!conversation) return;
      account.setStatus(conversation, 'resolved');
      isResolved = true;
    },
    open() {
      if (!conversation) return;
      account.setStatus(conversation, 'open');
      isResolved = false;
    },
    label: () => conversation && account.setLabels(conversation, [...conversation.labels, `label-${conversation.labels.length}`]),
    delivered: () => tell('delivered'),
    read: () => tell('read'),
    failed: () => tell('failed'),
    delete() {
      const message = conversation?.messages.findLast(({ isPrivate }) => !isPrivate);
      if (!message) return;
      account.deleteMessage(message);
      outcome.set(message, 'DELETED');
    },
    rename: () => account.changeContact(contact, { name: `${contact.name}+` }),
  };

  return {
    act: (action: Step['action'], now: number) => acts[action](now),
    conversation: () => conversation,
    days: () => days.size,
    expected(): ExpectedConversation {
      const owner = isResolved ? 'NOBODY' : wroteAt < heldUntil ? 'STAFF' : 'ASSISTANT';
      const inbound = conversation?.messages.filter(({ type }) => type === 'incoming').length ?? 0;
      return { externalId: String(conversation?.id), owner, name: contact.name, inbound };
    },
    messages: (): readonly ExpectedMessage[] =>
      (conversation?.messages ?? [])
        .filter(({ isPrivate }) => !isPrivate)
        .map((message) => {
          const status = outcome.get(message) ?? (message.type === 'incoming' ? 'RECEIVED' : 'SENT');
          const text = message.contentAttributes.deleted ? null : message.content;
          const direction = message.type === 'incoming' ? 'INBOUND' : 'OUTBOUND';
          return { externalId: String(message.id), direction, author: authors.get(message) ?? '', status, text };
        }),
  };
}

const outcomeOf = ({ conversations, messages, touches }: Seen): Outcome => ({
  conversations: byId(
    conversations.map(({ externalId, owner, contact, inbound }) => ({ externalId, owner, name: contact.name ?? '', inbound })),
  ),
  messages: byId(
    messages.map(({ externalId, direction, author, status, text }) => ({ externalId, direction, author, status, text: known(text) })),
  ),
  touches: touches.length,
});

/** Every body once at least, in an order that the seed gives, some of them again. */
function shuffled(bodies: readonly string[], seed: number): readonly string[] {
  const random = randomOf(seed);
  return random.shuffled([...bodies, ...random.some(bodies, 0.2)]);
}

describe('a history of a Chatwoot account', () => {
  test('comes to what was done, told in its own order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { bodies, expected } = play(history);
        const clinic = memoryClinic();
        for (const body of bodies) await clinic.deliver(body, 'CHATWOOT');
        expect(outcomeOf(await clinic.look())).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('comes to the same in whatever order it is told, and however often', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer(), async (history, seed) => {
        const { bodies, expected } = play(history);
        const clinic = memoryClinic();
        for (const body of shuffled(bodies, seed)) await clinic.deliver(body, 'CHATWOOT');
        expect(outcomeOf(await clinic.look())).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
