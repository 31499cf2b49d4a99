import type { CareStepState, CarePlan as Plan } from '../domain/care/carePlan.ts';
import { type Readiness as ReadinessOf, readinessOf } from '../domain/care/readiness.ts';
import type { ProcedureSettings } from '../domain/clinic/settings.ts';
import { known } from '../domain/event.ts';
import type { CarePlanId } from '../domain/ids.ts';
import { carePlanId } from '../eventStore/commands/carePlanStream.ts';
import { skipReasons } from '../journeys/careSentence.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import { type CarePlanRecord, countCarePlans, listCarePlans } from '../projections/carePlans/queries.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { Procedure } from './clinic.ts';
import { connect, connectionOf, listCost } from './connection.ts';
import { clinicsIn, pageArguments } from './contact.ts';
import type { SchemaContext } from './context.ts';
import { CarePlanStatusEnum, CareStepKindEnum, CareStepStatusEnum, ReadinessStateEnum } from './enums.ts';
import { graphqlError } from './errors.ts';
import { loadNode, Node, nodeId } from './node.ts';
import { worldOf } from './world.ts';

/** A step with the plan that it is of. */
interface StepRecord {
  readonly plan: CarePlanRecord;
  readonly step: CareStepState;
}

/** A step's id: the plan's, and its own within that. */
const stepId = ({ plan, step }: StepRecord): string => `${nodeId('CarePlan', plan.clinic, plan.id)}.${step.id}`;

/** The step of a plan that an id names; null where it names one of another plan. */
export const stepIn = (id: string, { clinic, id: plan }: Pick<CarePlanRecord, 'clinic' | 'id'>): string | null => {
  const start = `${nodeId('CarePlan', clinic, plan)}.`;
  return id.startsWith(start) ? id.slice(start.length) : null;
};

const CarePlanStep = builder.objectRef<StepRecord>('CarePlanStep').implement({
  fields: (t) => ({
    id: t.id({ resolve: stepId }),
    name: t.string({ description: 'For staff.', resolve: ({ step }) => step.name }),
    kind: t.field({ type: CareStepKindEnum, resolve: ({ step }) => step.kind }),
    dueAt: t.field({ type: 'DateTime', resolve: ({ step }) => step.dueAt }),
    status: t.field({ type: CareStepStatusEnum, resolve: ({ step }) => step.status }),
    reason: t.string({ description: 'Why it was skipped.', nullable: true, resolve: ({ step }) => reasonOf(step) }),
  }),
});

/** In words: ours, and what staff wrote or the policy decided. */
function reasonOf({ because, detail, reason }: CareStepState): string | null {
  if (because === null) return null;
  const more = known(reason) ?? detail;
  return more === null ? skipReasons[because] : `${skipReasons[because]}: ${more}`;
}

export const Readiness = builder.objectRef<ReadinessOf>('Readiness').implement({
  description: 'Whether a visit may go ahead, and what it waits for.',
  fields: (t) => ({
    state: t.field({ type: ReadinessStateEnum, resolve: ({ state }) => state }),
    form: t.field({ type: ReadinessStateEnum, resolve: ({ form }) => form }),
    screening: t.field({ type: ReadinessStateEnum, resolve: ({ screening }) => screening }),
    attendance: t.field({ type: ReadinessStateEnum, resolve: ({ attendance }) => attendance }),
    reasons: t.stringList({ resolve: ({ reasons }) => [...reasons] }),
  }),
});

const readiness = (plan: Plan, { appointment }: BookingRecord): ReadinessOf =>
  readinessOf(plan, appointment.attendanceConfirmedAt !== null);

/** The visit that a plan is for. */
async function visitOf(plan: CarePlanRecord, context: SchemaContext): Promise<BookingRecord> {
  const booking = await worldOf(plan, context).bookings.load({ clinic: plan.clinic, id: plan.row.booking });
  if (!booking) throw graphqlError('NOT_FOUND', 'the booking of this care plan is not to be seen yet');
  return booking;
}

type NamedProcedure = Pick<ProcedureSettings, 'slug' | 'name'>;

/** What a plan is for, in the clinic's words where it has any. */
async function proceduresOf(plan: CarePlanRecord, context: SchemaContext): Promise<NamedProcedure[]> {
  const settings = await worldOf(plan, context).clinics.load(plan.clinic);
  return plan.row.templates.map(({ slug, name }) => settings?.procedures.find((one) => one.slug === slug) ?? { slug, name });
}

export const CarePlan = builder.objectRef<CarePlanRecord>('CarePlan').implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, id }) => nodeId('CarePlan', clinic, id) }),
    procedures: t.field({ type: [Procedure], resolve: (plan, _args, context) => proceduresOf(plan, context) }),
    booking: t.field({
      type: Booking,
      resolve: (plan, _args, context) => visitOf(plan, context),
    }),
    status: t.field({ type: CarePlanStatusEnum, resolve: ({ row }) => row.status }),
    templateVersion: t.int({
      description: 'Of the template that it began with; of the first, where it has several.',
      resolve: ({ row }) => row.templates[0]?.version ?? 0,
    }),
    readiness: t.field({ type: Readiness, resolve: async (plan, _args, context) => readiness(plan.row, await visitOf(plan, context)) }),
    steps: t.field({
      type: [CarePlanStep],
      complexity: { field: 1, multiplier: 15 },
      resolve: (plan) => plan.row.steps.map((step) => ({ plan, step })),
    }),
  }),
});

loadNode('CarePlan', ({ clinic, id }, { loaders }) => loaders.carePlans.load({ clinic, id: id as CarePlanId })); // a UUID, by the id's grammar

const CarePlanConnection = connectionOf('CarePlan', CarePlan, ({ row, id }) => ({ at: row.visit.startsAt, id }));

const CarePlanFilter = builder.inputType('CarePlanFilter', {
  fields: (t) => ({
    clinic: t.string(),
    status: t.field({ type: [CarePlanStatusEnum] }),
    readiness: t.field({ type: ReadinessStateEnum }),
    overdue: t.boolean({ description: 'It has a step that nobody came to in time.' }),
  }),
});

builder.queryField('carePlans', (t) =>
  t.field({
    description: 'The latest visit first.',
    type: CarePlanConnection,
    complexity: listCost,
    args: { ...pageArguments(t.arg), filter: t.arg({ type: CarePlanFilter }) },
    resolve(_root, { filter, ...args }, context) {
      const { database, viewer } = context;
      const { clinic, status, readiness: state, overdue } = filter ?? {};
      const asked = { clinics: clinicsIn(clinic, context), status: status ?? null, readiness: state ?? null, overdue: overdue ?? null };
      return connect<CarePlanRecord>(
        args,
        (page) => listCarePlans(database, viewer, asked, page),
        () => countCarePlans(database, viewer, asked),
      );
    },
  }),
);

const planOf = async (booking: BookingRecord, context: SchemaContext): Promise<CarePlanRecord | null> =>
  worldOf(booking, context).carePlans.load({ clinic: booking.clinic, id: carePlanId(booking.clinic, booking.id) });

builder.objectFields(Booking, (t) => ({
  carePlan: t.field({ type: CarePlan, nullable: true, resolve: (booking, _args, context) => planOf(booking, context) }),
  readiness: t.field({
    type: Readiness,
    nullable: true,
    async resolve(booking, _args, context) {
      const plan = await planOf(booking, context);
      return plan && readiness(plan.row, booking);
    },
  }),
}));
