import type { CarePlan, CarePlanState, CareStepState } from '../../domain/care/carePlan.ts';
import { careValues } from '../../domain/care/careValues.ts';
import { composeMessage, type MessagePart } from '../../domain/care/composeMessage.ts';
import type { CarePlanEvent, MessageName, StepDue } from '../../domain/care/events.ts';
import { canRideAlong, fallDue as decide, giveUp, rideAlong } from '../../domain/care/falling.ts';
import { known } from '../../domain/event.ts';
import type { CarePlanId, ClinicSlug } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { carePlanStream, readCareClinic, readCarePlan } from '../../eventStore/commands/carePlanStream.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import type { Acting, Deed, DueEffect } from '../process.ts';
import type { CareWays } from './ways.ts';

/** Has a step fall due, with all that goes along with it, and asks for the one message that holds it. */
export const fallDue = (ways: CareWays): Deed => ({
  carryOut: (effect, acting) => carryOut(ways, effect, acting),
  tooLate: (effect, acting) => end(effect, acting, 'tooLate'),
  gaveUp: (effect, acting) => end(effect, acting, 'failed'),
});

async function carryOut(ways: CareWays, { about, data }: DueEffect, acting: Acting): Promise<void> {
  const plan = await acting.load(about, folds.carePlan);
  if (plan === null) return;
  const { now } = acting;
  const clinic = clinicOf(about);
  const along = await riders(ways, clinic, plan, acting);
  const { state, events } = await acting.issue({
    stream: about,
    fold: folds.carePlan,
    subject: plan.contact,
    decide: (before: CarePlanState): readonly CarePlanEvent[] => decide({ step: stepIn(data), now, along }, before),
  });
  // When this is repeated, the events say what was decided the first time.
  const due = events.find((event): event is StepDue => event.type === 'StepDue');
  if (!state || !due) return;
  const others = await Promise.all(due.data.along.map((other) => ride(clinic, other, due.data.message, acting)));
  await say(ways, clinic, [state, ...others.filter((one) => one !== null)], due, acting);
}

/** Her other plans that have something to send within the next two hours. */
async function riders(ways: CareWays, clinic: ClinicSlug, plan: CarePlan, { log, now }: Acting): Promise<readonly CarePlanId[]> {
  const ids = (await ways.plansOf(clinic, plan.contact)).filter((one) => one !== plan.id);
  const states = await Promise.all(ids.map((id) => readCarePlan(log, clinic, id)));
  return ids.filter((_id, index) => canRideAlong(states[index] ?? null, now));
}

/** Puts what another plan of hers has to send into the message. */
async function ride(clinic: ClinicSlug, plan: CarePlanId, message: MessageName, acting: Acting): Promise<CarePlanState> {
  const { state } = await acting.issue({
    stream: carePlanStream(clinic, plan),
    fold: folds.carePlan,
    subject: (before: CarePlanState) => before?.contact ?? null,
    decide: (before: CarePlanState): readonly CarePlanEvent[] => rideAlong({ message, now: acting.now }, before),
  });
  return state;
}

/** Composes the message from what is still to be said of it, and asks for it. */
async function say(ways: CareWays, clinic: ClinicSlug, plans: readonly CarePlan[], { data }: StepDue, acting: Acting): Promise<void> {
  const { message, questions, appointmentVersion } = data;
  const [lead] = plans;
  const [care, contact] = await Promise.all([
    readCareClinic(acting.log, clinic),
    lead && acting.load(streamName('contact', clinic, lead.contact), folds.contact),
  ]);
  if (!lead || !care) return;
  const name = contact?.status === 'known' ? known(contact.name) : null;
  const parts = await Promise.all(
    plans.map(async (plan): Promise<MessagePart> => {
      const formLink = await ways.formLink({ clinic, carePlan: plan.id, contact: plan.contact });
      const sources = { plan, settings: care.settings, name, formLink, bookingLink: care.settings.calcom.bookingUrl, now: acting.now };
      return {
        plan,
        steps: heldBy(message, plan).map(({ id }) => id),
        questions: plan === lead ? questions : [],
        values: (slug) => careValues(sources, slug),
      };
    }),
  );
  const held = plans.flatMap((plan) => heldBy(message, plan));
  if (held.length === 0) return;
  const usefulUntil = held.flatMap((one) => one.usefulUntil ?? []).sort()[0] ?? null;
  const { contact: to, booking, templates } = lead;
  const values = parts[0]?.values(templates[0]?.slug ?? '');
  if (!values) return;
  const about = { clinic, contact: to, booking, appointmentVersion, careStep: message };
  await ways.sayToContact({ ...composeMessage(parts), ...about, values, usefulUntil }, acting);
}

/** A step that staff left out in the meantime is not said. */
const heldBy = (message: MessageName, { steps }: CarePlan): readonly CareStepState[] =>
  steps.filter((one) => one.message === message && one.status === 'DUE');

const end = ({ about, data }: DueEffect, acting: Acting, because: 'tooLate' | 'failed'): Promise<unknown> =>
  acting.issue({
    stream: about,
    fold: folds.carePlan,
    // What fell due and then failed ends all the same.
    step: 'end',
    subject: (before: CarePlanState) => before?.contact ?? null,
    decide: (before: CarePlanState): readonly CarePlanEvent[] => giveUp({ step: stepIn(data), now: acting.now, because }, before),
  });

const stepIn = ({ step }: DueEffect['data']): string => String(step);
