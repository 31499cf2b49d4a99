import type { AnyEvent } from '../domain/catalogue.ts';
import type { Instant } from '../domain/ids.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { Cause, Command, Decided, Fold, Log } from '../eventStore/commandHandler.ts';

export type EventType = AnyEvent['type'];
export type EventOf<Type extends EventType> = Extract<AnyEvent, { type: Type }>;

/** Ids, numbers and words of ours that say more of an effect; nothing personal. */
export type EffectData = Readonly<Record<string, string | number | boolean | null>>;

interface Planned {
  /** What is done, in the imperative: the name of one of the process's deeds. */
  readonly purpose: string;
  /** Tells apart effects of one purpose that follow from one event, for instance the reminders `P3D` and `P1D`. */
  readonly which?: string;
  /** The stream that it is about. */
  readonly about: string;
  /** The appointment version that it is made for; 0 where there is none. */
  readonly version: number;
  readonly data?: EffectData;
  /** When it is of no use any more, and an event says so instead; null when it never comes too late. */
  readonly usefulUntil: Instant | null;
  /** Effects of the process that share one are carried out one after the other, for instance a contact's id; default: what shares `about`. */
  readonly lane?: string;
}

/** A command to issue at once. */
export interface Issue extends Planned {
  readonly type: 'issue';
}

/** A command to issue at its time. */
export interface SetTimer extends Planned {
  readonly type: 'setTimer';
  readonly dueAt: Instant;
}

/** Timers that are not to fall due any more: those of a purpose, about a stream, for appointment versions up to this one. */
export interface ClearTimers {
  readonly type: 'clearTimers';
  readonly purpose: string;
  readonly about: string;
  readonly upTo: number;
}

/** What follows from an event. */
export type Effect = Issue | SetTimer | ClearTimers;

/** An effect that is due. */
export interface DueEffect {
  /** uuid v5 of process, causing event, purpose and appointment version: the cause of all that it comes to. */
  readonly id: string;
  readonly purpose: string;
  readonly about: string;
  readonly version: number;
  readonly data: EffectData;
  /** The event that it follows from. */
  readonly cause: { readonly id: string; readonly stream: string; readonly revision: number; readonly correlationId: string };
  /** When it was to be done: before now, when somebody was late. */
  readonly plannedFor: Instant;
  readonly usefulUntil: Instant | null;
}

/** What a reaction may look at. */
export interface Looking {
  readonly now: Instant;
  /** The state of a stream as it is now. */
  load<State, Event extends AnyEvent>(stream: string, fold: Fold<State, Event>): Promise<State>;
}

/** What a deed works with. */
export interface Acting extends Looking {
  readonly log: Log;
  /** Aborts when the program stops or has lost its right to act: for what waits for others. */
  readonly signal: AbortSignal;
  /** Names the effect as the cause of everything that comes of it. */
  readonly cause: Cause;
  /**
   * Carries a command out, caused by the effect. Of all that the effect issues on one stream in one step, in time, too late or given up,
   * the first that appends anything holds, however often it is repeated.
   */
  issue<State, Event extends AnyEvent>(command: IssuedCommand<State, Event>): Promise<Decided<State, Event>>;
}

export type IssuedCommand<State, Event extends AnyEvent> = Omit<Command<State, Event>, 'clinic' | 'cause' | 'step'> & {
  /** Default `effect`; needed by who issues several on one stream. */
  readonly step?: string;
};

/** A deed waits for others: nothing went wrong, and it is tried again at its own time. Until then it holds up its lane. */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  readonly until: Instant;

  /** @param reason for people; nothing personal */
  constructor(until: Instant, reason: string) {
    super(reason);
    this.until = until;
  }
}

/** How an effect is carried out. Each may be repeated, so all that it does is named by the effect; each ends by itself, whoever it waits for. */
export interface Deed {
  /** Issues the command, or throws {@link Postponed}. It decides by the events as they are now: what does not hold any more comes to an event that says so, or to nothing. */
  carryOut(effect: DueEffect, acting: Acting): Promise<unknown>;
  /** Says in an event that the latest useful time had passed. */
  tooLate?(effect: DueEffect, acting: Acting): Promise<unknown>;
  /** Says in an event that it failed as often as it may. */
  gaveUp?(effect: DueEffect, acting: Acting): Promise<unknown>;
}

/**
 * What follows from events: a reaction that plans effects, and the deeds that they come to.
 * It sees each event once its own checkpoint has come there, may see it again, and never sees those before its first deployment.
 */
export interface ProcessOf<Type extends EventType> {
  /** Part of its effects' ids: it never changes. */
  readonly name: string;
  /** Raised when the data of its effects change shape: a program of an older version then leaves the process to newer ones. */
  readonly version: number;
  readonly reactsTo: readonly Type[];
  react(event: LoggedEvent<EventOf<Type>>, looking: Looking): readonly Effect[] | Promise<readonly Effect[]>;
  readonly deeds: Readonly<Record<string, Deed>>;
}

/** A process whose events the runner hands over without looking into them. */
export type Process = ProcessOf<EventType>;

// The runner shows a process only events of the types that it names, so the rest of them may be forgotten here.
export const defineProcess = <Type extends EventType>(process: ProcessOf<Type>): Process => process as unknown as Process;
