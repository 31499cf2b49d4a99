import type { ConversationId, Instant, MessageId } from '../ids.ts';
import type { Decision, SendTemplate, SendText } from '../messaging/decision.ts';
import type { ConversationEvent, MessageRequested } from './events.ts';
import type { UnwantedReason } from './unwanted.ts';

/** What was found out about a message that is wanted: the policy's decision, or that it is not wanted any more. */
export type Verdict = Decision | { readonly type: 'unwanted'; readonly reason: UnwantedReason };

/** Where a message stands, and what is needed to say what becomes of it. */
export interface StepContext {
  /** The conversation in whose stream it stands; null: she has none. */
  readonly home: ConversationId | null;
  /** How often it was attempted before. */
  readonly attempts: number;
  /** Names the attempt that is made now, as none was named before. */
  readonly by: string;
  readonly now: Instant;
  /** The id that it has in another conversation, or (null) in one that is opened for it. */
  readonly idElsewhere: (into: ConversationId | null) => MessageId;
}

/** The way on which a message goes out from where it stands; null when it goes elsewhere, later or not at all. */
export function wayFrom(home: ConversationId | null, verdict: Verdict): SendText | SendTemplate | null {
  if (verdict.type === 'sendText' || verdict.type === 'sendTemplate') return verdict;
  if (verdict.type !== 'useChannel') return null;
  const { target } = verdict.send;
  const isHere = target.type === 'newConversation' ? home === null : target.conversation === home;
  return isHere ? verdict.send : null;
}

/** Says what becomes of a message that is wanted. What is handed to Chatwoot is said to be before it is. */
export function nextStep({ message, about }: MessageRequested['data'], verdict: Verdict, context: StepContext): ConversationEvent {
  const { home, attempts, by, now: at, idElsewhere } = context;
  const base = { message, at, about };
  const way = wayFrom(home, verdict);
  if (way !== null) {
    const { channel, reason, cost } = way;
    const template = way.type === 'sendTemplate' ? way.template.name : null;
    return { type: 'MessageAttempted', data: { ...base, attempt: attempts + 1, by, channel, reason, template, cost } };
  }
  switch (verdict.type) {
    case 'useChannel': {
      const { target } = verdict.send;
      // The policy was asked about conversations by their ids.
      const into = target.type === 'conversation' ? (target.conversation as ConversationId) : null;
      const reason = verdict.passedOver[0]?.reason ?? 'noChannel';
      return { type: 'MessageRedirected', data: { ...base, into, as: idElsewhere(into), reason } };
    }
    case 'defer':
      return { type: 'MessageDeferred', data: { ...base, until: verdict.until, reason: verdict.reason } };
    case 'staffTask':
      return { type: 'MessageSuppressed', data: { ...base, reason: 'leftToStaff', task: verdict.because } };
    case 'suppress':
    case 'unwanted':
      return { type: 'MessageSuppressed', data: { ...base, reason: verdict.reason, task: null } };
    case 'sendText':
    case 'sendTemplate':
      throw new Error('a message that is sent goes out from where it stands');
    default:
      return verdict satisfies never;
  }
}
