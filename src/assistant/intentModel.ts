import type { Spent } from '../domain/conversation/decisionEvents.ts';
import type { Intent, MessageContext } from '../domain/conversation/intent.ts';

/** A patient's message and what the clinic sent last, where that changes what it means. */
export interface IncomingMessage {
  readonly text: string;
  readonly context: MessageContext | null;
  readonly channel?: string | null;
}

/** What a message was taken to ask for. */
export interface Decision {
  readonly intent: Intent;
  /** How likely the intent is, from 0 to 1; of lines at 0.8 about eight in ten are right (docs/eval.md). */
  readonly confidence: number;
  /** The slug of the clinic's procedure that the message names. */
  readonly procedure: string | null;
  /** What decided: the safety rules, or the model that was asked. */
  readonly stage: 'rule' | 'offline' | 'openai';
  /** No intent was likely enough: `intent` is `other`, and a person should look. */
  readonly abstained: boolean;
  /** The call over the network that it rests on; absent where there was none, or no answer. */
  readonly call?: ModelCall;
  /** Why a model that was asked did not decide. */
  readonly failure?: 'tooSlow' | 'failed';
}

/** A model's answer over the network, as far as it is accounted for. */
export interface ModelCall {
  readonly model: string;
  readonly promptHash: string;
  readonly spent: Spent;
}

/** Tells what a message asks for. An outage abstains: it never throws for what a sender wrote. */
export interface IntentModel {
  readonly name: 'offline' | 'openai';
  classify(message: IncomingMessage): Promise<Decision>;
}
