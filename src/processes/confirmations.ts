import type { Appointment } from '../domain/booking/appointment.ts';
import { contactOf } from '../domain/booking/decide.ts';
import { isReminderDue, reminderPlan, settledAfter } from '../domain/visit/reminderPlan.ts';
import { requestVisitMessage, tellingOf, usefulUntil } from '../domain/visit/telling.ts';
import { visitMessage } from '../domain/visit/visitMessage.ts';
import { readSettings, readVisitContext } from '../eventStore/commands/readVisit.ts';
import { folds } from '../eventStore/folds.ts';
import { type Acting, type DueEffect, defineProcess, type EffectData } from './process.ts';
import { askForMessage } from './visits/askForMessage.ts';
import type { Outreach } from './visits/outreach.ts';
import { visitOf } from './visits/visitOf.ts';

/**
 * Tells her how her visit stands, once for each version of the appointment and each state of it. It waits for the clinic's settle window
 * first: what is not so any more by then is left to the event that changed it.
 */
export const confirmations = (outreach: Outreach) =>
  defineProcess({
    name: 'confirmations',
    version: 1,
    reactsTo: [
      'BookingRequested',
      'PaymentAwaited',
      'BookingScheduled',
      'BookingRescheduled',
      'RescheduleRequested',
      'BookingCancelled',
      'BookingRejected',
      'BookingDetailsLearnt',
      'BookingAbsorbed',
    ],
    async react({ stream }, looking) {
      const { now } = looking;
      const visit = await visitOf(looking, stream);
      const purpose = visit && tellingOf(visit.appointment);
      const settings = visit && (await readSettings(looking, visit.clinic));
      if (!visit || !purpose || !settings) return [];
      const { appointment } = visit;
      const until = usefulUntil(purpose, appointment, now);
      // Of what is learnt of the past nobody is told.
      if (until <= now) return [];
      return [
        {
          type: 'setTimer',
          purpose: 'tell',
          about: visit.stream,
          version: appointment.version,
          data: standing(appointment),
          dueAt: settledAfter(now, settings),
          usefulUntil: until,
        },
      ];
    },
    deeds: {
      tell: {
        carryOut: (effect, acting) => tell(outreach, effect, acting),
        // The policy says in the conversation that it was too late.
        tooLate: (effect, acting) => tell(outreach, effect, acting),
      },
    },
  });

/** What the message would be about. */
const standing = ({ uid, status, startsAt }: Appointment): EffectData => ({ uid, status, startsAt });

async function tell(outreach: Outreach, effect: DueEffect, acting: Acting): Promise<void> {
  const { now } = acting;
  const visit = await visitOf(acting, effect.about);
  if (!visit) return;
  const { appointment, stream } = visit;
  const isStillSo = Object.entries(standing(appointment)).every(([name, value]) => effect.data[name] === value);
  const purpose = tellingOf(appointment);
  if (!isStillSo || purpose === null) return;
  const context = await readVisitContext(acting, visit, now);
  const asks = appointment.status === 'SCHEDULED' && isReminderDue(reminderPlan(appointment, context.clinic), now);
  const wording = visitMessage(purpose, asks, context);
  await askForMessage(outreach, visit, { purpose, which: null, wording, usefulUntil: effect.usefulUntil }, acting);
  await acting.issue({
    stream,
    fold: folds.booking,
    subject: contactOf,
    decide: (state) => requestVisitMessage(purpose, asks, now, state),
  });
}
