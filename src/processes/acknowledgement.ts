import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { KnownConversation } from '../domain/conversation/conversation.ts';
import type { ClinicSlug, Instant } from '../domain/ids.ts';
import { type ConsentLedger, type ConsentRecord, mayContact } from '../domain/messaging/consent.ts';
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
  const { clinic, state, cause } = waiting;
  const consents = await readConsents(log, clinic, state.contact);
  const settings = await readSettings(log, clinic);
  const stop = stopOf(consents, state);
  if (stop !== null) {
    // The same however often she says it, until she agrees again.
    const id = idFrom(effect.about, 'withdrawal', stop.purpose, stop.given?.at ?? 'never agreed');
    const usefulUntil = new Date(Date.parse(now) + confirmable).toISOString() as Instant; // of that shape
    const wish = { ...replyTo(clinic, state, confirmation(settings, stop)), legallyRequired: true, usefulUntil };
    await requestMessage(log, people, wish, { ...cause, id });
    return;
  }
  if (!mayContact(consents, state.channel, 'TRANSACTIONAL') || isHeard(state, now)) return;
  await requestMessage(log, people, replyTo(clinic, state, greeting(settings)), cause);
}

/** What her last message withdrew. */
function stopOf(consents: ConsentLedger, { channel, lastInboundAt }: KnownConversation): ConsentRecord | null {
  const hers = Object.values(consents).filter((one) => one.channel === channel || one.channel === null);
  return hers.find(({ withdrawn }) => withdrawn !== null && withdrawn.at === lastInboundAt) ?? null;
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
