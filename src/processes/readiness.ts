import { contactOf } from '../domain/booking/decide.ts';
import { tellReadiness } from '../domain/booking/readinessChanged.ts';
import { readinessOf } from '../domain/care/readiness.ts';
import { bookingStream } from '../eventStore/commands/joinBookings.ts';
import { folds } from '../eventStore/folds.ts';
import { clinicOf } from './looking.ts';
import { defineProcess, type Process } from './process.ts';

/** Tells a booking how far its care plan is, so that who follows bookings hears that the form came in, or that a clinician must look. */
export const readiness: Process = defineProcess({
  name: 'readiness',
  version: 1,
  reactsTo: ['CarePlanStarted', 'FormCompleted', 'ScreeningAnswered', 'StepScreened', 'StepSkipped', 'ReadinessHeld', 'ReadinessCleared'],
  react: ({ stream }) => [{ type: 'issue', purpose: 'tell', about: stream, version: 0, usefulUntil: null }],
  deeds: {
    tell: {
      async carryOut({ about }, { load, issue, now }) {
        const plan = await load(about, folds.carePlan);
        if (plan === null || plan.status === 'CANCELLED') return;
        // Whether she comes is told by what she says herself.
        const { form, screening } = readinessOf(plan, true);
        await issue({
          stream: bookingStream(clinicOf(about), plan.booking),
          fold: folds.booking,
          subject: contactOf,
          decide: (state) => tellReadiness({ form, screening, at: now }, state),
        });
      },
    },
  },
});
