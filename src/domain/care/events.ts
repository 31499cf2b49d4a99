import type { BookingKind } from '../booking/events.ts';
import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import type { BookingId, CarePlanId, ContactId, Instant, MessageId } from '../ids.ts';
import type { AgreedWording, FormAnswer } from './formAnswers.ts';
import type { PinnedStep } from './mergeTemplates.ts';
import type { CareFlag } from './spacing.ts';

/** The visit as a plan is made for it. */
export interface PlannedVisit {
  /** The appointment version: 1 + reschedules. */
  readonly version: number;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Her own IANA zone; null while unknown. */
  readonly timeZone: string | null;
}

/** Which step an event is about. */
export interface StepFacts {
  readonly step: string;
  /** For people, as the template has it. */
  readonly name: string;
  readonly at: Instant;
}

/** Why a step is not carried out. */
export type SkipReason =
  /** Its time was past when the plan was made. */
  | 'past'
  /** Nobody came to it in time. */
  | 'tooLate'
  /** A rule of another procedure of the visit says more. */
  | 'stricterRule'
  /** The clinic has no such reminder. */
  | 'noSuchReminder'
  /** The booking's reminder was not sent. */
  | 'reminderNotSent'
  /** Everything was answered already. */
  | 'answered'
  /** It turned out that the visit is for something else. */
  | 'otherProcedure'
  /** The visit is off; said by the plan's own event. */
  | 'cancelled'
  /** The message was decided against; `detail` is the policy's reason. */
  | 'suppressed'
  | 'staff';

/** The answer to a screening question, as it was understood. */
export type ScreeningOutcome = 'GOOD' | 'BAD' | 'UNCLEAR';

// Events of the stream `carePlan-<clinic>.<id>`

/** A plan begins, pinned to what its templates said then. Again, when it turns out that the visit is for something else: then this holds from here on. */
export type CarePlanStarted = DomainEvent<
  'CarePlanStarted',
  {
    readonly carePlan: CarePlanId;
    readonly booking: BookingId;
    readonly contact: ContactId;
    readonly kind: BookingKind;
    /** What was booked, by the clinic's slugs: by this a change of mind is seen. */
    readonly booked: readonly string[];
    /** What the plan is for, by the clinic's slugs; `procedure` names the template. */
    readonly templates: readonly { readonly slug: string; readonly procedure: string; readonly name: string; readonly version: number }[];
    readonly steps: readonly PinnedStep[];
    /** The intake forms beside the general one. */
    readonly forms: readonly string[];
    readonly bookedAt: Instant;
    readonly visit: PlannedVisit;
    readonly flags: readonly CareFlag[];
    readonly at: Instant;
  }
>;

export type StepPlanned = DomainEvent<
  'StepPlanned',
  StepFacts & {
    readonly dueAt: Instant;
    readonly usefulUntil: Instant;
    readonly appointmentVersion: number;
    /** Its question goes instead of its text. */
    readonly asks: boolean;
  }
>;

/** Its time has come, and a message that holds it is asked for. */
export type StepDue = DomainEvent<
  'StepDue',
  StepFacts & {
    readonly appointmentVersion: number;
    /** The message, by the plan and the step that it is named after: several steps may share one. */
    readonly message: MessageName;
    /** Other plans of hers that share the message. */
    readonly along: readonly CarePlanId[];
    /** The steps whose questions the message asks, in the order in which they stand there: "2 yes" is about the second. */
    readonly questions: readonly string[];
  }
>;

export type StepSent = DomainEvent<'StepSent', StepFacts & { readonly message: MessageId | null }>;
/** Its question was sent. */
export type StepScreened = DomainEvent<'StepScreened', StepFacts & { readonly message: MessageId | null }>;
export type StepFailed = DomainEvent<'StepFailed', StepFacts>;
export type StepSkipped = DomainEvent<
  'StepSkipped',
  StepFacts & {
    /** When it would have been due. */
    readonly dueAt: Instant;
    readonly because: SkipReason;
    readonly detail: string | null;
    /** A person's words. */
    readonly reason: Personal<string | null>;
  }
