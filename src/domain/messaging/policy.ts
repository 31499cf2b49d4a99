import type { Instant } from '../ids.ts';
import {
  becauseDeferred,
  becauseFallback,
  becauseQuietUntilTooLate,
  becauseSent,
  becauseTask,
  becauseTooLate,
  becauseUnsendable,
} from './because.ts';
import { type Carriage, carriageOf } from './carriage.ts';
import type { Decision, Defer, Refusal, SendTemplate, SendText, Target, Timing } from './decision.ts';
import { isTimeZone } from './localTime.ts';
import { priceOf, textCategory } from './price.ts';
import { consentFor, preparesVisit } from './purpose.ts';
import type { MessageQuestion } from './question.ts';
import { type SendingTime, sendingTime } from './quietHours.ts';
import { type Way, waysInOrder } from './ways.ts';

/**
 * Decides what becomes of an outbound message: sent, sent elsewhere, deferred, left to staff, or suppressed, each with its reason.
 * Nothing is lost on the way: what is transactional and cannot be sent becomes a task, unless it would be of no use any more.
 *
 * The corners: a channel that is closed for good is found out before quiet hours are waited for, so that staff learn of it at once;
 * a message asked about ahead of its time is only told when to ask again, since channels and consents will have changed by then.
 */
export function decideMessage(question: MessageQuestion): Decision {
  const { purpose, now } = question;
  const planned = question.due !== null && question.due > now ? question.due : now;
  if (isTooLate(question, planned)) {
    return { type: 'suppress', reason: 'tooLate', passedOver: [], because: becauseTooLate(purpose) };
  }
  const time = timeOf(question, planned);
  if (planned > now && time.at > now) return deferred(time);
  // Being woken is a price for what she needs to know, not for an advertisement.
  if (time.why === 'ratherThanNever' && consentFor(purpose) === 'MARKETING') {
    return { type: 'suppress', reason: 'quietHoursUntilTooLate', passedOver: [], because: becauseQuietUntilTooLate(purpose) };
  }
  const { found, passedOver } = findWay(question);
  if (found === null) return unsendable(question, passedOver);
  if (time.at > now) return deferred(time);
  const send = sending(question, found, timingOf(question, time));
  if (found.way.type === 'conversation' && found.way.conversation.id === question.conversation?.id) return send;
  const because = becauseFallback(send.channel, passedOver);
  return { type: 'useChannel', channel: send.channel, send, reason: 'fallback', passedOver, because };
}

const isTooLate = (question: MessageQuestion, planned: Instant): boolean => {
  const { purpose, appointmentStart } = question;
  const begun = appointmentStart !== null && appointmentStart <= planned;
  return (begun && preparesVisit(purpose)) || !isOfUse(question, planned, planned);
};

/** Whether a message planned for one moment is still of use at another. A visit that is over by the planned moment limits nothing: it is care after it. */
const isOfUse = ({ latestUseful, appointmentStart }: MessageQuestion, planned: Instant, moment: Instant): boolean =>
  (latestUseful === null || moment <= latestUseful) &&
  (appointmentStart === null || appointmentStart <= planned || moment < appointmentStart);

function timeOf(question: MessageQuestion, planned: Instant): SendingTime {
  const { reply, now, patientZone, clinic } = question;
  if (reply) return { at: planned, why: 'asPlanned' };
  const zone = patientZone !== null && isTimeZone(patientZone) ? patientZone : clinic.timeZone;
  return sendingTime({ due: planned, now, inTime: (moment) => isOfUse(question, planned, moment), hours: clinic.quietHours, zone });
}

const timingOf = ({ reply }: MessageQuestion, { why }: SendingTime): Timing => {
  if (reply) return 'replyAtAnyHour';
  return why === 'ratherThanNever' ? 'nowRatherThanNever' : 'daytime';
};

function deferred({ at, why }: SendingTime): Defer {
  const reason = why === 'asPlanned' ? 'notYetDue' : why === 'endOfQuietHours' ? 'quietHours' : 'beforeQuietHours';
  return { type: 'defer', until: at, reason, because: becauseDeferred(reason) };
}

/** The first way that carries the message, and those that were asked before it. */
function findWay(question: MessageQuestion): { readonly found: Found | null; readonly passedOver: readonly Refusal[] } {
  const passedOver: Refusal[] = [];
  for (const way of waysInOrder(question)) {
    if ('reason' in way) {
      passedOver.push(way);
      continue;
    }
    const carriage = carriageOf(way, question);
    if (typeof carriage !== 'string') return { found: { way, carriage }, passedOver };
    passedOver.push({ channel: way.channel, reason: carriage });
  }
  return { found: null, passedOver };
}

interface Found {
  readonly way: Way;
  readonly carriage: Carriage;
}

function unsendable({ purpose }: MessageQuestion, passedOver: readonly Refusal[]): Decision {
  const reason = passedOver[0]?.reason ?? 'noChannel';
  return consentFor(purpose) === 'MARKETING'
    ? { type: 'suppress', reason, passedOver, because: becauseUnsendable(purpose, passedOver) }
    : { type: 'staffTask', reason, passedOver, because: becauseTask(purpose, passedOver) };
}

function sending({ purpose, clinic }: MessageQuestion, { way, carriage }: Found, timing: Timing): SendText | SendTemplate {
  const { channel } = way;
  const { reason } = carriage;
  const category = carriage.as === 'text' ? textCategory(purpose, channel) : carriage.template.category;
  const common = {
    channel,
    target: targetOf(way),
    reason,
    timing,
    cost: priceOf(channel, category, clinic),
    discreet: clinic.discreet,
    because: becauseSent(channel, reason, timing),
  };
  if (carriage.as === 'text') return { type: 'sendText', ...common };
  const { name, language, parameters } = carriage.template;
  return { type: 'sendTemplate', ...common, template: { name, language, category, parameters } };
}

const targetOf = (way: Way): Target =>
  way.type === 'conversation'
    ? { type: 'conversation', conversation: way.conversation.id }
    : { type: 'newConversation', inbox: way.inbox, address: way.address };
