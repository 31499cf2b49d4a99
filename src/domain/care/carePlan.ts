import type { Personal } from '../event.ts';
import type { BookingId, CarePlanId, ContactId, Instant } from '../ids.ts';
import { reservedStep } from './contentLint.ts';
import type { VisitTimes } from './dueTime.ts';
import type {
  CarePlanEvent,
  CarePlanPaused,
  CarePlanStarted,
  MessageName,
  PlannedVisit,
  ScreeningOutcome,
  SkipReason,
  StepFacts,
} from './events.ts';
import type { PinnedStep } from './mergeTemplates.ts';
import type { CareStepKind } from './template.ts';

/** The states of a plan; the names of the API's enum `CarePlanStatus`. */
export const carePlanStatuses = ['ACTIVE', 'PAUSED', 'CANCELLED', 'COMPLETED'] as const;

export type CarePlanStatus = (typeof carePlanStatuses)[number];

/** The states of a step; the names of the API's enum `CareStepStatus`. */
export const careStepStatuses = ['PLANNED', 'DUE', 'SENT', 'SCREENED', 'SKIPPED', 'FAILED'] as const;

export type CareStepStatus = (typeof careStepStatuses)[number];

// State

/** A step as it stands. */
export interface CareStepState {
  readonly id: string;
  readonly name: string;
  readonly kind: CareStepKind;
  readonly status: CareStepStatus;
  readonly dueAt: Instant;
  /** After it nobody needs it; null of what was never planned. */
  readonly usefulUntil: Instant | null;
  /** The appointment version that it was planned for; 0 of what was never planned. */
  readonly version: number;
  readonly asks: boolean;
  /** The message that holds it, once it was due. */
  readonly message: MessageName | null;
  readonly because: SkipReason | null;
  readonly detail: string | null;
  readonly reason: Personal<string | null>;
  readonly answer: ScreeningOutcome | null;
  /** Its question was asked once more. */
  readonly chased: boolean;
}

/** A care plan. Its words are in the events; of what she answered it knows only what follows from it. */
export interface CarePlan {
  readonly status: CarePlanStatus;
  readonly id: CarePlanId;
  readonly booking: BookingId;
  readonly contact: ContactId;
  readonly kind: CarePlanStarted['data']['kind'];
  readonly booked: readonly string[];
  readonly templates: CarePlanStarted['data']['templates'];
  readonly pinned: readonly PinnedStep[];
  readonly forms: readonly string[];
  readonly bookedAt: Instant;
  readonly visit: PlannedVisit;
  /** In the order in which they became known. */
  readonly steps: readonly CareStepState[];
  /** The questions of the last message that asked any, in its order. */
  readonly asked: readonly string[];
  /** When that message was asked for; null: none was. */
  readonly askedAt: Instant | null;
  readonly form: 'NONE' | 'WAITING' | 'COMPLETED';
  /** What a clinician has to see first: steps by id, or `form`. */
  readonly holds: readonly { readonly about: string; readonly name: string }[];
  readonly pausedBecause: CarePlanPaused['data']['because'] | null;
}

/** Nothing, until the plan began. */
export type CarePlanState = CarePlan | null;

export const noCarePlan: CarePlanState = null;

/** The step that asks once more what was not answered. No template has it: it follows from the questions. */
export const chase: PinnedStep = {
  id: reservedStep,
  procedure: '',
  name: 'Asking once more',
  kind: 'QUESTION',
  anchor: 'BOOKING',
  offset: 'PT0S',
  window: null,
  topic: null,
  avoid: null,
  sources: [],
  text: null,
  ifPast: 'SEND',
  ask: null,
  usefulFor: null,
  marketing: false,
};

/** What a plan is pinned to of a step; undefined for one that it does not have. */
export const pinnedStep = ({ pinned }: CarePlan, id: string): PinnedStep | undefined =>
  id === chase.id ? chase : pinned.find((one) => one.id === id);

export const stepOf = ({ steps }: CarePlan, id: string): CareStepState | undefined => steps.find((one) => one.id === id);

export const timesOf = ({ bookedAt, visit: { startsAt, endsAt } }: CarePlan): VisitTimes => ({ bookedAt, startsAt, endsAt });

/** Tells whether something still becomes of a step. */
export const isOpen = ({ status }: Pick<CareStepState, 'status'>): boolean => status === 'PLANNED' || status === 'DUE';

/** Why a question needs no answer. */
const settled: readonly (SkipReason | null)[] = ['stricterRule', 'otherProcedure', 'staff'];

/** Steps whose question has to be answered before the visit, also where it could not be asked. */
export const questionsOf = ({ steps }: CarePlan): readonly CareStepState[] =>
  steps.filter(({ id, asks, status, because }) => asks && id !== chase.id && !(status === 'SKIPPED' && settled.includes(because)));

/** Tells whether a question reached her. */
export const wasAsked = ({ status }: Pick<CareStepState, 'status'>): boolean => status === 'SENT' || status === 'SCREENED';

