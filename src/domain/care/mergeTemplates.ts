import { milliseconds } from '../duration.ts';
import type { ChosenTemplates } from './chooseTemplates.ts';
import { type CareStep, isBeforeVisit } from './template.ts';

/** A step as a plan is pinned to it, with the clinic's slug of the procedure that it is of. */
export interface PinnedStep extends CareStep {
  readonly procedure: string;
}

export interface MergedSteps {
  readonly steps: readonly PinnedStep[];
  /** Those that a stricter or equal rule of another procedure covers: they are told once. */
  readonly covered: readonly string[];
}

/** Makes the steps of several procedures one visit's: of what is avoided the longest time wins, and nothing is told or asked twice. */
export function mergeTemplates({ templates }: ChosenTemplates): MergedSteps {
  const several = templates.length > 1;
  const steps = templates.flatMap(({ slug, template }) =>
    template.steps.map((step): PinnedStep => ({ ...step, id: several ? `${slug}.${step.id}` : step.id, procedure: slug })),
  );
  const covered = steps.filter((step, index) =>
    steps.some((other, at) => other.procedure !== step.procedure && covers(other, at, step, index)),
  );
  return { steps, covered: covered.map(({ id }) => id) };
}

function covers(other: PinnedStep, at: number, step: PinnedStep, index: number): boolean {
  if (isBeforeVisit(other) !== isBeforeVisit(step)) return false;
  const first = at < index;
  if (step.kind === 'FORM' && other.kind === 'FORM') return first;
  if (step.kind === 'REMINDER' && other.kind === 'REMINDER') return first && other.offset === step.offset;
  if (step.topic === null || step.topic !== other.topic) return false;
  const [here, there] = [lengthOf(step), lengthOf(other)];
  if (here !== null && there !== null) return there > here || (there === here && first);
  return here === null && there === null && other.kind === step.kind && first;
}

const lengthOf = ({ avoid }: CareStep): number | null => (avoid === null ? null : milliseconds(avoid));
