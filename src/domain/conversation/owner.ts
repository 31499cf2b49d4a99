import type { Instant } from '../ids.ts';
import type { Told } from '../told.ts';

/** Who is to answer next; NOBODY once a conversation is resolved. The names of the API's enum `ConversationOwner`. */
export const conversationOwners = ['ASSISTANT', 'STAFF', 'NOBODY'] as const;

export type ConversationOwner = (typeof conversationOwners)[number];

/** Whether Chatwoot has the conversation among the resolved ones. Pending and snoozed ones are open: somebody will answer. */
export type Standing = 'OPEN' | 'RESOLVED';

/** A person has the conversation: since when, and until when if nothing else happens; null: until somebody gives it back. */
export interface Hold {
  readonly at: Instant;
  readonly until: Instant | null;
}

/** The later hold; of two at one instant the longer. */
export function laterHold(a: Hold | null, b: Hold | null): Hold | null {
  if (!a || !b) return a ?? b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.until === null || (b.until !== null && a.until >= b.until) ? a : b;
}

/** What decides who answers. All of it is "the latest of its kind", so that the order of arrival does not matter. */
export interface OwnerFacts {
  readonly standing: Told<Standing> | null;
  readonly hold: Hold | null;
  /** When somebody last gave the conversation back to the assistant. */
  readonly resumedAt: Instant | null;
  /** When the patient last wrote herself. */
  readonly lastInboundAt: Instant | null;
}

/** Tells whether the conversation rests: it was resolved, and she has not written since. */
export const isResolved = ({ standing, lastInboundAt }: OwnerFacts): boolean =>
  standing?.value === 'RESOLVED' && (lastInboundAt === null || lastInboundAt <= standing.at);

/**
 * Says who answers next. A person who wrote has the conversation until the clinic's pause after her last message is over; the patient's
 * first message after that is the assistant's again (integrations.md 3.4). What Chatwoot has resolved is nobody's until she writes.
 */
export function ownerOf(facts: OwnerFacts): ConversationOwner {
  if (isResolved(facts)) return 'NOBODY';
  const { hold, resumedAt, lastInboundAt } = facts;
  if (hold === null || (resumedAt !== null && resumedAt >= hold.at)) return 'ASSISTANT';
  return hold.until === null || lastInboundAt === null || lastInboundAt < hold.until ? 'STAFF' : 'ASSISTANT';
}
