import { describe, expect, test } from 'vitest';
import { readBody } from '../../../../src/webhooks/chatwoot/body.ts';
import { contentKey } from '../../../../src/webhooks/chatwoot/contentKey.ts';
import { createChatwootAccount } from '../../../support/chatwoot/account.ts';

const keyOf = (text: string): string | null => contentKey(readBody(text));

/** The keys of all bodies that an account sends while somebody works in it. */
function keysOf(work: (account: ReturnType<typeof createChatwootAccount>, later: () => void) => void): readonly (string | null)[] {
  let now = Date.parse('2026-10-05T18:00:00.000Z');
  const account = createChatwootAccount({ now: () => new Date(now) });
  const keys: (string | null)[] = [];
  account.onWebhook = (body) => keys.push(keyOf(body));
  work(account, () => {
    now += 1_000;
  });
  return keys;
}

describe('what makes two bodies of Chatwoot the same', () => {
  test('is the message, whatever stands around it', () => {
    const body = (labels: readonly string[]): string =>
      JSON.stringify({ event: 'message_created', account: { id: 7 }, id: 88_001, conversation: { labels } });
    expect(keyOf(body([]))).toBe(keyOf(body(['botox'])));
  });

  test('is the change of a message: what is told of it, each time anew', () => {
    const keys = keysOf((account, later) => {
      const message = account.addMessage(account.addConversation(account.addContact({})), { type: 'outgoing', sender: null });
      for (const status of ['delivered', 'read'] as const) {
        later();
        account.changeMessage(message, { status });
      }
      later();
      account.deleteMessage(message);
    });
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is not told by a message whose repetition is missing, or by what has no number: the bytes say it', () => {
    for (const body of [
      { event: 'message_updated', id: 88_001, conversation: { messages: [{ id: 88_002, updated_at: '2026-10-05T18:00:00Z' }] } },
      { event: 'message_created' },
      { event: 'conversation_updated', id: 1042 },
      { event: 'something_new', id: 1 },
      { event: 'contact_updated', id: 501 },
    ]) {
      expect(keyOf(JSON.stringify(body))).toBeNull();
    }
    expect(keyOf('{"event":')).toBeNull();
  });

  test('differs between accounts that number alike', () => {
    const of = (account: number): string | null => keyOf(JSON.stringify({ event: 'message_created', account: { id: account }, id: 1 }));
    expect(of(7)).not.toBe(of(8));
  });

  test('is the contact’s change', () => {
    const keys = keysOf((account, later) => {
      const contact = account.addContact({});
      account.changeContact(contact, { name: 'Keisha Brown-Reid' });
      later();
      account.changeContact(contact, { name: 'Keisha Reid' });
    });
    expect(new Set(keys).size).toBe(3);
    expect(keys).not.toContain(null);
  });
});
