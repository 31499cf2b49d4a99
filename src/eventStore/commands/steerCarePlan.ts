import { isRefusal, pause, type Refusal, resume, type StaffDecision, skipStep } from '../../domain/care/byStaff.ts';
import type { CarePlan, CarePlanState } from '../../domain/care/carePlan.ts';
import type { CarePlanId, ClinicSlug } from '../../domain/ids.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { carePlanStream, readCareClinic } from './carePlanStream.ts';

/** What staff ask of a plan; reasons are in their words. */
export type Steering =
  | { readonly type: 'pause'; readonly reason: string | null }
  | { readonly type: 'resume'; readonly reason: string | null }
  | { readonly type: 'skip'; readonly step: string; readonly reason: string };

/** Carries out what staff ask of a care plan; gives the plan after it, or why it cannot be. */
export async function steerCarePlan(
  log: Log,
  clinic: ClinicSlug,
  plan: CarePlanId,
  steering: Steering,
  cause: Cause,
): Promise<CarePlan | Refusal> {
  const care = await readCareClinic(log, clinic);
  if (care === null) return { refused: 'NotFound', because: 'there is no such care plan' };
  const now = cause.occurredAt;
  const decide = (state: CarePlanState): StaffDecision => {
    switch (steering.type) {
      case 'pause':
        return pause({ reason: steering.reason, now }, state);
      case 'resume':
        return resume(
          { reason: steering.reason, planning: { now, settings: care.settings, patientZone: state?.visit.timeZone ?? null } },
          state,
        );
      case 'skip':
        return skipStep({ step: steering.step, reason: steering.reason, now }, state);
      default:
        return steering satisfies never;
    }
  };
  let refusal: Refusal | null = null;
  const { state } = await handle(log, {
    clinic,
    stream: carePlanStream(clinic, plan),
    fold: folds.carePlan,
    cause,
    step: steering.type,
    subject: (before) => before?.contact ?? null,
    decide(before) {
      const decision = decide(before);
      refusal = isRefusal(decision) ? decision : null;
      return isRefusal(decision) ? [] : decision;
    },
  });
  return refusal ?? state ?? { refused: 'NotFound', because: 'there is no such care plan' };
}
