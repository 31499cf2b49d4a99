import { describe, expect, test } from 'vitest';
import { pause, resume, skipStep } from '../../../../src/domain/care/byStaff.ts';
import { type CarePlanState, evolveCarePlan, noCarePlan } from '../../../../src/domain/care/carePlan.ts';
import type { CarePlanEvent, PlannedVisit } from '../../../../src/domain/care/events.ts';
import { type FollowBooking, type FollowedAppointment, followBooking } from '../../../../src/domain/care/follow.ts';
import { noTemplates, publishFiles } from '../../../../src/domain/care/published.ts';
import { readinessOf } from '../../../../src/domain/care/readiness.ts';
import type { BookingId, CarePlanId, ContactId, Instant } from '../../../../src/domain/ids.ts';
import { shippedCare } from '../../../support/care.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';

const at = (text: string): Instant => text as Instant;
const now = at('2027-03-01T15:00:00.000Z');
const visit: PlannedVisit = {
  version: 1,
  startsAt: at('2027-03-31T15:00:00.000Z'),
  endsAt: at('2027-03-31T16:00:00.000Z'),
  timeZone: 'America/Jamaica',
};
const published = Object.fromEntries(
  publishFiles(shippedCare.templates, now, noTemplates).map(({ data }) => [data.template.procedure, data]),
);

const appointment = (change: Partial<FollowedAppointment> = {}): FollowedAppointment => ({
  status: 'SCHEDULED',
  kind: 'TREATMENT',
  procedures: ['laser-hair-removal'],
  contact: 'c' as ContactId,
  bookedAt: now,
  visit,
  ...change,
});

const command = (change: Partial<FollowedAppointment> | null = {}, more: Partial<FollowBooking> = {}): FollowBooking => ({
  now,
  carePlan: 'p' as CarePlanId,
  booking: 'b' as BookingId,
  appointment: change && appointment(change),
  published,
  settings: demoSettings,
  others: [],
  ...more,
});

const after = (...events: readonly CarePlanEvent[]): CarePlanState => events.reduce(evolveCarePlan, noCarePlan);
const begun = (change: Partial<FollowedAppointment> = {}): CarePlanState => after(...followBooking(command(change), noCarePlan));
const types = (events: readonly CarePlanEvent[]): readonly string[] => [...new Set(events.map(({ type }) => type))];
const plannedFor = (events: readonly CarePlanEvent[]): readonly string[] =>
  events.flatMap((one) => (one.type === 'StepPlanned' ? [`${one.data.step} ${one.data.dueAt}${one.data.asks ? ' asks' : ''}`] : []));

describe('a visit that is booked thirty days ahead', () => {
  test('has every step planned at its own time, on the clinic’s clock', () => {
    expect(plannedFor(followBooking(command(), noCarePlan))).toEqual([
      'isotretinoin 2027-03-01T15:00:00.000Z asks',
      'wax 2027-03-03T15:00:00.000Z',
      'sun 2027-03-03T15:00:00.000Z',
      'medicines 2027-03-24T15:00:00.000Z asks',
      'retinoid 2027-03-24T15:00:00.000Z',
      'guide 2027-03-28T15:00:00.000Z',
      'form 2027-03-28T15:00:00.000Z',
      'health 2027-03-28T15:00:00.000Z asks',
      'reminder-3d 2027-03-28T15:00:00.000Z',
      'reminder-1d 2027-03-30T15:00:00.000Z',
      'aftercare 2027-03-31T16:00:00.000Z',
      'sun-after 2027-04-01T16:00:00.000Z',
      'scrubs 2027-04-03T16:00:00.000Z',
      'week-after 2027-04-07T16:00:00.000Z',
    ]);
  });

  test('gets its plan once, however often the booking is told of', () => {
    expect(followBooking(command(), begun())).toEqual([]);
  });

  test('moves with the booking: the same versions of the templates, other times', () => {
    const moved = { ...visit, version: 2, startsAt: at('2027-04-01T15:00:00.000Z'), endsAt: at('2027-04-01T16:00:00.000Z') };
    const events = followBooking(command({ visit: moved }), begun());
    expect(types(events)).toEqual(['CarePlanMoved', 'StepPlanned']);
    expect(plannedFor(events)).toContain('wax 2027-03-04T15:00:00.000Z');
  });

  test('ends with the booking, and comes back when that is scheduled after all', () => {
    const events = followBooking(command({ status: 'CANCELLED' }), begun());
    expect(events).toEqual([{ type: 'CarePlanCancelled', data: { because: 'cancelled', at: now } }]);
    const ended = events.reduce(evolveCarePlan, begun());
    expect(ended?.steps.every(({ status }) => status === 'SKIPPED')).toBe(true);
    expect(types(followBooking(command(), ended))).toEqual(['CarePlanMoved', 'StepPlanned']);
  });

  test.each(['NO_SHOW', 'RESCHEDULE_REQUESTED'] as const)('waits while it is %s', (status) => {
    const paused = followBooking(command({ status }), begun()).reduce(evolveCarePlan, begun());
    expect(paused?.status).toBe('PAUSED');
    expect(types(followBooking(command(), paused))).toEqual(['CarePlanResumed', 'StepPlanned']);
  });

  test('begins anew when it turns out to be for something else, and keeps what the form said', () => {
    const events = followBooking(command({ procedures: ['hydrafacial'] }), begun());
    expect(types(events)).toEqual(['CarePlanStarted', 'StepSkipped', 'StepPlanned']);
    expect(events.reduce(evolveCarePlan, begun())?.templates.map(({ procedure }) => procedure)).toEqual(['hydrafacial']);
  });

  test('has no plan while it is only asked for, and none once it is over', () => {
    expect(followBooking(command({ status: 'REQUESTED' }), noCarePlan)).toEqual([]);
    expect(followBooking(command({}, { now: at('2027-03-31T16:00:00.000Z') }), noCarePlan)).toEqual([]);
    expect(followBooking(command(null), noCarePlan)).toEqual([]);
  });
});

