import { randomUUID } from 'node:crypto';
import type { MessageRequested } from '../../domain/conversation/events.ts';
import { nextStep, type Verdict, wayFrom } from '../../domain/conversation/nextStep.ts';
import { outstandingIn } from '../../domain/conversation/outbox.ts';
import { known } from '../../domain/event.ts';
import { instantOf, type MessageId } from '../../domain/ids.ts';
import { becauseNoMeans } from '../../domain/messaging/because.ts';
import type { SendTemplate, SendText } from '../../domain/messaging/decision.ts';
import type { Cause } from '../../eventStore/commandHandler.ts';
import {
  appendAsRead,
  appendTo,
  contactOf,
  conversationOf,
  homeNamed,
  loadHome,
  type MessageHome,
  Outrun,
  outboxOf,
  readRequest,
} from '../../eventStore/commands/messageHome.ts';
import { idElsewhere } from '../../eventStore/commands/requestMessage.ts';
import { weighMessage } from '../../eventStore/commands/weighMessage.ts';
import type { ChatwootGateway, OutboundMessage } from '../../gateways/chatwoot/port.ts';
import { type Acting, type DueEffect, Postponed } from '../process.ts';
import { type Attempt, conclude } from './conclude.ts';
import { destinationOf } from './destination.ts';
import type { SendingOptions } from './sending.ts';
import { soon } from './soon.ts';

/** A message that is to go out, and what it takes. */
export interface Sending {
  readonly options: SendingOptions;
  readonly acting: Acting;
  readonly home: MessageHome;
  readonly request: MessageRequested['data'];
  /** On whose behalf its events are appended. */
  readonly cause: Cause;
}

/** How often no answer may come for one message: what fails so often does so by the message. */
const mostAbsences = 3;

/**
 * How old an attempt may be when the request goes out, in milliseconds. A process that was stopped between saying so and doing it, and wakes up
 * when another one has long looked for the message, must not send it then.
 */
const freshness = 10_000;

/**
 * Carries a message as far as it goes now. The order of things is what keeps her from reading it twice: the attempt is in the log, at the revision
 * at which everything was looked at, before Chatwoot is asked; whoever finds an attempt without an outcome looks for the message, and waits until
 * nothing can come of it any more, before there is another.
 */
export async function send(options: SendingOptions, { about: stream, data }: DueEffect, acting: Acting): Promise<void> {
  const home = homeNamed(stream);
  const message = data.message as MessageId; // as the reaction has it
  const request = await readRequest(acting.log, home, message);
  if (request === null) return;
  const sending: Sending = { options, acting, home, request, cause: causeOf(acting, request) };
  while (await step(sending));
}

function causeOf({ cause }: Acting, { author, staff }: MessageRequested['data']): Cause {
  if (author === 'STAFF') return { ...cause, actor: `staff:${staff ?? 'unknown'}` };
  return { ...cause, actor: author === 'KAREN' ? 'karen' : 'system' };
}

/** One step; tells whether there is another to take now. */
async function step(sending: Sending): Promise<boolean> {
  const { options, acting, home, request } = sending;
  const { log } = acting;
  const now = instantOf(options.clock.now());
  const loaded = await loadHome(log, home);
  const one = outstandingIn(outboxOf(loaded.state), request.message);
  // Settled, whoever did it; or a timer comes for it.
  if (!one || (one.deferredUntil !== null && one.deferredUntil > now)) return false;
  const gateway = options.chatwoot(home.clinic);
  if (one.attemptedAt !== null) {
    await conclude(sending, gateway, { ...one, attemptedAt: one.attemptedAt });
    return true;
  }
  const contact = contactOf(home, loaded.state);
  if (contact === null) return false;
  const conversation = conversationOf(loaded.state);
  const weighed = await weighMessage(log, options.people, { clinic: home.clinic, contact, conversation }, request, now);
  const verdict = withMeans(weighed, home, gateway, one.absences, request);
  const way = wayFrom(home.conversation, verdict);
  if (way !== null) {
    const rest = gateway?.restsUntil(way.target.type) ?? null;
    if (rest !== null) throw new Postponed(soon(options, rest), 'Chatwoot takes no messages');
  }
  // Found out before: once the attempt is in the log, nothing but Chatwoot may be in the way.
  const to = way && (await destinationOf(log, home, loaded.state, way.channel));
  const at = instantOf(options.clock.now());
  const context = { home: home.conversation, attempts: one.attempts, by: randomUUID(), now: at, idElsewhere: idElsewhere(request.message) };
  const event = nextStep(request, verdict, context);
  try {
    await appendAsRead(log, home, loaded, [event], { ...sending.cause, occurredAt: at });
  } catch (error) {
    // Somebody wrote while it was looked at: it is looked at again.
    if (error instanceof Outrun) return true;
    throw error;
  }
  if (way === null || to === null || gateway === null) return false;
  options.onAttempt?.(home.clinic, one.attempts === 0 ? 'first' : one.absences > 0 ? 'again' : 'afterRefusal');
  const attempt: Attempt = { message: request.message, attempts: one.attempts + 1, attemptedAt: at, channel: way.channel };
  const age = options.clock.now().getTime() - Date.parse(at);
  await conclude(sending, gateway, attempt, age > freshness ? undefined : await gateway.post(outboundOf(request, way), to));
  return true;
}

/** What the policy would send and nobody can: a person does. */
function withMeans(
  verdict: Verdict,
  { conversation: home }: MessageHome,
  gateway: ChatwootGateway | null,
  absences: number,
  { about: { purpose } }: MessageRequested['data'],
): Verdict {
  const way = wayFrom(home, verdict);
  if (way === null) return verdict;
  const missing =
    gateway === null
      ? 'the clinic’s Chatwoot, or the token of its bot, is not configured'
      : way.target.type === 'newConversation' && !gateway.canRead
        ? 'to open a conversation takes the token of a user of Chatwoot, which is not configured'
        : absences >= mostAbsences
          ? 'Chatwoot was asked several times, and gave no answer'
          : null;
  if (missing === null) return verdict;
  return { type: 'staffTask', reason: 'noChannel', passedOver: [], because: becauseNoMeans(purpose, missing) };
}

function outboundOf({ message: stamp, text, values }: MessageRequested['data'], way: SendText | SendTemplate): OutboundMessage {
  // Erased words are not wanted, and blank values not sent: both were looked at.
  const words = (known(text) ?? '') as string;
  if (way.type === 'sendText') return { stamp, text: words, template: null };
  const { name, language, category, parameters } = way.template;
  const given = (values === null ? null : known(values)) ?? {};
  return { stamp, text: words, template: { name, language, category, values: parameters.map((parameter) => given[parameter] ?? '') } };
}

/** Says that a message failed by a fault of this program, as often as it may: a person sees to it. */
export async function gaveUp({ about: stream, data }: DueEffect, { log, cause }: Acting): Promise<void> {
  const home = homeNamed(stream);
  const request = await readRequest(log, home, data.message as MessageId); // as the reaction has it
  if (request === null) return;
  const { message, about } = request;
  const base = { message, at: cause.occurredAt, about };
  await appendTo(
    log,
    home,
    (state) => {
      const one = outstandingIn(outboxOf(state), message);
      if (!one) return [];
      if (one.attemptedAt !== null) return [{ type: 'MessageOutcomeUnknown', data: { ...base, attempt: one.attempts } }];
      const task = becauseNoMeans(about.purpose, 'sending it failed several times; see the log');
      return [{ type: 'MessageSuppressed', data: { ...base, reason: 'leftToStaff', task } }];
    },
    cause,
  );
}
