import type { CarePlanState } from '../../domain/care/carePlan.ts';
import type { CarePlanEvent } from '../../domain/care/events.ts';
import { type MessageOutcome, recordOutcome, settleReminder as settle } from '../../domain/care/outcome.ts';
import type { MessageFailed, MessageOutcomeUnknown, MessageSent, MessageSuppressed } from '../../domain/conversation/events.ts';
import type { BookingId, CarePlanId, ClinicSlug } from '../../domain/ids.ts';
import { carePlanId, carePlanStream, readCareClinic } from '../../eventStore/commands/carePlanStream.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import type { Deed, EffectData } from '../process.ts';
import type { CareWays } from './ways.ts';

/** What became of a message nobody knows of is not relied on; should it turn up at last, it was sent. */
const outcomes = {
  MessageSent: 'sent',
  MessageSuppressed: 'suppressed',
  MessageFailed: 'failed',
  MessageOutcomeUnknown: 'failed',
} as const;

/** What an event says became of a message that is about care or reminds of a visit; null of any other. */
export function outcomeOf({ type, data }: MessageSent | MessageSuppressed | MessageFailed | MessageOutcomeUnknown): EffectData | null {
  const { about, message } = data;
  if (about === null) return null;
  const { purpose, booking, appointmentVersion } = about;
  // Of a reminder it says which of the booking's it is, and names no plan.
  const careStep = purpose === 'REMINDER' ? null : about.careStep;
  if (careStep === null && (purpose !== 'REMINDER' || booking === null)) return null;
  const detail = type === 'MessageSuppressed' ? data.reason : null;
  return { message, purpose, careStep, booking, appointmentVersion, outcome: outcomes[type], detail };
}

/** Puts down what became of a message in every plan that has a step in it. */
export const putDown = (ways: CareWays): Deed => ({
  async carryOut({ about, data }, acting) {
    const clinic = clinicOf(about);
    const { now } = acting;
    const care = await readCareClinic(acting.log, clinic);
    const told = data as unknown as Told; // as `outcomeOf` wrote it
    const first = planOf(clinic, told);
    if (care === null || first === null) return;
    const lead = await acting.load(carePlanStream(clinic, first), folds.carePlan);
    if (lead === null) return;
    const others = told.careStep === null ? [] : await ways.plansOf(clinic, lead.contact);
    for (const plan of new Set([first, ...others]))
      await acting.issue({
        stream: carePlanStream(clinic, plan),
        fold: folds.carePlan,
        subject: (before: CarePlanState) => before?.contact ?? null,
        decide: (before: CarePlanState): readonly CarePlanEvent[] =>
          recordOutcome({ ...told, planning: { now, settings: care.settings, patientZone: before?.visit.timeZone ?? null } }, before),
      });
  },
});

type Told = Omit<MessageOutcome, 'planning'> & { readonly booking: BookingId | null };

/** The plan that a message is named after, or that of the booking that it reminds of. */
function planOf(clinic: ClinicSlug, { careStep, booking }: Told): CarePlanId | null {
  if (careStep !== null) return (careStep.split('/')[0] ?? '') as CarePlanId; // as `messageName` made it
  return booking && carePlanId(clinic, booking);
}

/** The visit begins: of the booking's reminders that were not sent by now, none will be. */
export const settleReminder: Deed = {
  carryOut: ({ about, data }, acting) =>
    acting.issue({
      stream: about,
      fold: folds.carePlan,
      subject: (before: CarePlanState) => before?.contact ?? null,
      decide: (before: CarePlanState): readonly CarePlanEvent[] => settle({ step: String(data.step), now: acting.now }, before),
    }),
};
