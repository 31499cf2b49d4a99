import { choose, countFits, type Expected, type ExpectedCount, bodyOf as fixtureBody, readSequenceFile, type Step } from './fixtures.ts';

interface ExpectedConversation {
  readonly externalId: string;
  readonly channel: string;
  readonly owner: Expected<string>;
  readonly contact: Readonly<Record<'name' | 'phone' | 'email', Expected<string | null>>>;
  readonly inbound: ExpectedCount;
}

/** A series of Chatwoot's bodies, and what it must come to; the head of `sequences.yaml` says how to read it. */
export interface ChatwootSequence {
  readonly name: string;
  readonly why: string;
  readonly clinic: string;
  readonly anyOrder: boolean;
  readonly steps: readonly Step[];
  readonly expect: {
    readonly conversations: readonly ExpectedConversation[];
    readonly contacts: ExpectedCount;
    readonly replies: ExpectedCount;
    readonly deliveries?: Readonly<Record<'PROCESSED' | 'IGNORED' | 'PARKED', number>>;
    readonly never?: readonly string[];
  };
}

export const readChatwootSequences = (): readonly ChatwootSequence[] => readSequenceFile<ChatwootSequence>('chatwoot');

/** The body of a step, as Chatwoot sends it. */
export const chatwootBodyOf = (step: Step): string => fixtureBody('chatwoot', step);

interface Timed {
  readonly event?: string;
  readonly created_at?: string | number;
  readonly updated_at?: string | number;
  readonly conversation?: { readonly messages?: readonly { readonly updated_at?: string }[] };
}

/** A body's own time; null where it has none. */
export function timeOf(text: string): Date | null {
  let body: Timed | null;
  try {
    body = JSON.parse(text) as Timed | null; // whatever it is, its members are asked for one by one
  } catch {
    return null;
  }
  const told =
    body?.event === 'message_created'
      ? body.created_at
      : body?.event === 'message_updated'
        ? body.conversation?.messages?.[0]?.updated_at
        : body?.event?.startsWith('conversation_')
          ? body.updated_at
          : null;
  const time = typeof told === 'number' ? new Date(told * 1_000) : new Date(told ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** A conversation as seen, in the words of the file. */
export interface SeenConversation {
  readonly externalId: string;
  readonly channel: string;
  readonly owner: string;
  readonly contact: { readonly name: string | null; readonly phone: string | null; readonly email: string | null };
  readonly inbound: number;
}

/** What is seen beside what the file allows: equal when all fits. */
export function compareConversations(
  expected: readonly ExpectedConversation[],
  seen: readonly SeenConversation[],
): { readonly expected: readonly unknown[]; readonly seen: readonly unknown[] } {
  const chosen = expected.map(({ externalId, channel, owner, contact, inbound }) => {
    const its = seen.find((one) => one.externalId === externalId);
    return {
      externalId,
      channel,
      owner: choose(owner, its?.owner),
      contact: {
        name: choose(contact.name, its?.contact.name),
        phone: choose(contact.phone, its?.contact.phone),
        email: choose(contact.email, its?.contact.email),
      },
      inbound: its && countFits(inbound, its.inbound) ? its.inbound : inbound,
    };
  });
  const sorted = <T extends { readonly externalId: string }>(all: readonly T[]): readonly T[] =>
    all.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  return { expected: sorted(chosen), seen: sorted(seen) };
}
