import type { CarePlanId } from '../domain/ids.ts';
import { type Steering, steerCarePlan } from '../eventStore/commands/steerCarePlan.ts';
import type { CarePlanRecord } from '../projections/carePlans/queries.ts';
import { asked, logOf, wrongWords } from './asking.ts';
import { builder } from './builder.ts';
import { CarePlan, stepIn } from './carePlan.ts';
import type { SchemaContext } from './context.ts';
import { type NodeName, readNodeId } from './node.ts';
import { type Failure, failure, failureTypes } from './results.ts';

interface Success {
  readonly carePlan: CarePlanRecord;
}

const CarePlanSuccess = builder.objectRef<Success>('CarePlanSuccess').implement({
  fields: (t) => ({ carePlan: t.field({ type: CarePlan, resolve: ({ carePlan }) => carePlan }) }),
});

const CarePlanResult = builder.unionType('CarePlanResult', {
  types: [CarePlanSuccess, ...failureTypes],
  resolveType: (value) => ('carePlan' in value ? 'CarePlanSuccess' : value.__typename),
});

const CarePlanInput = builder.inputType('CarePlanInput', {
  fields: (t) => ({ carePlanId: t.id({ required: true }), reason: t.string() }),
});

const SkipCarePlanStepInput = builder.inputType('SkipCarePlanStepInput', {
  fields: (t) => ({ carePlanId: t.id({ required: true }), stepId: t.id({ required: true }), reason: t.string({ required: true }) }),
});

/** Has a plan do what staff ask; the plan is the one after it. */
async function steer(
  { clinic, id }: Pick<NodeName, 'clinic' | 'id'>,
  steering: Steering,
  context: SchemaContext,
): Promise<Success | Failure> {
  const plan = id as CarePlanId; // a UUID, by the id's grammar
  const steered = await steerCarePlan(logOf(context), clinic, plan, steering, asked(context));
  return 'refused' in steered ? failure(steered.refused, steered.because) : { carePlan: { clinic, id: plan, row: steered } };
}

const unknown = (): Failure => failure('NotFound', 'there is no such care plan');

const resolveFor =
  (type: 'pause' | 'resume') =>
  async (
    _root: unknown,
    { input }: { readonly input: typeof CarePlanInput.$inferInput },
    context: SchemaContext,
  ): Promise<Success | Failure> => {
    const reason = input.reason ?? null;
    const wrong = wrongWords({ reason });
    const name = readNodeId(input.carePlanId, context, 'CarePlan');
    return wrong ?? (name ? steer(name, { type, reason }, context) : unknown());
  };

builder.mutationFields((t) => ({
  pauseCarePlan: t.field({
    description: 'Holds everything that the plan would send, until it is resumed.',
    type: CarePlanResult,
    args: { input: t.arg({ type: CarePlanInput, required: true }) },
    resolve: resolveFor('pause'),
  }),
  resumeCarePlan: t.field({
    description: 'What is still of use comes at its time, the rest is skipped.',
    type: CarePlanResult,
    args: { input: t.arg({ type: CarePlanInput, required: true }) },
    resolve: resolveFor('resume'),
  }),
  skipCarePlanStep: t.field({
    type: CarePlanResult,
    args: { input: t.arg({ type: SkipCarePlanStepInput, required: true }) },
    async resolve(_root, { input: { carePlanId, stepId, reason } }, context): Promise<Success | Failure> {
      const wrong = wrongWords({ reason });
      if (wrong) return wrong;
      const name = readNodeId(carePlanId, context, 'CarePlan');
      if (!name) return unknown();
      const step = stepIn(stepId, { clinic: name.clinic, id: name.id as CarePlanId }); // a UUID, by the id's grammar
      return step === null ? failure('NotFound', 'the care plan has no such step') : steer(name, { type: 'skip', step, reason }, context);
    },
  }),
}));