/** Questions that she was asked and that have no clear answer yet. */
export const openQuestions = (plan: CarePlan): readonly CareStepState[] =>
  questionsOf(plan).filter((one) => wasAsked(one) && (one.answer === null || one.answer === 'UNCLEAR'));

/** Questions without a clear answer that she was asked but once. */
export const questionsToChase = (plan: CarePlan): readonly CareStepState[] => openQuestions(plan).filter(({ chased }) => !chased);

// Evolve

export function evolveCarePlan(state: CarePlanState, event: CarePlanEvent): CarePlanState {
  if (event.type === 'CarePlanStarted') return started(state, event.data);
  if (state === null) return state;
  switch (event.type) {
    case 'StepPlanned': {
      const { dueAt, usefulUntil, appointmentVersion: version, asks } = event.data;
      const planned = {
        status: 'PLANNED',
        dueAt,
        usefulUntil,
        version,
        asks,
        message: null,
        because: null,
        detail: null,
        reason: null,
        answer: null,
        chased: false,
      } as const;
      return withStep(state, event.data, planned);
    }
    case 'StepDue': {
      const { message, questions, at } = event.data;
      const asking = questions.length > 0 ? { asked: questions, askedAt: at } : {};
      const due = { ...withStep(state, event.data, { status: 'DUE', message }), ...asking };
      return event.data.step === chase.id ? withChased(due, questions) : due;
    }
    case 'StepSent':
      return withStep(state, event.data, { status: 'SENT' });
    case 'StepScreened':
      return withStep(state, event.data, { status: 'SCREENED' });
    case 'StepFailed':
      return withStep(state, event.data, { status: 'FAILED' });
    case 'StepSkipped': {
      const { dueAt, because, detail, reason } = event.data;
      return withStep(state, event.data, { status: 'SKIPPED', dueAt, because, detail, reason });
    }
    case 'ScreeningAnswered':
      return withStep(state, event.data, { answer: event.data.answer });
    case 'FormSaved':
      return state;
    case 'FormCompleted':
      return { ...state, form: 'COMPLETED' };
    case 'ReadinessHeld': {
      const { about, name } = event.data;
      return { ...state, holds: [...state.holds.filter((one) => one.about !== about), { about, name }] };
    }
    case 'ReadinessCleared':
      return { ...state, holds: state.holds.filter(({ about }) => !event.data.about.includes(about)) };
    case 'CarePlanMoved': {
      const stays = state.status === 'PAUSED' && state.pausedBecause === 'staff';
      return { ...state, visit: event.data.visit, ...(stays ? {} : active) };
    }
    case 'CarePlanPaused':
      return { ...state, status: 'PAUSED', pausedBecause: event.data.because };
    case 'CarePlanResumed':
      return { ...state, ...active };
    case 'CarePlanCancelled':
      return {
        ...state,
        status: 'CANCELLED',
        pausedBecause: null,
        steps: state.steps.map((one) => (isOpen(one) ? { ...one, status: 'SKIPPED', because: 'cancelled' } : one)),
      };
    case 'CarePlanCompleted':
      return { ...state, status: 'COMPLETED', pausedBecause: null };
    default:
      event satisfies never;
      return state;
  }
}

const active = { status: 'ACTIVE', pausedBecause: null } as const;

function started(before: CarePlanState, data: CarePlanStarted['data']): CarePlan {
  const { carePlan: id, steps: pinned, booking, contact, kind, booked, templates, forms, bookedAt, visit } = data;
  const form = before?.form === 'COMPLETED' ? 'COMPLETED' : pinned.some((step) => step.kind === 'FORM') ? 'WAITING' : 'NONE';
  const kept = { steps: before?.steps ?? [], asked: before?.asked ?? [], askedAt: before?.askedAt ?? null, holds: before?.holds ?? [] };
  return { ...active, id, booking, contact, kind, booked, templates, pinned, forms, bookedAt, visit, form, ...kept };
}

/** What was asked before is asked for again; what the same message asks for the first time is not. */
const withChased = (plan: CarePlan, questions: readonly string[]): CarePlan => ({
  ...plan,
  steps: plan.steps.map((one) => (questions.includes(one.id) && !isOpen(one) ? { ...one, chased: true } : one)),
});

/** A step before anything is known of it but its name. */
const unplanned = ({ step, name, at }: StepFacts, kind: CareStepKind): CareStepState => ({
  id: step,
  name,
  kind,
  status: 'PLANNED',
  dueAt: at,
  usefulUntil: null,
  version: 0,
  asks: false,
  message: null,
  because: null,
  detail: null,
  reason: null,
  answer: null,
  chased: false,
});

function withStep(plan: CarePlan, facts: StepFacts, change: Partial<CareStepState>): CarePlan {
  const before = stepOf(plan, facts.step);
  const after = { ...(before ?? unplanned(facts, pinnedStep(plan, facts.step)?.kind ?? 'GUIDE')), ...change };
  return { ...plan, steps: before ? plan.steps.map((one) => (one === before ? after : one)) : [...plan.steps, after] };
}
