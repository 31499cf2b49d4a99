import type { Appointment } from '../../domain/booking/appointment.ts';
import { stepOf } from '../../domain/care/carePlan.ts';
import type { BookingId } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import { followBooking } from '../../eventStore/commands/followBooking.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import { type Deed, defineProcess, type Effect, type Process } from '../process.ts';
import { clearHold } from './clearHold.ts';
import { fallDue } from './fallDue.ts';
import { outcomeOf, putDown, settleReminder } from './outcome.ts';
import { askingPlan, readAnswer } from './readAnswer.ts';
import { flagsInWords, staffTask, tellStaff } from './tellStaff.ts';
import type { CareWays } from './ways.ts';

/** Of no appointment version: it looks at the booking, or the plan, as that is when it is carried out. */
const always = { version: 0, usefulUntil: null } as const;

/**
 * Care plans: each booking's plan follows the booking, each step has its timer, and what falls due is asked for by `ways.sayToContact`.
 * What became of the messages, and what she answers, is put into the plan again. Effects about one person are carried out one after the
 * other, so that what she is sent within two hours is one message.
 */
export const carePlans = (ways: CareWays): Process =>
  defineProcess({
    name: 'carePlans',
    version: 1,
    reactsTo: [
      'BookingScheduled',
      'BookingRescheduled',
      'RescheduleRequested',
      'BookingCancelled',
      'BookingRejected',
      'BookingNoShow',
      'BookingNoShowCleared',
      'BookingCompleted',
      'BookingDetailsLearnt',
      'BookingLinked',
      'BookingJoinedInto',
      'BookingAbsorbed',
      'CarePlanStarted',
      'StepPlanned',
      'CarePlanMoved',
      'CarePlanCancelled',
      'ReadinessHeld',
      'StaffTaskDone',
      'MessageSent',
      'MessageSuppressed',
      'MessageFailed',
      'MessageOutcomeUnknown',
      'MessageReceived',
      'MessageTranscribed',
    ],
    async react({ event, stream: about, metadata: { clinic, subject } }, looking): Promise<readonly Effect[]> {
      const { load } = looking;
      const lane = subject === null ? {} : { lane: subject };
      switch (event.type) {
        case 'CarePlanStarted': {
          const { flags, contact, booking } = event.data;
          const data = staffTask('BOOKING', flagsInWords(flags), contact, booking);
          return flags.length === 0 ? [] : [{ type: 'issue', purpose: 'tellStaff', about, data, ...always }];
        }
        case 'StepPlanned': {
          const { step, dueAt, usefulUntil, appointmentVersion: version } = event.data;
          const timer = { type: 'setTimer', which: step, about, version, data: { step }, ...lane } as const;
          const plan = await load(about, folds.carePlan);
          const kind = plan && stepOf(plan, step)?.kind;
          return kind === 'REMINDER'
            ? [{ ...timer, purpose: 'settleReminder', dueAt: usefulUntil, usefulUntil: null }]
            : [{ ...timer, purpose: 'fallDue', dueAt, usefulUntil }];
        }
        case 'CarePlanMoved':
          return clear(about, event.data.visit.version - 1);
        case 'CarePlanCancelled':
          return clear(about, (await load(about, folds.carePlan))?.visit.version ?? 0);
        case 'ReadinessHeld': {
          const plan = await load(about, folds.carePlan);
          const { about: what, name } = event.data;
          const reason = `A clinician has to see ${what === 'form' ? 'the health form' : 'an answer'} before the visit: ${name}.`;
          return plan
            ? [{ type: 'issue', purpose: 'tellStaff', about, data: staffTask('SCREENING', reason, plan.contact, plan.booking), ...always }]
            : [];
        }
        case 'StaffTaskDone': {
          const task = await load(about, folds.task);
          const clears = task.status === 'done' && task.kind === 'SCREENING' && task.booking !== null;
          return clears ? [{ type: 'issue', purpose: 'clearHold', about, ...always }] : [];
        }
        case 'MessageSent':
        case 'MessageSuppressed':
        case 'MessageFailed':
        case 'MessageOutcomeUnknown': {
          const data = outcomeOf(event);
          return data ? [{ type: 'issue', purpose: 'putDown', about, data, ...always, ...lane }] : [];
        }
        case 'MessageReceived':
        case 'MessageTranscribed': {
          const isHers = event.type === 'MessageTranscribed' || !event.data.automatic;
          const plan = isHers && subject !== null && (await askingPlan(ways, looking, clinic, subject, event.data.at));
          return plan ? [{ type: 'issue', purpose: 'readAnswer', about, ...always, ...lane }] : [];
        }
        default:
          return [{ type: 'issue', purpose: 'follow', about, ...always }];
      }
    },
    deeds: {
      follow: follow(ways),
      fallDue: fallDue(ways),
      settleReminder,
      putDown: putDown(ways),
      readAnswer: readAnswer(ways),
      tellStaff,
      clearHold,
    },
  });

const clear = (about: string, upTo: number): readonly Effect[] =>
  ['fallDue', 'settleReminder'].map((purpose) => ({ type: 'clearTimers', purpose, about, upTo }));

/** Brings the plan of a booking in line with it. */
const follow = ({ bookingsOf }: CareWays): Deed => ({
  async carryOut({ about }, { log, now, cause }) {
    const clinic = clinicOf(about);
    const booking = parseStreamName(about)?.id as BookingId; // a booking's stream is named after it
    const othersOf = ({ contact }: Appointment): Promise<readonly BookingId[]> => bookingsOf(clinic, contact);
    await followBooking(log, { clinic, booking, now, othersOf }, cause);
  },
});