>;

export type ScreeningAnswered = DomainEvent<
  'ScreeningAnswered',
  StepFacts & { readonly answer: ScreeningOutcome; readonly by: 'patient' | 'staff'; readonly said: Personal<string | null> }
>;

export type FormSaved = DomainEvent<'FormSaved', { readonly answers: Personal<readonly FormAnswer[]>; readonly at: Instant }>;
export type FormCompleted = DomainEvent<
  'FormCompleted',
  {
    readonly answers: Personal<readonly FormAnswer[]>;
    /** Fields with an answer that a clinician must see. */
    readonly concerns: readonly string[];
    readonly consents: readonly AgreedWording[];
    readonly at: Instant;
  }
>;

/** A clinician must look before the visit; `about` is a step, or `form`. */
export type ReadinessHeld = DomainEvent<'ReadinessHeld', { readonly about: string; readonly name: string; readonly at: Instant }>;
export type ReadinessCleared = DomainEvent<
  'ReadinessCleared',
  { readonly about: readonly string[]; readonly staff: string; readonly reason: Personal<string | null>; readonly at: Instant }
>;

export type CarePlanMoved = DomainEvent<'CarePlanMoved', { readonly visit: PlannedVisit; readonly at: Instant }>;
export type CarePlanPaused = DomainEvent<
  'CarePlanPaused',
  { readonly because: 'noShow' | 'rescheduleRequested' | 'staff'; readonly reason: Personal<string | null>; readonly at: Instant }
>;
export type CarePlanResumed = DomainEvent<'CarePlanResumed', { readonly reason: Personal<string | null>; readonly at: Instant }>;
export type CarePlanCancelled = DomainEvent<
  'CarePlanCancelled',
  { readonly because: 'cancelled' | 'rejected' | 'joined'; readonly at: Instant }
>;
/** Every step has come to its end. */
export type CarePlanCompleted = DomainEvent<'CarePlanCompleted', { readonly at: Instant }>;

export type CarePlanEvent =
  | CarePlanStarted
  | StepPlanned
  | StepDue
  | StepSent
  | StepScreened
  | StepFailed
  | StepSkipped
  | ScreeningAnswered
  | FormSaved
  | FormCompleted
  | ReadinessHeld
  | ReadinessCleared
  | CarePlanMoved
  | CarePlanPaused
  | CarePlanResumed
  | CarePlanCancelled
  | CarePlanCompleted;

export const carePlanSchemas: EventSchemas<CarePlanEvent> = {
  CarePlanStarted: { version: 1, personal: {} },
  StepPlanned: { version: 1, personal: {} },
  StepDue: { version: 1, personal: {} },
  StepSent: { version: 1, personal: {} },
  StepScreened: { version: 1, personal: {} },
  StepFailed: { version: 1, personal: {} },
  StepSkipped: { version: 1, personal: { reason: true } },
  ScreeningAnswered: { version: 1, personal: { said: true } },
  FormSaved: { version: 1, personal: { answers: true } },
  FormCompleted: { version: 2, personal: { answers: true }, upcasters: { 1: (data) => ({ consents: [], ...data }) } },
  ReadinessHeld: { version: 1, personal: {} },
  ReadinessCleared: { version: 1, personal: { reason: true } },
  CarePlanMoved: { version: 1, personal: {} },
  CarePlanPaused: { version: 1, personal: { reason: true } },
  CarePlanResumed: { version: 1, personal: { reason: true } },
  CarePlanCancelled: { version: 1, personal: {} },
  CarePlanCompleted: { version: 1, personal: {} },
};

/** `<plan>/<step>`: what a message's `careStep` says, so that what becomes of the message is put to its steps. */
export type MessageName = `${string}/${string}`;

export const messageName = (plan: CarePlanId, step: string): MessageName => `${plan}/${step}`;
