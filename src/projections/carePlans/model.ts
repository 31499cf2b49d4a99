import { type CarePlan, type CareStepState, evolveCarePlan } from '../../domain/care/carePlan.ts';
import { type CarePlanEvent, carePlanSchemas } from '../../domain/care/events.ts';
import { readinessOf } from '../../domain/care/readiness.ts';
import type { AnyEvent } from '../../domain/catalogue.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { ReadModel } from '../readModel.ts';

const isCarePlanEvent = (event: AnyEvent): event is CarePlanEvent => Object.hasOwn(carePlanSchemas, event.type);

/** Care plans: the row is the plan's own state, and each step of it a row of a second table. */
export const carePlans: ReadModel<CarePlan> = {
  name: 'care_plans',
  version: 1,
  table: 'care_plan',
  key: { id: 'uuid' },
  keys({ event, stream, metadata }) {
    const id = isCarePlanEvent(event) ? parseStreamName(stream)?.id : null;
    return id ? [{ clinic: metadata.clinic, key: [id] }] : [];
  },
  evolve: (row, { event }) => (isCarePlanEvent(event) ? evolveCarePlan(row ?? null, event) : (row ?? null)),
  columns: {
    booking: { type: 'uuid', read: (row) => row.booking },
    contact: { type: 'uuid', read: (row) => row.contact },
    status: { type: 'text', read: (row) => row.status },
    // As far as the plan goes; whether she said that she comes stands with the booking.
    readiness: { type: 'text', read: (row) => readinessOf(row, true).state },
    starts_at: { type: 'timestamptz', read: (row) => row.visit.startsAt },
  },
  children: {
    table: 'care_plan_step',
    parent: 'care_plan',
    columns: { step: 'text', kind: 'text', status: 'text', due_at: 'timestamptz', awaited: 'boolean' },
    rows: (row) =>
      row.steps.map((step) => ({
        step: step.id,
        kind: step.kind,
        status: step.status,
        due_at: step.dueAt,
        awaited: isAwaited(step, row),
      })),
  },
};

/** The booking's reminders have timers of their own. */
const isAwaited = ({ status, kind }: CareStepState, plan: CarePlan): boolean =>
  plan.status === 'ACTIVE' && status === 'PLANNED' && kind !== 'REMINDER';
