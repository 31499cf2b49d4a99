import type { BookingStatus } from '../booking/appointment.ts';
import type { BookingKind } from '../booking/events.ts';
import type { ClinicSettings } from '../clinic/settings.ts';
import type { BookingId, CarePlanId, ContactId, Instant } from '../ids.ts';
import { type CarePlan, type CarePlanState, evolveCarePlan, isOpen } from './carePlan.ts';
import { type ChosenTemplates, chooseTemplates } from './chooseTemplates.ts';
import type { CarePlanEvent, CarePlanStarted, PlannedVisit } from './events.ts';
import { mergeTemplates, type PinnedStep } from './mergeTemplates.ts';
import type { Planning, PlanningSettings } from './planSteps.ts';
import type { TemplatesState } from './published.ts';
import { replan, skipped } from './replan.ts';
import { type OtherVisit, spacingFlags } from './spacing.ts';

/** The appointment as a plan follows it. */
export interface FollowedAppointment {
  readonly status: BookingStatus;
  readonly kind: BookingKind;
  /** Everything that the visit is for, by the clinic's slugs. */
  readonly procedures: readonly string[];
  readonly contact: ContactId;
  readonly bookedAt: Instant;
  readonly visit: PlannedVisit;
}

/** Brings a booking's plan in line with the booking, whatever happened to that in which order. */
export interface FollowBooking {
  readonly now: Instant;
  readonly carePlan: CarePlanId;
  readonly booking: BookingId;
  /** Null: it went into another booking, or too little is known of it. */
  readonly appointment: FollowedAppointment | null;
  readonly published: TemplatesState;
  readonly settings: PlanningSettings & Pick<ClinicSettings, 'procedures'>;
  /** Her other visits, past and to come. */
  readonly others: readonly OtherVisit[];
}

/** Starts the plan, moves it, pauses it, lets it go on, or ends it; `[]` when it is so already. */
export function followBooking(command: FollowBooking, state: CarePlanState): readonly CarePlanEvent[] {
  const { appointment, now } = command;
  if (appointment === null) return ended(state, 'joined', now);
  switch (appointment.status) {
    case 'REQUESTED':
    case 'AWAITING_PAYMENT':
      return [];
    case 'SCHEDULED':
      return state === null ? start(command, appointment, null) : goOn(command, appointment, state);
    case 'COMPLETED':
      return state?.pausedBecause === 'noShow' ? resumed(command, appointment, state) : [];
    case 'NO_SHOW':
      return paused(state, 'noShow', now);
    case 'RESCHEDULE_REQUESTED':
      return paused(state, 'rescheduleRequested', now);
    case 'CANCELLED':
      return ended(state, 'cancelled', now);
    case 'REJECTED':
      return ended(state, 'rejected', now);
    default:
      return appointment.status satisfies never;
  }
}

function goOn(command: FollowBooking, appointment: FollowedAppointment, plan: CarePlan): readonly CarePlanEvent[] {
  const { visit, kind, procedures } = appointment;
  const isOther = kind !== plan.kind || procedures.join(' ') !== plan.booked.join(' ');
  if (isOther && command.now < visit.startsAt) return start(command, appointment, plan);
  const isSame = JSON.stringify(visit) === JSON.stringify(plan.visit);
  if (!isSame || plan.status === 'CANCELLED') return moved(command, appointment, plan);
  return plan.pausedBecause === 'noShow' || plan.pausedBecause === 'rescheduleRequested' ? resumed(command, appointment, plan) : [];
}

/** Begins a plan, or begins it anew when the visit turned out to be for something else. What is over already gets none. */
function start(command: FollowBooking, appointment: FollowedAppointment, before: CarePlan | null): readonly CarePlanEvent[] {
  const { now, carePlan, booking, published, settings } = command;
  const { kind, procedures: booked, contact, visit, bookedAt } = appointment;
  const chosen = chooseTemplates({ kind, procedures: booked }, published, settings);
  if (chosen.templates.length === 0 || visit.endsAt <= now) return [];
  const merged = mergeTemplates(chosen);
  // Of a plan that began anew the first steps keep their names.
  const steps = before === null ? merged.steps : merged.steps.map((step) => ({ ...step, id: renamed(step, chosen) }));
  const covered = steps.filter((_step, index) => merged.covered.includes(merged.steps[index]?.id ?? ''));
  const flags = flagsOf(command, appointment, chosen);
  const data: CarePlanStarted['data'] = {
    carePlan,
    booking,
    contact,
    kind,
    booked,
    templates: chosen.templates.map(({ slug, template: { procedure, name }, version }) => ({ slug, procedure, name, version })),
    steps,
    forms: chosen.templates.flatMap(({ template }) => template.form ?? []),
    bookedAt,
    visit,
    flags,
    at: now,
  };
  const left = before === null ? [] : before.steps.filter((one) => isOpen(one) && !steps.some(({ id }) => id === one.id));
  const begun: readonly CarePlanEvent[] = [
    { type: 'CarePlanStarted', data },
    ...left.map((one) => skipped(one, one.dueAt, 'otherProcedure', now)),
    ...covered.map((step) => skipped(step, visit.startsAt, 'stricterRule', now)),
  ];
  return withPlanning(begun, before, planningOf(command, appointment));
}

const renamed = ({ id, procedure }: PinnedStep, { templates }: ChosenTemplates): string =>
  templates.length > 1 ? id : `${procedure}.${id}`;

function flagsOf({ others, published }: FollowBooking, { visit }: FollowedAppointment, { templates, unknown }: ChosenTemplates) {
  const procedures = templates.map(({ template }) => template.procedure);
  return [
    ...(unknown ? [{ type: 'unknownProcedure' as const }] : []),
    ...spacingFlags({ procedures, startsAt: visit.startsAt }, others, published),
  ];
}

const moved = (command: FollowBooking, appointment: FollowedAppointment, plan: CarePlan): readonly CarePlanEvent[] =>
  withPlanning([{ type: 'CarePlanMoved', data: { visit: appointment.visit, at: command.now } }], plan, planningOf(command, appointment));

const resumed = (command: FollowBooking, appointment: FollowedAppointment, plan: CarePlan): readonly CarePlanEvent[] =>
  withPlanning([{ type: 'CarePlanResumed', data: { reason: null, at: command.now } }], plan, planningOf(command, appointment));

/** The events, and the planning that follows from the state after them. */
function withPlanning(events: readonly CarePlanEvent[], before: CarePlanState, planning: Planning): readonly CarePlanEvent[] {
  const plan = events.reduce(evolveCarePlan, before);
  return plan?.status === 'ACTIVE' ? [...events, ...replan(plan, planning)] : events;
}

const planningOf = ({ now, settings }: FollowBooking, { visit }: FollowedAppointment): Planning => ({
  now,
  settings,
  patientZone: visit.timeZone,
});

const paused = (state: CarePlanState, because: 'noShow' | 'rescheduleRequested', at: Instant): readonly CarePlanEvent[] =>
  state?.status === 'ACTIVE' ? [{ type: 'CarePlanPaused', data: { because, reason: null, at } }] : [];

const ended = (state: CarePlanState, because: 'cancelled' | 'rejected' | 'joined', at: Instant): readonly CarePlanEvent[] =>
  state?.status === 'ACTIVE' || state?.status === 'PAUSED' ? [{ type: 'CarePlanCancelled', data: { because, at } }] : [];
