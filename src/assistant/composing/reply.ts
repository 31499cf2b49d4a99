import type { ActionName, ChosenAction } from '../../domain/conversation/action.ts';
import type { IgnoredTag, PassedOver, Spent } from '../../domain/conversation/decisionEvents.ts';
import type { ConversationContext } from '../conversationContext.ts';
import type { ClinicFacts } from '../facts/clinicFacts.ts';
import type { Understanding } from '../understanding/understanding.ts';

/** What a composer answers. */
export interface ReplyQuestion {
  readonly context: ConversationContext;
  readonly facts: ClinicFacts;
  readonly understanding: Understanding;
  /** The actions to choose from. */
  readonly offered: readonly ActionName[];
}

/** What Karen says, and does. What an action adds to her words, such as the link, is laid out below them (`layOut.ts`). */
export interface Reply {
  /** Empty: the actions say it all. */
  readonly say: string;
  readonly actions: readonly ChosenAction[];
}

/** A reply with how it came about. */
export interface Composed extends Reply {
  readonly model: string;
  readonly promptHash: string | null;
  readonly ignored: readonly IgnoredTag[];
  readonly spent: Spent | null;
}

/** Writes replies. One that asks over the network fails with `NotComposed`. */
export interface Composer {
  readonly name: 'offline' | 'openai';
  compose(question: ReplyQuestion, signal: AbortSignal): Promise<Composed>;
}

/** A composer that has no reply which may be sent; what its answer cost was spent all the same. */
export class NotComposed extends Error {
  override readonly name = 'NotComposed';
  readonly because: PassedOver;
  readonly spent: Spent | null;

  constructor(because: PassedOver, spent: Spent | null, cause?: unknown) {
    super(`no reply: ${because}`, cause === undefined ? undefined : { cause });
    this.because = because;
    this.spent = spent;
  }
}
