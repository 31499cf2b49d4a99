import { z } from 'zod';
import type { Api, ApiAnswer } from './api.ts';
import type { PostOutcome, Recipient } from './port.ts';

const contact = z.object({ id: z.int(), phone_number: z.string().nullish().catch(null), email: z.string().nullish().catch(null) });
const found = z.object({ payload: z.array(contact) });
const made = z.object({ payload: z.object({ contact }) });

/** Chatwoot's id of somebody, or why there is none: what a message to her comes to then. */
export type FoundContact =
  | { readonly type: 'contact'; readonly id: number }
  | Exclude<PostOutcome, { readonly type: 'stored' | 'unknown' }>;

const refused = (why: string): FoundContact => ({ type: 'refused', why });

/** Finds the contact for whom a conversation is opened, or makes her known. Repeated it finds whom it made. */
export async function contactOf(user: Api | null, recipient: Recipient): Promise<FoundContact> {
  if (user === null) return refused('to open a conversation takes the token of a user');
  const known = await searchContact(user, recipient);
  if (known.type !== 'absent') return known;
  const { name, phone, email } = recipient;
  const answer = await user('POST', '/contacts', {
    name: name ?? phone ?? email,
    ...(phone === null ? {} : { phone_number: phone }),
    ...(email === null ? {} : { email }),
  });
  if (answer.type === 'ok') {
    const { data } = made.safeParse(answer.body);
    return data ? { type: 'contact', id: data.payload.contact.id } : notSent();
  }
  // Somebody was faster, or an address is another contact's: the search says whose.
  const again = answer.type === 'refused' ? await searchContact(user, recipient) : failed(answer);
  return again.type === 'absent' ? refused(answer.type === 'refused' ? answer.why : 'she could not be made known') : again;
}

/** Looks for somebody by phone, then by e-mail; the search finds parts of them as well. */
export async function searchContact(user: Api, { phone, email }: Recipient): Promise<FoundContact | { readonly type: 'absent' }> {
  for (const [address, read] of [
    [phone, (one: z.output<typeof contact>) => one.phone_number],
    [email, (one: z.output<typeof contact>) => one.email?.toLowerCase()],
  ] as const) {
    if (address === null) continue;
    const answer = await user('GET', `/contacts/search?q=${encodeURIComponent(address)}`);
    if (answer.type !== 'ok') return failed(answer);
    const { data } = found.safeParse(answer.body);
    if (!data) return notSent();
    const its = data.payload.find((one) => read(one) === address.toLowerCase());
    if (its) return { type: 'contact', id: its.id };
  }
  return { type: 'absent' };
}

/** The message itself was not sent, whatever became of the search. */
const notSent = (): FoundContact => ({ type: 'notSent', reason: 'unreachable' });

const failed = (answer: Exclude<ApiAnswer, { readonly type: 'ok' }>): FoundContact => {
  if (answer.type === 'refused') return refused(answer.why);
  return answer.type === 'notSent' ? { type: 'notSent', reason: answer.reason } : notSent();
};
