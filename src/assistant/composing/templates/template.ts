import type { ConversationContext } from '../../conversationContext.ts';
import type { ProcedureFacts } from '../../facts/clinicFacts.ts';
import type { Understanding } from '../../understanding/understanding.ts';
import type { Reply } from '../reply.ts';
import type { Words } from '../words.ts';

/** What a template may write with. */
export interface TemplateQuestion {
  readonly context: ConversationContext;
  readonly understanding: Understanding;
  readonly words: Words;
  /** The procedure that it is about, where the clinic has it. */
  readonly procedure: ProcedureFacts | null;
  /** Tells whether a turn of speech was used, by its name in `language/`. */
  readonly uses: (...names: readonly string[]) => boolean;
}

/** Answers one intent, from the clinic's facts alone. */
export type Template = (question: TemplateQuestion) => Reply;

/** The same link as an action. */
export const bookingLink = (procedure: ProcedureFacts | null): Reply['actions'][number] => ({
  action: 'suggest_booking',
  procedure: procedure?.slug ?? null,
  startsAt: null,
});
