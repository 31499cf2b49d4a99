import { contactOf } from '../domain/booking/decide.ts';
import { known } from '../domain/event.ts';
import { type Instant, instantOf } from '../domain/ids.ts';
import { streamName } from '../domain/stream.ts';
import { followUpTime, isUnanswered, noReplyFollowUp } from '../domain/visit/followUp.ts';
import { bookingUrl } from '../domain/visit/links.ts';
import { requestVisitMessage } from '../domain/visit/telling.ts';
import { visitMessage } from '../domain/visit/visitMessage.ts';
import { firstName } from '../domain/visit/wording.ts';
import { idFrom } from '../eventStore/codec/envelope.ts';
import { readSettings, readVisitContext } from '../eventStore/commands/readVisit.ts';
import { folds } from '../eventStore/folds.ts';
import { clinicOf } from './looking.ts';
import { type Acting, type DueEffect, defineProcess, type Effect } from './process.ts';
import { askForMessage } from './visits/askForMessage.ts';
import { instant, text } from './visits/effectData.ts';
import type { Outreach } from './visits/outreach.ts';
import { visitOf } from './visits/visitOf.ts';

const day = 86_400_000;

/**
 * Follows up, where the clinic has switched it on, once: a visit that she missed, and a booking link after which she did not write again.
 * What cannot be said within a day of its time is not said.
 */
export const followUps = (outreach: Outreach) =>
  defineProcess({
    name: 'followUps',
    version: 1,
    reactsTo: ['BookingNoShow', 'MessageSent'],
    async react({ event, stream, metadata }, looking): Promise<readonly Effect[]> {
      const settings = await readSettings(looking, metadata.clinic);
      if (!settings) return [];
      if (event.type === 'BookingNoShow') {
        const dueAt = followUpTime(settings.followUps.noShow, looking.now);
        return dueAt === null ? [] : [timer('missed', stream, dueAt, { uid: event.data.uid })];
      }
      const { author, about, at } = event.data;
      const isLink = author === 'KAREN' && about?.purpose === 'BOOKING_LINK';
      const dueAt = isLink ? followUpTime(settings.followUps.noReply, at) : null;
      return dueAt === null ? [] : [timer('silent', stream, dueAt, { writtenAt: at })];
    },
    deeds: {
      // The policy says in the conversation that it was too late.
      missed: {
        carryOut: (effect, acting) => missed(outreach, effect, acting),
        tooLate: (effect, acting) => missed(outreach, effect, acting),
      },
      silent: {
        carryOut: (effect, acting) => silent(outreach, effect, acting),
        tooLate: (effect, acting) => silent(outreach, effect, acting),
      },
    },
  });

const timer = (purpose: string, about: string, dueAt: Instant, data: Readonly<Record<string, string>>): Effect => ({
  type: 'setTimer',
  purpose,
  about,
  version: 0,
  data,
  dueAt,
  usefulUntil: instantOf(new Date(Date.parse(dueAt) + day)),
});

/** A no-show that was taken back, or booked anew in the same chain, is none. */
async function missed(outreach: Outreach, effect: DueEffect, acting: Acting): Promise<void> {
  const visit = await visitOf(acting, effect.about);
  if (visit?.appointment.status !== 'NO_SHOW' || visit.appointment.uid !== text(effect, 'uid')) return;
  const purpose = 'FOLLOW_UP';
  if (visit.appointment.told.some((one) => one.uid === visit.appointment.uid && one.purpose === purpose)) return;
  const wording = visitMessage(purpose, false, await readVisitContext(acting, visit, acting.now));
  await askForMessage(outreach, visit, { purpose, which: null, wording, usefulUntil: effect.usefulUntil }, acting);
  await acting.issue({
    stream: visit.stream,
    fold: folds.booking,
    subject: contactOf,
    decide: (state) => requestVisitMessage(purpose, false, acting.now, state),
  });
}

async function silent(outreach: Outreach, effect: DueEffect, acting: Acting): Promise<void> {
  const { cause, log } = acting;
  const clinic = clinicOf(effect.about);
  const conversation = await acting.load(effect.about, folds.conversation);
  if (conversation.status === 'unknown' || !isUnanswered(conversation, instant(effect, 'writtenAt'))) return;
  const { contact, id } = conversation;
  const settings = await readSettings(acting, clinic);
  const person = await acting.load(streamName('contact', clinic, contact), folds.contact);
  if (!settings) return;
  const patient = firstName(person.status === 'known' ? known(person.name) : null);
  const wording = { text: noReplyFollowUp(patient, settings.name, bookingUrl(settings)), values: { name: patient, clinic: settings.name } };
  const about = { purpose: 'FOLLOW_UP', booking: null, appointmentVersion: null, careStep: null } as const;
  // One for a conversation, for ever.
  const named = { ...cause, id: idFrom(clinic, 'follow-up of an inquiry', id), correlationId: id };
  await outreach.request(log, { clinic, contact, conversation: id, about, wording, usefulUntil: effect.usefulUntil }, named);
}
