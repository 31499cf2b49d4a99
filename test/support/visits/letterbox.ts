import { appointmentOf } from '../../../src/domain/booking/appointment.ts';
import type { Channel } from '../../../src/domain/channel.ts';
import { consentsOf } from '../../../src/domain/contact/contact.ts';
import type { IdentifierKind } from '../../../src/domain/contact/identifier.ts';
import { canReply, type KnownConversation } from '../../../src/domain/conversation/conversation.ts';
import type { ConversationEvent } from '../../../src/domain/conversation/events.ts';
import { known } from '../../../src/domain/event.ts';
import type { ConversationId, Instant, MessageId } from '../../../src/domain/ids.ts';
import type { Decision } from '../../../src/domain/messaging/decision.ts';
import { decideMessage } from '../../../src/domain/messaging/policy.ts';
import type { OpenConversation } from '../../../src/domain/messaging/question.ts';
import { streamName } from '../../../src/domain/stream.ts';
import { idFrom } from '../../../src/eventStore/codec/envelope.ts';
import { type Cause, handle, type Log, load } from '../../../src/eventStore/commandHandler.ts';
import { conversationStream } from '../../../src/eventStore/commands/conversationIds.ts';
import { readBooking } from '../../../src/eventStore/commands/joinBookings.ts';
import { raiseTask } from '../../../src/eventStore/commands/raiseTask.ts';
import { readingOf, readSettings } from '../../../src/eventStore/commands/readVisit.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import type { Outreach, VisitWish } from '../../../src/processes/visits/outreach.ts';
import { everything } from '../log.ts';

/** What a message that was asked for came to. */
export interface Letter {
  readonly at: Instant;
  readonly channel: Channel | null;
  /** `text`, the name of the template, or what became of it instead. */
  readonly as: string;
  readonly purpose: string;
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Letterbox {
  /** What was asked for, each once, in its order. */
  readonly letters: Letter[];
  readonly request: Outreach['request'];
}

/**
 * A sender for tests: it asks the real policy, from the streams, and what that lets go is sent at once. Asked again by the same cause,
 * it does nothing. Each letter stands in its conversation as Chatwoot's echo would put it there.
 */
export function letterbox(): Letterbox {
  const letters: Letter[] = [];
  const asked = new Set<string>();
  return {
    letters,
    async request(log, wish, cause) {
      if (asked.has(cause.id)) return;
      const decision = await decide(log, wish, cause.occurredAt);
      const send = decision.type === 'useChannel' ? decision.send : decision;
      const isSent = send.type === 'sendText' || send.type === 'sendTemplate';
      const into = isSent && send.target.type === 'conversation' ? (send.target.conversation as ConversationId) : wish.conversation;
      await write(log, wish, isSent ? into : wish.conversation, decision, cause);
      asked.add(cause.id);
      letters.push({
        at: cause.occurredAt,
        channel: isSent ? send.channel : null,
        as: send.type === 'sendText' ? 'text' : send.type === 'sendTemplate' ? send.template.name : send.type,
        purpose: wish.about.purpose,
        ...wish.wording,
      });
    },
  };
}

async function decide(log: Log, wish: VisitWish, now: Instant): Promise<Decision> {
  const { clinic, contact, conversation, about, usefulUntil } = wish;
  const settings = await readSettings(readingOf(log, clinic), clinic);
  if (!settings) throw new Error(`the clinic ${clinic} is not configured`);
  const person = (await load(log, clinic, streamName('contact', clinic, contact), folds.contact)).state;
  const hers = await conversationsOf(log, wish);
  const appointment = about.booking && appointmentOf((await readBooking(log, clinic, about.booking)).state);
  const address = (kind: IdentifierKind): string | null => {
    const found = person.status === 'known' ? person.identifiers.find((one) => one.kind === kind && one.retired === null) : undefined;
    return found ? known(found.value) : null;
  };
  return decideMessage({
    purpose: about.purpose,
    author: 'KAREN',
    reply: false,
    legallyRequired: false,
    conversation: hers.find(({ id }) => id === conversation) ?? null,
    otherConversations: hers.filter(({ id }) => id !== conversation),
    phone: address('PHONE'),
    email: address('EMAIL'),
    consents: consentsOf(person),
    clinic: settings,
    patientZone: appointment ? appointment.timeZone : null,
    appointmentStart: appointment ? appointment.startsAt : null,
    due: null,
    latestUseful: usefulUntil,
    now,
  });
}

async function conversationsOf(log: Log, { clinic, contact }: VisitWish): Promise<readonly OpenConversation[]> {
  const begun = (await everything(log)).flatMap(({ event }) =>
    event.type === 'ConversationStarted' && event.data.contact === contact ? [event.data.conversation] : [],
  );
  const states = await Promise.all(
    begun.map(async (id) => (await load(log, clinic, conversationStream(clinic, id), folds.conversation)).state),
  );
  return states.filter((state) => state.status === 'known').map(open);
}

const open = (state: KnownConversation): OpenConversation => ({
  id: state.id,
  channel: state.channel,
  lastInboundAt: state.lastInboundAt,
  canReply: canReply(state),
  address: known(state.address),
  visitorLeft: state.channel === 'WEB_WIDGET',
});

async function write(log: Log, wish: VisitWish, into: ConversationId | null, decision: Decision, cause: Cause): Promise<void> {
  const { clinic, contact, about, wording } = wish;
  const message = idFrom('letter', cause.id) as MessageId; // a UUID of ours
  const at = cause.occurredAt;
  if (decision.type === 'staffTask') {
    const task = { kind: 'MESSAGE_NOT_SENT' as const, reason: decision.because, contact, booking: about.booking, conversation: into };
    await raiseTask(log, clinic, task, cause);
  }
  const events: ConversationEvent[] = [
    { type: 'MessageRequested', data: { message, at, author: 'KAREN', about, template: null, text: wording.text } },
  ];
  if (decision.type === 'staffTask' || decision.type === 'suppress')
    events.push({ type: 'MessageSuppressed', data: { message, at, about, reason: decision.reason } });
  else if (decision.type !== 'defer')
    events.push({ type: 'MessageSent', data: { ...sent, message, externalId: `echo of ${message}`, at, about } });
  await handle(log, {
    clinic,
    stream: into === null ? streamName('outreach', clinic, contact) : conversationStream(clinic, into),
    fold: folds.conversation,
    cause,
    step: 'letter',
    subject: contact,
    decide: () => events,
  });
}

const sent = {
  author: 'KAREN',
  staff: null,
  holdsUntil: null,
  canReply: null,
  standing: null,
  text: null,
  attachments: [],
} as const;
