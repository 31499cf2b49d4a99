import { createChatwootAccount, type NewConversation } from './account.ts';
import type { NewMessage } from './model.ts';

/** What a test says of somebody's message; the rest is as Chatwoot would fill it in. */
export interface MessageChange extends NewMessage, NewConversation {
  readonly name?: string;
  readonly phone?: string | null;
  readonly email?: string | null;
  /** When she wrote. */
  readonly at?: string;
  /** Her ids in Chatwoot count from here: people of different numbers are different people in different conversations. */
  readonly person?: number;
  /** Which of her messages it is. */
  readonly number?: number;
}

/** The body of one message of one person, whose number makes her ids: told again it is the same message. */
export function chatwootMessage({
  name = 'Marva Test',
  phone = '+18765550199',
  email = null,
  at = '2026-10-05T18:03:22.481Z',
  person = 0,
  number = 0,
  inbox,
  sourceId,
  attributes,
  status,
  ...of
}: MessageChange = {}): string {
  const account = createChatwootAccount({ now: () => new Date(at), firstId: 10_000 * (person + 1) });
  let body = '';
  const where = {
    ...(inbox ? { inbox } : {}),
    ...(sourceId ? { sourceId } : {}),
    ...(attributes ? { attributes } : {}),
    ...(status ? { status } : {}),
  };
  const conversation = account.addConversation(account.addContact({ name, phone, email }), where);
  // Those before it give it its number.
  for (let before = 0; before < number; before++) account.addMessage(conversation, {});
  account.onWebhook = (one) => {
    body = one;
  };
  account.addMessage(conversation, { content: `Message ${number} of ${name}`, ...of });
  return body;
}

/** Of the k-th of many people. */
export const personMessage = (k: number, change: MessageChange = {}): string =>
  chatwootMessage({
    person: k,
    name: `Person ${k}`,
    phone: `+1876555${String(k % 10_000).padStart(4, '0')}`,
    at: new Date(Date.UTC(2026, 9, 5, 18) + k * 60_000).toISOString(),
    ...change,
  });
