import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { KnownConversation } from '../domain/conversation/conversation.ts';
import { type ClinicSlug, type Instant, instantOf } from '../domain/ids.ts';
import { type ConsentLedger, type ConsentRecord, isWithdrawn, mayContact } from '../domain/messaging/consent.ts';
import { idFrom } from '../eventStore/codec/envelope.ts';
import { readConsents } from '../eventStore/commands/readFamily.ts';
import { type MessageWish, requestMessage } from '../eventStore/commands/requestMessage.ts';
import { type People, readSettings } from '../eventStore/commands/weighMessage.ts';
import { answerable, planAnswer } from './answering.ts';
import { type Acting, type DueEffect, defineProcess } from './process.ts';

/** For so long after a message of ours she knows that she is heard, in milliseconds. */
const stretch = 8 * 3_600_000;

/** The law's five minutes for the one confirmation of a withdrawal (domain.md 3), in milliseconds. */
const confirmable = 5 * 60_000;

/**
 * Stands in Karen's place as long as she is not there: tells whoever writes that a person will answer, once in a stretch of conversation,
 * and confirms a withdrawal, once.
 */
export const acknowledgement = (people: People) =>
  defineProcess({
    name: 'acknowledgement',
    version: 1,
    reactsTo: ['MessageReceived'],
    react: (event, looking) => planAnswer('acknowledge', event, looking),
    deeds: {
      acknowledge: {
        carryOut: (effect, acting) => acknowledge(people, effect, acting),
        // Whoever was away for an hour has staff answer what came in.
        async tooLate() {},
      },
    },
  });

async function acknowledge(people: People, effect: DueEffect, acting: Acting): Promise<void> {
  const waiting = await answerable(effect, acting);
  if (waiting === null) return;
  const { log, now } = acting;
  const { clinic, state, cause, usefulUntil } = waiting;
  const consents = await readConsents(log, clinic, state.contact);
  const settings = await readSettings(log, clinic);
  const stop = latestStop(consents, state, now);
  if (stop !== null) {
    // The same however often she says it, until she agrees again.
    const id = idFrom(effect.about, 'withdrawal', stop.purpose, stop.given?.at ?? 'never agreed');
    const wish = { ...replyTo(clinic, state, confirmation(settings, stop)), legallyRequired: true, usefulUntil: confirmableUntil(stop) };
    const asked = await requestMessage(log, people, wish, { ...cause, id });
    if (asked.type === 'requested' && asked.verdict !== null) return;
  }
  if (!mayContact(consents, state.channel, 'TRANSACTIONAL') || isHeard(state, now)) return;
  await requestMessage(log, people, { ...replyTo(clinic, state, greeting(settings)), usefulUntil }, cause);
}

const confirmableUntil = ({ withdrawn }: ConsentRecord): Instant | null =>
  withdrawn && instantOf(new Date(Date.parse(withdrawn.at) + confirmable));

/** What she withdrew just now, here or everywhere, and has not agreed to since. */
function latestStop(consents: ConsentLedger, { channel }: KnownConversation, now: Instant): ConsentRecord | null {
  const hers = Object.values(consents).filter((one) => one.channel === channel || one.channel === null);
  const confirmables = hers.filter((one) => isWithdrawn(consents, one.channel, one.purpose) && (confirmableUntil(one) ?? '') >= now);
  return confirmables.toSorted((a, b) => ((a.withdrawn?.at ?? '') < (b.withdrawn?.at ?? '') ? 1 : -1))[0] ?? null;
}

/** Whether something of ours has reached her lately. */
const isHeard = ({ own }: KnownConversation, now: Instant): boolean =>
  own.some(({ externalId, at }) => externalId !== null && Date.parse(now) - Date.parse(at) < stretch);

const replyTo = (clinic: ClinicSlug, { contact, id, inbound }: KnownConversation, text: string): MessageWish => ({
  clinic,
  contact,
  conversation: id,
  author: 'KAREN',
  about: { purpose: 'REPLY', booking: null, appointmentVersion: null, careStep: null },
  wording: { text, values: null },
  answers: inbound,
});

const greeting = ({ name }: ClinicSettings): string =>
  `Thank you for writing to ${name}. This is an automatic message: a person of our team reads yours and answers you here soon.`;

const confirmation = ({ name }: ClinicSettings, { purpose, channel }: ConsentRecord): string => {
  const where = channel === null ? '' : ' here';
  return purpose === 'MARKETING'
    ? `You will get no more offers from ${name}${where}. Messages about your own visits still reach you.`
    : `You will get no more messages from ${name}${where}. This is the last one.`;
};