describe('several procedures in one visit', () => {
  const events = followBooking(command({ procedures: ['laser-hair-removal', 'dermal-filler'] }), noCarePlan);
  const plan = after(...events);

  test('are one plan with one form', () => {
    expect(plan?.templates.map(({ procedure }) => procedure)).toEqual(['laser-hair-removal', 'dermal-filler']);
    expect(plan?.steps.filter(({ kind }) => kind === 'FORM').map(({ because }) => because)).toEqual(['stricterRule', null]);
  });

  test('tell what is to be left once, for the longest time', () => {
    const both = begun({ procedures: ['chemical-peel', 'laser-hair-removal'] });
    const sun = both?.pinned.flatMap(({ id, topic, avoid, offset }) =>
      topic === 'sun' && offset.startsWith('-') ? [`${id} ${avoid} ${both.steps.find((one) => one.id === id)?.because ?? 'holds'}`] : [],
    );
    expect(sun).toEqual(['chemical-peel.sun P14D stricterRule', 'laser-hair-removal.sun P28D holds']);
  });

  test('are flagged to staff where they need time between them', () => {
    const started = events.find((one) => one.type === 'CarePlanStarted');
    expect(started?.data.flags).toEqual([
      expect.objectContaining({ type: 'spacing', procedures: ['laser-hair-removal', 'dermal-filler'], days: 28, other: null }),
    ]);
  });
});

describe('the procedure of a visit', () => {
  const chosen = (change: Partial<FollowedAppointment>): readonly string[] =>
    begun(change)?.templates.map(({ procedure }) => procedure) ?? [];

  test.each([
    ['botox', 'injectable-consultation'],
    ['dermal-filler', 'injectable-consultation'],
    ['chemical-peel', 'skin-consultation'],
    ['laser-hair-removal', 'consultation'],
  ])('of a consultation about %s is the %s', (procedure, template) => {
    const plan = begun({ kind: 'CONSULTATION', procedures: [procedure] });
    expect(plan?.templates.map((one) => one.procedure)).toEqual([template]);
    expect(plan?.pinned.filter(({ avoid, ask }) => avoid !== null || ask !== null)).toEqual([]);
  });

  test('is found by any of its names, and else the consultation’s plan is taken', () => {
    expect(chosen({ procedures: ['botox'] })).toEqual(['botox']);
    expect(chosen({ procedures: ['thread-lift'] })).toEqual(['consultation']);
    expect(chosen({ procedures: [] })).toEqual(['consultation']);
  });
});

describe('staff', () => {
  const planning = { now, settings: demoSettings, patientZone: null };

  test('pause a plan, resume it, and are refused what makes no sense', () => {
    const paused = pause({ reason: 'She travels.', now }, begun());
    if ('refused' in paused) throw new Error(paused.because);
    const state = paused.reduce(evolveCarePlan, begun());
    expect(state?.pausedBecause).toBe('staff');
    expect(pause({ reason: null, now }, state)).toEqual([]);
    const resumed = resume({ reason: null, planning }, state);
    if ('refused' in resumed) throw new Error(resumed.because);
    expect(types(resumed)).toEqual(['CarePlanResumed', 'StepPlanned']);
    expect(pause({ reason: null, now }, noCarePlan)).toMatchObject({ refused: 'NotFound' });
  });

  test('leave a step out once', () => {
    const skipped = skipStep({ step: 'wax', reason: 'She knows.', now }, begun());
    if ('refused' in skipped) throw new Error(skipped.because);
    const state = skipped.reduce(evolveCarePlan, begun());
    expect(state?.steps.find(({ id }) => id === 'wax')).toMatchObject({ status: 'SKIPPED', because: 'staff', reason: 'She knows.' });
    expect(skipStep({ step: 'wax', reason: 'She knows.', now }, state)).toEqual([]);
    expect(skipStep({ step: 'no-such', reason: '', now }, state)).toMatchObject({ refused: 'NotFound' });
  });
});

test('a visit is ready once the form is in, every question answered, and she said that she comes', () => {
  const plan = begun();
  if (!plan) throw new Error('there is no plan');
  expect(readinessOf(plan, false)).toMatchObject({ state: 'WAITING', form: 'WAITING', screening: 'WAITING', attendance: 'WAITING' });
  const answered = { ...plan, form: 'COMPLETED', steps: plan.steps.map((one) => ({ ...one, answer: 'GOOD' as const })) } as const;
  expect(readinessOf(answered, true)).toEqual({
    state: 'READY',
    form: 'READY',
    screening: 'READY',
    attendance: 'READY',
    reasons: [],
  });
  expect(readinessOf({ ...answered, holds: [{ about: 'sun', name: 'No sun' }] }, true)).toMatchObject({ state: 'HELD', screening: 'HELD' });
});
