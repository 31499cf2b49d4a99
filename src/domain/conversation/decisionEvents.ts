import type { DomainEvent, Personal } from '../event.ts';
import type { Instant, MessageId } from '../ids.ts';
import type { ActionName, ChosenAction } from './action.ts';
import type { Intent } from './intent.ts';

/** What decided: the rules that need no model, the model on this machine, or the one that was asked over the network. */
export type DecisionStage = 'rule' | 'offline' | 'openai';

/** By what something was decided. Of a prompt only the hash is kept: of its instructions, which hold nothing personal. */
export interface DecidedBy {
  readonly stage: DecisionStage;
  /** Null where a rule decided. */
  readonly model: string | null;
  readonly promptHash: string | null;
  /** Milliseconds, those of a model that was asked in vain included. */
  readonly latencyMs: number;
}

/** What a model was paid for, whether or not its answer was taken. */
export interface Spent {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Millionths of a US dollar: whole, so that sums are exact. */
  readonly microDollars: number;
}

/** The messages that were understood together: the latest, and those that she wrote just before. */
interface AboutMessages {
  readonly message: MessageId;
  readonly together: readonly MessageId[];
  readonly at: Instant;
}

/** What her messages were taken to ask for. */
export type IntentClassified = DomainEvent<
  'IntentClassified',
  AboutMessages & {
    readonly intent: Intent;
    /** Slug of the clinic's procedure that they are about. */
    readonly procedure: string | null;
    /** From 0 to 1. */
    readonly confidence: number;
    /** No intent was likely enough. */
    readonly abstained: boolean;
    readonly by: DecidedBy;
    readonly spent: Spent | null;
  }
>;

/** A tag of a model's that did nothing, and why; `action` only where it is the name of one. */
export interface IgnoredTag {
  readonly action: ActionName | null;
  readonly because: 'unknown' | 'malformed' | 'notOffered' | 'conflicting';
}

/** Why a model's answer was not taken, and the next one asked. */
export type PassedOver = 'tooSlow' | 'failed' | 'resting' | 'overBudget' | `unsafe:${string}`;

/** What Karen does about her messages. Everything that follows is carried out from this event. */
export type ActionChosen = DomainEvent<
  'ActionChosen',
  AboutMessages & {
    readonly offered: readonly ActionName[];
    readonly chosen: readonly ChosenAction[];
    readonly ignored: readonly IgnoredTag[];
    readonly passedOver: PassedOver | null;
    readonly by: DecidedBy;
    readonly spent: Spent | null;
    /** The reply says that an assistant writes. */
    readonly introduces: boolean;
    /** How many messages of hers had been read (`inbound`): once she has written another, the reply is outdated. */
    readonly answers: number;
    /** What she is told, with places for the link and for free times; null: nothing. */
    readonly reply: Personal<string | null>;
  }
>;
