import { type CarePlanEvent, type CarePlanStarted, carePlanSchemas, type SkipReason } from '../domain/care/events.ts';
import type { AnyEvent } from '../domain/catalogue.ts';
import { because, type SentenceContext, time } from './words.ts';

export const isAboutCarePlan = (event: AnyEvent): event is CarePlanEvent => Object.hasOwn(carePlanSchemas, event.type);

/** Tells an event of a care plan to people in one sentence. */
export function careSentence(event: CarePlanEvent, context: SentenceContext): string {
  switch (event.type) {
    case 'CarePlanStarted':
      return `The care plan began: ${plans(event.data, context)}.`;
    case 'StepPlanned':
      return `${step(event.data)} is planned for ${time(event.data.dueAt, context)}${event.data.asks ? ', as a question' : ''}.`;
    case 'StepDue':
      return `${step(event.data)} is due.`;
    case 'StepSent':
      return `${step(event.data)} was sent.`;
    case 'StepScreened':
      return `${step(event.data)} was asked about, since it was too late to say it.`;
    case 'StepFailed':
      return `${step(event.data)} could not be sent.`;
    case 'StepSkipped':
      return `${step(event.data)} was left out: ${skipReasons[event.data.because]}${because(event.data.reason)}.`;
    case 'ScreeningAnswered':
      return `Answered about ${quotes(event.data.name)}, which is ${answers[event.data.answer]}${because(event.data.said)}.`;
    case 'FormSaved':
      return 'A part of the health form was filled in.';
    case 'FormCompleted':
      return `The health form was handed in${event.data.concerns.length > 0 ? '; a clinician has to see it' : ''}.`;
    case 'ReadinessHeld':
      return `The visit is held until a clinician has looked: ${event.data.name}.`;
    case 'ReadinessCleared':
      return `A clinician looked, and the visit is no longer held${because(event.data.reason)}.`;
    case 'CarePlanMoved':
      return `The care plan moved with the visit, to ${time(event.data.visit.startsAt, context)}.`;
    case 'CarePlanPaused':
      return `The care plan was paused: ${pauses[event.data.because]}${because(event.data.reason)}.`;
    case 'CarePlanResumed':
      return `The care plan goes on${because(event.data.reason)}.`;
    case 'CarePlanCancelled':
      return `The care plan ended: ${ends[event.data.because]}.`;
    case 'CarePlanCompleted':
      return 'The care plan is complete.';
    default:
      event satisfies never;
      return 'Something happened in the care plan.';
  }
}

const quotes = (name: string): string => `“${name}”`;

const step = ({ name }: { readonly name: string }): string => `The step ${quotes(name)}`;

const plans = ({ templates }: CarePlanStarted['data'], { procedure }: SentenceContext): string =>
  templates.map(({ slug, name, version }) => `${procedure(slug) ?? name}, version ${version}`).join(', and ');

/** Why a step was left out. */
export const skipReasons: Readonly<Record<SkipReason, string>> = {
  past: 'its time was past already',
  tooLate: 'it was too late for it',
  stricterRule: 'a rule of the other procedure covers it',
  noSuchReminder: 'the clinic sends no such reminder',
  reminderNotSent: 'the booking’s reminder was not sent',
  answered: 'everything was answered',
  otherProcedure: 'the visit is for something else',
  cancelled: 'the visit is off',
  suppressed: 'its message was not sent',
  staff: 'a person left it out',
};

const answers = { GOOD: 'as it should be', BAD: 'something that a clinician has to see', UNCLEAR: 'not clear' } as const;

const pauses = {
  noShow: 'she did not come',
  rescheduleRequested: 'the clinic asked for another time',
  staff: 'a person paused it',
} as const;

const ends = {
  cancelled: 'the visit was cancelled',
  rejected: 'the clinic said no to the visit',
  joined: 'the booking is part of another',
} as const;
