import type { BookingKind } from '../booking/events.ts';

/** What a step of a care plan is; the names of the API's enum `CareStepKind`. */
export const careStepKinds = ['GUIDE', 'FORM', 'QUESTION', 'REMINDER', 'CHECK_IN', 'RECALL'] as const;

export type CareStepKind = (typeof careStepKinds)[number];

/** What a step's offset counts from: when the visit was booked, begins, ends. */
export const careAnchors = ['BOOKING', 'START', 'END'] as const;

export type CareAnchor = (typeof careAnchors)[number];

/**
 * What becomes of a step whose time is past when the plan is made: nothing, sent at once, told along with the next message,
 * or asked as a screening question.
 */
export const pastRules = ['SKIP', 'SEND', 'MERGE', 'ASK'] as const;

export type PastRule = (typeof pastRules)[number];

/** A question whose answer tells whether the visit may go ahead as planned. */
export interface CareQuestion {
  readonly question: string;
  /** The answer that a clinician must see before the visit. */
  readonly concern: 'YES' | 'NO';
  /** Words that say yes without saying it: "went to the beach" is sun. */
  readonly signs: readonly string[];
}

/** Times of day `HH:MM` on the clinic's clock. */
export interface TimeWindow {
  readonly from: string;
  readonly to: string;
}

/** One step of a procedure's care plan, as the clinic wrote it. Durations are ISO 8601. */
export interface CareStep {
  /** Names it within its template, for ever: `[a-z0-9-]`. */
  readonly id: string;
  /** For staff. */
  readonly name: string;
  readonly kind: CareStepKind;
  readonly anchor: CareAnchor;
  /** With a sign when it is before the anchor. In whole days it counts calendar days; with hours it is elapsed time. */
  readonly offset: string;
  /** When in the day it may go out; null: at any time outside of quiet hours. */
  readonly window: TimeWindow | null;
  /** What it is about, so that two procedures of one visit do not say it twice: `sun`, `wax`, `arrival`. */
  readonly topic: string | null;
  /** How long the topic is avoided, before the visit or after it; null where nothing is. */
  readonly avoid: string | null;
  /** Where its clinical rule comes from: codes of the clinic's sources. Empty for what is practical. */
  readonly sources: readonly string[];
  /** What is sent, `{{variables}}` open; null for what sends nothing of its own. */
  readonly text: string | null;
  readonly ifPast: PastRule;
  /** The question of a QUESTION, or the one that a past rule becomes. */
  readonly ask: CareQuestion | null;
  /** How long after its time it is still of use; null: until the visit, or what is usual of its kind. */
  readonly usefulFor: string | null;
  /** It advertises: it goes only to who has agreed to offers. */
  readonly marketing: boolean;
}

/** Two procedures that need time between them. */
export interface Spacing {
  /** Slugs of procedures. */
  readonly with: readonly string[];
  readonly apart: string;
  readonly because: string;
  readonly sources: readonly string[];
}

/** The care plan of a procedure, as data of the clinic; domain.md, section 1. */
export interface CareTemplate {
  /** Slug of the procedure; `consultation` for every consultation that has none of its own. */
  readonly procedure: string;
  readonly name: string;
  readonly synonyms: readonly string[];
  readonly language: string;
  readonly visit: BookingKind;
  /** Who has to stand for its clinical rules before a patient gets them. */
  readonly approval: string;
  /** Of a consultation: the procedures that it is about. */
  readonly consultationFor: readonly string[];
  /** The intake form of its patients beside the general one; null: the general one alone. */
  readonly form: string | null;
  readonly spacing: readonly Spacing[];
  readonly steps: readonly CareStep[];
}

/** The template of consultations that have no closer one, and of visits of which nobody knows what they are for. */
export const plainConsultation = 'consultation';

/** Tells whether a step prepares the visit: it is of no use once that has begun. */
export const isBeforeVisit = ({ anchor, offset }: Pick<CareStep, 'anchor' | 'offset'>): boolean =>
  anchor === 'BOOKING' || (anchor === 'START' && offset.startsWith('-'));
