import type { Appointment } from '../domain/booking/appointment.ts';
import {
  planReminders,
  type ReminderName,
  type ReminderOutcome,
  reminderFallsDue,
  settleReminder,
  whyNot,
} from '../domain/booking/reminders.ts';
import type { ReminderDue } from '../domain/booking/visitEvents.ts';
import { reminderPlan, settledAfter } from '../domain/visit/reminderPlan.ts';
import { reminderMessage } from '../domain/visit/visitMessage.ts';
import { readSettings, readVisitFacts } from '../eventStore/commands/readVisit.ts';
import { clinicOf } from './looking.ts';
import { type Acting, type DueEffect, defineProcess, type Effect, type Looking } from './process.ts';
import { askForMessage } from './visits/askForMessage.ts';
import { instant, text } from './visits/effectData.ts';
import { issueOnVisit } from './visits/issueOnVisit.ts';
import type { Outreach } from './visits/outreach.ts';
import { reportOf, settleByReport } from './visits/reminderReport.ts';
import { visitOf } from './visits/visitOf.ts';

/**
 * Reminds her of her visit at the clinic's times before it. Reminders are planned for the appointment as it stands; those of a version that
 * is dead are skipped, with an event. When one falls due that is an event too, and asking for its message follows from that.
 */
export const reminders = (outreach: Outreach) =>
  defineProcess({
    name: 'reminders',
    version: 1,
    reactsTo: [
      'BookingScheduled',
      'BookingRescheduled',
      'RescheduleRequested',
      'BookingCancelled',
      'BookingRejected',
      'BookingRequested',
      'PaymentAwaited',
      'BookingDetailsLearnt',
      'BookingAbsorbed',
      'ReminderDue',
      'MessageSent',
      'MessageFailed',
      'MessageSuppressed',
    ],
    async react(logged, looking): Promise<readonly Effect[]> {
      const { event, stream } = logged;
      switch (event.type) {
        case 'MessageSent':
        case 'MessageFailed':
        case 'MessageSuppressed':
          return reportOf({ ...logged, event }, looking);
        case 'ReminderDue':
          return [ask(stream, event.data)];
        default:
          return plan(stream, looking);
      }
    },
    deeds: {
      plan: { carryOut: planNow },
      remind: { carryOut: fallDue, tooLate: (effect, acting) => settle(effect, acting, { type: 'skipped', reason: 'tooLate' }) },
      ask: {
        carryOut: (effect, acting) => askNow(outreach, effect, acting),
        gaveUp: (effect, acting) => settle(effect, acting, { type: 'failed', channel: null, reason: 'gaveUp' }),
      },
      report: { carryOut: settleByReport },
    },
  });

// From the booking's events: planning, and a timer for each reminder that is still to come

async function plan(stream: string, looking: Looking): Promise<readonly Effect[]> {
  const visit = await visitOf(looking, stream);
  const settings = visit && (await readSettings(looking, visit.clinic));
  if (!visit || !settings) return [];
  const { appointment, stream: about } = visit;
  const { uid, version, startsAt, status } = appointment;
  const cleared: Effect = { type: 'clearTimers', purpose: 'remind', about, upTo: version };
  const planned: Effect = { type: 'issue', purpose: 'plan', about, version, usefulUntil: null };
  if (status !== 'SCHEDULED') return [cleared, planned];
  const due = reminderPlan(appointment, settings);
  const timers = due.map(({ which, dueAt }, index) => {
    // Two at once would be one too many: the next one says the same.
    const usefulUntil = due[index + 1]?.dueAt ?? startsAt;
    return { type: 'setTimer', purpose: 'remind', which, about, version, data: { uid, which, dueAt }, dueAt, usefulUntil } as const;
  });
  // One that is due by now as well: it may have been planned before, and its timer was just cleared. What is not planned does not fall due.
  return [cleared, planned, ...timers.filter(({ usefulUntil }) => usefulUntil > looking.now)];
}

async function planNow({ about, plannedFor }: DueEffect, acting: Acting): Promise<void> {
  const settings = await readSettings(acting, clinicOf(about));
  if (!settings) return;
  const planOf = (appointment: Appointment) => reminderPlan(appointment, settings);
  await issueOnVisit(about, acting, (state) => planReminders(planOf, settledAfter(plannedFor, settings), acting.now, state));
}

// When its time has come

const fallDue = (effect: DueEffect, acting: Acting): Promise<void> =>
  issueOnVisit(effect.about, acting, (state) =>
    reminderFallsDue({ ...nameOf(effect), dueAt: instant(effect, 'dueAt') }, acting.now, state),
  );

const ask = (about: string, { uid, which, version }: ReminderDue['data']): Effect => ({
  type: 'issue',
  purpose: 'ask',
  about,
  version,
  data: { uid, which },
  // Until the visit begins: which is known once it is read, and read where it is done.
  usefulUntil: null,
});

async function askNow(outreach: Outreach, effect: DueEffect, acting: Acting): Promise<void> {
  const visit = await visitOf(acting, effect.about);
  const { uid, which } = nameOf(effect);
  const reminder = visit?.appointment.reminders.find((one) => one.uid === uid && one.which === which);
  if (!visit || reminder?.status !== 'DUE') return;
  const reason = whyNot(visit.appointment, uid);
  if (reason !== null) return settle(effect, acting, { type: 'skipped', reason });
  const { startsAt } = visit.appointment;
  if (startsAt <= acting.now) return settle(effect, acting, { type: 'skipped', reason: 'tooLate' });
  const wording = reminderMessage(await readVisitFacts(acting, visit, acting.now));
  await askForMessage(outreach, visit, { purpose: 'REMINDER', which, wording, usefulUntil: startsAt }, acting);
}

const settle = (effect: DueEffect, acting: Acting, outcome: ReminderOutcome): Promise<void> =>
  issueOnVisit(effect.about, acting, (state) => settleReminder(nameOf(effect), outcome, acting.now, state));

const nameOf = (effect: DueEffect): ReminderName => ({ uid: text(effect, 'uid'), which: text(effect, 'which') });
