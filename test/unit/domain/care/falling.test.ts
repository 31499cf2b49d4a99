import { describe, expect, test } from 'vitest';
import { type CarePlanState, evolveCarePlan, noCarePlan } from '../../../../src/domain/care/carePlan.ts';
import type { CarePlanEvent } from '../../../../src/domain/care/events.ts';
import { canRideAlong, fallDue, giveUp, rideAlong } from '../../../../src/domain/care/falling.ts';
import { followBooking } from '../../../../src/domain/care/follow.ts';
import { type MessageOutcome, recordOutcome } from '../../../../src/domain/care/outcome.ts';
import type { PublishedTemplate } from '../../../../src/domain/care/published.ts';
import type { CareStep } from '../../../../src/domain/care/template.ts';
import type { BookingId, CarePlanId, ContactId, Instant, MessageId } from '../../../../src/domain/ids.ts';
import { careStep, careTemplate } from '../../../support/care.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';

const at = (text: string): Instant => `2027-03-${text}:00.000Z` as Instant;
const now = at('01T15:00');
const glowing = { slug: 'glow', name: 'Glow', synonyms: [], priceFrom: null, minutes: null, benefits: null, basics: null };
const settings = { ...demoSettings, procedures: [glowing] };

/** A plan of some steps, for a visit in ten days. */
function planOf(steps: readonly Partial<CareStep>[], id = 'p'): CarePlanState {
  const template = careTemplate({ steps: steps.map((step) => careStep(step)) });
  const glow: PublishedTemplate = { template, version: 1, by: 'file' };
  const visit = { version: 1, startsAt: at('11T15:00'), endsAt: at('11T16:00'), timeZone: null };
  const appointment = {
    status: 'SCHEDULED',
    kind: 'TREATMENT',
    procedures: ['glow'],
    contact: 'c' as ContactId,
    bookedAt: now,
    visit,
  } as const;
  const command = { now, carePlan: id as CarePlanId, booking: 'b' as BookingId, appointment, published: { glow }, settings, others: [] };
  return followBooking(command, noCarePlan).reduce(evolveCarePlan, noCarePlan);
}

const due = (events: readonly CarePlanEvent[]): readonly string[] =>
  events.map((one) => (one.type === 'StepDue' ? `${one.data.step} in ${one.data.message}` : one.type));

const after = (state: CarePlanState, events: readonly CarePlanEvent[]): CarePlanState => events.reduce(evolveCarePlan, state);

const first = { id: 'first', anchor: 'BOOKING', offset: 'PT1H' } as const;
const soon = { id: 'soon', anchor: 'BOOKING', offset: 'PT2H30M' } as const;
const late = { id: 'late', anchor: 'BOOKING', offset: 'PT5H' } as const;

describe('a step falls due', () => {
  test('with what she would be sent within two hours, in one message named after it', () => {
    const state = planOf([first, soon, late]);
    const events = fallDue({ step: 'first', now: at('01T16:00'), along: [] }, state);
    expect(due(events)).toEqual(['first in p/first', 'soon in p/first']);
    expect(fallDue({ step: 'soon', now: at('01T17:30'), along: [] }, after(state, events))).toEqual([]);
  });

  test('not before its time, not once more, and not while the plan waits', () => {
    const state = planOf([first]);
    expect(fallDue({ step: 'first', now: at('01T15:59'), along: [] }, state)).toEqual([]);
    const paused = after(state, [{ type: 'CarePlanPaused', data: { because: 'staff', reason: null, at: now } }]);
    expect(fallDue({ step: 'first', now: at('01T16:00'), along: [] }, paused)).toEqual([]);
    expect(fallDue({ step: 'no-such', now: at('01T16:00'), along: [] }, state)).toEqual([]);
  });

  test('and an offer goes by itself, since one promotional line makes marketing of all that stands with it', () => {
    const recall = { id: 'offer', kind: 'RECALL', anchor: 'END', offset: 'PT1H', marketing: true, text: 'Our special offer.' } as const;
    const check = { id: 'check', kind: 'CHECK_IN', anchor: 'END', offset: 'PT1H', text: 'How are you?' } as const;
    const state = planOf([recall, check]);
    expect(due(fallDue({ step: 'check', now: at('11T17:00'), along: [] }, state))).toEqual(['check in p/check']);
    expect(due(fallDue({ step: 'offer', now: at('11T17:00'), along: [] }, state))).toEqual(['offer in p/offer']);
  });

  test('and takes along what another visit of hers has to say, but no question', () => {
    const ask = { question: 'Any sun?', concern: 'YES', signs: [] } as const;
    const other = planOf([first, { ...first, id: 'asks', kind: 'QUESTION', text: null, ask }], 'q');
    expect(canRideAlong(other, at('01T14:30'))).toBe(true);
    expect(canRideAlong(other, at('01T13:00'))).toBe(false);
    expect(due(rideAlong({ message: 'p/first', now: at('01T15:00') }, other))).toEqual(['first in p/first']);
  });
});

describe('what nobody came to', () => {
  test('in time is skipped, unless it was given another time', () => {
    const state = planOf([{ ...first, usefulFor: 'P1D' }]);
    expect(giveUp({ step: 'first', now: at('02T15:00'), because: 'tooLate' }, state)).toEqual([]);
    expect(giveUp({ step: 'first', now: at('02T16:01'), because: 'tooLate' }, state)).toMatchObject([
      { type: 'StepSkipped', data: { step: 'first', because: 'tooLate' } },
    ]);
  });
});

describe('what became of a message', () => {
  const state = planOf([first, soon]);
  const asked = after(state, fallDue({ step: 'first', now: at('01T16:00'), along: [] }, state));
  const tell = (change: Partial<MessageOutcome>, of: CarePlanState = asked): readonly CarePlanEvent[] =>
    recordOutcome(
      {
        careStep: 'p/first',
        purpose: 'CARE',
        appointmentVersion: 1,
        outcome: 'sent',
        detail: null,
        message: 'm' as MessageId,
        planning: { now: at('01T16:01'), settings, patientZone: null },
        ...change,
      },
      of,
    );

  test('is put down for every step that it held, once', () => {
    expect(tell({}).map(({ type }) => type)).toEqual(['StepSent', 'StepSent']);
    expect(tell({}, after(asked, tell({})))).toEqual([]);
    expect(tell({ careStep: 'p/other' })).toEqual([]);
    expect(tell({ appointmentVersion: 2 })).toEqual([]);
  });

  test('with the policy’s reason where it was not sent', () => {
    expect(tell({ outcome: 'suppressed', detail: 'optedOut' })).toMatchObject([
      { type: 'StepSkipped', data: { step: 'first', because: 'suppressed', detail: 'optedOut' } },
      { type: 'StepSkipped', data: { step: 'soon', because: 'suppressed', detail: 'optedOut' } },
    ]);
  });

  test('and what was sent may still fail on its way', () => {
    const done = after(asked, tell({}));
    expect(tell({ outcome: 'failed' }, done).map(({ type }) => type)).toEqual(['StepFailed', 'StepFailed']);
  });
});
